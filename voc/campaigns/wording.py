"""What a group of copies is said to be, in Chinese: the sentence, and what speaks for and against a campaign."""

from __future__ import annotations

from datetime import datetime

from voc.campaigns.figures import GroupFigures
from voc.campaigns.score import CampaignScore, Parts
from voc.campaigns.settings import CAMPAIGNS, CampaignSettings

_CHANNELS = {"review": "评价", "social": "社交媒体", "call_note": "回访记录"}
_MANY_DAYS = 7
_FAST = 0.5


def percent(share: float) -> str:
    """Return a share as a whole percentage.

    >>> percent(0.456)
    '46%'
    """
    return f"{share * 100:.0f}%"


def moment_text(moment: datetime) -> str:
    """Return a moment with its time of day where it has one.

    >>> moment_text(datetime(2026, 11, 22, 9, 5)), moment_text(datetime(2026, 11, 22))
    ('2026-11-22 09:05', '2026-11-22')
    """
    return moment.strftime("%Y-%m-%d %H:%M" if moment.hour or moment.minute else "%Y-%m-%d")


def summary(figures: GroupFigures, score: CampaignScore) -> str:
    """Return one sentence: how many, how different, where, when, and what it looks like."""
    text = f"{figures.size} 条相同或近似的原声"
    text += f"（{figures.distinct_texts} 种写法）" if figures.distinct_texts > 1 else "（完全相同）"
    if figures.accounts:
        text += f"，来自 {figures.accounts} 个账号"
    if figures.channels:
        text += "，见于" + "、".join(_CHANNELS.get(name, name) for name, _ in figures.channels)
    if figures.first and figures.last:
        first, last = moment_text(figures.first), moment_text(figures.last)
        text += f"，{first} 至 {last}" if first != last else f"，均在 {first}"
    return f"{text}；{score.level.value}（{score.value:.2f}）。"


def reasons_for(figures: GroupFigures, parts: Parts, *, settings: CampaignSettings = CAMPAIGNS) -> tuple[str, ...]:
    """Return what supports the suspicion of a campaign."""
    found = []
    if parts.copies >= _FAST:
        found.append(f"同样的话重复了 {figures.size} 次，其中逐字相同 {figures.identical} 条")
    if parts.burst and figures.busiest_day is not None and figures.busiest_day >= _FAST:
        text = f"{percent(figures.busiest_day)} 集中在 24 小时内"
        if figures.busiest_hour is not None and figures.busiest_hour >= _FAST:
            text += f"，{percent(figures.busiest_hour)} 集中在 1 小时内"
        found.append(text)
    if figures.template and len(figures.brands) > 1:
        names = "、".join(name for name, _ in figures.brands[:4])
        more = "等" if len(figures.brands) > 4 else ""
        found.append(f"换了品牌或车型的同一模板：{names}{more} {len(figures.brands)} 个品牌，{figures.template} 条")
    elif figures.template:
        found.append(f"换了车型的同一模板：{figures.template} 条")
    if figures.authored > figures.accounts:
        found.append(f"{figures.authored} 条出自 {figures.accounts} 个账号")
    if figures.young:
        found.append(f"{figures.aged} 个已知注册时间的账号中，{figures.young} 个注册不足 {settings.young_days:.0f} 天")
    found += _rhythm_for(figures, parts, settings)
    return tuple(found)


def _rhythm_for(figures: GroupFigures, parts: Parts, settings: CampaignSettings) -> list[str]:
    if not parts.rhythm:
        return []
    found = []
    begin, end = settings.night_hours
    if figures.night is not None and figures.night > settings.night_usual:
        found.append(f"{percent(figures.night)} 发于 {begin} 点至 {end} 点")
    if figures.regularity is not None and figures.regularity > _FAST:
        found.append("发布间隔异常均匀")
    return found


def reasons_against(
    figures: GroupFigures, *, short: bool = False, settings: CampaignSettings = CAMPAIGNS
) -> tuple[str, ...]:
    """Return what could explain the copies without a campaign, and what is not known."""
    found = []
    if short:
        found.append("文字很短，不同的人写得一样并不奇怪")
    if figures.size <= 3:
        found.append(f"只有 {figures.size} 条，可能是重复提交或转述")
    if figures.authored > 1 and figures.accounts == 1:
        found.append("全部出自同一账号，也可能是一位客户多处反映同一件事")
    elif figures.authored > 1 and figures.accounts == figures.authored:
        found.append("每个账号只发了一条，也可能是车主互相转发")
    if figures.first and figures.last and (figures.last - figures.first).days >= _MANY_DAYS:
        found.append(f"前后相隔 {(figures.last - figures.first).days} 天，不是一次集中发布")
    if figures.aged and not figures.young:
        found.append(f"已知注册时间的 {figures.aged} 个账号都不是新账号")
    if figures.size > 3 and figures.distinct_texts * 2 > figures.size:
        found.append("写法各有不同，像是各自转述")
    if len(figures.brands) == 1 and not figures.template:
        found.append(f"只说{figures.brands[0][0]}一个品牌，可能是同一事件引发的转发")
    if figures.positive == figures.size:
        found.append("全为好评，可能是满意车主转发或活动文案")
    return (*found, *_unknown(figures, settings))


def _unknown(figures: GroupFigures, settings: CampaignSettings) -> list[str]:
    missing = []
    if not figures.authored:
        missing.append("作者")
    if not figures.aged:
        missing.append("账号注册时间")
    if figures.dated < settings.burst_from:
        missing.append("发布时间")
    elif figures.clocked < settings.rhythm_from:
        missing.append("足够的具体时刻")
    return [f"数据里没有{'、'.join(missing)}，这几项未计入"] if missing else []
