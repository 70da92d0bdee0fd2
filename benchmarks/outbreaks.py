"""Injected outbreaks on realistic sparse series: power, delay and false alerts, beside three textbook detectors.

    python -m benchmarks.outbreaks [--seed 1] [--quiet-days 364] [--trials 300]

A quiet world of 500 series (pain point × brand × model × city): gamma-distributed rates from 0.02 to 5 a day, a weekday
pattern, day-to-day overdispersion, slow drift, copies. It runs through the whole of ``advance`` with all levels above
the 500, which gives the false alerts. Power: outbreaks are added to further series of known rates in the same world and
judged by the same tests at the strictness of a day with a single alert; the hierarchy is left out here, and the weekday
pattern is given (in ``advance`` it is estimated from all series).
"""

from __future__ import annotations

import argparse
import datetime as dt
import itertools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voc.signals.baseline import TOP, Dispersion, fit_baseline
from voc.signals.counts import DayCounts
from voc.signals.lifecycle import advance
from voc.signals.model import Kind, Stage
from voc.signals.panel import Panel, baseline_columns, build_panel
from voc.signals.runs import judge_runs
from voc.signals.scope import VOLUME, Scope
from voc.signals.settings import DEFAULT_SETTINGS, Settings
from voc.signals.state import empty_state
from voc.signals.tails import expected_false

Floats = NDArray[np.float64]

SERIES = 500
RATES = (0.05, 0.2, 1.0, 5.0)
SIZES = (2, 4, 8, 16)
SPANS = (1, 3, 7)
#: Days after the start of an outbreak within which an alarm is a catch.
HORIZON = 10
#: Alarms of a series this close together are one alert, for every method.
SAME_ALERT = 7
START = dt.date(2026, 1, 5)

_CARS = [(f"品牌{b}", f"车型{m}") for b in range(5) for m in range(2)]
_CITIES = [f"城市{c}" for c in range(5)]
_WEEK = np.array([1.1, 1.05, 1.0, 1.0, 1.05, 0.95, 0.85])


@dataclass(frozen=True, slots=True)
class World:
    """How quiet series behave.

    Attributes
    ----------
    scatter
        Variance of the day-to-day factor of a series (gamma with mean 1), on top of Poisson.
    drift
        Standard deviation of the slow wave of the logarithm of a rate (a period of half a year, own phase).
    copies
        Mean number of copies of a distinct text.
    """

    scatter: float = 0.1
    drift: float = 0.15
    copies: float = 0.3


def base_rates(rng: np.random.Generator, count: int) -> Floats:
    """Return gamma-distributed rates within 0.02 to 5 a day."""
    return np.clip(rng.gamma(0.5, 0.8, count), 0.02, 5.0)


def quiet_counts(rng: np.random.Generator, rates: Floats, days: int, world: World) -> NDArray[np.int64]:
    """Return (series, days) distinct counts without any outbreak."""
    time = np.arange(days)
    wave = np.sin(2 * np.pi * (time / 182 + rng.random((len(rates), 1))))
    drift = np.exp(world.drift * np.sqrt(2) * wave)
    daily = rng.gamma(1 / world.scatter, world.scatter, (len(rates), days))
    return rng.poisson(rates[:, None] * _WEEK[time % 7] * drift * daily)


