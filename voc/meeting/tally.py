"""One pass over the records: counters for each day of the series, details for the day, nothing else kept."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Mapping

from voc.meeting.detail import DetailTally, order
from voc.meeting.settings import Settings
from voc.meeting.shortlist import Shortlist
from voc.types import Analysis, Severity, Versions

Model = tuple[str | None, str | None]


class DayTally:
    """Counters of one day; everything but ``raw…`` leaves copies out."""

    __slots__ = (
        "answers",
        "detractors",
        "distinct",
        "escalated",
        "model_points",
        "models",
        "negative",
        "points",
        "positive",
        "promoters",
        "raw",
        "raw_escalated",
        "raw_points",
        "raw_safety",
        "safety",
    )

    def __init__(self) -> None:
        self.raw = self.raw_safety = self.raw_escalated = 0
        self.distinct = self.negative = self.positive = self.safety = self.escalated = 0
        self.answers = self.promoters = self.detractors = 0
        self.points: Counter[str] = Counter()
        self.raw_points: Counter[str] = Counter()
        self.models: Counter[Model] = Counter()
        self.model_points: Counter[tuple[str | None, str | None, str]] = Counter()

    def add(self, record: Analysis, negative: list[str], settings: Settings) -> None:
        """Count a record; ``negative`` holds the codes of its negative aspects, each once."""
        raised = record.assessment.severity is not Severity.NORMAL
        self.raw += 1
        self.raw_safety += record.safety
        self.raw_escalated += raised
        for code in negative:
            self.raw_points[code] += 1
        if record.duplicate_of is not None:
            return
        self.distinct += 1
        self.safety += record.safety
        self.escalated += raised
        facts = record.entities
        if record.sentiment < 0:
            self.negative += 1
            self.models[facts.brand, facts.model] += 1
        elif record.sentiment > 0:
            self.positive += 1
        for code in negative:
            self.points[code] += 1
            self.model_points[facts.brand, facts.model, code] += 1
        if facts.nps is not None:
            self.answers += 1
            self.promoters += facts.nps >= settings.promoter_from
            self.detractors += facts.nps <= settings.detractor_to


class Tally:
    """The streaming accumulator of a report.

    Parameters
    ----------
    date
        The day the report is about.
    settings
        Numbers of the meeting.
    domain_bits, other_bit
        See :class:`~voc.meeting.detail.DetailTally`.

    Attributes
    ----------
    days
        Counters of the series, ``days[0]`` the day itself, ``days[k]`` the day ``k`` days before.
    detail
        Details of the day.
    undated, undated_detail
        The same for records without a time; which of the two is the report's day is known at the end of the stream.
    """

    def __init__(self, date: dt.date, settings: Settings, domain_bits: Mapping[str, int], other_bit: int) -> None:
        self.days = [DayTally() for _ in range(settings.series_days)]
        self.undated = DayTally()
        self.detail = DetailTally(settings, domain_bits, other_bit)
        self.undated_detail = DetailTally(settings, domain_bits, other_bit)
        self.clocks: Shortlist[Analysis] = Shortlist(settings.section)
        self.clocks_passed = 0
        self.older = self.after = 0
        self.records = self.distinct = 0
        self.first: int | None = None
        self.last: int | None = None
        self._settings = settings
        self._ordinal = date.toordinal()
        self._start = dt.datetime.combine(date, dt.time())
        self._horizon = self._start + dt.timedelta(days=1 + settings.due_horizon_days)
        self._versions: dict[Versions, None] = {}
        self._last_versions: Versions | None = None

    @property
    def versions(self) -> tuple[Versions, ...]:
        """What produced the records, sorted."""
        return tuple(sorted(self._versions, key=lambda v: (v.taxonomy, v.encoder, v.classifier, v.rules)))

    def add(self, record: Analysis) -> None:
        """Count one record."""
        self.records += 1
        self.distinct += record.duplicate_of is None
        if record.versions is not self._last_versions:
            self._last_versions = record.versions
            self._versions[record.versions] = None
        if record.created_at is None:
            negative = _negative(record)
            self.undated.add(record, negative, self._settings)
            self.undated_detail.add(record, negative, None)
            return
        ordinal = record.created_at.toordinal()
        if self.first is None or self.last is None:
            self.first = self.last = ordinal
        elif ordinal < self.first:
            self.first = ordinal
        elif ordinal > self.last:
            self.last = ordinal
        self._add_dated(record, self._ordinal - ordinal)

    def _add_dated(self, record: Analysis, ago: int) -> None:
        if ago < 0:
            self.after += 1
            return
        if record.assessment.due_at is not None and record.duplicate_of is None:
            self._add_clock(record, record.assessment.due_at, ago)
        if ago >= len(self.days):
            self.older += 1
            return
        negative = _negative(record)
        self.days[ago].add(record, negative, self._settings)
        if ago == 0:
            self.detail.add(record, negative, record.created_at)

    def _add_clock(self, record: Analysis, due_at: dt.datetime, ago: int) -> None:
        if due_at >= self._horizon:
            return
        if due_at >= self._start or ago == 0:
            self.clocks.offer((due_at, *order(record)), record)
        elif ago <= self._settings.baseline_days:
            self.clocks_passed += 1


def _negative(record: Analysis) -> list[str]:
    """Return the codes of the record's negative aspects, each once, in order."""
    codes = [aspect.code for aspect in record.aspects if aspect.polarity < 0]
    return codes if len(codes) < 2 else list(dict.fromkeys(codes))
