"""The workbook's sheets of cases, department lists, praise and data quality."""

from __future__ import annotations

from collections.abc import Iterator

from voc.meeting import wording
from voc.meeting.breakdown import CHANNEL_LABELS
from voc.meeting.figures import Case
from voc.meeting.model import MeetingReport
from voc.report.table import Column, Kind, Row, Sheet


def alerts_sheet(report: MeetingReport) -> Sheet:
    """Return the alert cases, most urgent first."""
    return Sheet(
        "预警案例",
        (
            Column("编号", width=22),
            Column("时间", Kind.TIME, 18),
            Column("严重度", width=9),
            Column("优先级", Kind.COUNT, 9),
            Column("安全", width=7),
            Column("渠道", width=11),
            Column("品牌", width=12),
            Column("车型", width=12),
            Column("城市", width=10),
            Column("痛点", width=26),
            Column("规则", width=12),
            Column("原因", Kind.LONG, 40),
            Column("依据", Kind.LONG, 36),
            Column("原文", Kind.LONG, 70),
            Column("责任部门", width=12),
            Column("建议渠道", width=10),
            Column("时限", Kind.TIME, 18),
            Column("评分", Kind.DECIMAL, 8),
            Column("副本", Kind.COUNT, 8),
        ),
        map(_alert_row, report.alerts.cases),
    )


def _alert_row(case: Case) -> Row:
    return (
        case.id,
        case.created_at,
        case.severity.value,
        case.priority,
        "是" if case.safety else "",
        CHANNEL_LABELS[case.channel],
        case.brand,
        case.model,
        case.city,
        "、".join(case.points),
        "、".join(flag.rule for flag in case.flags),
        "；".join(flag.reason for flag in case.flags),
        "；".join(flag.quote for flag in case.flags if flag.quote),
        case.text,
        case.owner or "未分派",
        case.channel_advice.value if case.channel_advice else None,
        case.due_at,
        case.nps,
        case.copies,
    )


def owners_sheet(report: MeetingReport) -> Sheet:
    """Return each department's pain points and cases, one after the other."""

    def rows() -> Iterator[Row]:
        for owner in report.owners:
            name = owner.owner or "未分派"
            yield name, "合计", None, owner.distinct, owner.negative, owner.alerts, None, None, None, None, None
            for point in owner.points:
                change = wording.change_text(point.week)
                label = point.label + ("（激增）" if point.surging else "")
                yield name, "痛点", label, point.count, None, None, change, point.action, None, None, None
            for case in owner.cases:
                title = wording.model_name(case.brand, case.model)
                reason = "；".join(flag.reason for flag in case.flags)
                yield name, "案例", title, None, None, None, None, reason, case.id, case.due_at, case.text

    return Sheet(
        "责任部门",
        (
            Column("责任部门", width=12),
            Column("类别", width=8),
            Column("痛点或车型", width=26),
            Column("去重", Kind.COUNT, 8),
            Column("负面", Kind.COUNT, 8),
            Column("预警", Kind.COUNT, 8),
            Column("较前 7 日均", width=18),
            Column("建议措施或原因", Kind.LONG, 60),
            Column("编号", width=22),
            Column("时限", Kind.TIME, 18),
            Column("原文", Kind.LONG, 70),
        ),
        rows(),
    )


def praise_sheet(report: MeetingReport) -> Sheet:
    """Return what customers praise, and the praising records."""

    def rows() -> Iterator[Row]:
        for item in report.praise_points:
            quotes = "；".join(quote.text for quote in item.quotes)
            yield "方面", item.label, item.count, None, None, None, None, quotes
        for case in report.praise.cases:
            points = "、".join(case.points)
            yield "原声", points, None, case.id, case.brand, case.model, case.nps, case.text

    return Sheet(
        "表扬",
        (
            Column("类别", width=8),
            Column("方面", width=24),
            Column("去重", Kind.COUNT, 8),
            Column("编号", width=22),
            Column("品牌", width=12),
            Column("车型", width=12),
            Column("评分", Kind.DECIMAL, 8),
            Column("原文", Kind.LONG, 80),
        ),
        rows(),
    )


def quality_sheet(report: MeetingReport) -> Sheet:
    """Return the sums that must agree, the data-quality figures and the rejected records."""

    def rows() -> Iterator[Row]:
        for check in report.checks:
            yield "对账", check.name, check.left, check.right, "相符" if check.ok else "不符", ""
        scope = report.scope
        for label, value in (
            ("当日", scope.day),
            ("之前", scope.before),
            ("之后", scope.after),
            ("无时间", scope.undated),
        ):
            yield "数据范围", label, value, scope.records, "", ""
        quality = report.quality
        if quality:
            for label, value in (("手机号缺失", quality.phone_missing), ("手机号错误", quality.phone_wrong)):
                yield "手机号", label, value, quality.phone_checked, "", ""
            yield "客户", "一号多客户", quality.customers_with_several_ids, None, "", ""
            yield "完整度", "记录不完整", quality.incomplete, None, "", ""
            yield "时间", "没有时间", quality.undated, None, "", ""
            yield "时间", "时间异常", quality.out_of_window, None, "", ""
            for column in quality.by_column:
                whole = column.filled + column.missing + column.wrong
                yield "列", column.name, column.filled, whole, "", f"缺失 {column.missing}，错误 {column.wrong}"
        for rejected in report.rejected:
            yield "拒收", rejected.code, rejected.count, None, "、".join(rejected.places), rejected.reason

    return Sheet(
        "数据质量",
        (
            Column("类别", width=12),
            Column("项目", width=38),
            Column("数目", Kind.COUNT, 10),
            Column("总数", Kind.COUNT, 10),
            Column("结果或位置", width=36),
            Column("说明", Kind.LONG, 50),
        ),
        rows(),
    )
