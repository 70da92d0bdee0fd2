"""The report's figures as frozen values: numbers with their basis, cases, lists; nothing here computes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from voc.types import Channel, Intent, ServiceChannel, Severity


class Unit(StrEnum):
    """What a headline figure counts.

    A ``SHARE`` is a fraction 0..1 (its changes are percentage points), ``NET`` a difference of shares -1..1 and
    ``SCORE`` an NPS -100..100.
    """

    COUNT = "count"
    SHARE = "share"
    NET = "net"
    SCORE = "score"


class Direction(StrEnum):
    """Which way a figure should go."""

    UP = "up"
    DOWN = "down"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Change:
    """A figure against one basis.

    Attributes
    ----------
    basis
        Value of the basis: the previous day's, or the mean (counts) or pooled value (shares) of the previous seven
        days; None when there is no data, or too little to show a value.
    days
        Days with data the basis rests on.
    absolute
        Difference in the figure's own unit; None without a basis.
    relative
        Difference as a fraction of the basis; None for differences of shares and scores and for a basis of zero.
    p_value
        Two-sided p-value of the difference; None without a basis.
    significant
        Whether the difference is larger than chance explains; None without a basis.
    """

    basis: float | None = None
    days: int = 0
    absolute: float | None = None
    relative: float | None = None
    p_value: float | None = None
    significant: bool | None = None


@dataclass(frozen=True, slots=True)
class Metric:
    """One headline figure.

    Attributes
    ----------
    value
        None when it is not shown (no data, or too few records).
    raw
        The same count with copies of a text; None where copies make no sense.
    part, whole
        Numerator and denominator of a share; None for counts.
    low, high
        95 % interval of a share or score.
    previous, week
        Against the previous day and the previous seven days.
    note
        Chinese remark, e.g. why no value is shown.
    """

    key: str
    label: str
    unit: Unit
    better: Direction
    value: float | None
    raw: int | None = None
    part: int | None = None
    whole: int | None = None
    low: float | None = None
    high: float | None = None
    previous: Change = Change()
    week: Change = Change()
    note: str = ""


@dataclass(frozen=True, slots=True)
class DayFigure:
    """The counts of one day; ``distinct`` and everything after it leave copies of a text out.

    Attributes
    ----------
    date
        None for a file without a time column.
    has_data
        False for a day that counts as "no data" instead of zero.
    """

    date: date | None
    has_data: bool
    raw: int
    distinct: int
    negative: int
    positive: int
    safety: int
    escalated: int
    answers: int
    promoters: int
    detractors: int


@dataclass(frozen=True, slots=True)
class Quote:
    """A customer's own words from the redacted text."""

    id: str
    text: str
    brand: str | None
    model: str | None


@dataclass(frozen=True, slots=True)
class PointFigure:
    """One pain point.

    Attributes
    ----------
    count, raw
        Negative records of the day, without and with copies.
    positive
        Records of the day that praise it.
    share
        ``count`` over the day's distinct records; None on an empty day.
    previous, week
        Against the previous day and the mean of the previous seven days.
    ratio
        Day over mean of the previous days; None without a basis or when the basis is zero.
    rise_p, rise_q
        One-sided p-value of a rise over the previous days, and the same adjusted over all pain points.
    surging
        Whether it passes the guard band and the adjusted test.
    with_volume
        True when it surges in number but not in share: everything rose with the day's volume.
    since
        First day of the current rise; None when it does not rise.
    series
        Distinct negative records of the days of the report's series, oldest first.
    """

    code: str
    label: str
    domain: str
    owner: str | None
    count: int
    raw: int
    positive: int
    share: float | None
    previous: Change
    week: Change
    ratio: float | None
    rise_p: float | None
    rise_q: float | None
    surging: bool
    with_volume: bool
    since: date | None
    series: tuple[int, ...]
    quotes: tuple[Quote, ...]
    action: str
    check: str


