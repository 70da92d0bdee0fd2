"""From day to day: raised once, continued, closed; the right level; dead sources; danger; state."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from tests.report.factory import record
from tests.signals.signal_worlds import HISTORY, OTHERS, PARTS, START, calm_history, day, quiet_day, run, with_extra
from voc.errors import UsageError
from voc.signals.counts import SAFETY, DayCounts, count_days
from voc.signals.lifecycle import advance
from voc.signals.model import Kind, Stage
from voc.signals.scope import VOLUME, Scope, covers, levels
from voc.signals.settings import Settings
from voc.signals.state import State, empty_state


@pytest.fixture(scope="module")
def calm() -> State:
    return calm_history()


def test_four_on_a_fifth_is_caught_the_same_day_where_it_is(calm: State) -> None:
    _, (signals,) = run(calm, 1, lambda n: with_extra(n, {PARTS: 4}), first=HISTORY)
    assert [(s.kind, s.scope, s.stage) for s in signals] == [(Kind.LEVEL, PARTS, Stage.OPEN)]
    (signal,) = signals
    assert signal.since == signal.raised == START + dt.timedelta(days=HISTORY)
    assert 4 <= signal.observed <= 5
    assert 0.1 < signal.expected < 0.4
    assert signal.q is not None
    assert signal.q <= 0.15
    assert len(signal.texts) == signal.observed


def test_quiet_days_raise_nothing(calm: State) -> None:
    _, found = run(calm, 14, quiet_day, first=HISTORY)
    assert not any(found)


def test_same_alert_is_raised_once_and_closes(calm: State) -> None:
    def counts(number: int) -> DayCounts:
        return with_extra(number, {PARTS: 4} if number < HISTORY + 3 else {})

    state, found = run(calm, 30, counts, first=HISTORY)
    stages = [signal.stage for signals in found for signal in signals]
    assert stages.count(Stage.OPEN) == 1
    assert stages.count(Stage.CLOSED) == 1
    assert len({signal.id for signals in found for signal in signals}) == 1
    (last,) = next(signals for signals in found if signals and signals[0].stage is Stage.CLOSED)
    assert last.calm_days == 7
    assert last.observed >= 12
    assert not state.signals
    assert state.episodes


def test_outbreak_everywhere_is_one_alert_above(calm: State) -> None:
    places = [PARTS, *OTHERS[:3]]
    _, (signals,) = run(calm, 1, lambda n: with_extra(n, dict.fromkeys(places, 3)), first=HISTORY)
    assert [s.scope for s in signals] == [Scope("parts.shortage")]


def test_open_alert_is_not_raised_again_at_another_level(calm: State) -> None:
    extra = {PARTS: 5}
    _, found = run(calm, 5, lambda n: with_extra(n, extra), first=HISTORY)
    assert {signal.scope for signals in found for signal in signals} == {PARTS}


def test_a_dead_day_is_no_zero_and_closes_nothing(calm: State) -> None:
    state, _ = run(calm, 1, lambda n: with_extra(n, {PARTS: 4}), first=HISTORY)
    before = state.signals[0]
    state, found = run(state, 20, lambda _: DayCounts(), first=HISTORY + 1)
    assert all(signals[0].stage is Stage.CONTINUING for signals in found)
    assert state.signals[0].calm_days == before.calm_days
    assert not state.history.live[-20:].any()
    # the expectation does not fall by days without data
    state, (signals,) = run(calm, 1, lambda n: with_extra(n, {PARTS: 4}), first=HISTORY + 30)
    assert signals[0].expected == pytest.approx(before.expected, rel=0.4)


def test_a_failed_source_is_not_a_quiet_day() -> None:
    busy = [Scope("care.attitude", "小米", "YU7", f"市{n}") for n in range(60)]
    state, _ = run(None, 20, lambda n: day(dict.fromkeys(busy[:1], 1) if n == 15 else dict.fromkeys(busy, 1)))
    assert state.history.live.sum() == 19


def test_danger_is_a_signal_at_once_without_history() -> None:
    rows = [
        record("a", negative=["quality.brake"], safety=True),
        record("b", negative=["quality.brake"], safety=True, city="北京"),
        record("c", safety=True, brand=None, model=None, city=None),
        record("d", negative=["quality.brake"], safety=True, duplicate_of="a"),
    ]
    ((date, counts),) = count_days(rows).items()
    state, signals = advance(empty_state(), date, counts)
    assert {(s.scope, s.stage) for s in signals} == {
        (Scope("quality.brake", "小米", "YU7", "成都"), Stage.OPEN),
        (Scope("quality.brake", "小米", "YU7", "北京"), Stage.OPEN),
        (Scope(SAFETY), Stage.OPEN),
    }
    first = next(s for s in signals if s.scope.city == "成都")
    assert (first.observed, first.raw, first.texts) == (1, 2, ("a",))
    later = date + dt.timedelta(days=1)
    again = count_days([record("e", negative=["quality.brake"], safety=True, at=dt.datetime(2026, 11, 23))])[later]
    state, signals = advance(state, later, again)
    assert next(s for s in signals if s.scope.city == "成都").observed == 2
    assert all(s.stage is Stage.CONTINUING for s in signals)
    _, found = run(state, 40, quiet_day, first=(later - START).days + 1)
    stages = [s.stage for signals in found for s in signals if s.kind is Kind.SAFETY]
    assert stages.count(Stage.CLOSED) == 3
    assert Stage.OPEN not in stages


def test_first_seen_is_new_not_a_jump(calm: State) -> None:
    fresh = Scope("topic:充电口盖打不开", "小米", "YU7", "成都")
    _, found = run(calm, 3, lambda n: with_extra(n, {fresh: 1}), first=HISTORY)
    assert not found[0]
    assert not found[1]
    assert [(s.kind, s.scope) for s in found[2]] == [(Kind.NEW, fresh)]
    assert found[2][0].since == START + dt.timedelta(days=HISTORY)


def test_slow_rise_is_a_trend() -> None:
    def counts(number: int) -> DayCounts:
        risen = max(0, number - HISTORY) // 10
        # a saw tooth around the level: no single day or week stands far out
        return with_extra(number, {OTHERS[4]: 3 + risen + (number % 3 - 1) * 2})

    state, _ = run(None, HISTORY, counts)
    _, found = run(state, 60, counts, first=HISTORY)
    opened = [s for signals in found for s in signals if s.stage is Stage.OPEN]
    assert [(s.kind, s.scope.point) for s in opened] == [(Kind.TREND, "repair.queue")]
    assert opened[0].raised >= START + dt.timedelta(days=HISTORY + 14)
    assert opened[0].observed > opened[0].expected


def test_copies_are_counted_apart() -> None:
    rows = [record("1", negative=["parts.shortage"])]
    rows += [record(str(n), negative=["parts.shortage"], duplicate_of="1") for n in range(2, 60)]
    rows += [record("x", negative=["parts.shortage"], at=None)]
    ((_, counts),) = count_days(rows, customers={"1": "k"}).items()
    cell = counts.cells[PARTS]
    assert (cell.raw, cell.distinct, cell.texts, cell.customers) == (59, 1, ["1"], ["k"])
    assert counts.cells[PARTS._replace(point=VOLUME)].distinct == 1


def test_counting_keeps_a_bounded_number_of_days_and_ids() -> None:
    rows = [
        record(f"{n}-{k}", negative=["parts.shortage"], at=dt.datetime(2026, 1, 1) + dt.timedelta(days=n))
        for n in range(200)
        for k in range(30)
    ]
    days = count_days(rows)
    assert len(days) == Settings().width
    assert all(len(counts.cells[PARTS].texts) == Settings().evidence for counts in days.values())


def test_state_survives_json_and_the_same_days_give_the_same_signals(calm: State) -> None:
    state, first = run(calm, 1, lambda n: with_extra(n, {PARTS: 4}), first=HISTORY)
    text = json.dumps(state.to_json(), ensure_ascii=False)
    read = State.from_json(json.loads(text))
    assert json.dumps(read.to_json(), ensure_ascii=False) == text
    _, one = run(state, 9, quiet_day, first=HISTORY + 1)
    _, two = run(read, 9, quiet_day, first=HISTORY + 1)
    assert one == two
    _, again = run(calm, 1, lambda n: with_extra(n, {PARTS: 4}), first=HISTORY)
    assert again == first


def test_order_of_the_cells_does_not_matter(calm: State) -> None:
    counts = with_extra(HISTORY, {PARTS: 4})
    turned = with_extra(HISTORY, {PARTS: 4})
    turned.cells = dict(reversed(turned.cells.items()))
    date = START + dt.timedelta(days=HISTORY)
    assert advance(calm, date, counts)[1] == advance(calm, date, turned)[1]


def test_days_go_forward_only(calm: State) -> None:
    assert calm.day is not None
    with pytest.raises(UsageError, match="不能再推进"):
        advance(calm, calm.day, DayCounts())
    with pytest.raises(UsageError, match="窗口"):
        advance(calm, calm.day + dt.timedelta(days=1), DayCounts(), settings=Settings(baseline_days=28))
    with pytest.raises(UsageError, match="损坏"):
        State.from_json({"version": 1})
    with pytest.raises(UsageError, match="版本"):
        State.from_json({})


def test_levels_of_a_scope() -> None:
    assert len(list(levels(PARTS))) == 6
    assert list(levels(Scope("p", None, "YU7", "成都"))) == [Scope("p"), Scope("p", None, None, "成都")]
    assert all(covers(scope, PARTS) for scope in levels(PARTS))


def test_two_separate_outbreaks_stay_two_alerts(calm: State) -> None:
    extra = {PARTS: 6, OTHERS[2]: 12}
    _, (signals,) = run(calm, 1, lambda n: with_extra(n, extra), first=HISTORY)
    assert len(signals) <= 2
    assert all(any(covers(s.scope, place) for s in signals) for place in extra)
    _, (signals,) = run(calm, 1, lambda n: with_extra(n, {PARTS: 6, OTHERS[4]: 6}), first=HISTORY)
    assert {s.scope for s in signals} == {PARTS, OTHERS[4]}
