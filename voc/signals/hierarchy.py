"""One outbreak, one alert: choose the most specific scope that explains it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voc.signals.scope import Scope, covers, meet
from voc.signals.tails import Floats, upper_tail


@dataclass(frozen=True, slots=True)
class Tally:
    """What the tested days counted, by scope.

    Attributes
    ----------
    rows
        Row of each scope.
    count, mean, size
        (series, runs) counts and their distribution.
    best
        (series,) the run in which a series stands out most.
    weight
        (series,) events of the baseline, to share an expectation among parts of a scope.
    """

    rows: Mapping[Scope, int]
    count: Floats
    mean: Floats
    size: Floats
    best: NDArray[np.int64]
    weight: Floats

    def rest_p(self, scope: Scope, without: Iterable[Scope]) -> float:
        """Return the p-value of a scope when the records of other scopes are taken out."""
        row = self.rows[scope]
        count, mean, size = self._without(scope, without)
        return self._p(count, mean, size) if row >= 0 else 1.0

    def beyond_p(self, special: Scope, general: Scope) -> float:
        """Return the p-value of a scope when it rises as much as the rest of a more general one does."""
        row, run = self.rows[special], int(self.best[self.rows[special]])
        rest, expected, _ = self._without(general, [special])
        factor = max(1.0, rest / expected) if expected > 0 else 1.0
        return self._p(float(self.count[row, run]), float(self.mean[row, run]) * factor, float(self.size[row, run]))

    def _without(self, scope: Scope, others: Iterable[Scope]) -> tuple[float, float, float]:
        row = self.rows[scope]
        run = int(self.best[row])
        count = float(self.count[row, run])
        share = 1.0
        removed: list[Scope] = []
        for other in others:
            common = meet(scope, other)
            if common is None or any(meet(common, earlier) is not None for earlier in removed):
                continue
            removed.append(common)
            part = self.rows.get(common)
            if part is not None:
                count -= float(self.count[part, run])
                share -= float(self.weight[part]) / max(float(self.weight[row]), 1e-9)
        mean = float(self.mean[row, run]) * max(share, 0.0)
        return max(count, 0.0), mean, float(self.size[row, run])

    @staticmethod
    def _p(count: float, mean: float, size: float) -> float:
        # Without an expectation at all, a small one keeps a single text from being proof.
        return float(upper_tail(np.array([round(count)]), np.array([max(mean, 0.05)]), np.array([size]))[0])


@dataclass(frozen=True, slots=True)
class Choice:
    """What is reported of the scopes that stand out.

    Attributes
    ----------
    raised
        Scopes with an alert of their own.
    focus
        Open scope → the narrower one that stands out in it today.
    merged
        Open scope → the wider one that takes over.
    """

    raised: tuple[Scope, ...]
    focus: dict[Scope, Scope]
    merged: dict[Scope, Scope]


def choose(flagged: Sequence[Scope], opened: Sequence[Scope], tally: Tally, *, residual_p: float) -> Choice:
    """Choose among scopes of one pain point that stand out.

    From the most specific to the most general: a scope whose rest, without the chosen scopes in it, does not stand out
    is explained by them, unless they are several that all rise alike: then it is the wider scope that rises. A scope
    that stands out takes over those in it which rise no more than its rest.

    Parameters
    ----------
    flagged
        Scopes that stand out today, none of them open.
    opened
        Scopes with an open alert; they count as chosen.
    """
    kept = list(opened)
    raised: list[Scope] = []
    focus: dict[Scope, Scope] = {}
    merged: dict[Scope, Scope] = {}
    row = tally.rows
    order = sorted(flagged, key=lambda s: (-s.depth, -_evidence(tally, row[s]), tuple(v or "" for v in s)))
    for scope in order:
        wider = [other for other in opened if covers(other, scope)]
        if wider and not _apart(scope, wider, tally, residual_p):
            focus.setdefault(wider[-1], scope)
            continue
        inside = [other for other in kept if meet(scope, other) is not None and not covers(other, scope)]
        parts = [other for other in inside if covers(scope, other) and other in row]
        alike = [other for other in parts if tally.beyond_p(other, scope) > residual_p]
        together = len(alike) > 1 and len(alike) == len(parts)
        if inside and not together and tally.rest_p(scope, inside) > residual_p:
            continue
        for other in alike:
            kept.remove(other)
            if other in raised:
                raised.remove(other)
            else:
                merged[other] = scope
        kept.append(scope)
        raised.append(scope)
    return Choice(tuple(raised), focus, {old: new for old, new in merged.items() if new in raised})


def _apart(scope: Scope, wider: Iterable[Scope], tally: Tally, residual_p: float) -> bool:
    """Tell whether a scope stands out of each wider open one, which lives on without it."""
    return all(
        other in tally.rows
        and tally.rest_p(other, [scope]) <= residual_p
        and tally.beyond_p(scope, other) <= residual_p
        for other in wider
    )


def _evidence(tally: Tally, row: int) -> float:
    run = int(tally.best[row])
    p = upper_tail(tally.count[row, [run]].astype(np.int64), tally.mean[row, [run]], tally.size[row, [run]])
    return -float(np.log(max(float(p[0]), 1e-300)))
