"""What goes into the meeting's report and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from voc.meeting.figures import (
    CaseList,
    CopyGroup,
    DayFigure,
    JourneyFigure,
    Metric,
    ModelFigure,
    ModelPointFigure,
    OwnerFigure,
    PointFigure,
    PraiseFigure,
)
from voc.types import Versions


@dataclass(frozen=True, slots=True)
class Intake:
    """What came in from the files.

    Attributes
    ----------
    read
        Records read.
    analysed
        Records analysed, copies of an earlier text not counted.
    rejected
        Records that could not be used.
    duplicates
        Records that repeat an earlier one (exactly or nearly), whether or not they are handed to the report with
        ``duplicate_of``. ``read = analysed + rejected + duplicates``.
    files
        Names of the files, in the order read.
    """

    read: int
    analysed: int
    rejected: int
    duplicates: int
    files: tuple[str, ...] = ()

    @property
    def balanced(self) -> bool:
        """Whether every record read is accounted for."""
        return self.read == self.analysed + self.rejected + self.duplicates


@dataclass(frozen=True, slots=True)
class TopicSummary:
    """A topic that discovery found.

    Attributes
    ----------
    size, size_before
        Records of the topic in this run and in the run or window before; None when there was none.
    share
        ``size`` over all records of the run, 0..1.
    is_new
        Whether it was not there before.
    quotes, words
        Typical redacted quotes and key words, best first.
    """

    id: str
    name: str
    size: int
    size_before: int | None
    share: float
    is_new: bool
    quotes: tuple[str, ...] = ()
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ColumnQuality:
    """How complete one column is: ``filled + missing + wrong`` records were checked."""

    name: str
    filled: int
    missing: int
    wrong: int = 0


@dataclass(frozen=True, slots=True)
class DataQuality:
    """What the quality gate found while reading (rule R17).

    Attributes
    ----------
    phone_checked, phone_missing, phone_wrong
        Records of files with a phone column, and those of them without a number or with an impossible one.
    customers_with_several_ids
        Phones that stand under more than one customer id.
    incomplete
        Records that lack brand, model, time or channel.
    undated
        Records without a readable time.
    out_of_window
        Records whose time is implausible (in the future, or long before the file's other records).
    by_column
        Completeness of each recognised column.
    """

    phone_missing: int = 0
    phone_wrong: int = 0
    phone_checked: int = 0
    customers_with_several_ids: int = 0
    incomplete: int = 0
    undated: int = 0
    out_of_window: int = 0
    by_column: tuple[ColumnQuality, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """Two counts that must be equal."""

    name: str
    left: int
    right: int

    @property
    def ok(self) -> bool:
        """Whether they are."""
        return self.left == self.right


@dataclass(frozen=True, slots=True)
class Scope:
    """Which of the records handed in the report speaks about; copies count.

    Attributes
    ----------
    undated_as_day
        True when no record has a time, so that all of them are treated as the day's.
    first, last
        Dates of the earliest and latest dated record.
    records
        All records handed in: ``day + before + after + undated``, where ``day`` holds the undated ones if
        ``undated_as_day``.
    baseline_days
        Days with data among the previous seven.
    """

    undated_as_day: bool
    first: date | None
    last: date | None
    records: int
    day: int
    before: int
    after: int
    undated: int
    baseline_days: int


@dataclass(frozen=True, slots=True)
class RejectedFigure:
    """Records rejected for one reason; ``places`` names the first few as ``file:row``."""

    code: str
    count: int
    reason: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MeetingReport:
    """Everything the daily meeting looks at.

    Attributes
    ----------
    notes
        Chinese remarks on scope and basis that a reader must know before any figure.
    lead
        The day in a few Chinese sentences.
    headline
        Figures of the day against the previous day and the previous seven days.
    daily
        Counts of each day of the series, oldest first; a single entry without a date for a file without times.
    first, clocks, repeats, detractors, praise, flagged
        Sections of the agenda: safety and legal, clocks that ended or end soon, repeats, NPS detractors, praise, and
        records with a flag that are not in ``first``.
    clocks_passed
        Clocks of earlier records that ended before the day and are not listed again.
    copies
        Texts posted several times on the day.
    alerts
        Every record that is more than ordinary (a flag, safety, escalation or raised severity):
        ``first`` and ``flagged`` together.
    points
        Every pain point with a record on the day or in the series, largest first.
    channels, domains
        Column heads of ``journey``.
    by_intent, by_severity, by_channel
        Distinct records of the day as (name, count); each adds up to the day's distinct records.
    checks
        Sums that must agree.
    rules
        Versions of the meeting's numbers and suggested actions.
    """

    date: date
    intake: Intake
    scope: Scope
    checks: tuple[Check, ...]
    notes: tuple[str, ...]
    lead: tuple[str, ...]
    headline: tuple[Metric, ...]
    daily: tuple[DayFigure, ...]
    first: CaseList
    topics: tuple[TopicSummary, ...]
    clocks: CaseList
    clocks_passed: int
    repeats: CaseList
    copies: tuple[CopyGroup, ...]
    copies_total: int
    detractors: CaseList
    praise: CaseList
    praise_points: tuple[PraiseFigure, ...]
    flagged: CaseList
    alerts: CaseList
    points: tuple[PointFigure, ...]
    models: tuple[ModelFigure, ...]
    model_points: tuple[ModelPointFigure, ...]
    journey: tuple[JourneyFigure, ...]
    channels: tuple[str, ...]
    domains: tuple[str, ...]
    owners: tuple[OwnerFigure, ...]
    by_intent: tuple[tuple[str, int], ...]
    by_severity: tuple[tuple[str, int], ...]
    by_channel: tuple[tuple[str, int], ...]
    rejected: tuple[RejectedFigure, ...]
    quality: DataQuality | None
    versions: tuple[Versions, ...]
    rules: str

    @property
    def day(self) -> DayFigure:
        """The counts of the day itself."""
        return self.daily[-1]

    @property
    def surging(self) -> tuple[PointFigure, ...]:
        """The surging pain points; those that only rose with the volume come last."""
        return tuple(sorted((p for p in self.points if p.surging), key=lambda p: p.with_volume))

    @property
    def new_topics(self) -> tuple[TopicSummary, ...]:
        """The topics that were not there before."""
        return tuple(topic for topic in self.topics if topic.is_new)

    @property
    def balanced(self) -> bool:
        """Whether every sum agrees."""
        return all(check.ok for check in self.checks)
