"""All series of a day side by side: counts, exposure, parents; what every test of the day starts from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from voc.signals.baseline import TOP, Baseline, fit_baseline
from voc.signals.fleet import Fleet
from voc.signals.history import History
from voc.signals.scope import VOLUME, Scope, covers, parent
from voc.signals.settings import Settings
from voc.signals.tails import Floats
from voc.signals.weekday import weekday_factors


@dataclass(frozen=True, slots=True)
class Episode:
    """Days in which a scope was out of bounds; they are no part of a baseline."""

    scope: Scope
    since: dt.date
    until: dt.date


@dataclass(frozen=True, slots=True)
class Panel:
    """The series of a day.

    Attributes
    ----------
    scopes, rows
        What each series counts, and the way back.
    counts, raw
        (series, days) distinct and raw counts, the day last.
    factors
        (series, days) exposure: weekday, cars on the road over those of the day; 0 for days without data.
    calm
        The same, with 0 also for the days of known outbreaks.
    volume
        (series, days) distinct records of the same brand, model and city.
    exposure
        (series,) records of the same brand, model and city in the baseline.
    live_days
        Days with data in the baseline.
    """

    scopes: tuple[Scope, ...]
    counts: Floats
    raw: Floats
    factors: Floats
    calm: Floats
    volume: Floats
    exposure: Floats
    live_days: int
    baseline: Baseline
    rows: dict[Scope, int] = field(repr=False)


def build_panel(
    history: History, *, episodes: Iterable[Episode] = (), settings: Settings, fleet: Fleet | None = None
) -> Panel:
    """Set up the series of the last day of a history.

    Parameters
    ----------
    history
        Its last day must have data.
    episodes
        Outbreaks whose days stay out of the baselines of related series.
    fleet
        Cars on the road, where deliveries are given.
    """
    assert history.last is not None  # noqa: S101  the caller has pushed a day
    where = history.rows
    rows = np.array([row for row, scope in enumerate(history.scopes) if scope.point != VOLUME], np.int64)
    scopes = tuple(history.scopes[row] for row in rows)
    counts = history.distinct[rows].astype(np.float64)
    volume_rows = np.array([where[scope._replace(point=VOLUME)] for scope in scopes], np.int64)
    volume = history.distinct[volume_rows].astype(np.float64)
    window = baseline_columns(settings)
    factors = _exposure(history, scopes, counts, settings) * _cars(history, scopes, fleet)
    calm = _mask(factors, scopes, history, episodes, settings)
    index = {scope: row for row, scope in enumerate(scopes)}
    parents = np.array([_parent_row(scope, index) for scope in scopes], np.int64)
    exposure = volume[:, window].sum(axis=1)
    above = np.where(parents == TOP, exposure, exposure[np.maximum(parents, 0)] if scopes else 0)
    baseline = fit_baseline(
        counts[:, window],
        calm[:, window],
        parents,
        np.minimum((exposure + 0.5) / (above + 0.5), 1.0),
        level=np.array([_level(scope) for scope in scopes], np.int64),
        prior_events=settings.prior_events,
        dispersion_events=settings.dispersion_events,
    )
    return Panel(
        scopes=scopes,
        counts=counts,
        raw=history.raw[rows].astype(np.float64),
        factors=factors,
        calm=calm,
        volume=volume,
        exposure=exposure,
        live_days=int(history.live[window].sum()),
        baseline=baseline,
        rows=index,
    )


def baseline_columns(settings: Settings) -> slice:
    """Return the columns of the baseline."""
    end = settings.width - 1 - settings.guard_days
    return slice(end - settings.baseline_days, end)


def _level(scope: Scope) -> int:
    """Return a number for the combination of fields that are fixed."""
    return sum((value is not None) << place for place, value in enumerate(scope[1:]))


def _parent_row(scope: Scope, rows: dict[Scope, int]) -> int:
    above = parent(scope)
    return TOP if above is None else rows.get(above, TOP)


def _exposure(history: History, scopes: tuple[Scope, ...], counts: Floats, settings: Settings) -> Floats:
    """Return the weekday factor of each series and day, 0 for days without data; (series, days)."""
    days = len(history.live)
    assert history.last is not None  # noqa: S101
    weekday = (history.last.weekday() - np.arange(days - 1, -1, -1)) % 7
    tops = [row for row, scope in enumerate(scopes) if scope.depth == 0]
    number = {scopes[row].point: place for place, row in enumerate(tops)}
    settled = np.arange(days) < days - 1 - settings.guard_days
    usable: NDArray[np.bool_] = history.live & settled
    patterns = weekday_factors(counts[tops], weekday, usable, weight=settings.weekday_events)
    points = np.array([number[scope.point] for scope in scopes], np.int64)
    factors: Floats = patterns[points][:, weekday] * history.live
    return factors


def _cars(history: History, scopes: tuple[Scope, ...], fleet: Fleet | None) -> Floats:
    """Return the cars on the road of each series and day over those of the last day; 1 where not known."""
    days = len(history.live)
    result = np.ones((len(scopes), days))
    if fleet is None or history.last is None:
        return result
    known: dict[Scope, Floats] = {}
    for row, scope in enumerate(scopes):
        place = scope._replace(point=VOLUME)
        if place not in known:
            cars = fleet.cars(place, last=history.last, days=days)
            known[place] = cars / cars[-1] if cars[-1] > 0 else np.ones(days)
        result[row] = known[place]
    return result


def _mask(
    factors: Floats, scopes: tuple[Scope, ...], history: History, episodes: Iterable[Episode], settings: Settings
) -> Floats:
    """Return the exposure without the days of outbreaks in the series or one that holds or is held by it."""
    calm = factors.copy()
    by_point: dict[str, list[int]] = {}
    for row, scope in enumerate(scopes):
        by_point.setdefault(scope.point, []).append(row)
    touched: set[int] = set()
    for episode in episodes:
        first = max(history.column(episode.since), 0)
        last = history.column(episode.until)
        for row in by_point.get(episode.scope.point, ()):
            if covers(episode.scope, scopes[row]) or covers(scopes[row], episode.scope):
                calm[row, first : last + 1] = 0
                touched.add(row)
    window = baseline_columns(settings)
    for row in touched:
        # A baseline of a few days is worse than one with an outbreak in it.
        if (calm[row, window] > 0).sum() < settings.min_days:
            calm[row] = factors[row]
    return calm
