"""The remembered days as arrays: a row for each series of every level, a column for each day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voc.signals.counts import DayCounts
from voc.signals.scope import Scope, levels
from voc.signals.settings import Settings

Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class History:
    """Counts of the last days.

    Attributes
    ----------
    last
        Day of the last column; None before the first day.
    scopes
        What each row counts.
    distinct, raw
        (series, days) counts.
    records
        (days,) all records of a day.
    live
        (days,) whether a day was observed; the zeros of other days are none.
    """

    last: dt.date | None
    scopes: tuple[Scope, ...]
    distinct: Ints
    raw: Ints
    records: Ints
    live: NDArray[np.bool_]

    @property
    def rows(self) -> dict[Scope, int]:
        """Row of each scope."""
        return {scope: row for row, scope in enumerate(self.scopes)}

    def column(self, day: dt.date) -> int:
        """Return the column of a day; negative when it is no longer remembered."""
        assert self.last is not None  # noqa: S101  callers hold a day
        return len(self.live) - 1 - (self.last - day).days


def empty_history(width: int) -> History:
    """Return a history without a single observed day."""
    nothing = np.zeros((0, width), np.int32)
    return History(None, (), nothing, nothing, np.zeros(width, np.int32), np.zeros(width, np.bool_))


def push(history: History, day: dt.date, counts: DayCounts, settings: Settings) -> History:
    """Return the history with a later day added; days in between were not observed.

    Series without a count in the remembered days are let go, which bounds the memory.
    """
    width = settings.width
    step = width if history.last is None else min((day - history.last).days, width)
    found: dict[Scope, list[int]] = {}
    for cell, count in counts.cells.items():
        for scope in levels(cell):
            sums = found.setdefault(scope, [0, 0])
            sums[0] += count.distinct
            sums[1] += count.raw
    alive = np.flatnonzero(history.raw[:, step:].any(axis=1))
    kept = [history.scopes[row] for row in alive]
    known = set(kept)
    scopes = (*kept, *sorted((s for s in found if s not in known), key=_order))
    distinct, raw = np.zeros((2, len(scopes), width), np.int32)
    distinct[: len(kept), : width - step] = history.distinct[alive, step:]
    raw[: len(kept), : width - step] = history.raw[alive, step:]
    for row, scope in enumerate(scopes):
        if scope in found:
            distinct[row, -1], raw[row, -1] = found[scope]
    records = np.zeros(width, np.int32)
    records[: width - step] = history.records[step:]
    live = np.zeros(width, np.bool_)
    live[: width - step] = history.live[step:]
    records[-1] = counts.records
    live[-1] = _observed(counts.records, records[:-1][live[:-1]], settings)
    return History(day, scopes, distinct, raw, records, live)


def _observed(records: int, before: Ints, settings: Settings) -> bool:
    if records == 0 or len(before) < 7:
        return records > 0
    median = float(np.median(before))
    return median < settings.dead_median or records >= settings.dead_share * median


def _order(scope: Scope) -> tuple[str, ...]:
    return tuple(value or "" for value in scope)


def history_to_json(history: History) -> dict[str, Any]:
    """Return plain data; only counts above zero are written: scope, then (column, distinct, raw)."""
    series = []
    for row, scope in enumerate(history.scopes):
        columns = np.flatnonzero(history.raw[row])
        cells = [[int(c), int(history.distinct[row, c]), int(history.raw[row, c])] for c in columns]
        series.append([list(scope), cells])
    return {
        "last": history.last.isoformat() if history.last else None,
        "records": history.records.tolist(),
        "live": [int(value) for value in history.live],
        "series": series,
    }


def history_from_json(data: Mapping[str, Any]) -> History:
    """Read what :func:`history_to_json` returned."""
    width = len(data["live"])
    series = data["series"]
    distinct, raw = np.zeros((2, len(series), width), np.int32)
    for row, (_, cells) in enumerate(series):
        for column, own, all_ in cells:
            distinct[row, column], raw[row, column] = own, all_
    return History(
        last=dt.date.fromisoformat(data["last"]) if data["last"] else None,
        scopes=tuple(Scope(*scope) for scope, _ in series),
        distinct=distinct,
        raw=raw,
        records=np.array(data["records"], np.int32),
        live=np.array(data["live"], np.bool_),
    )
