"""Count a stream of records by day, pain point, brand, model and city."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from voc.signals.scope import VOLUME, Scope
from voc.signals.settings import DEFAULT_SETTINGS, Settings
from voc.types import Analysis

#: Stands for the pain point of a dangerous event that none of the taxonomy's names.
SAFETY = "safety"


@dataclass(slots=True)
class Cell:
    """What one day counted in one cell.

    Attributes
    ----------
    raw, distinct
        Records, and records that repeat no earlier one.
    texts
        Ids of the first distinct ones (of the first copies where there is no other), bounded.
    customers
        Keys of their customers where known, bounded.
    """

    raw: int = 0
    distinct: int = 0
    texts: list[str] = field(default_factory=list)
    customers: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SafetyEvent:
    """One record that tells of danger to life (rule R13)."""

    id: str
    scope: Scope
    duplicate_of: str | None = None
    customer: str | None = None


@dataclass(slots=True)
class DayCounts:
    """All counts of a day. In the cells None means unknown; a day without records was not observed.

    Attributes
    ----------
    records
        Records of the day, also those without any pain point.
    cells
        Counts of each pain point × brand × model × city that occurred, and of all records under ``VOLUME``.
    safety
        Dangerous events in the order they were read.
    """

    records: int = 0
    cells: dict[Scope, Cell] = field(default_factory=dict)
    safety: list[SafetyEvent] = field(default_factory=list)

    def add(self, scope: Scope, distinct: int = 1, *, raw: int | None = None) -> None:
        """Add counts without their records, for counts that come from a database or a simulation."""
        cell = self.cells.setdefault(scope, Cell())
        cell.distinct += distinct
        cell.raw += distinct if raw is None else raw


def negative_codes(record: Analysis) -> Iterable[str]:
    """Return the pain points a record complains about, in the order of the text."""
    return dict.fromkeys(aspect.code for aspect in record.aspects if aspect.polarity < 0)


def count_days(
    records: Iterable[Analysis],
    *,
    keys: Callable[[Analysis], Iterable[str]] = negative_codes,
    customers: Mapping[str, str] | None = None,
    settings: Settings = DEFAULT_SETTINGS,
) -> dict[dt.date, DayCounts]:
    """Count a stream; memory grows with the cells of the newest days, not with the records.

    Parameters
    ----------
    records
        Analysed records in any order; those without a time count nowhere.
    keys
        What a record is counted under: pain points, topic keys, or both. An empty key is not allowed.
    customers
        Id of a record to the key of its customer.
    settings
        How many days and ids are kept.

    Returns
    -------
    dict
        Day to counts, oldest first; only the newest ``settings.width`` days.
    """
    days: dict[dt.date, DayCounts] = {}
    newest = dt.date.min
    for record in records:
        if record.created_at is None:
            continue
        day = record.created_at.date()
        if day > newest:
            newest = day
            for old in [known for known in days if (newest - known).days >= settings.width]:
                del days[old]
        elif (newest - day).days >= settings.width:
            continue
        customer = customers.get(record.id) if customers else None
        _count(days.setdefault(day, DayCounts()), record, tuple(keys(record)), customer, settings)
    return dict(sorted(days.items()))


def _count(day: DayCounts, record: Analysis, keys: tuple[str, ...], customer: str | None, settings: Settings) -> None:
    facts = record.entities
    brand, model, city = facts.brand, facts.model if facts.brand else None, facts.city
    day.records += 1
    copy = record.duplicate_of is not None
    for key in (VOLUME, *keys):
        cell = day.cells.setdefault(Scope(key, brand, model, city), Cell())
        cell.raw += 1
        if not copy and cell.distinct == 0:
            # the first distinct text takes the place of the copies kept for want of it
            cell.texts.clear()
        cell.distinct += not copy
        if key == VOLUME:
            continue
        if (not copy or cell.distinct == 0) and len(cell.texts) < settings.evidence:
            cell.texts.append(record.id)
        if customer and customer not in cell.customers and len(cell.customers) < settings.evidence:
            cell.customers.append(customer)
    if record.safety:
        told = [code for code in settings.safety_codes if code in keys]
        scope = Scope(told[0] if told else SAFETY, brand, model, city)
        day.safety.append(SafetyEvent(record.id, scope, record.duplicate_of, customer))
