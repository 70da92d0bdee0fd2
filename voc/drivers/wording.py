"""Drivers in Chinese words: what goes with the score, never what causes it."""

from __future__ import annotations

from voc.drivers.model import Driver, DriverReport, Estimate, Kind, Split, Status, Target
from voc.meeting.wording import number, signed

CAUTION = "以上是相关，不等于因果：说到某个痛点的客户，可能在别的方面也与其他客户不同。"

_KINDS = {
    Kind.BASIC: "基本型：做差了与低分相关，做好了看不出加分",
    Kind.PERFORMANCE: "期望型：做差了与低分相关，做好了与高分相关",
    Kind.EXCITEMENT: "兴奋型：做好了与高分相关，做差了看不出减分",
    Kind.UNDECIDED: "样本还不足以判断类型",
}
_ROLES = {Kind.BASIC: "基本型", Kind.PERFORMANCE: "期望型", Kind.EXCITEMENT: "兴奋型", Kind.UNDECIDED: "未定"}


def kind_name(kind: Kind) -> str:
    """Return the short name of a role, for a table."""
    return _ROLES[kind]


def driver_sentence(driver: Driver, report: DriverReport) -> str:
    """Return what is known of one driver, or in words why there is no figure.

    Examples
    --------
    ``说到「缺件等件」的客户平均低 3.1 分（2.2–4.0，n=64）``
    """
    who = f"{_verb(driver)}「{driver.label}」的{_people(report)}"
    if driver.effect is None:
        return _without_figure(driver, report)
    effect, digits = driver.effect, _digits(report)
    counted = f"n={number(driver.told)}"
    if not effect.clear:
        low, high = (signed(end, digits=digits) for end in (effect.low, effect.high))
        return f"{who}与其他{_people(report)}相比看不出差别（{low} 至 {high}，{counted}）"
    way = "低" if effect.value < 0 else "高"
    sentence = f"{who}平均{way} {number(abs(effect.value), digits=digits)} 分（{_size(effect, digits)}，{counted}）"
    return sentence if driver.confirmed else sentence + "，放在全部痛点里比较还不能确认"


def share_sentence(driver: Driver, report: DriverReport) -> str:
    """Return the differences of the shares of detractors and promoters in percentage points; empty without figures."""
    names = ("贬损者", "推荐者") if report.target is Target.NPS else ("负面", "正面")
    parts = []
    for name, estimate in zip(names, (driver.detractors, driver.promoters), strict=True):
        if estimate is None:
            continue
        if estimate.clear:
            way = "低" if estimate.value < 0 else "高"
            percent = Estimate(estimate.value * 100, estimate.low * 100, estimate.high * 100)
            size = number(abs(percent.value), digits=0)
            parts.append(f"{name}占比{way} {size} 个百分点（{_size(percent, 0)}）")
        else:
            parts.append(f"{name}占比看不出差别")
    return "，".join(parts)


def importance_sentence(driver: Driver, report: DriverReport) -> str:
    """Return what the mean would differ by; empty without figures or when it may as well be nothing."""
    estimate = driver.importance
    if estimate is None or not estimate.clear:
        return ""
    what = "平均分" if report.target is Target.NPS else "平均情感分"
    way = "高" if estimate.value > 0 else "低"
    size = number(abs(estimate.value), digits=2)
    return (
        f"假如{_verb(driver)}「{driver.label}」的{_people(report)}与情况相同的其他{_people(report)}打分一样，"
        f"{what}相应{way} {size} 分（{_size(estimate, 2)}）"
    )


def split_sentence(split: Split) -> str:
    """Return penalty and reward of a pain point and the role they show."""
    parts = []
    for verb, estimate, ways in (("做差了", split.penalty, "高低"), ("做好了", split.reward, "低高")):
        if estimate.clear:
            way = ways[estimate.value > 0]
            parts.append(f"{verb}{way} {number(abs(estimate.value), digits=1)} 分（{_size(estimate, 1)}）")
        else:
            parts.append(f"{verb}看不出差别")
    return f"「{split.label}」{'，'.join(parts)}；{_KINDS[split.kind]}"


def summary_sentences(report: DriverReport) -> tuple[str, ...]:
    """Return what was compared, how many effects hold, and what the figures do not say."""
    if report.status is Status.TOO_FEW_TEXTS:
        least = report.min_told + report.min_not_told
        if report.target is Target.NPS:
            return (f"数据不足：带评分的原声只有 {number(report.n)} 条，至少要 {least} 条才比较。",)
        return (f"数据不足：原声只有 {number(report.n)} 条，至少要 {least} 条才比较。",)
    if report.status is Status.SAME_SCORE:
        return (f"{number(report.n)} 条原声的评分都一样，看不出哪些痛点与评分相关。",)
    if not report.tested:
        return (f"数据不足：没有一个痛点够 {report.min_told} 条提到、{report.min_not_told} 条没提到，不作比较。",)
    what = " NPS 评分" if report.target is Target.NPS else "整体情感（没有足够的 NPS 评分）"
    first = (
        f"{number(report.n)} 条原声中共比较 {report.tested} 项，其中 {report.confirmed} 项确认与{what}相关"
        f"（错误发现率控制在 {report.max_q * 100:g}%）。"
    )
    method = f"已扣除同一条原声里的其他痛点、渠道和品牌的差别；括号内为 {report.level * 100:g}% 区间。"
    left = [f"另有 {number(report.contradictions)} 条评分与原文矛盾，未计入。"] if report.contradictions else []
    return (first, method, *left, CAUTION)


def _without_figure(driver: Driver, report: DriverReport) -> str:
    name = f"{_verb(driver)}「{driver.label}」"
    if driver.status is Status.INSEPARABLE:
        others = "、".join(f"「{other}」" for other in driver.inseparable_from)
        return f"{name}几乎总是与{others}同时出现，分不开各自与评分的关系" if others else f"{name}分不开单独的关系"
    if driver.status is Status.TOO_FEW_TOLD:
        return f"{name}数据不足：只有 {number(driver.told)} 条，至少要 {report.min_told} 条"
    if driver.status is Status.TOO_FEW_NOT_TOLD:
        return f"{name}数据不足：没提到的只有 {number(driver.not_told)} 条，至少要 {report.min_not_told} 条"
    if driver.status is Status.SAME_SCORE:
        return f"{name}无法比较：所有评分都一样"
    return f"{name}数据不足：原声太少"


def _verb(driver: Driver) -> str:
    return "说到" if driver.polarity < 0 else "称赞"


def _people(report: DriverReport) -> str:
    return "客户" if report.target is Target.NPS else "原声"


def _digits(report: DriverReport) -> int:
    return 1 if report.target is Target.NPS else 2


def _size(estimate: Estimate, digits: int) -> str:
    """Return the limits of a clear effect without their sign, the smaller first."""
    ends = sorted((abs(estimate.low), abs(estimate.high)))
    return "–".join(number(end, digits=digits) for end in ends)
