"""Safety signals: one event is enough, at once and without any history."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import replace

from voc.signals.counts import SafetyEvent
from voc.signals.model import Kind, Signal, Stage, signal_id
from voc.signals.scope import Scope
from voc.signals.settings import Settings


def advance_safety(
    opened: Iterable[Signal],
    day: dt.date,
    events: Iterable[SafetyEvent],
    *,
    known: Mapping[str, dt.date],
    live: bool,
    settings: Settings,
) -> list[Signal]:
    """Return the safety signals of a day: raised, continued and closed.

    A further event of the same kind in the same brand, model and city belongs to the open signal; anywhere else it is
    a signal of its own. A copy of a known event adds to the raw count only; one whose original was
    never seen is an event.

    Parameters
    ----------
    known
        Ids of texts that told of danger before.
    live
        Whether the day had data; others do not count towards closing.
    """
    signals = {signal.scope: signal for signal in opened}
    told = set(known)
    current = {scope: _age(signal, day, live=live, settings=settings) for scope, signal in signals.items()}
    for event in events:
        copy = event.duplicate_of is not None and event.duplicate_of in told
        told.add(event.id)
        if event.duplicate_of is not None:
            told.add(event.duplicate_of)
        signal = current.get(event.scope)
        if signal is None:
            if copy:
                continue
            signal = _raised(event.scope, day)
        current[event.scope] = _with(signal, event, day, copy=copy, limit=settings.evidence)
    return list(current.values())


def _raised(scope: Scope, day: dt.date) -> Signal:
    return Signal(
        id=signal_id(Kind.SAFETY, scope, day),
        kind=Kind.SAFETY,
        scope=scope,
        stage=Stage.OPEN,
        since=day,
        raised=day,
        day=day,
        last_elevated=day,
        days=1,
        observed=0,
        raw=0,
        expected=0.0,
    )


def _age(signal: Signal, day: dt.date, *, live: bool, settings: Settings) -> Signal:
    calm = signal.calm_days + live
    stage = Stage.CLOSED if calm >= settings.safety_close_days else Stage.CONTINUING
    return replace(signal, stage=stage, day=day, calm_days=calm, days=signal.days + live)


def _with(signal: Signal, event: SafetyEvent, day: dt.date, *, copy: bool, limit: int) -> Signal:
    """Return a signal with one more text; a copy does not keep it open."""
    if copy:
        return replace(signal, raw=signal.raw + 1)
    customers = signal.customers
    if event.customer and event.customer not in customers:
        customers = (*customers, event.customer)[-limit:]
    return replace(
        signal,
        stage=Stage.CONTINUING if signal.stage is Stage.CLOSED else signal.stage,
        raw=signal.raw + 1,
        observed=signal.observed + 1,
        last_elevated=day,
        calm_days=0,
        texts=(*signal.texts, event.id)[-limit:],
        customers=customers,
    )
