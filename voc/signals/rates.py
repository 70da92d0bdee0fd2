"""Texts per 1 000 cars: high rates against the peers, and the coverage of cities (rule R11)."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from voc.signals.fleet import Fleet
from voc.signals.history import History
from voc.signals.panel import Panel
from voc.signals.scope import VOLUME, Scope, parent
from voc.signals.settings import DEFAULT_SETTINGS, Settings
from voc.signals.tails import Floats, size_of, upper_tail

PER_CARS = 1000.0


@dataclass(frozen=True, slots=True)
class Rates:
    """Rates of all series over the days of the rate against the rest of the parent scope.

    Attributes
    ----------
    p
        (series,) one-sided p-values; 1 where cars or peers are too few.
    count, expected, size
        (series,) distinct texts, those expected at the rate of the peers, size of the distribution.
    per_1000, peers
        (series,) texts per 1 000 cars here and at the peers; nan where not known.
    """

    p: Floats
    count: Floats
    expected: Floats
    size: Floats
    per_1000: Floats
    peers: Floats


def judge_rates(panel: Panel, fleet: Fleet, *, day: dt.date, settings: Settings) -> Rates:
    """Compare the rate of each scope with that of the rest of its parent (other cities, models, brands)."""
    days = settings.rate_days
    live = panel.factors[:, -days:] > 0
    count = np.where(live, panel.counts[:, -days:], 0.0).sum(axis=1)
    cars = _mean_cars(panel.scopes, fleet, day, days)
    above = np.array([panel.rows.get(parent(scope) or scope, -1) for scope in panel.scopes], np.int64)
    rest = count[above] - count
    rest_cars = cars[above] - cars
    usable = (above >= 0) & (np.minimum(cars, rest_cars) >= settings.rate.min_cars)
    safe_cars, safe_rest = np.where(usable, cars, 1.0), np.where(usable, rest_cars, 1.0)
    expected = (rest + settings.prior_events) / safe_rest * safe_cars
    law = panel.baseline.dispersion
    daily = panel.baseline.rate
    scatter = (1 + law.linear + law.quadratic * daily) * panel.baseline.excess
    variance = expected * scatter + expected**2 * scatter / (rest + settings.prior_events)
    size = size_of(expected, variance)
    p = np.where(usable, upper_tail(count.astype(np.int64), expected, size), 1.0)
    known = cars > 0
    per_1000 = np.where(known, count / np.where(known, cars, 1.0) * PER_CARS, np.nan)
    peers = np.where(usable, rest / safe_rest * PER_CARS, np.nan)
    return Rates(p, count, np.where(usable, expected, 0.0), size, per_1000, peers)


def _mean_cars(scopes: Iterable[Scope], fleet: Fleet, day: dt.date, days: int) -> Floats:
    known: dict[Scope, float] = {}
    result = []
    for scope in scopes:
        place = scope._replace(point=VOLUME)
        if place not in known:
            known[place] = float(fleet.cars(place, last=day, days=days).mean())
        result.append(known[place])
    return np.array(result)


@dataclass(frozen=True, slots=True)
class Coverage:
    """How well a brand covers a city with outlets (rule R11).

    Attributes
    ----------
    cars
        Cars delivered up to the day.
    outlets, cars_per_outlet
        None where the outlet table does not say; ``cars_per_outlet`` also None without an outlet.
    texts, per_1000
        Distinct texts of the days of the rate (or of one pain point), and per 1 000 cars; None without cars.
    """

    city: str
    brand: str
    cars: int
    outlets: int | None
    cars_per_outlet: float | None
    texts: int
    per_1000: float | None


def city_coverage(
    fleet: Fleet, history: History, *, point: str = VOLUME, settings: Settings = DEFAULT_SETTINGS
) -> tuple[Coverage, ...]:
    """Return the coverage of every brand and city in the tables, the heaviest burden first.

    Parameters
    ----------
    history
        Counts up to the day the coverage is for.
    point
        A pain point whose texts are counted; every text by default.
    """
    if history.last is None:
        return ()
    rows = history.rows
    places = {(s.city, s.brand) for s in fleet.deliveries if s.city and s.brand and s.model is None}
    result = []
    for city, brand in sorted(places | set(fleet.outlets)):
        cars = fleet.cars(Scope(VOLUME, brand, None, city), last=history.last, days=1)[0]
        row = rows.get(Scope(point, brand, None, city))
        live = history.live[-settings.rate_days :]
        texts = 0 if row is None else int(history.distinct[row, -settings.rate_days :][live].sum())
        outlets = fleet.outlets.get((city, brand))
        result.append(
            Coverage(
                city=city,
                brand=brand,
                cars=round(cars),
                outlets=outlets,
                cars_per_outlet=cars / outlets if outlets else None,
                texts=texts,
                per_1000=texts / cars * PER_CARS if cars > 0 else None,
            )
        )
    return tuple(sorted(result, key=lambda c: (-(c.cars_per_outlet or float("inf") if c.cars else 0), c.city, c.brand)))
