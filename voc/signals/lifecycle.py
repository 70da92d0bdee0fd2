"""From day to day: signals are raised once, continued, and closed. State in, state out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace

from voc.errors import UsageError
from voc.signals.counts import DayCounts
from voc.signals.danger import advance_safety
from voc.signals.findings import Findings, judge_day
from voc.signals.fleet import Fleet
from voc.signals.hierarchy import Choice, Tally, choose
from voc.signals.history import History, push
from voc.signals.model import Kind, Signal, Stage
from voc.signals.panel import Episode, build_panel
from voc.signals.raising import Desk, related
from voc.signals.scope import VOLUME, Scope, levels
from voc.signals.settings import DEFAULT_SETTINGS, Settings
from voc.signals.state import Evidence, State

_JUMPS = (Kind.LEVEL, Kind.NEW)
_RANK = {kind: rank for rank, kind in enumerate(Kind)}


def advance(
    state: State,
    day: dt.date,
    counts: DayCounts,
    *,
    settings: Settings = DEFAULT_SETTINGS,
    fleet: Fleet | None = None,
) -> tuple[State, tuple[Signal, ...]]:
    """Take in one day.

    Parameters
    ----------
    state
        What the day before returned, or :func:`voc.signals.state.empty_state`.
    day
        Later than the last one; days left out were not observed.
    counts
        Counts of the day; without any record the day was not observed: its zeros are no zeros, and open signals neither
        calm down nor close.
    settings
        The same every day.
    fleet
        Cars on the road, where deliveries are given.

    Returns
    -------
    tuple
        The new state, and every signal of the day: raised (``OPEN``, once), ``CONTINUING``, or ``CLOSED`` (once);
        safety first, then by kind and certainty.

    Raises
    ------
    UsageError
        The day is not later than the last one, or the state was written with other windows.
    """
    _check(state, day, settings)
    history = push(state.history, day, counts, settings)
    live = bool(history.live[-1])
    seen = _seen(state.seen, day, counts, settings)
    evidence = _evidence(state.evidence, day, counts, settings)
    safety = advance_safety(
        [signal for signal in state.signals if signal.kind is Kind.SAFETY],
        day,
        counts.safety,
        known=state.safety_ids,
        live=live,
        settings=settings,
    )
    others = [signal for signal in state.signals if signal.kind is not Kind.SAFETY]
    if live:
        others = _advance_counts(state, others, history, seen, evidence, settings, fleet)
    else:
        others = [replace(signal, stage=Stage.CONTINUING, day=day) for signal in others]
    signals = sorted([*safety, *others], key=_order)
    closed = [s for s in others if s.stage is Stage.CLOSED and s.kind in _JUMPS]
    episodes = [*state.episodes, *(Episode(s.scope, s.since, s.last_elevated) for s in closed)]
    after = State(
        history=history,
        signals=tuple(signal for signal in signals if signal.stage is not Stage.CLOSED),
        episodes=tuple(episode for episode in episodes if history.column(episode.until) >= 0),
        seen=seen,
        evidence=evidence,
        safety_ids=_safety_ids(state.safety_ids, day, counts, settings),
    )
    return after, tuple(signals)


def _check(state: State, day: dt.date, settings: Settings) -> None:
    if state.day is not None and day <= state.day:
        message = f"预警已推进到 {state.day.isoformat()}，不能再推进 {day.isoformat()}"
        raise UsageError(message, hint="请按日期先后推进；补录旧数据后，请从该日之前保存的状态重新推进")
    if len(state.history.live) != settings.width:
        message = "预警状态的窗口与当前设置不同"
        raise UsageError(message, hint="改动窗口长度后，请从历史数据重新推算状态")


def _advance_counts(
    state: State,
    opened: list[Signal],
    history: History,
    seen: Mapping[Scope, tuple[dt.date, dt.date]],
    evidence: tuple[Evidence, ...],
    settings: Settings,
    fleet: Fleet | None,
) -> list[Signal]:
    """Follow the open signals and raise new ones on a day with data."""
    assert history.last is not None  # noqa: S101
    day = history.last
    running = [
        Episode(signal.scope, signal.since, day)
        for signal in opened
        if signal.kind in _JUMPS and (day - signal.raised).days < settings.settle_days
    ]
    panel = build_panel(history, episodes=[*state.episodes, *running], settings=settings, fleet=fleet)
    first_seen = {scope: first for scope, (first, _) in seen.items()}
    findings = judge_day(panel, history, first_seen=first_seen, settings=settings, fleet=fleet)
    desk = Desk(day, findings, evidence, settings)
    current = [desk.follow(signal) for signal in opened]
    jumps = [signal for signal in current if signal.kind in _JUMPS]
    current += _raise_new(desk, current, _JUMPS, findings.levels | findings.news, findings.tally)
    standing = [signal.scope for signal in current if signal.kind in _JUMPS]
    # A jump within the weeks of a trend is no slow rise, nor is its end.
    recent = [e.scope for e in state.episodes if (day - e.until).days < settings.trend_days]
    free = _unrelated(findings.trending, [*standing, *recent, *(signal.scope for signal in jumps)])
    current += _raise_new(desk, current, (Kind.TREND,), free, findings.trend_tally)
    if findings.rate_tally is not None:
        current += _raise_new(desk, current, (Kind.RATE,), findings.rising, findings.rate_tally)
    return current


def _raise_new(
    desk: Desk, current: list[Signal], kinds: tuple[Kind, ...], flagged: Iterable[Scope], tally: Tally
) -> list[Signal]:
    """Return new signals of some kinds; wider ones take over narrower ones in ``current``."""
    own = {signal.scope: place for place, signal in enumerate(current) if signal.kind in kinds}
    by_point: dict[str, list[Scope]] = {}
    for scope in flagged:
        if scope not in own:
            by_point.setdefault(scope.point, []).append(scope)
    raised: list[Signal] = []
    for point in sorted(by_point):
        opened = [scope for scope in own if scope.point == point]
        choice = choose(by_point[point], opened, tally, residual_p=desk.settings.residual_p)
        added = {scope: desk.raise_signal(_kind(scope, kinds, desk.findings), scope) for scope in choice.raised}
        raised += added.values()
        _apply(choice, current, own, added)
    return raised


def _kind(scope: Scope, kinds: tuple[Kind, ...], findings: Findings) -> Kind:
    if kinds != _JUMPS:
        return kinds[0]
    return Kind.NEW if scope in findings.news else Kind.LEVEL


def _apply(choice: Choice, current: list[Signal], own: Mapping[Scope, int], added: Mapping[Scope, Signal]) -> None:
    """Note in the open signals what narrower scope stands out in them, or which wider signal took over."""
    for scope, narrow in choice.focus.items():
        current[own[scope]] = replace(current[own[scope]], focus=narrow)
    for scope, wide in choice.merged.items():
        current[own[scope]] = replace(current[own[scope]], stage=Stage.CLOSED, merged_into=added[wide].id)


def _unrelated(scopes: Iterable[Scope], others: Iterable[Scope]) -> list[Scope]:
    taken = list(others)
    return [scope for scope in scopes if not any(related(scope, other) for other in taken)]


def _seen(
    seen: Mapping[Scope, tuple[dt.date, dt.date]], day: dt.date, counts: DayCounts, settings: Settings
) -> dict[Scope, tuple[dt.date, dt.date]]:
    """Return first and last day of every scope seen within the memory."""
    kept = {scope: days for scope, days in seen.items() if (day - days[1]).days < settings.memory_days}
    for cell, count in counts.cells.items():
        if cell.point == VOLUME or not count.distinct:
            continue
        for scope in levels(cell):
            kept[scope] = (kept[scope][0] if scope in kept else day, day)
    return kept


def _evidence(
    evidence: Iterable[Evidence], day: dt.date, counts: DayCounts, settings: Settings
) -> tuple[Evidence, ...]:
    kept = [entry for entry in evidence if (day - entry.day).days < settings.onset_days]
    added = [
        Evidence(day, scope, tuple(cell.texts), tuple(cell.customers))
        for scope, cell in counts.cells.items()
        if scope.point != VOLUME and cell.texts
    ]
    return (*kept, *added)


def _safety_ids(
    known: Mapping[str, dt.date], day: dt.date, counts: DayCounts, settings: Settings
) -> dict[str, dt.date]:
    kept = {id_: when for id_, when in known.items() if (day - when).days < settings.memory_days}
    for event in counts.safety:
        kept[event.id] = day
        if event.duplicate_of is not None:
            kept[event.duplicate_of] = day
    return kept


def _order(signal: Signal) -> tuple[int, float, tuple[str, ...]]:
    return _RANK[signal.kind], 1.0 if signal.p is None else signal.p, tuple(value or "" for value in signal.scope)
