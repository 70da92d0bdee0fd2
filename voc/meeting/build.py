"""Build the report of the daily meeting from analysed records."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from corpora.taxonomy import Taxonomy
from voc.meeting import breakdown
from voc.meeting.cases import CaseWriter, shorten
from voc.meeting.compare import Basis
from voc.meeting.detail import DetailTally
from voc.meeting.figures import CaseList, CopyGroup
from voc.meeting.headline import basis_of, daily_figures, day_figure, days_with_data, headline
from voc.meeting.model import (
    Check,
    DataQuality,
    Intake,
    MeetingReport,
    RejectedFigure,
    Scope,
    TopicSummary,
)
from voc.meeting.points import OTHER_DOMAIN, Series, model_points, point_figures, praise_figures
from voc.meeting.settings import Settings, load_actions, load_settings
from voc.meeting.tally import Tally
from voc.meeting.wording import day_text, lead_sentences, number
from voc.types import Analysis, Rejected

_PLACES = 5


def build_report(
    analyses: Iterable[Analysis],
    *,
    date: dt.date,
    intake: Intake | Callable[[], Intake],
    rejected: Sequence[Rejected],
    topics: Sequence[TopicSummary] | Callable[[], Sequence[TopicSummary]] = (),
    taxonomy: Taxonomy,
    quality: DataQuality | Callable[[], DataQuality] | None = None,
) -> MeetingReport:
    """Build the meeting's report of one day.

    Records are counted as they stream by; only the most urgent ones are kept, so memory does not grow with their
    number. The result does not depend on their order.

    Parameters
    ----------
    analyses
        Analysed records of any days, copies included (with ``duplicate_of``). Records of the day are reported, records
        of the days before form the basis of comparison. When no record has a time, all of them are the day's.
    date
        The day the report is about.
    intake
        What came in; checked against the records. This and ``topics`` and ``quality`` may be functions: they are asked
        when the last record has streamed by, since only then everything is counted.
    rejected
        Records that could not be used.
    topics
        Topics that discovery found in the same records.
    taxonomy
        Names, domains and owners of the pain points.
    quality
        What the quality gate found while reading.

    Returns
    -------
    MeetingReport
        All figures; for a day without records all counts are zero and comparisons empty.
    """
    settings, actions = load_settings(), load_actions()
    domains = breakdown.domain_labels(taxonomy)
    other = 1 << domains.index(OTHER_DOMAIN)
    tally = Tally(date, settings, breakdown.domain_bits(taxonomy), other)
    add = tally.add
    for record in analyses:
        add(record)

    intake = intake() if callable(intake) else intake
    topics = topics() if callable(topics) else topics
    quality = quality() if callable(quality) else quality
    undated_as_day = tally.first is None and tally.records > 0
    series, detail = _series(tally, date, settings, undated_as_day=undated_as_day)
    day = series.days[0]
    labels = {point.id: point.label for point in taxonomy.points}
    writer = CaseWriter(series.date, settings=settings, labels=labels, copies=detail.copies)
    points = point_figures(series, detail, taxonomy=taxonomy, actions=actions, settings=settings)
    scope = _scope(tally, series.basis, undated_as_day=undated_as_day)
    report = MeetingReport(
        date=date,
        intake=intake,
        scope=scope,
        checks=_checks(tally, intake, rejected, scope),
        notes=_notes(scope, date, intake, settings),
        lead=(),
        headline=headline(day, series.basis, settings=settings),
        daily=(day_figure(day, date=None, has_data=True),)
        if undated_as_day
        else daily_figures(tally, series.has_data, date=date),
        first=writer.write_all(detail.first),
        topics=tuple(sorted(topics, key=lambda t: (not t.is_new, -t.size, t.id))),
        clocks=writer.write_all(tally.clocks) if not undated_as_day else CaseList(0, ()),
        clocks_passed=tally.clocks_passed,
        repeats=writer.write_all(detail.repeats),
        copies=_copy_groups(detail, settings),
        copies_total=day.raw - day.distinct,
        detractors=writer.write_all(detail.detractors),
        praise=writer.write_all(detail.praise, praise=True),
        praise_points=praise_figures(detail, labels=labels, actions=actions, settings=settings),
        flagged=writer.write_all(detail.flagged),
        alerts=writer.write_all(detail.alerts),
        points=points,
        models=breakdown.model_figures(day, detail, series.basis, labels=labels, settings=settings),
        model_points=model_points(series, labels=labels, settings=settings),
        journey=breakdown.journey_figures(detail, domains=domains, settings=settings),
        channels=tuple(breakdown.CHANNEL_LABELS.values()),
        domains=domains,
        owners=breakdown.owner_figures(detail, points, writer),
        by_intent=breakdown.by_intent(detail.profiles),
        by_severity=breakdown.by_severity(detail.profiles),
        by_channel=breakdown.by_channel(detail.profiles),
        rejected=_rejected(rejected),
        quality=quality,
        versions=tally.versions,
        rules=f"meeting {settings.version}, actions {actions.version}",
    )
    return replace(report, lead=lead_sentences(report))


def _series(tally: Tally, date: dt.date, settings: Settings, *, undated_as_day: bool) -> tuple[Series, DetailTally]:
    if undated_as_day:
        return Series(None, (tally.undated,), (True,), Basis()), tally.undated_detail
    has_data = tuple(days_with_data(tally, date=date, settings=settings))
    basis = basis_of(tally, has_data, settings=settings)
    return Series(date, tuple(tally.days), has_data, basis), tally.detail


def _scope(tally: Tally, basis: Basis, *, undated_as_day: bool) -> Scope:
    before = tally.older + sum(day.raw for day in tally.days[1:])
    return Scope(
        undated_as_day=undated_as_day,
        first=dt.date.fromordinal(tally.first) if tally.first is not None else None,
        last=dt.date.fromordinal(tally.last) if tally.last is not None else None,
        records=tally.records,
        day=tally.undated.raw if undated_as_day else tally.days[0].raw,
        before=before,
        after=tally.after,
        undated=tally.undated.raw,
        baseline_days=len(basis.week),
    )


def _checks(tally: Tally, intake: Intake, rejected: Sequence[Rejected], scope: Scope) -> tuple[Check, ...]:
    copies = tally.records - tally.distinct
    spread = scope.day + scope.before + scope.after + (0 if scope.undated_as_day else scope.undated)
    return (
        Check(
            "读取 = 分析 + 拒收 + 重复",
            intake.read,
            intake.analysed + intake.rejected + intake.duplicates,
        ),
        Check("分析 = 明细中的不同原声", intake.analysed, tally.distinct),
        # Exact copies may be dropped while reading; more copies than were announced can only be an error.
        Check("重复 ≥ 明细中的副本", max(intake.duplicates, copies), intake.duplicates),
        Check("拒收 = 拒收清单", intake.rejected, len(rejected)),
        Check("明细 = 当日 + 之前 + 之后 + 无时间", tally.records, spread),
    )


def _notes(scope: Scope, date: dt.date, intake: Intake, settings: Settings) -> tuple[str, ...]:
    notes = []
    if not intake.read and not scope.records:
        notes.append("文件中没有原声。")
    elif scope.undated_as_day:
        notes.append("文件无时间列，全部计入当日；没有前一日与前 7 日可比。")
    elif not scope.day and scope.first is not None:
        notes.append(
            f"{day_text(date)}没有原声；文件中的时间为 {day_text(scope.first)}至 {day_text(scope.last)}，"
            "可用 --date 选择其中一天。"
        )
    if scope.undated and not scope.undated_as_day:
        notes.append(f"{number(scope.undated)} 条原声没有可读的时间，未计入当日与趋势，见「数据质量」。")
    if scope.after:
        notes.append(f"{number(scope.after)} 条原声晚于当日，未计入。")
    if scope.day and not scope.undated_as_day and scope.baseline_days < settings.baseline_days:
        if scope.baseline_days:
            notes.append(
                f"前 {settings.baseline_days} 日中只有 {scope.baseline_days} 日有数据，均值按有数据的日子计算。"
            )
        else:
            notes.append(f"前 {settings.baseline_days} 日没有数据，没有可比的基数。")
    return tuple(notes)


def _copy_groups(detail: DetailTally, settings: Settings) -> tuple[CopyGroup, ...]:
    groups = [
        CopyGroup(original, group.copies, shorten(group.text, settings.quote_chars))
        for original, group in detail.copies.items()
        if group.copies >= settings.campaign_copies
    ]
    groups.sort(key=lambda group: (-group.copies, group.id))
    return tuple(groups[: settings.campaigns])


def _rejected(rejected: Sequence[Rejected]) -> tuple[RejectedFigure, ...]:
    by_code: dict[str, list[Rejected]] = {}
    for record in rejected:
        by_code.setdefault(record.code, []).append(record)
    figures = []
    for code, records in by_code.items():
        records.sort(key=lambda r: (r.file or "", r.row, r.reason))
        places = tuple(f"{r.file}:{r.row}" if r.file else str(r.row) for r in records[:_PLACES])
        figures.append(RejectedFigure(code, len(records), records[0].reason, places))
    figures.sort(key=lambda figure: (-figure.count, figure.code))
    return tuple(figures)
