"""Signals in Chinese words, in one place for the page, the workbook, the terminal and the group bots."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from functools import lru_cache

from corpora.taxonomy import load_taxonomy
from voc.signals.counts import SAFETY
from voc.signals.model import Kind, Signal, Stage
from voc.signals.scope import Scope

KINDS: Mapping[Kind, str] = {
    Kind.SAFETY: "安全",
    Kind.LEVEL: "突增",
    Kind.NEW: "新出现",
    Kind.TREND: "缓升",
    Kind.RATE: "千车率偏高",
}
STAGES: Mapping[Stage, str] = {Stage.OPEN: "新预警", Stage.CONTINUING: "持续", Stage.CLOSED: "已关闭"}

# Beyond these a figure says no more than a word.
_SMALLEST_SHARE = 0.01
_UNSURE = 0.2


@lru_cache(maxsize=1)
def point_labels() -> Mapping[str, str]:
    """Return the names of the pain points."""
    return {SAFETY: "安全事件"} | {point.id: point.label for point in load_taxonomy().points}


def scope_text(scope: Scope) -> str:
    """Return brand, model and city as a person says them.

    >>> scope_text(Scope("parts.shortage", "小米", "YU7", "成都")), scope_text(Scope("parts.shortage"))
    ('成都小米 YU7', '全部车型')
    """
    car = " ".join(part for part in (scope.brand, scope.model) if part)
    if not car and scope.city is None:
        return "全部车型"
    return (scope.city or "") + car


def certainty_text(share: float | None) -> str:
    """Return how sure a signal is, in words and a number; empty where it is reported by rule.

    >>> certainty_text(0.004), certainty_text(0.06), certainty_text(0.3), certainty_text(None)
    ('误报可能 < 1%', '误报可能约 6%', '误报可能约 30%，仅供留意', '')
    """
    if share is None:
        return ""
    if share < _SMALLEST_SHARE:
        return "误报可能 < 1%"
    return f"误报可能约 {share * 100:.0f}%" + ("，仅供留意" if share > _UNSURE else "")


def signal_text(signal: Signal, *, labels: Mapping[str, str] | None = None) -> str:
    """Return one sentence on a signal, without its evidence.

    Parameters
    ----------
    labels
        Names of pain points and topics by key; the taxonomy's by default, a key without a name stands for itself.
    """
    known = point_labels() if labels is None else labels
    name = f"{scope_text(signal.scope)}「{known.get(signal.scope.point, signal.scope.point)}」"
    if signal.stage is Stage.CLOSED:
        return _closed(signal, name)
    text = _TEXTS[signal.kind](signal, name)
    if signal.raw > signal.observed:
        text += f"，含转发共 {signal.raw:,} 条"
    if signal.with_volume:
        text += "，随总量上涨"
    if signal.focus is not None:
        text += f"，主要在{scope_text(signal.focus)}"
    sure = certainty_text(signal.q)
    return text + (f"，{sure}" if sure else "")


def _closed(signal: Signal, name: str) -> str:
    if signal.merged_into is not None:
        return f"{name}的预警已并入范围更大的预警"
    span = f"{_day(signal.since)}至 {_day(signal.last_elevated)}"
    calm = "未再发生" if signal.kind is Kind.SAFETY else "回到平日水平"
    return f"{name}的预警已关闭：{span}共 {signal.observed:,} 条，其后 {signal.calm_days} 天{calm}"


def _safety(signal: Signal, name: str) -> str:
    if signal.observed == 1:
        return f"{_day(signal.since)}，{name}发生 1 起，单起即报"
    return f"自 {_day(signal.since)}起，{name}共 {signal.observed:,} 起，单起即报"


def _level(signal: Signal, name: str) -> str:
    found = f"{signal.days} 天 {signal.observed:,} 条（平日约 {_number(signal.expected)} 条）"
    return f"自 {_day(signal.since)}起，{name}{found}"


def _new(signal: Signal, name: str) -> str:
    return f"{name}首次出现：自 {_day(signal.since)}起 {signal.days} 天 {signal.observed:,} 条"


def _trend(signal: Signal, name: str) -> str:
    found = f"近 {signal.days} 天 {signal.observed:,} 条，此前同样天数约 {_number(signal.expected)} 条"
    return f"约自 {_day(signal.since)}起，{name}缓慢上升：{found}"


def _rate(signal: Signal, name: str) -> str:
    text = f"{name}近 {signal.days} 天 {signal.observed:,} 条"
    if signal.per_1000 is None or signal.peers_per_1000 is None:
        return text
    return f"{text}，每千车 {signal.per_1000:.2f} 条，同类为 {signal.peers_per_1000:.2f} 条"


_TEXTS = {Kind.SAFETY: _safety, Kind.LEVEL: _level, Kind.NEW: _new, Kind.TREND: _trend, Kind.RATE: _rate}


def _number(value: float) -> str:
    """Return an expected count: enough digits not to be a zero it is not."""
    if value < 0.05:
        return "0"
    return f"{value:.1f}" if value < 10 else f"{value:,.0f}"


def _day(day: dt.date) -> str:
    return f"{day.month} 月 {day.day} 日"