@dataclass(frozen=True, slots=True)
class PointCount:
    """A pain point with the number of its negative records."""

    code: str
    label: str
    count: int


@dataclass(frozen=True, slots=True)
class ModelFigure:
    """One brand and model; None stands for records that name none.

    Attributes
    ----------
    negative_share
        None below the number of records from which shares are shown.
    net
        Positive less negative records over all, same rule.
    points
        Its largest pain points of the day.
    previous, week
        Its negative records against the previous day and the mean of the previous seven days.
    """

    brand: str | None
    model: str | None
    raw: int
    distinct: int
    negative: int
    positive: int
    negative_share: float | None
    net: float | None
    safety: int
    previous: Change
    week: Change
    points: tuple[PointCount, ...]


@dataclass(frozen=True, slots=True)
class ModelPointFigure:
    """One pain point of one brand and model."""

    brand: str | None
    model: str | None
    code: str
    label: str
    count: int
    previous: Change
    week: Change


@dataclass(frozen=True, slots=True)
class JourneyFigure:
    """One step of the customer journey (rule R7); ``step`` is None for records without a known step.

    Attributes
    ----------
    by_channel
        Distinct records of each channel, in the order of the report's ``channels``.
    by_domain
        Records with a negative opinion in each domain, in the order of the report's ``domains``; one record can
        stand in several domains.
    """

    step: str | None
    distinct: int
    negative: int
    negative_share: float | None
    by_channel: tuple[int, ...]
    by_domain: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FlagFigure:
    """A rule that applies to a case, with its reason and quoted evidence."""

    rule: str
    reason: str
    quote: str


@dataclass(frozen=True, slots=True)
class Case:
    """One record the meeting should look at.

    Attributes
    ----------
    text
        Excerpt of the redacted text.
    marks
        Half-open ranges of ``text`` that are evidence.
    copies
        Further copies of the same text on the day.
    due
        ``当日到期``, ``即将到期`` or empty.
    mismatch
        True when the score contradicts the text (rule F9).
    """

    id: str
    created_at: datetime | None
    channel: Channel | None
    brand: str | None
    model: str | None
    city: str | None
    intent: Intent
    severity: Severity
    priority: int
    safety: bool
    escalation: bool
    owner: str | None
    channel_advice: ServiceChannel | None
    due_at: datetime | None
    due: str
    nps: float | None
    mismatch: bool
    points: tuple[str, ...]
    flags: tuple[FlagFigure, ...]
    text: str
    marks: tuple[tuple[int, int], ...]
    copies: int


@dataclass(frozen=True, slots=True)
class CaseList:
    """Cases of one agenda section: how many there are, and those that are listed."""

    total: int
    cases: tuple[Case, ...]


@dataclass(frozen=True, slots=True)
class CopyGroup:
    """A text that was posted several times (rule F10).

    Attributes
    ----------
    id
        The first record with this text, of the day or before.
    copies
        Copies of it on the day, the first record not counted.
    text
        Beginning of one copy's redacted text.
    """

    id: str
    copies: int
    text: str


@dataclass(frozen=True, slots=True)
class PraiseFigure:
    """What customers praise; ``label`` names the pain point's matter without blame."""

    code: str
    label: str
    count: int
    quotes: tuple[Quote, ...]


@dataclass(frozen=True, slots=True)
class OwnerPoint:
    """A pain point on a department's list."""

    code: str
    label: str
    count: int
    week: Change
    surging: bool
    action: str
    check: str


@dataclass(frozen=True, slots=True)
class OwnerFigure:
    """A department's list; ``owner`` is None for records nobody was found for.

    Attributes
    ----------
    distinct, negative
        Records of the day that triage assigned to it.
    alerts
        Those of them on the alert list.
    points
        The pain points it owns by the taxonomy, largest first.
    """

    owner: str | None
    distinct: int
    negative: int
    alerts: int
    points: tuple[OwnerPoint, ...]
    cases: tuple[Case, ...]
