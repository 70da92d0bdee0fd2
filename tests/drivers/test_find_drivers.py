"""Effects that are there are found, others are not blamed, and too little data gives no figure."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest
from driver_samples import driver, shuffled, simulate, text

from voc.drivers.find import find_drivers
from voc.drivers.jsonfile import from_json, to_json
from voc.drivers.model import Kind, Status, Target
from voc.drivers.options import DriverOptions
from voc.errors import FormatError, UsageError

EFFECTS = {
    ("parts.shortage", -1): -3.0,
    ("repair.queue", -1): -1.5,
    ("digital.app", -1): 0.0,
    ("care.attitude", -1): -2.0,
    ("care.attitude", 1): 1.2,
}


@pytest.fixture(scope="module")
def analyses() -> list:
    return simulate(EFFECTS, n=900, seed=5)


@pytest.fixture(scope="module")
def report(analyses):
    return find_drivers(analyses)


def test_known_effects_are_found(report) -> None:
    assert report.target is Target.NPS
    for (code, sign), worth in EFFECTS.items():
        found = driver(report, code, sign)
        assert found.status is Status.SHOWN
        assert found.effect.low <= found.effect.value <= found.effect.high
        # cutting the scores at 0 and 10 takes a little off every effect
        assert abs(found.effect.value - worth) < 0.6, code
    assert driver(report, "parts.shortage").confirmed
    assert driver(report, "digital.app").effect.clear is False
    assert driver(report, "digital.app").confirmed is False
    assert report.tested == 5
    assert report.confirmed == 4


def test_importance_is_effect_by_frequency(report) -> None:
    for found in report.drivers:
        expected = -found.effect.value * found.told / report.n
        assert found.importance.value == pytest.approx(expected, abs=1e-5)
        assert found.importance.low < found.importance.value < found.importance.high
    sizes = [abs(found.importance.value) for found in report.drivers]
    assert sizes == sorted(sizes, reverse=True)
    assert report.drivers[0].code == "parts.shortage"


def test_shares_move_with_the_score(report) -> None:
    found = driver(report, "parts.shortage")
    assert 0.2 < found.detractors.value < 1
    assert found.promoters.value < 0
    assert found.nps.value == pytest.approx(found.promoters.value - found.detractors.value, abs=0.05)
    assert found.nps_importance.value > 0


def test_without_other_points_the_effect_is_the_difference_of_means() -> None:
    rows = simulate({("parts.shortage", -1): -2.0}, n=400, seed=1)
    rows = [replace(row, channel=None, entities=replace(row.entities, brand=None)) for row in rows]
    found = driver(find_drivers(rows), "parts.shortage")
    assert found.effect.value == pytest.approx(found.difference.value, abs=0.02)
    assert found.effect.high - found.effect.low == pytest.approx(found.difference.high - found.difference.low, rel=0.1)


def test_what_is_often_told_with_harm_is_not_blamed() -> None:
    def together(rng: np.random.Generator, told: dict[str, bool]) -> None:
        if told["parts.shortage:-1"]:
            told["digital.app:-1"] = bool(rng.random() < 0.8)

    found = find_drivers(
        simulate({("parts.shortage", -1): -3.5, ("digital.app", -1): 0.0}, n=900, seed=2, link=together)
    )
    app = driver(found, "digital.app")
    assert app.difference.high < -1
    assert abs(app.effect.value) < 0.6
    assert not app.confirmed
    assert driver(found, "parts.shortage").effect.value < -2.5


def test_what_is_only_told_with_harm_is_not_blamed() -> None:
    def only(rng: np.random.Generator, told: dict[str, bool]) -> None:
        told["digital.app:-1"] = told["parts.shortage:-1"] and bool(rng.random() < 0.5)

    rows = simulate({("parts.shortage", -1): -3.5, ("digital.app", -1): 0.0}, n=900, seed=2, link=only)
    app = driver(find_drivers(rows), "digital.app")
    assert app.difference.high < -2
    assert app.effect.low < 0 < app.effect.high


@pytest.mark.parametrize("slips", [0, 3])
def test_always_told_together_is_inseparable(slips: int) -> None:
    seen = [0]

    def twins(rng: np.random.Generator, told: dict[str, bool]) -> None:
        told["digital.app:-1"] = told["parts.shortage:-1"]
        if told["digital.app:-1"] and seen[0] < slips:
            seen[0] += 1
            told["digital.app:-1"] = False

    effects = {("parts.shortage", -1): -3.5, ("digital.app", -1): 0.0, ("repair.queue", -1): -1.0}
    report = find_drivers(simulate(effects, n=600, seed=3, link=twins))
    for code, other in (("digital.app", "配件缺货"), ("parts.shortage", "App 与系统问题")):
        found = driver(report, code)
        assert found.status is Status.INSEPARABLE
        assert found.inseparable_from == (other,)
        assert found.effect is None
        assert found.difference is None
        assert found.q is None
    assert driver(report, "repair.queue").status is Status.SHOWN
    assert report.tested == 1


def test_told_for_one_brand_only_is_inseparable_from_it() -> None:
    rng = np.random.default_rng(4)
    rows = [
        text(i, bad=["parts.shortage"] if i % 3 == 0 else [], brand="蔚来" if i % 3 == 0 else "小米", score=s)
        for i, s in enumerate(rng.integers(3, 10, 300).tolist())
    ]
    found = driver(find_drivers(rows), "parts.shortage")
    assert found.status is Status.INSEPARABLE
    assert "品牌蔚来" in found.inseparable_from


@pytest.mark.parametrize(("told", "status"), [(19, Status.TOO_FEW_TOLD), (20, Status.SHOWN), (21, Status.SHOWN)])
def test_below_the_least_number_nothing_is_shown(told: int, status: Status) -> None:
    rng = np.random.default_rng(told)
    rows = [
        text(i, bad=["parts.shortage"] if i < told else [], score=float(rng.integers(0, 4) if i < told else 9 + i % 2))
        for i in range(120)
    ]
    found = driver(find_drivers(rows), "parts.shortage")
    assert found.told == told
    assert found.status is status
    figures = (found.effect, found.detractors, found.promoters, found.nps, found.difference, found.importance, found.q)
    assert all((figure is not None) is (status is Status.SHOWN) for figure in figures)


def test_told_by_nearly_everyone_is_not_shown() -> None:
    rows = [text(i, bad=["parts.shortage"] if i > 10 else [], score=float(i % 11)) for i in range(100)]
    assert driver(find_drivers(rows), "parts.shortage").status is Status.TOO_FEW_NOT_TOLD


def test_one_class_of_score() -> None:
    rng = np.random.default_rng(0)
    rows = [
        text(i, bad=["parts.shortage"] if i % 2 else [], score=float(rng.integers(0, 3) + (0 if i % 2 else 3)))
        for i in range(120)
    ]
    found = driver(find_drivers(rows), "parts.shortage")
    assert found.effect.high < -2
    assert (found.detractors, found.promoters, found.nps) == (None, None, None)


def test_all_the_same_score() -> None:
    rows = [text(i, bad=["parts.shortage"] if i % 2 else [], score=7.0) for i in range(120)]
    report = find_drivers(rows)
    assert report.status is Status.SAME_SCORE
    assert report.tested == 0
    assert driver(report, "parts.shortage").effect is None


def test_all_who_tell_it_score_alike_still_has_an_interval() -> None:
    rows = [
        text(i, bad=["parts.shortage"] if i % 4 == 0 else [], score=0.0 if i % 4 == 0 else 10.0) for i in range(100)
    ]
    found = driver(find_drivers(rows), "parts.shortage")
    assert found.effect.value == pytest.approx(-10, abs=0.1)
    assert found.detractors.high <= 1

    mixed = [
        text(i, bad=["parts.shortage"] if i % 4 == 0 else [], score=0.0 if i % 4 == 0 else float(i % 11))
        for i in range(100)
    ]
    found = driver(find_drivers(mixed), "parts.shortage")
    assert found.detractors.low < found.detractors.value


def test_empty_and_too_few() -> None:
    empty = find_drivers([])
    assert (empty.status, empty.n, empty.mean, empty.drivers) == (Status.TOO_FEW_TEXTS, 0, None, ())
    few = find_drivers([text(i, bad=["parts.shortage"] if i % 2 else [], score=float(i % 11)) for i in range(30)])
    assert few.tested == 0
    assert all(found.effect is None for found in few.drivers)


def test_order_of_the_input_does_not_matter(analyses, report) -> None:
    for seed in (1, 2):
        assert find_drivers(shuffled(analyses, seed)) == report


def test_copies_and_unusable_scores_are_left_out(analyses, report) -> None:
    more = [text(5000 + i, bad=["parts.shortage"], score=10.0, duplicate_of="1") for i in range(50)]
    more += [text(6000 + i, bad=["parts.shortage"]) for i in range(7)]
    more += [text(6100, bad=["parts.shortage"], score=99.0)]
    found = find_drivers([*analyses, *more])
    assert (found.copies, found.unscored) == (50, 8)
    assert found.drivers == report.drivers


def test_contradictions_are_left_out_only_if_asked(analyses) -> None:
    rows = [*analyses, *(text(7000 + i, bad=["parts.shortage"], score=10.0, sentiment=-1) for i in range(30))]
    kept = find_drivers(rows)
    left = find_drivers(rows, options=DriverOptions(leave_out_contradictions=True))
    assert (kept.contradictions, left.contradictions) == (0, 30)
    assert kept.n == left.n + 30
    assert driver(left, "parts.shortage").effect.value < driver(kept, "parts.shortage").effect.value - 0.5


def test_sentiment_where_there_is_no_score() -> None:
    rng = np.random.default_rng(8)
    rows = [
        text(
            i,
            bad=["parts.shortage"] if i % 3 == 0 else [],
            sentiment=int(rng.choice((-1, -1, 0) if i % 3 == 0 else (-1, 0, 1))),
        )
        for i in range(300)
    ]
    report = find_drivers(rows)
    found = driver(report, "parts.shortage")
    assert report.target is Target.SENTIMENT
    assert -1 < found.effect.high < 0
    assert found.detractors.value > 0 > found.promoters.value
    assert find_drivers(rows, options=DriverOptions(target=Target.NPS)).status is Status.TOO_FEW_TEXTS


def test_chance_alone_is_rarely_confirmed() -> None:
    effects = {(f"p{i}", -1): 0.0 for i in range(12)}
    confirmed = [find_drivers(simulate(effects, n=500, seed=seed)).confirmed for seed in range(8)]
    assert sum(count > 0 for count in confirmed) <= 2


def test_penalty_and_reward_need_both_sides(report) -> None:
    (split,) = report.splits
    assert split.code == "care.attitude"
    assert split.kind is Kind.PERFORMANCE
    assert split.penalty.value == pytest.approx(-driver(report, "care.attitude").effect.value, abs=1e-6)
    assert split.asymmetry.value == pytest.approx(split.penalty.value - split.reward.value, abs=0.3)


@pytest.mark.parametrize(
    ("penalty", "reward", "kind"), [(-3.0, 0.0, Kind.BASIC), (0.0, 2.4, Kind.EXCITEMENT), (0.0, 0.0, Kind.UNDECIDED)]
)
def test_roles(penalty: float, reward: float, kind: Kind) -> None:
    effects = {("care.attitude", -1): penalty, ("care.attitude", 1): reward}
    report = find_drivers(simulate(effects, n=900, seed=11, base=5.0))
    assert [split.kind for split in report.splits] == [kind]


def test_json_round_trip(report) -> None:
    for one in (report, find_drivers([]), find_drivers([text(i, bad=["x"], score=3.0) for i in range(50)])):
        data = json.loads(json.dumps(to_json(one), ensure_ascii=False, allow_nan=False))
        assert data["schema"] == 1
        assert from_json(data) == one


@pytest.mark.parametrize("change", [{"schema": 2}, {"drivers": [{}]}, {"target": "mood"}, {"extra": 1}])
def test_json_of_another_shape_is_refused(report, change: dict) -> None:
    with pytest.raises(FormatError):
        from_json({**to_json(report), **change})


@pytest.mark.parametrize("values", [{"min_told": 4}, {"level": 1.0}, {"max_q": 0.0}, {"max_prior_share": 0.0}])
def test_options_out_of_range_are_refused(values: dict) -> None:
    with pytest.raises(UsageError):
        DriverOptions(**values)
