"""The rows of the workbook's record sheet and of its page of notes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from voc.meeting import wording
from voc.meeting.breakdown import CHANNEL_LABELS
from voc.meeting.model import MeetingReport
from voc.meeting.settings import load_settings
from voc.report.table import Column, Kind, Row, Sheet
from voc.types import Analysis

_SENTIMENTS = {-1: "负面", 0: "中性", 1: "正面"}


def records_sheet(report: MeetingReport, records: Iterable[Analysis] | None) -> Sheet:
    """Return the sheet of the day's records in their order, copies included.

    Parameters
    ----------
    records
        The records the report was built from; those of other days are left out, unless no record has a time.
        None gives a sheet with a header only.
    """
    labels = {point.code: point.label for point in report.points}
    return Sheet(
        "明细",
        (
            Column("编号", width=22),
            Column("时间", Kind.TIME, 18),
            Column("渠道", width=11),
            Column("品牌", width=12),
            Column("车型", width=12),
            Column("城市", width=10),
            Column("意图", width=8),
            Column("情感", width=8),
            Column("严重度", width=9),
            Column("优先级", Kind.COUNT, 9),
            Column("安全", width=7),
            Column("升级线索", width=10),
            Column("痛点", width=30),
            Column("依据", width=40),
            Column("规则", width=12),
            Column("原因", width=36),
            Column("环节", width=8),
            Column("责任部门", width=12),
            Column("建议渠道", width=10),
            Column("时限", Kind.TIME, 18),
            Column("评分", Kind.DECIMAL, 8),
            Column("等待天数", Kind.DECIMAL, 10),
            Column("重复于", width=22),
            Column("原文（已脱敏）", width=80),
        ),
        _rows(report, records or (), labels),
    )


def _rows(report: MeetingReport, records: Iterable[Analysis], labels: Mapping[str, str]) -> Iterator[Row]:
    day = None if report.scope.undated_as_day else report.date
    for record in records:
        created = record.created_at.date() if record.created_at else None
        if created == day:
            yield _row(record, labels)


def _row(record: Analysis, labels: Mapping[str, str]) -> Row:
    facts, triage = record.entities, record.assessment
    negative = [aspect for aspect in record.aspects if aspect.polarity < 0]
    flags = triage.flags
    return (
        record.id,
        record.created_at,
        CHANNEL_LABELS[record.channel],
        facts.brand,
        facts.model,
        facts.city,
        record.intent.value,
        _SENTIMENTS.get(record.sentiment),
        triage.severity.value,
        triage.priority,
        "是" if record.safety else None,
        "是" if record.escalation else None,
        "、".join(labels.get(aspect.code, aspect.code) for aspect in negative),
        "；".join(aspect.quote for aspect in negative),
        "、".join(flag.rule for flag in flags),
        "；".join(flag.reason for flag in flags),
        record.journey,
        triage.owner or "未分派",
        triage.channel_advice.value if triage.channel_advice else None,
        triage.due_at,
        facts.nps,
        facts.wait_days,
        record.duplicate_of,
        record.text,
    )


def notes_sheet(report: MeetingReport) -> Sheet:
    """Return the sheet that says what the others mean."""
    settings = load_settings()
    total, listed = wording.number(report.alerts.total), wording.number(len(report.alerts.cases))
    lines = [
        ("日期", wording.day_text(report.date)),
        ("来源文件", "、".join(report.intake.files) or wording.NOTHING),
        *(("注意", note) for note in report.notes),
        *(("要点", sentence) for sentence in report.lead),
        ("去重", "比率、痛点与案例按去重计算：与更早一条相同或近似的副本不计；「含重复」列出全部。"),
        ("比率", f"不足 {settings.share_min_records} 条不显示；NPS 不足 {settings.nps_min_answers} 份不显示。"),
        ("前 7 日", "当日之前 7 天中有数据的日子：计数取日均，比率取合计之比；没有基数时留空。"),
        ("显著性", f"「差异不显著」指偶然波动即可解释（p > {settings.alpha}，泊松计数的精确检验）。"),
        ("预警案例", f"共 {total} 件，列出最急的 {listed} 件；全部见「明细」。"),
        ("文字", "以 = + - @ 等开头的文字前加了单引号，以免被当作公式执行；编号一律为文字。"),
        ("版本", f"规则 {report.rules}"),
        *(
            ("版本", f"标签体系 {v.taxonomy}，编码器 {v.encoder}，分类器 {v.classifier}，规则 {v.rules}")
            for v in report.versions
        ),
    ]
    return Sheet("说明", (Column("项目", width=14), Column("内容", Kind.LONG, 110)), lines)
