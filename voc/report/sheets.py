"""The workbook's sheets of figures."""

from __future__ import annotations

from datetime import datetime

from voc.meeting import wording
from voc.meeting.breakdown import UNKNOWN
from voc.meeting.figures import Change, Unit
from voc.meeting.model import MeetingReport
from voc.report.listings import alerts_sheet, owners_sheet, praise_sheet, quality_sheet
from voc.report.table import Cell, Column, Kind, Row, Share, Sheet


def report_sheets(report: MeetingReport) -> dict[str, Sheet]:
    """Return the sheets made of the report's figures, by name."""
    sheets = (
        _overview_sheet(report),
        _daily_sheet(report),
        _points_sheet(report),
        _models_sheet(report),
        _model_points_sheet(report),
        _journey_sheet(report),
        alerts_sheet(report),
        owners_sheet(report),
        praise_sheet(report),
        quality_sheet(report),
    )
    return {sheet.name: sheet for sheet in sheets}


def _overview_sheet(report: MeetingReport) -> Sheet:
    # Each value stands in its own unit, named in the second column.
    units = {Unit.COUNT: "条", Unit.SHARE: "%", Unit.NET: "×100", Unit.SCORE: "分"}

    def scaled(value: float | None, unit: Unit) -> float | None:
        if value is None or unit in (Unit.COUNT, Unit.SCORE):
            return value
        return Share(value) if unit is Unit.SHARE else value * 100

    rows: list[Row] = [
        (
            metric.label,
            units[metric.unit],
            scaled(metric.value, metric.unit),
            metric.raw,
            metric.whole,
            scaled(metric.low, metric.unit),
            scaled(metric.high, metric.unit),
            scaled(metric.previous.basis, metric.unit),
            scaled(metric.previous.absolute, metric.unit),
            metric.previous.relative,
            wording.chance_text(metric.previous),
            scaled(metric.week.basis, metric.unit),
            scaled(metric.week.absolute, metric.unit),
            metric.week.relative,
            wording.chance_text(metric.week),
            metric.note,
        )
        for metric in report.headline
    ]
    intake = report.intake
    for label, value in (
        ("读取", intake.read),
        ("分析", intake.analysed),
        ("拒收", intake.rejected),
        ("重复", intake.duplicates),
        ("明细中当日", report.scope.day),
        ("预警案例", report.alerts.total),
        ("安全与法务", report.first.total),
    ):
        rows.append((label, "条", value, *(None,) * 13))
    return Sheet(
        "概览",
        (
            Column("指标", width=20),
            Column("单位", width=8),
            Column("当日", Kind.DECIMAL),
            Column("含重复", Kind.COUNT),
            Column("样本量", Kind.COUNT),
            Column("95% 下限", Kind.DECIMAL),
            Column("95% 上限", Kind.DECIMAL),
            Column("前一日", Kind.DECIMAL),
            Column("较前一日", Kind.DELTA),
            Column("较前一日（%）", Kind.DELTA_SHARE, 15),
            Column("较前一日显著性", width=16),
            Column("前 7 日", Kind.DECIMAL),
            Column("较前 7 日", Kind.DELTA),
            Column("较前 7 日（%）", Kind.DELTA_SHARE, 15),
            Column("较前 7 日显著性", width=16),
            Column("说明", width=34),
        ),
        rows,
    )


def _daily_sheet(report: MeetingReport) -> Sheet:
    rows = [
        (
            datetime(day.date.year, day.date.month, day.date.day) if day.date else "全部（无时间）",
            "" if day.has_data else "无数据",
            day.raw,
            day.distinct,
            day.negative,
            day.negative / day.distinct if day.distinct else None,
            day.positive,
            day.safety,
            day.escalated,
            day.answers,
            day.promoters,
            day.detractors,
        )
        for day in reversed(report.daily)
    ]
    titles = ("原声", "去重", "负面", "负面率", "正面", "安全", "升级与重大", "评分份数", "推荐者", "贬损者")
    columns = (Column(title, Kind.SHARE if title == "负面率" else Kind.COUNT, 11) for title in titles)
    return Sheet("每日走势", (Column("日期", Kind.TIME, 18), Column("备注"), *columns), rows)


