"""Counts, intervals, tests and calibration against values worked out by hand or by another way."""

from __future__ import annotations

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from voc.evaluation.bootstrap import draw_weights, interval, intervals
from voc.evaluation.calibration import calibrate
from voc.evaluation.compare import compare
from voc.evaluation.confusion import overlap
from voc.evaluation.figures import figures_of, macro_of, micro_of, share_of
from voc.evaluation.prediction import Label, Prediction
from voc.evaluation.prf import PRF
from voc.evaluation.significance import Verdict, macro_f1, mcnemar, micro_f1, randomisation, verdict_of
from voc.evaluation.tally import tally

CODES = ("a", "b", "c")
Sets = list[frozenset[str]]


def noisy(texts: int, *, wrong: float, seed: int) -> tuple[Sets, Sets]:
    """Return random truth and answers of which a share is wrong."""
    chance = random.Random(seed)
    truth = [frozenset(code for code in CODES if chance.random() < 0.4) for _ in range(texts)]
    told = [frozenset(code for code in CODES if (code in own) != (chance.random() < wrong)) for own in truth]
    return truth, told


@given(st.lists(st.tuples(st.frozensets(st.sampled_from(CODES)), st.frozensets(st.sampled_from(CODES))), min_size=1))
def test_the_tally_counts_like_the_sets(pairs: list[tuple[frozenset[str], frozenset[str]]]) -> None:
    truth, told = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    counts = tally(truth, told, CODES)
    assert counts.micro == sum((PRF.of(*pair) for pair in pairs), PRF())
    for column, code in enumerate(CODES):
        own = sum((PRF.of(right & {code}, found & {code}) for right, found in pairs), PRF())
        assert counts.score(column) == own


def test_resampling_is_seeded_and_draws_as_many_texts_as_there_are() -> None:
    weights = draw_weights(7, resamples=50, seed=3)
    assert weights.shape == (50, 7)
    assert (weights.sum(axis=1) == 7).all()
    assert np.array_equal(weights, draw_weights(7, resamples=50, seed=3))
    assert not np.array_equal(weights, draw_weights(7, resamples=50, seed=4))


def test_the_vectorised_interval_is_the_plain_one() -> None:
    truth, told = noisy(60, wrong=0.2, seed=1)
    counts, weights = tally(truth, told, CODES), draw_weights(60, resamples=400, seed=5)
    plain = []
    for row in weights.astype(int):
        total = PRF()
        for times, right, found in zip(row, truth, told, strict=True):
            for _ in range(times):
                total += PRF.of(right, found)
        plain.append((total.precision, total.recall, total.f1))
    figure = micro_of(counts, weights)
    for limits, column in zip((figure.precision, figure.recall, figure.f1), range(3), strict=True):
        assert limits is not None
        low, high = np.quantile([values[column] for values in plain], [0.025, 0.975])
        assert (limits.low, limits.high) == pytest.approx((low, high))
    assert figure.f1 is not None
    assert figure.f1.low < figure.score.f1 < figure.f1.high


def test_intervals_leave_out_resamples_without_the_figure() -> None:
    samples = np.array([[0.2, np.nan], [np.nan, np.nan], [0.4, np.nan]])
    first, second = intervals(samples, level=1.0)
    assert first is not None
    assert (first.low, first.high) == pytest.approx((0.2, 0.4))
    assert second is None


def test_an_interval_covers_the_truth_about_as_often_as_it_says() -> None:
    generator = np.random.default_rng(0)
    covered = 0
    for seed in range(200):
        right = (generator.random(120) < 0.7).astype(np.float64)
        limits = share_of(right, draw_weights(120, resamples=300, seed=seed)).interval
        assert limits is not None
        covered += limits.low <= 0.7 <= limits.high
    assert 0.88 <= covered / 200 <= 0.99


def test_the_macro_average_leaves_out_rare_labels() -> None:
    truth = [frozenset("a")] * 5 + [frozenset("b")]
    told = [frozenset("a")] * 5 + [frozenset[str]()]
    counts, weights = tally(truth, told, CODES), draw_weights(6, resamples=100)
    assert macro_of(counts, weights).value == 1.0
    assert figures_of(counts, weights)["b"].score == PRF(0, 0, 1)
    assert macro_of(tally(truth[5:], told[5:], CODES), draw_weights(1)).interval is None


