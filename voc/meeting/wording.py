"""Figures in Chinese words: how the page, the workbook and the terminal write a number, a change, a day."""

from __future__ import annotations

import datetime as dt

from voc.meeting.figures import Change, Metric, PointFigure, Unit
from voc.meeting.model import MeetingReport

#: Written where there is no value or no basis.
NOTHING = "—"
_WEEKDAYS = "一二三四五六日"
# The true minus sign: as wide as the plus sign and never taken for a hyphen or a range.
_MINUS = "−"


def number(value: float | None, *, digits: int = 0) -> str:
    """Return a number with thousands separated, ``—`` for None.

    >>> number(12345), number(3.14159, digits=1), number(-2)
    ('12,345', '3.1', '−2')
    """
    if value is None:
        return NOTHING
    text = f"{abs(value):,.{digits}f}"
    return _MINUS + text if value < 0 and text.strip("0.,") else text


def mean(value: float | None) -> str:
    """Return a mean count: one digit after the point unless it is whole.

    >>> mean(3.0), mean(3.14)
    ('3', '3.1')
    """
    return number(value, digits=0 if value is None or float(value).is_integer() else 1)


def percent(share: float | None) -> str:
    """Return a share as a percentage with one digit.

    >>> percent(0.4534)
    '45.3%'
    """
    return NOTHING if share is None else number(share * 100, digits=1) + "%"


def signed(value: float, *, digits: int = 0) -> str:
    """Return a number with its sign; a difference that rounds to zero is ``±0``.

    >>> signed(3), signed(-1.25, digits=1), signed(0.01, digits=1)
    ('+3', '−1.2', '±0')
    """
    text = number(abs(value), digits=digits)
    if not text.strip("0.,"):
        return "±0"
    return (_MINUS if value < 0 else "+") + text


def metric_value(metric: Metric) -> str:
    """Return a headline figure in its unit."""
    if metric.value is None:
        return NOTHING
    if metric.unit is Unit.SHARE:
        return percent(metric.value)
    if metric.unit is Unit.NET:
        return signed(metric.value * 100, digits=1)
    if metric.unit is Unit.SCORE:
        return signed(metric.value, digits=1)
    return number(metric.value)


def metric_interval(metric: Metric) -> str:
    """Return the interval of a share or score, empty without one."""
    if metric.low is None or metric.high is None:
        return ""
    if metric.unit is Unit.SHARE:
        return f"{percent(metric.low)} 至 {percent(metric.high)}"
    scale = 100.0 if metric.unit is Unit.NET else 1.0
    return f"{signed(metric.low * scale, digits=1)} 至 {signed(metric.high * scale, digits=1)}"


def basis_value(metric: Metric, change: Change) -> str:
    """Return the value a headline figure is compared with, in its unit."""
    if change.basis is None:
        return NOTHING
    if metric.unit is Unit.SHARE:
        return percent(change.basis)
    if metric.unit is Unit.NET:
        return signed(change.basis * 100, digits=1)
    if metric.unit is Unit.SCORE:
        return signed(change.basis, digits=1)
    return mean(change.basis)


def change_text(change: Change, *, unit: Unit = Unit.COUNT) -> str:
    """Return a change in its unit: count with percentage, percentage points, or points; ``—`` without a basis."""
    if change.absolute is None:
        return NOTHING
    if unit is Unit.SHARE:
        return signed(change.absolute * 100, digits=1) + " 个百分点"
    if unit is Unit.NET:
        return signed(change.absolute * 100, digits=1)
    if unit is Unit.SCORE:
        return signed(change.absolute, digits=1)
    digits = 0 if float(change.absolute).is_integer() else 1
    text = signed(change.absolute, digits=digits)
    if text == "±0":
        return text
    if change.relative is None:
        return f"{text}（基数为 0）"
    return f"{text}（{signed(change.relative * 100)}%）"


def chance_text(change: Change) -> str:
    """Return the hint for a change that chance explains, empty for others."""
    return "差异不显著" if change.significant is False else ""


def day_text(day: dt.date | None) -> str:
    """Return a day with its weekday.

    >>> day_text(dt.date(2026, 11, 22))
    '2026-11-22（周日）'
    """
    return NOTHING if day is None else f"{day.isoformat()}（周{_WEEKDAYS[day.weekday()]}）"


def short_day(day: dt.date | None) -> str:
    """Return month and day.

    >>> short_day(dt.date(2026, 1, 5))
    '1 月 5 日'
    """
    return NOTHING if day is None else f"{day.month} 月 {day.day} 日"


def model_name(brand: str | None, model: str | None) -> str:
    """Return brand and model, ``未提及`` when a text names neither."""
    return " ".join(part for part in (brand, model) if part) or "未提及"


def surge_text(point: PointFigure) -> str:
    """Return one sentence on a surging pain point."""
    week = point.week
    text = f"{point.label} {number(point.count)} 条，前 {week.days} 日日均 {mean(week.basis)} 条"
    if point.ratio is not None:
        text += f"，为其 {number(point.ratio, digits=1)} 倍"
    if point.since is not None:
        text += f"，自 {short_day(point.since)}起上升"
    return text + ("（随当日总量上涨，占比变化不显著）" if point.with_volume else "")


def lead_sentences(report: MeetingReport) -> tuple[str, ...]:
    """Return the day in a few sentences, most important first."""
    day = report.day
    if not day.raw:
        return ("当日没有可分析的原声。",)
    volume, negative, *_ = report.headline
    text = f"共 {number(day.raw)} 条原声，去重后 {number(day.distinct)} 条"
    if volume.week.relative is not None:
        text += f"，较前 {volume.week.days} 日均值 {signed(volume.week.relative * 100)}%"
    if negative.value is not None:
        text += f"；负面率 {percent(negative.value)}"
        if negative.week.absolute is not None:
            hint = chance_text(negative.week)
            text += f"，较前 {negative.week.days} 日 {change_text(negative.week, unit=Unit.SHARE)}"
            text += f"（{hint}）" if hint else ""
    else:
        text += f"；其中负面 {number(day.negative)} 条"
    sentences = [text + "。"]
    if day.safety or day.escalated:
        sentences.append(f"安全事件 {number(day.safety)} 起，升级与重大 {number(day.escalated)} 件，须先议。")
    surging = [point for point in report.surging if not point.with_volume]
    if surging:
        sentences.append("激增痛点：" + "；".join(surge_text(point) for point in surging[:3]) + "。")
    elif report.points and report.points[0].count:
        top = "、".join(f"{p.label} {number(p.count)} 条" for p in report.points[:3] if p.count)
        none = "没有达到激增标准的痛点；" if report.scope.baseline_days else ""
        sentences.append(f"{none}最多的痛点是{top}。")
    if report.new_topics:
        names = "、".join(f"「{topic.name}」" for topic in report.new_topics[:3])
        sentences.append(f"新话题 {len(report.new_topics)} 个：{names}。")
    if report.clocks.total:
        sentences.append(f"当日到期或即将到期的时限 {number(report.clocks.total)} 件。")
    return tuple(sentences)
