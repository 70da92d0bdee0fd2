"""What stands out on a day: every test over every series, before anything is raised."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voc.signals.fleet import Fleet
from voc.signals.hierarchy import Tally
from voc.signals.history import History
from voc.signals.panel import Panel
from voc.signals.rates import Rates, judge_rates
from voc.signals.runs import Runs, judge_runs
from voc.signals.scope import Scope
from voc.signals.settings import Settings
from voc.signals.tails import Floats, expected_false, q_values, size_of
from voc.signals.trend import Trends, judge_trends

# Larger p-values can pass no threshold; leaving them out saves the sums over all series.
_LARGEST_P = 0.02


@dataclass(frozen=True, slots=True)
class Findings:
    """Tests of a day.

    Attributes
    ----------
    levels, news, trending, rising
        Scopes that stand out by a jump, as new, by a slow rise, by their rate; before the choice of the level.
    level_q, trend_q, rate_q
        (series,) adjusted p-values.
    tally, trend_tally, rate_tally
        What the choice of the level works on.
    """

    panel: Panel
    runs: Runs
    trends: Trends
    rates: Rates | None
    level_q: Floats
    trend_q: Floats
    rate_q: Floats
    levels: frozenset[Scope]
    news: frozenset[Scope]
    trending: frozenset[Scope]
    rising: frozenset[Scope]
    tally: Tally
    trend_tally: Tally
    rate_tally: Tally | None


def judge_day(
    panel: Panel,
    history: History,
    *,
    first_seen: Mapping[Scope, dt.date],
    settings: Settings,
    fleet: Fleet | None = None,
) -> Findings:
    """Run every test on the last day of a history that has data.

    Parameters
    ----------
    first_seen
        Scope → day of its first text within the memory.
    fleet
        Cars on the road, where deliveries are given.
    """
    assert history.last is not None  # noqa: S101  the caller has pushed a day
    recent = slice(-max(settings.run_days), None)
    runs = judge_runs(panel.counts[:, recent], panel.factors[:, recent], panel.baseline, settings=settings)
    exposed = panel.exposure >= settings.min_exposure
    # Which series are tested is decided by the baseline alone: choosing by the day's counts would bend their p-values.
    watched = exposed & (panel.baseline.own > 0)
    ready = panel.live_days >= settings.min_days
    points = np.unique([scope.point for scope in panel.scopes], return_inverse=True)[1]
    level_q = level_q_values(runs, watched, points, settings=settings) if ready else np.ones(len(panel.scopes))
    trends = _trends(panel, settings)
    trend_q = _plain_q(trends.p, watched & (trends.count >= settings.trend.min_count))
    rates = judge_rates(panel, fleet, day=history.last, settings=settings) if fleet is not None and ready else None
    rate_q = _plain_q(rates.p, rates.p < 1) if rates is not None else np.ones(len(panel.scopes))
    return Findings(
        panel=panel,
        runs=runs,
        trends=trends,
        rates=rates,
        level_q=level_q,
        trend_q=trend_q,
        rate_q=rate_q,
        levels=_where(panel, level_q < 1, lambda row: _is_level(runs, level_q, row, settings)),
        news=_where(panel, exposed, lambda row: _is_new(panel, runs, history, first_seen, row, settings)),
        trending=_where(
            panel, (trend_q < 1) & _long_enough(panel, settings), lambda row: _is_trend(trends, trend_q, row, settings)
        ),
        rising=_where(panel, rate_q < 1, lambda row: _is_rate(rates, rate_q, row, settings)),
        tally=Tally(panel.rows, runs.count, runs.mean, runs.size, runs.best, panel.baseline.own),
        trend_tally=_trend_tally(panel, settings),
        rate_tally=_rate_tally(panel, rates),
    )


def level_q_values(runs: Runs, watched: NDArray[np.bool_], points: NDArray[np.int64], *, settings: Settings) -> Floats:
    """Return adjusted p-values of the jumps over all watched series; 1 for the others.

    One outbreak shows in many levels of its pain point (``points`` numbers it); they count as one discovery, else each
    real or false alert would open the door for others.
    """
    result = np.ones(len(runs.p))
    scores = runs.p / runs.share
    candidates = np.flatnonzero(watched & (scores <= _LARGEST_P))
    if len(candidates):
        weights = np.array(settings.run_weights) * runs.share[watched, None]
        p, where = np.unique(scores[candidates], return_inverse=True)
        expected = expected_false(p, runs.mean[watched], runs.size[watched], weights, least=settings.level.min_count)
        result[candidates] = q_values(scores[candidates], expected=expected[where], groups=points[candidates])
    return result


def _where(panel: Panel, possible: NDArray[np.bool_], test: Callable[[int], bool]) -> frozenset[Scope]:
    return frozenset(panel.scopes[row] for row in np.flatnonzero(possible) if test(int(row)))


def _is_level(runs: Runs, q: Floats, row: int, settings: Settings) -> bool:
    run = runs.best[row]
    return settings.level.evaluate(
        q=float(q[row]), count=int(runs.count[row, run]), expected=float(runs.mean[row, run])
    )


def _is_new(
    panel: Panel, runs: Runs, history: History, first_seen: Mapping[Scope, dt.date], row: int, settings: Settings
) -> bool:
    assert history.last is not None  # noqa: S101
    first = first_seen.get(panel.scopes[row])
    if first is None or (history.last - first).days >= settings.new_days:
        return False
    count = int(panel.counts[row, -settings.new_days :].sum())
    before = int(history.live[: -settings.new_days].sum())
    return count >= settings.new_min_count and before >= settings.new_history and runs.p[row] <= settings.new_max_p


def _is_trend(trends: Trends, q: Floats, row: int, settings: Settings) -> bool:
    return settings.trend.evaluate(q=float(q[row]), count=int(trends.count[row]), growth=float(trends.growth[row]))


def _is_rate(rates: Rates | None, q: Floats, row: int, settings: Settings) -> bool:
    if rates is None or rates.expected[row] <= 0:
        return False
    ratio = float(rates.count[row] / rates.expected[row])
    return settings.rate.evaluate(q=float(q[row]), count=int(rates.count[row]), ratio=ratio)


def _plain_q(p: Floats, family: NDArray[np.bool_]) -> Floats:
    """Return Benjamini and Hochberg's adjusted p-values in a family; the counts are large enough for it here."""
    result = np.ones(len(p))
    if family.any():
        result[family] = q_values(p[family], expected=p[family] * family.sum())
    return result


