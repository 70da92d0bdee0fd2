"""What is remembered from day to day, and its way to JSON and back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from voc.errors import UsageError
from voc.signals.history import History, empty_history, history_from_json, history_to_json
from voc.signals.model import Signal
from voc.signals.panel import Episode
from voc.signals.scope import Scope
from voc.signals.settings import DEFAULT_SETTINGS, Settings

_VERSION = 1


@dataclass(frozen=True, slots=True)
class Evidence:
    """Texts of one cell on one day; None in the scope means unknown."""

    day: dt.date
    scope: Scope
    texts: tuple[str, ...]
    customers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class State:
    """Everything :func:`voc.signals.lifecycle.advance` remembers; bounded by its windows.

    Attributes
    ----------
    signals
        Open signals.
    episodes
        Closed outbreaks whose days may still lie in a baseline.
    seen
        Scope → first and last day it had a text, within the memory.
    evidence
        Texts of the last days.
    safety_ids
        Ids of the texts that told of danger → their day, so that a copy is no new event.
    """

    history: History
    signals: tuple[Signal, ...] = ()
    episodes: tuple[Episode, ...] = ()
    seen: Mapping[Scope, tuple[dt.date, dt.date]] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    safety_ids: Mapping[str, dt.date] = field(default_factory=dict)

    @property
    def day(self) -> dt.date | None:
        """The last day taken in."""
        return self.history.last

    def to_json(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        return {
            "version": _VERSION,
            "history": history_to_json(self.history),
            "signals": [signal.to_dict() for signal in self.signals],
            "episodes": [[list(e.scope), e.since.isoformat(), e.until.isoformat()] for e in self.episodes],
            "seen": [[list(s), first.isoformat(), last.isoformat()] for s, (first, last) in self.seen.items()],
            "evidence": [[e.day.isoformat(), list(e.scope), list(e.texts), list(e.customers)] for e in self.evidence],
            "safety_ids": {id_: day.isoformat() for id_, day in self.safety_ids.items()},
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> State:
        """Read what :meth:`to_json` returned.

        Raises
        ------
        UsageError
            The data is of another version, or damaged.
        """
        if data.get("version") != _VERSION:
            raise UsageError("预警状态的版本不符", hint="请用写出它的版本读取，或从历史数据重新推算")
        day = dt.date.fromisoformat
        try:
            return cls(
                history=history_from_json(data["history"]),
                signals=tuple(Signal.from_dict(signal) for signal in data["signals"]),
                episodes=tuple(Episode(Scope(*s), day(since), day(until)) for s, since, until in data["episodes"]),
                seen={Scope(*s): (day(first), day(last)) for s, first, last in data["seen"]},
                evidence=tuple(
                    Evidence(day(when), Scope(*s), tuple(texts), tuple(customers))
                    for when, s, texts, customers in data["evidence"]
                ),
                safety_ids={id_: day(when) for id_, when in data["safety_ids"].items()},
            )
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise UsageError("预警状态已损坏，无法读取", hint="请恢复备份，或从历史数据重新推算") from error


def empty_state(settings: Settings = DEFAULT_SETTINGS) -> State:
    """Return the state before the first day."""
    return State(history=empty_history(settings.width))
