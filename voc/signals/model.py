"""A signal: what rose, where, since when, how sure, and the texts behind it."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from voc.signals.scope import Scope


class Kind(StrEnum):
    """What a signal says."""

    SAFETY = "safety"
    LEVEL = "level"
    NEW = "new"
    TREND = "trend"
    RATE = "rate"


class Stage(StrEnum):
    """Where a signal stands; each is raised (``OPEN``) once."""

    OPEN = "open"
    CONTINUING = "continuing"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Signal:
    """One alert as it stands on a day.

    Attributes
    ----------
    id
        Stable from the day it is raised to the day it closes; made of kind, scope and the day it was raised.
    scope
        Pain point, brand, model and city; None stands for all.
    since
        Estimated first day.
    raised, day, last_elevated
        First day it was reported, the day of this state, last day out of bounds.
    days
        Days with data the counts are taken over; since the start, for a rate the days of the rate.
    observed, raw, expected
        Distinct texts, texts with copies, and the distinct texts expected in those days.
    p, q
        Chance of so many texts or more in a quiet series, and expected share of false alerts among those at least this
        sure, at their strongest; None for safety and (q) for new pain points, which are reported by rule.
    day_p
        Chance of the day's count alone; None where there is no expectation.
    texts, customers
        Ids of the texts behind it (bounded, the newest last) and keys of their customers where known.
    focus
        A narrower scope that now stands out, when the signal itself was raised for a wider one.
    with_volume
        Whether the rise is no more than that of all texts of the scope.
    per_1000, peers_per_1000
        Texts per 1 000 cars over the days of the rate, here and at the peers, where deliveries are given.
    calm_days
        Days with data within bounds in a row.
    merged_into
        Id of the wider signal that took over.
    """

    id: str
    kind: Kind
    scope: Scope
    stage: Stage
    since: dt.date
    raised: dt.date
    day: dt.date
    last_elevated: dt.date
    days: int
    observed: int
    raw: int
    expected: float
    p: float | None = None
    q: float | None = None
    day_p: float | None = None
    texts: tuple[str, ...] = ()
    customers: tuple[str, ...] = ()
    focus: Scope | None = None
    with_volume: bool = False
    per_1000: float | None = None
    peers_per_1000: float | None = None
    calm_days: int = 0
    merged_into: str | None = None

    @property
    def ratio(self) -> float | None:
        """Observed over expected; None where nothing was expected."""
        return self.observed / self.expected if self.expected > 0 else None

    def to_dict(self) -> dict[str, Any]:
        """Return plain data for JSON."""
        data = asdict(self)
        data["scope"] = list(self.scope)
        data["focus"] = list(self.focus) if self.focus else None
        for name in _DAYS:
            data[name] = data[name].isoformat()
        return data | {
            "kind": self.kind.value,
            "stage": self.stage.value,
            "texts": list(self.texts),
            "customers": list(self.customers),
        }

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Signal:
        """Read what :meth:`to_dict` returned."""
        values = dict(data)
        for name in _DAYS:
            values[name] = dt.date.fromisoformat(values[name])
        values["kind"], values["stage"] = Kind(values["kind"]), Stage(values["stage"])
        values["scope"] = Scope(*values["scope"])
        values["focus"] = Scope(*values["focus"]) if values["focus"] else None
        values["texts"], values["customers"] = tuple(values["texts"]), tuple(values["customers"])
        return cls(**values)


_DAYS = ("since", "raised", "day", "last_elevated")


def signal_id(kind: Kind, scope: Scope, raised: dt.date) -> str:
    """Return the id of a signal; the same on every machine."""
    name = "\x1f".join((kind.value, raised.isoformat(), *(value or "" for value in scope)))
    return "s" + hashlib.blake2b(name.encode(), digest_size=6).hexdigest()