def _scatter(panel: Panel) -> Floats:
    law = panel.baseline.dispersion
    scatter: Floats = (1 + law.linear + law.quadratic * panel.baseline.rate) * panel.baseline.excess
    return scatter


def _trends(panel: Panel, settings: Settings) -> Trends:
    window = slice(-settings.trend_days, None)
    return judge_trends(
        panel.counts[:, window], panel.calm[:, window], _scatter(panel), tolerated=settings.trend_tolerated
    )


def _long_enough(panel: Panel, settings: Settings) -> NDArray[np.bool_]:
    """Tell which series have data on at least two days in three of the weeks of a trend."""
    seen: NDArray[np.bool_] = (panel.calm[:, -settings.trend_days :] > 0).sum(axis=1) * 3 >= settings.trend_days * 2
    return seen


def _trend_tally(panel: Panel, settings: Settings) -> Tally:
    """Hold the second half of the weeks against the first."""
    half = settings.trend_days // 2
    late, early = slice(-half, None), slice(-2 * half, -half)
    now = np.where(panel.calm[:, late] > 0, panel.counts[:, late], 0.0).sum(axis=1)
    before = np.where(panel.calm[:, early] > 0, panel.counts[:, early], 0.0).sum(axis=1)
    ratio = panel.calm[:, late].sum(axis=1) / np.maximum(panel.calm[:, early].sum(axis=1), 1e-9)
    mean = (before + 0.5) * ratio
    size = size_of(mean, _scatter(panel) * mean * (1 + ratio))
    best = np.zeros(len(mean), np.int64)
    return Tally(panel.rows, now[:, None], mean[:, None], size[:, None], best, before)


def _rate_tally(panel: Panel, rates: Rates | None) -> Tally | None:
    if rates is None:
        return None
    best = np.zeros(len(rates.p), np.int64)
    mean = np.maximum(rates.expected, 1e-9)
    return Tally(panel.rows, rates.count[:, None], mean[:, None], rates.size[:, None], best, mean)
