"""Names and number formats of the evaluation's tables."""

from __future__ import annotations

from corpora.taxonomy import load_taxonomy
from voc.evaluation.bootstrap import Interval
from voc.evaluation.prediction import Label

FIELDS = {
    "intent": "意图",
    "sentiment": "情感",
    "brand": "品牌",
    "model": "车型",
    "city": "城市",
    "wait_days": "等待天数",
    "amount_yuan": "金额",
    "nps": "NPS",
}
CASES = {
    "missed_safety": "漏报安全",
    "false_alarm": "误报安全",
    "missed_escalation": "漏报升级",
    "false_escalation": "误报升级",
}
TASKS = {
    "aspects_negative": "痛点（负面）",
    "aspects_with_polarity": "痛点＋方向",
    "intent": "意图",
    "sentiment": "情感",
    "safety": "安全",
    "escalation": "升级",
}
MEASURES = {"micro_f1": "F1", "macro_f1": "宏平均 F1", "accuracy": "准确率"}
_DIRECTIONS = {-1: "", 0: "·提及", 1: "·表扬"}


def label_name(label: Label) -> str:
    """Return the pain point's name, with its direction where it is no complaint."""
    code, polarity = label
    taxonomy = load_taxonomy()
    return (taxonomy[code].label if code in taxonomy else code) + _DIRECTIONS[polarity]


def range_of(interval: Interval | None) -> str:
    """Return `` [.61–.73]``; empty without an interval."""
    return f" [{_short(interval.low)}–{_short(interval.high)}]" if interval else ""


def _short(share: float) -> str:
    # three tables' worth of intervals stand side by side: the leading zero is left out
    return f"{share:.2f}".removeprefix("0") if share < 0.995 else "1.0"


def with_range(value: float, interval: Interval | None) -> str:
    """Return a figure and its interval."""
    return f"{value:.3f}{range_of(interval)}"


def signed_range(value: float, interval: Interval | None) -> str:
    """Return a difference and its interval, both with signs."""
    return f"{value:+.3f}" + (f" [{_signed(interval.low)}, {_signed(interval.high)}]" if interval else "")


def _signed(share: float) -> str:
    return f"{share:+.2f}".replace("0.", ".", 1)


def p_value(p: float) -> str:
    """Return a p value with three digits."""
    return "<0.001" if p < 0.001 else f"{p:.3f}"


def excerpt(text: str, *, longest: int) -> str:
    """Return the text on one line, cut to a number of characters."""
    flat = " ".join(text.split())
    return flat if len(flat) <= longest else f"{flat[: longest - 1]}…"
