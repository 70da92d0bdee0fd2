"""Small worlds of counts for the tests of the signals."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping

from voc.signals.counts import DayCounts
from voc.signals.lifecycle import advance
from voc.signals.model import Signal
from voc.signals.scope import VOLUME, Scope
from voc.signals.settings import DEFAULT_SETTINGS, Settings
from voc.signals.state import State, empty_state

START = dt.date(2026, 6, 1)
PARTS = Scope("parts.shortage", "小米", "YU7", "成都")
OTHERS = (
    Scope("parts.shortage", "小米", "YU7", "北京"),
    Scope("parts.shortage", "小米", "SU7", "成都"),
    Scope("parts.shortage", "蔚来", "ET5", "北京"),
    Scope("repair.queue", "小米", "YU7", "成都"),
    Scope("repair.queue", "蔚来", "ET5", "北京"),
)
#: Days before the day under test: the whole window.
HISTORY = DEFAULT_SETTINGS.width + 6


def day(counts: Mapping[Scope, int], *, copies: int = 0) -> DayCounts:
    """Return one day of counts; every text speaks of one pain point."""
    result = DayCounts()
    for scope, count in counts.items():
        if not count:
            continue
        for key in (scope, scope._replace(point=VOLUME)):
            result.add(key, count, raw=count + copies)
        result.cells[scope].texts += [f"{scope.point}-{scope.city}-{n}" for n in range(count)]
        result.records += count + copies
    return result


def every(number: int, period: int, *, phase: int = 0) -> int:
    """Return 1 every ``period`` days, else 0."""
    return int((number + phase) % period == 0)


def quiet(number: int) -> dict[Scope, int]:
    """Return the counts of a quiet day: 0.2 a day in PARTS, a little elsewhere, other talk all the time."""
    counts = {scope: every(number, 3, phase=place) for place, scope in enumerate(OTHERS)}
    counts[PARTS] = every(number, 5)
    for place in (PARTS, *OTHERS):
        talk = place._replace(point="care.attitude")
        counts[talk] = 1
    return counts


def run(
    state: State | None,
    days: int,
    counts: Callable[[int], DayCounts],
    *,
    first: int = 0,
    settings: Settings = DEFAULT_SETTINGS,
) -> tuple[State, list[tuple[Signal, ...]]]:
    """Advance over some days and return the state and the signals of each."""
    state = empty_state(settings) if state is None else state
    found = []
    for number in range(first, first + days):
        state, signals = advance(state, START + dt.timedelta(days=number), counts(number), settings=settings)
        found.append(signals)
    return state, found


def with_extra(number: int, extra: Mapping[Scope, int]) -> DayCounts:
    """Return a quiet day with more in some scopes."""
    counts = quiet(number)
    for scope, more in extra.items():
        counts[scope] = counts.get(scope, 0) + more
    return day(counts)


def quiet_day(number: int) -> DayCounts:
    """Return a quiet day."""
    return day(quiet(number))


def calm_history() -> State:
    """Return the state after a quiet time."""
    state, _ = run(None, HISTORY, quiet_day)
    return state
