"""The few figures a terminal shows after a run."""

from __future__ import annotations

from voc.meeting.figures import Metric
from voc.meeting.model import MeetingReport
from voc.meeting.wording import (
    chance_text,
    change_text,
    metric_value,
    number,
)

_TOP = 3


def summary_rows(report: MeetingReport) -> list[tuple[str, str, str]]:
    """Return the small figures of a report for a terminal table.

    Returns
    -------
    list
        (label, value, change) in Chinese; changes are against the previous seven days, ``—`` without a basis.
    """
    intake = report.intake
    sums = f"分析 {number(intake.analysed)}，拒收 {number(intake.rejected)}，重复 {number(intake.duplicates)}"
    rows = [("读取", number(intake.read), sums)]
    rows += [(metric.label, _value(metric), _change(metric)) for metric in report.headline]
    for point in report.surging[:_TOP]:
        rows.append((f"激增：{point.label}", number(point.count), change_text(point.week)))
    if not report.surging:
        rows += [
            (f"痛点：{point.label}", number(point.count), change_text(point.week))
            for point in report.points[:_TOP]
            if point.count
        ]
    rows.append(("预警案例", number(report.alerts.total), f"安全与法务 {number(report.first.total)}"))
    return rows


def _value(metric: Metric) -> str:
    if metric.value is None and metric.part is not None and metric.whole:
        return f"{metric_value(metric)}（n={number(metric.whole)}）"
    if metric.raw is not None and metric.raw != metric.value:
        return f"{metric_value(metric)}（含重复 {number(metric.raw)}）"
    if metric.key == "nps" and metric.value is not None:
        return f"{metric_value(metric)}（n={number(metric.whole)}）"
    return metric_value(metric)


def _change(metric: Metric) -> str:
    if metric.value is None:
        return metric.note or change_text(metric.week, unit=metric.unit)
    hint = chance_text(metric.week)
    text = change_text(metric.week, unit=metric.unit)
    return f"{text}，{hint}" if hint else text