def test_calibration_by_hand() -> None:
    result = calibrate([0.92, 0.98, 1.0, 0.55, 0.5], [True, True, False, True, False])
    assert [(own.low, own.count) for own in result.bins] == [(0.5, 2), (0.9, 3)]
    assert result.bins[0].accuracy == 0.5
    expected = (2 * abs(0.525 - 0.5) + 3 * abs(2.9 / 3 - 2 / 3)) / 5
    assert result.expected_error == pytest.approx(expected)
    assert result.bias == pytest.approx(expected)
    assert calibrate([], []).expected_error == 0.0


@given(st.integers(0, 80), st.integers(0, 80))
def test_mcnemar_is_the_binomial_test(only_first: int, only_second: int) -> None:
    total = only_first + only_second
    expected = binomtest(only_first, total).pvalue if total else 1.0
    assert mcnemar(only_first, only_second) == pytest.approx(expected)


def test_mcnemar_of_many_texts() -> None:
    assert mcnemar(5000, 5000) == 1.0
    assert mcnemar(6000, 4000) < 1e-6


def test_randomisation_sees_a_difference_and_none() -> None:
    truth, good = noisy(300, wrong=0.05, seed=1)
    _, bad = noisy(300, wrong=0.30, seed=1)
    one, other = tally(truth, good, CODES), tally(truth, bad, CODES)
    for statistic in (micro_f1, macro_f1):
        assert randomisation(one, other, statistic, shuffles=999) == 0.001
        assert randomisation(one, one, statistic, shuffles=99) == 1.0


def test_randomisation_of_equal_systems_finds_little() -> None:
    found = 0
    for seed in range(60):
        chance = random.Random(seed + 1000)
        truth, one = noisy(80, wrong=0.2, seed=seed)
        other = [frozenset(code for code in CODES if (code in own) != (chance.random() < 0.2)) for own in truth]
        found += randomisation(tally(truth, one, CODES), tally(truth, other, CODES), micro_f1, shuffles=199) < 0.05
    # 5 % are expected by chance
    assert found <= 9


def test_verdicts() -> None:
    assert verdict_of(0.1, 0.01) is Verdict.BETTER
    assert verdict_of(-0.1, 0.01) is Verdict.WORSE
    assert verdict_of(0.1, 0.05) is Verdict.SAME


def answers(sets: Sets, *, intent: str = "投诉", safety: bool = False) -> list[Prediction]:
    return [
        Prediction(frozenset[Label]((code, -1) for code in own), intent, -1, safety, escalation=False) for own in sets
    ]


def test_comparison_names_the_better_one() -> None:
    truth, good = noisy(300, wrong=0.05, seed=1)
    _, bad = noisy(300, wrong=0.30, seed=1)
    found = compare(answers(truth), answers(good), answers(bad, intent="噪音"))
    rows = {(row.task, row.measure): row for row in found.tasks}
    assert rows["aspects_negative", "micro_f1"].verdict is Verdict.BETTER
    assert rows["aspects_negative", "macro_f1"].difference > 0.1
    limits = rows["aspects_negative", "micro_f1"].interval
    assert limits is not None
    assert limits.low > 0
    assert (rows["intent", "accuracy"].only_first, rows["intent", "accuracy"].only_second) == (300, 0)
    assert rows["safety", "accuracy"].verdict is Verdict.SAME
    assert {row.label for row in found.labels} == {(code, -1) for code in CODES}
    assert all(row.clear for row in found.labels)
    back = {(row.task, row.measure): row for row in compare(answers(truth), answers(bad), answers(good)).tasks}
    assert back["aspects_negative", "micro_f1"].verdict is Verdict.WORSE


def test_comparison_leaves_out_what_a_system_does_not_tell() -> None:
    truth, good = noisy(50, wrong=0.1, seed=2)
    only_sentiment = [Prediction(sentiment=-1)] * 50
    found = compare(answers(truth), answers(good), only_sentiment)
    assert [row.task for row in found.tasks] == ["sentiment"]
    assert found.labels == ()


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ("没货", "配件没货了", True),
        ("等了二十三天", "又等了二十三天了", True),
        ("没货", "刹车", False),
        ("一直没人回我", "没人回复", False),
    ],
)
def test_quotes_of_the_same_words(first: str, second: str, same: bool) -> None:
    assert overlap(first, second) is same


def test_one_figure_alone() -> None:
    limits = interval(np.linspace(0.0, 1.0, 101))
    assert limits is not None
    assert limits.to_list() == [0.025, 0.975]
