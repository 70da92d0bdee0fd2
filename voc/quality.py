"""The quality gate of an import (rule R17): what is missing or wrong in the records, counted while they stream by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from voc.meeting.model import ColumnQuality, DataQuality
from voc.types import Feedback, Rejected

COLUMNS = ("时间", "渠道", "品牌", "车型", "城市", "NPS", "手机号")
PLAUSIBLE = timedelta(days=366)
"""A record this much older than the newest one is out of the window of a daily report."""


@dataclass(slots=True)
class QualityGate:
    """Counts what is missing or wrong; pass records through :meth:`watch`, then ask for :meth:`result`."""

    total: int = 0
    filled: Counter[str] = field(default_factory=Counter)
    wrong: Counter[str] = field(default_factory=Counter)
    phones: int = 0
    phone_missing: int = 0
    phone_wrong: int = 0
    incomplete: int = 0
    ids_of_phone: dict[str, set[str]] = field(default_factory=dict)
    times: Counter[datetime] = field(default_factory=Counter)

    def watch(self, records: Iterable[Feedback | Rejected]) -> Iterator[Feedback | Rejected]:
        """Yield the records unchanged and count what they lack."""
        for record in records:
            if isinstance(record, Feedback):
                self._count(record)
            yield record

    def _count(self, record: Feedback) -> None:
        self.total += 1
        values = (record.created_at, record.channel, record.brand, record.model, record.city, record.nps)
        for name, value in zip(COLUMNS, values, strict=False):
            self.filled[name] += value is not None
        self.incomplete += any(value is None for value in values[:4])
        if record.created_at is not None:
            self.times[record.created_at.replace(hour=0, minute=0, second=0, microsecond=0)] += 1
        self._count_phone(record)

    def _count_phone(self, record: Feedback) -> None:
        if record.phone_ok is None:
            return
        self.phones += 1
        if record.phone_ok:
            self.filled["手机号"] += 1
        elif record.phone_key is None:
            self.phone_missing += 1
        else:
            self.phone_wrong += 1
            self.wrong["手机号"] += 1
        if record.phone_ok and record.phone_key and record.customer_key:
            self.ids_of_phone.setdefault(record.phone_key, set()).add(record.customer_key)

    def result(self) -> DataQuality:
        """Return what was found."""
        dated = sum(self.times.values())
        newest = max(self.times, default=None)
        old = sum(n for day, n in self.times.items() if newest is not None and newest - day > PLAUSIBLE)
        return DataQuality(
            phone_missing=self.phone_missing,
            phone_wrong=self.phone_wrong,
            phone_checked=self.phones,
            customers_with_several_ids=sum(len(ids) > 1 for ids in self.ids_of_phone.values()),
            incomplete=self.incomplete,
            undated=self.total - dated,
            out_of_window=old,
            by_column=tuple(self._column(name) for name in COLUMNS),
        )

    def _column(self, name: str) -> ColumnQuality:
        wrong = self.wrong[name]
        return ColumnQuality(name, self.filled[name], self.total - self.filled[name] - wrong, wrong)