def series_scopes(count: int) -> list[Scope]:
    """Return ``count`` combinations of pain point, car and city."""
    points = -(-count // (len(_CARS) * len(_CITIES)))
    every = itertools.product([f"痛点{p}" for p in range(points)], _CARS, _CITIES)
    return [Scope(point, *car, city) for point, car, city in itertools.islice(every, count)]


def day_counts(scopes: list[Scope], distinct: NDArray[np.int64], raw: NDArray[np.int64]) -> DayCounts:
    """Return the counts of one day; each text speaks of one pain point."""
    day = DayCounts()
    for scope, own, all_ in zip(scopes, distinct.tolist(), raw.tolist(), strict=True):
        if all_:
            day.add(scope, own, raw=all_)
            day.add(scope._replace(point=VOLUME), own, raw=all_)
            day.records += all_
    return day


def quiet_year(
    rng: np.random.Generator, *, days: int, settings: Settings, world: World, count: int = SERIES
) -> tuple[dict[Kind, int], NDArray[np.int64], Panel]:
    """Run the quiet world; return the alerts by kind after the warm-up, the counts, and the last panel."""
    scopes, total = series_scopes(count), settings.width + days
    counts = quiet_counts(rng, base_rates(rng, count), total, world)
    raw = counts + rng.poisson(world.copies * counts)
    state, alerts = empty_state(settings), dict.fromkeys(Kind, 0)
    for number in range(total):
        today = day_counts(scopes, counts[:, number], raw[:, number])
        state, signals = advance(state, START + dt.timedelta(days=number), today, settings=settings)
        for signal in signals:
            alerts[signal.kind] += signal.stage is Stage.OPEN and number >= settings.width
    return alerts, counts, build_panel(state.history, settings=settings)


# The textbook detectors: each returns (series, days) statistics that alarm above a threshold. A standard deviation of 0
# is taken as 0.2: otherwise every first text of a quiet series is an alarm of infinite size.
_LEAST_SD = 0.2


def _moving(counts: Floats, *, days: int, gap: int) -> tuple[Floats, Floats]:
    mean, deviation = np.full(counts.shape, np.nan), np.ones(counts.shape)
    for day in range(days + gap, counts.shape[1]):
        base = counts[:, day - gap - days : day - gap]
        mean[:, day], deviation[:, day] = base.mean(axis=1), np.maximum(base.std(axis=1, ddof=1), _LEAST_SD)
    return mean, deviation


def z_score(counts: Floats) -> Floats:
    """Return the distance from the mean of the last 7 days in standard deviations."""
    mean, deviation = _moving(counts, days=7, gap=0)
    return (counts - mean) / deviation


def ears_c2(counts: Floats) -> Floats:
    """Return the EARS-C2 statistic: 7 days of baseline, 2 days of guard (Hutwagner et al., J Urban Health 2003)."""
    mean, deviation = _moving(counts, days=7, gap=2)
    return (counts - mean) / deviation


def ewma(counts: Floats, *, share: float = 0.3) -> Floats:
    """Return the EWMA of the counts against 28 days with 2 days of guard, in its own standard deviations."""
    mean, deviation = _moving(counts, days=28, gap=2)
    standard = np.nan_to_num((counts - mean) / deviation)
    smooth = np.zeros(counts.shape)
    for day in range(1, counts.shape[1]):
        smooth[:, day] = share * standard[:, day] + (1 - share) * smooth[:, day - 1]
    result: Floats = smooth / np.sqrt(share / (2 - share))
    return result


DETECTORS: dict[str, tuple[Callable[[Floats], Floats], float]] = {
    "z-score, 7 days": (z_score, 3.0),
    "EWMA": (ewma, 3.0),
    "EARS-C2": (ears_c2, 3.0),
}


def alerts_of(alarms: NDArray[np.bool_]) -> int:
    """Count alarms, those of a series close together as one."""
    alerts = 0
    for row in alarms:
        last = -SAME_ALERT
        for day in np.flatnonzero(row):
            alerts += day - last >= SAME_ALERT
            last = day
    return alerts


def tuned(statistic: Floats, allowed: int) -> float:
    """Return the smallest threshold with no more alerts than allowed."""
    values = np.unique(statistic[np.isfinite(statistic) & (statistic > 1)])
    low, high = 0, len(values) - 1
    while low < high:
        middle = (low + high) // 2
        if alerts_of(statistic > values[middle]) <= allowed:
            high = middle
        else:
            low = middle + 1
    return float(values[low])


def strictness(panel: Panel, settings: Settings) -> float:
    """Return the largest p-value that is reported on a day with a single alert."""
    window = slice(-max(settings.run_days), None)
    runs = judge_runs(panel.counts[:, window], panel.factors[:, window], panel.baseline, settings=settings)
    watched = (panel.exposure >= settings.min_exposure) & (panel.baseline.own > 0)
    levels_ = np.geomspace(1e-6, 0.01, 400)
    expected = expected_false(
        levels_,
        runs.mean[watched],
        runs.size[watched],
        np.array(settings.run_weights) * runs.share[watched, None],
        least=settings.level.min_count,
    )
    return float(levels_[expected <= settings.level.max_q].max(initial=0.0))


def judge_series(
    counts: NDArray[np.int64], end: int, *, p_limit: float, law: tuple[float, float], settings: Settings
) -> NDArray[np.bool_]:
    """Tell which series the tests of ``advance`` report on day ``end`` (a column), by a jump or as new."""
    window = counts[:, end + 1 - settings.width : end + 1].astype(np.float64)
    weekday = np.arange(end + 1 - settings.width, end + 1) % 7
    factors = np.broadcast_to(_WEEK[weekday], window.shape)
    columns = baseline_columns(settings)
    baseline = fit_baseline(
        window[:, columns],
        factors[:, columns],
        np.full(len(counts), TOP),
        np.ones(len(counts)),
        level=np.zeros(len(counts), np.int64),
        prior_events=settings.prior_events,
        dispersion_events=settings.dispersion_events,
        dispersion=Dispersion(np.full(len(counts), law[0]), np.full(len(counts), law[1])),
    )
    recent = slice(-max(settings.run_days), None)
    runs = judge_runs(window[:, recent], factors[:, recent], baseline, settings=settings)
    rows = np.arange(len(counts))
    best = runs.count[rows, runs.best]
    threshold = settings.level
    enough = (best >= threshold.min_count) & (best >= threshold.min_ratio * runs.mean[rows, runs.best])
    jump = (runs.p / runs.share <= p_limit) & enough & (baseline.own > 0)
    unseen = window[:, : -settings.new_days].sum(axis=1) == 0
    new = unseen & (window[:, -settings.new_days :].sum(axis=1) >= settings.new_min_count)
    return jump | (new & (runs.p <= settings.new_max_p))


def inject(rng: np.random.Generator, counts: NDArray[np.int64], *, size: int, span: int, start: int) -> None:
    """Add an outbreak to every series: the first text on the first day, the others at random over its days."""
    places = np.concatenate(
        [np.zeros((len(counts), 1), np.int64), rng.integers(0, span, (len(counts), size - 1))], axis=1
    )
    for row, days in enumerate(places):
        np.add.at(counts[row], start + days, 1)


@dataclass(frozen=True, slots=True)
class Caught:
    """Share caught on the first day and within the horizon, and the mean delay in days of those caught."""

    same_day: float
    power: float
    delay: float


def score(alarms: NDArray[np.bool_]) -> Caught:
    """Score (series, days since the start) alarms."""
    caught = alarms.any(axis=1)
    delay = float(alarms.argmax(axis=1)[caught].mean()) if caught.any() else float("nan")
    return Caught(float(alarms[:, 0].mean()), float(caught.mean()), delay)


def power(
    rng: np.random.Generator,
    *,
    trials: int,
    p_limit: float,
    law: tuple[float, float],
    thresholds: dict[str, tuple[float, float]],
    settings: Settings,
    world: World,
) -> dict[tuple[float, int, int], dict[str, Caught]]:
    """Inject every kind of outbreak into fresh quiet series and score every method."""
    result = {}
    for rate, size, span in itertools.product(RATES, SIZES, SPANS):
        start = settings.width + 6
        counts = quiet_counts(rng, np.full(trials, rate), start + HORIZON, world)
        inject(rng, counts, size=size, span=span, start=start)
        days = range(start, start + HORIZON)
        ours = [judge_series(counts, day, p_limit=p_limit, law=law, settings=settings) for day in days]
        cell = {"voc": score(np.stack(ours, axis=1))}
        for name, (detector, _) in DETECTORS.items():
            statistic = detector(counts.astype(np.float64))[:, start:]
            for label, threshold in zip(("textbook", "tuned"), thresholds[name], strict=True):
                cell[f"{name}, {label}"] = score(statistic > threshold)
        result[rate, size, span] = cell
    return result


def main() -> None:
    """Run the simulation and print its tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quiet-days", type=int, default=364)
    parser.add_argument("--trials", type=int, default=300)
    options = parser.parse_args()
    settings, world = DEFAULT_SETTINGS, World()
    rng = np.random.default_rng(options.seed)
    alerts, counts, panel = quiet_year(rng, days=options.quiet_days, settings=settings, world=world)
    weeks = options.quiet_days / 7
    total = sum(alerts.values())
    days = options.quiet_days
    print(f"{SERIES} quiet series, {len(panel.scopes)} with the levels above, {days} days: false alerts a week")
    kinds = ", ".join(f"{kind.value} {found / weeks:.2f}" for kind, found in alerts.items() if found)
    print(f"  {'voc':28} {total / weeks:8.2f}   ({kinds or 'none'})")
    thresholds = {}
    quiet = counts.astype(np.float64)
    for name, (detector, textbook) in DETECTORS.items():
        statistic = np.nan_to_num(detector(quiet)[:, settings.width :], nan=-np.inf)
        threshold = tuned(statistic, total)
        thresholds[name] = (textbook, threshold)
        for label, value in (("textbook", textbook), ("tuned", threshold)):
            found = alerts_of(statistic > value)
            print(f"  {f'{name}, {label}':28} {found / weeks:8.2f}   (threshold {value:.2f})")
    p_limit = strictness(panel, settings)
    law = next(
        (float(panel.baseline.dispersion.linear[row]), float(panel.baseline.dispersion.quadratic[row]))
        for row, scope in enumerate(panel.scopes)
        if scope.depth == 3
    )
    scatter = f"{law[0]:.2f} · mean + {law[1]:.2f} · mean²"
    print(f"\nA single alert of a day is reported from p / share = {p_limit:.1e}; scatter {scatter}")
    cells = power(
        rng, trials=options.trials, p_limit=p_limit, law=law, thresholds=thresholds, settings=settings, world=world
    )
    names = list(next(iter(cells.values())))
    print(f"\nCaught the same day / within {HORIZON} days, % (mean delay in days of those caught)")
    print("| rate a day | outbreak | " + " | ".join(names) + " |")
    print("| --- | --- | " + " | ".join("---" for _ in names) + " |")
    for (rate, size, span), cell in cells.items():
        row = [f"{c.same_day:.0%} / {c.power:.0%} ({c.delay:.1f})".replace("%", "") for c in cell.values()]
        print(f"| {rate:g} | {size} in {span} d | " + " | ".join(row) + " |")


if __name__ == "__main__":
    main()
