"""The tests behind the signals: tails, false alerts, false discovery, baselines, runs, trends."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import nbinom

from voc.errors import UsageError
from voc.signals.baseline import TOP, Baseline, Dispersion, fit_baseline
from voc.signals.onset import jump_start
from voc.signals.runs import judge_runs
from voc.signals.settings import DEFAULT_SETTINGS, LevelThreshold, Settings
from voc.signals.tails import expected_false, q_values, size_of, upper_tail
from voc.signals.trend import judge_trends

WEIGHTS = np.array(DEFAULT_SETTINGS.run_weights)


def _fit(counts: np.ndarray) -> Baseline:
    rows = len(counts)
    return fit_baseline(
        counts.astype(float),
        np.ones(counts.shape),
        np.full(rows, TOP),
        np.ones(rows),
        level=np.zeros(rows, np.int64),
        prior_events=0.5,
        dispersion_events=30,
    )


@given(mean=st.floats(0.001, 50), size=st.floats(0.1, 1e4), count=st.integers(0, 60))
def test_tail_is_that_of_the_negative_binomial(mean: float, size: float, count: int) -> None:
    ours = upper_tail(np.array([count]), np.array([mean]), np.array([size]))[0]
    assert ours == pytest.approx(nbinom.sf(count - 1, size, size / (size + mean)), rel=1e-6, abs=1e-12)


@settings(deadline=None)
@given(
    recent=st.lists(st.integers(0, 6), min_size=7, max_size=7),
    more=st.integers(1, 10),
    where=st.integers(0, 6),
    seed=st.integers(0, 20),
)
def test_more_texts_never_raise_the_p_value(recent: list[int], more: int, where: int, seed: int) -> None:
    baseline = _fit(np.random.default_rng(seed).poisson(0.4, (1, 84)))
    low = np.array([recent], float)
    high = low.copy()
    high[0, where] += more
    ones = np.ones((1, 7))
    before = judge_runs(low, ones, baseline, settings=DEFAULT_SETTINGS)
    after = judge_runs(high, ones, baseline, settings=DEFAULT_SETTINGS)
    assert after.p[0] <= before.p[0]


def test_expected_false_alerts_are_those_of_quiet_series() -> None:
    rng = np.random.default_rng(3)
    mean = np.outer(rng.gamma(0.5, 0.8, 400) + 0.02, [1.0, 3.0, 7.0])
    size = size_of(mean, mean * 1.2)
    level = 0.004
    bound = expected_false(np.array([level]), mean, size, np.tile(WEIGHTS, (400, 1)), least=1)[0]
    draws = rng.negative_binomial(size, size / (size + mean), (300, 400, 3))
    p = (upper_tail(draws, mean, size) / WEIGHTS).min(axis=2)
    met = (p <= level).sum(axis=1).mean()
    # runs are independent here, so the union bound is nearly sharp
    assert 0.8 * bound <= met <= 1.1 * bound
    assert bound < 0.8 * level * 400
    assert expected_false(np.array([level]), mean, size, np.tile(WEIGHTS, (400, 1)), least=3)[0] < bound


def test_levels_of_one_point_count_as_one_discovery() -> None:
    p, expected = np.array([1e-6, 2e-6, 3e-6, 1e-3]), np.array([1e-4, 2e-4, 3e-4, 0.4])
    alone = q_values(p, expected=expected)
    together = q_values(p, expected=expected, groups=np.array([0, 0, 0, 1]))
    assert alone[3] == pytest.approx(0.1)
    assert together[3] == pytest.approx(0.2)
    assert list(together) == sorted(together)


def test_sparse_child_leans_on_its_parent() -> None:
    counts = np.zeros((3, 84))
    counts[0, ::2] = 1
    fit = fit_baseline(
        counts,
        np.ones(counts.shape),
        np.array([TOP, 0, 0]),
        np.array([1.0, 0.5, 0.01]),
        level=np.array([0, 1, 1]),
        prior_events=0.5,
        dispersion_events=30,
        dispersion=Dispersion(np.zeros(3), np.zeros(3)),
    )
    assert fit.rate[0] == pytest.approx(0.5, rel=0.05)
    assert 0 < fit.rate[2] < fit.rate[1] < 0.02


def test_scatter_is_found_and_widens_the_prediction() -> None:
    rng = np.random.default_rng(1)
    even = _fit(rng.poisson(3, (200, 84)))
    wild = _fit(rng.poisson(3 * rng.gamma(2, 0.5, (200, 84))))
    assert even.dispersion.linear[0] + 3 * even.dispersion.quadratic[0] < 0.1
    assert 1.2 < wild.dispersion.linear[0] + 3 * wild.dispersion.quadratic[0] < 1.8
    factors = np.ones((200, 1))
    assert wild.predict(factors)[1].mean() < even.predict(factors)[1].mean() / 3


def test_trend_is_growth_beyond_drift() -> None:
    time = np.linspace(0, 1, 42)
    rng = np.random.default_rng(5)
    slow, fast = rng.poisson(np.exp(np.outer([0.1] * 200 + [1.5] * 200, time))).astype(float).reshape(2, 200, 42)
    ones, scatter = np.ones((200, 42)), np.ones(200)
    assert (judge_trends(slow, ones, scatter, tolerated=1.25).p < 0.01).mean() <= 0.02
    grown = judge_trends(fast, ones, scatter, tolerated=1.25)
    assert (grown.p < 0.01).mean() > 0.8
    assert np.median(grown.growth) == pytest.approx(np.exp(1.5), rel=0.2)


def test_start_of_a_jump() -> None:
    assert jump_start(np.array([0, 1, 0, 0, 3, 2, 4.0]), np.full(7, 0.2)) == 4
    assert jump_start(np.array([0, 0, 0, 4.0]), np.full(4, 0.2)) == 3


def test_thresholds_and_settings() -> None:
    threshold = LevelThreshold(max_q=0.1, min_count=3, min_ratio=1.5)
    assert threshold.evaluate(q=0.1, count=3, expected=2)
    assert not threshold.evaluate(q=0.11, count=3, expected=1)
    assert not threshold.evaluate(q=0.01, count=2, expected=0.1)
    assert not threshold.evaluate(q=0.01, count=10, expected=7)
    for wrong in ({"close_days": 3}, {"guard_days": 2}, {"run_weights": (0.5, 0.5)}, {"run_weights": (0.9, 0.9, 0.1)}):
        with pytest.raises(UsageError):
            Settings(**wrong)  # type: ignore[arg-type]