def _change(change: Change) -> tuple[Cell, Cell, Cell, Cell]:
    return change.basis, change.absolute, change.relative, wording.chance_text(change)


def _change_columns(name: str) -> tuple[Column, ...]:
    return (
        Column(name, Kind.DECIMAL, 11),
        Column(f"较{name}", Kind.DELTA, 13),
        Column(f"较{name}（%）", Kind.DELTA_SHARE, 17),
        Column(f"较{name}显著性", width=18),
    )


def _points_sheet(report: MeetingReport) -> Sheet:
    rows = [
        (
            point.label,
            point.code,
            point.domain,
            point.owner or "未分派",
            point.count,
            point.raw,
            point.share,
            point.positive,
            *_change(point.previous),
            *_change(point.week),
            "激增" if point.surging else "",
            point.rise_q,
            point.since.isoformat() if point.since else None,
            "、".join(str(value) for value in point.series),
            "；".join(quote.text for quote in point.quotes),
            point.action,
            point.check,
        )
        for point in report.points
    ]
    return Sheet(
        "痛点",
        (
            Column("痛点", width=24),
            Column("代码", width=28),
            Column("领域", width=14),
            Column("责任部门", width=12),
            Column("去重", Kind.COUNT, 8),
            Column("含重复", Kind.COUNT, 9),
            Column("占比", Kind.SHARE, 9),
            Column("表扬", Kind.COUNT, 8),
            *_change_columns("前一日"),
            *_change_columns("前 7 日均"),
            Column("激增", width=8),
            Column("q 值", Kind.PROBABILITY, 9),
            Column("上升自", width=12),
            Column("逐日", width=36),
            Column("原话", Kind.LONG, 50),
            Column("建议措施", Kind.LONG, 60),
            Column("效果看", Kind.LONG, 36),
        ),
        rows,
    )


def _models_sheet(report: MeetingReport) -> Sheet:
    rows = [
        (
            row.brand or "未提及",
            row.model or "未提及",
            row.raw,
            row.distinct,
            row.negative,
            row.positive,
            row.negative_share,
            row.net * 100 if row.net is not None else None,
            row.safety,
            *_change(row.previous),
            *_change(row.week),
            "、".join(f"{point.label} {point.count}" for point in row.points),
        )
        for row in report.models
    ]
    return Sheet(
        "车型",
        (
            Column("品牌", width=14),
            Column("车型", width=14),
            Column("原声", Kind.COUNT, 8),
            Column("去重", Kind.COUNT, 8),
            Column("负面", Kind.COUNT, 8),
            Column("正面", Kind.COUNT, 8),
            Column("负面率", Kind.SHARE, 9),
            Column("净情感", Kind.DECIMAL, 9),
            Column("安全", Kind.COUNT, 8),
            *_change_columns("前一日负面"),
            *_change_columns("前 7 日均负面"),
            Column("主要痛点", Kind.LONG, 48),
        ),
        rows,
    )


def _model_points_sheet(report: MeetingReport) -> Sheet:
    rows = [
        (
            row.brand or "未提及",
            row.model or "未提及",
            row.label,
            row.code,
            row.count,
            *_change(row.previous),
            *_change(row.week),
        )
        for row in report.model_points
    ]
    return Sheet(
        "车型痛点",
        (
            Column("品牌", width=14),
            Column("车型", width=14),
            Column("痛点", width=24),
            Column("代码", width=28),
            Column("去重", Kind.COUNT, 8),
            *_change_columns("前一日"),
            *_change_columns("前 7 日均"),
        ),
        rows,
    )


def _journey_sheet(report: MeetingReport) -> Sheet:
    rows = [
        (step.step or UNKNOWN, step.distinct, step.negative, step.negative_share, *step.by_channel, *step.by_domain)
        for step in report.journey
    ]
    return Sheet(
        "用户旅程",
        (
            Column("环节", width=10),
            Column("去重", Kind.COUNT, 8),
            Column("负面", Kind.COUNT, 8),
            Column("负面率", Kind.SHARE, 9),
            *(Column(f"渠道：{name}", Kind.COUNT, 16) for name in report.channels),
            *(Column(f"负面：{name}", Kind.COUNT, 18) for name in report.domains),
        ),
        rows,
    )
