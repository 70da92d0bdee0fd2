"""Intervals and tests against published values and another implementation."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.meeting.statistics import (
    adjust,
    binomial_tail,
    difference_interval,
    rate_change,
    rate_increase,
    rise_start,
    wilson,
)

Z = 1.959964


def test_wilson_gives_the_published_interval():
    # Newcombe 1998, table I: 81 of 263 and 15 of 148, without continuity correction
    assert wilson(81, 263, z=Z) == pytest.approx((0.2553, 0.3662), abs=1e-4)
    assert wilson(15, 148, z=Z) == pytest.approx((0.0624, 0.1605), abs=1e-4)


def test_wilson_at_the_ends_has_width_but_stays_inside():
    assert wilson(0, 20, z=Z) == (0.0, pytest.approx(0.1611, abs=1e-4))
    assert wilson(1, 1, z=Z) == (pytest.approx(0.2065, abs=1e-4), 1.0)


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_its_share_and_is_symmetric(case):
    successes, n = case
    low, high = wilson(successes, n, z=Z)
    assert 0 <= low <= successes / n <= high <= 1
    assert wilson(n - successes, n, z=Z) == pytest.approx((1 - high, 1 - low))


@given(
    st.integers(1, 300).flatmap(
        lambda n: st.integers(0, n).flatmap(lambda p: st.tuples(st.just(p), st.integers(0, n - p), st.just(n)))
    )
)
def test_difference_interval_holds_its_value_inside_the_scale(case):
    plus, minus, n = case
    low, high = difference_interval(plus, minus, n, z=Z)
    assert -1 <= low <= (plus - minus) / n <= high <= 1
    assert high - low > 0
    assert difference_interval(minus, plus, n, z=Z) == pytest.approx((-high, -low))


def test_difference_interval_narrows_with_answers():
    wide = difference_interval(6, 2, 10, z=Z)
    narrow = difference_interval(600, 200, 1000, z=Z)
    # large samples: the interval of the normal approximation
    spread = Z * ((0.8 - 0.16) / 1000) ** 0.5
    assert narrow == pytest.approx((0.4 - spread, 0.4 + spread), abs=0.003)
    assert wide[1] - wide[0] > 5 * (narrow[1] - narrow[0])


@settings(deadline=None)
@given(st.integers(0, 400).flatmap(lambda n: st.tuples(st.integers(0, n + 1), st.just(n))), st.floats(0.01, 0.99))
def test_binomial_tail_agrees_with_scipy(case, share):
    from scipy.stats import binom

    count, n = case
    assert binomial_tail(count, n, share) == pytest.approx(binom.sf(count - 1, n, share), rel=1e-8, abs=1e-12)


def test_binomial_tail_of_large_counts_is_fast_and_right():
    from scipy.stats import binom

    assert binomial_tail(51_000, 100_000, 0.5) == pytest.approx(binom.sf(50_999, 100_000, 0.5), rel=1e-6)
    assert binomial_tail(49_000, 100_000, 0.5) == pytest.approx(1.0)


def test_a_rise_from_zero_has_a_p_value():
    # seven empty days, then three records: all three fall on one of eight days by chance with 1/8 each
    assert rate_increase(3, 1, 0, 7) == pytest.approx((1 / 8) ** 3)
    assert rate_change(3, 1, 0, 7) == pytest.approx(2 * (1 / 8) ** 3)
    assert rate_change(0, 1, 0, 7) == 1.0


@given(st.integers(0, 60), st.integers(0, 200), st.integers(1, 7))
def test_more_records_are_never_less_of_a_rise(count, base, days):
    assert rate_increase(count + 1, 1, base, days) <= rate_increase(count, 1, base, days) + 1e-12
    assert 0 <= rate_change(count, 1, base, days) <= 1


@settings(deadline=None)
@given(st.lists(st.floats(0, 1), max_size=60))
def test_adjusted_p_values_agree_with_scipy(p_values):
    from scipy.stats import false_discovery_control

    assert adjust(p_values) == pytest.approx(list(false_discovery_control(p_values)) if p_values else [])


@pytest.mark.parametrize(
    ("counts", "start"),
    [
        ([2, 2, 2, 2, 2, 9, 9, 9], 5),
        ([2, 2, 2, 2, 2, 2, 2, 2, 2, 5, 7, 9, 12, 15], 9),
        ([0, 0, 0, 0, 0, 0, 4], 6),
        ([5, 5, 5, 5], None),
        ([9, 7, 5, 3], None),
        ([0, 0, 0], None),
        ([3], None),
        ([], None),
    ],
)
def test_rise_start(counts, start):
    assert rise_start(counts) == start
