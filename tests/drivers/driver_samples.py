"""Scored texts with known effects."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from voc.drivers.model import Driver, DriverReport
from voc.types import Analysis, Aspect, Assessment, Channel, Entities, Intent, Severity, Versions

CHANNELS = tuple(Channel)


def text(
    id: int,
    *,
    bad: Iterable[str] = (),
    good: Iterable[str] = (),
    score: float | None = None,
    sentiment: int = 0,
    channel: Channel | None = Channel.CALL_NOTE,
    brand: str | None = "小米",
    duplicate_of: str | None = None,
) -> Analysis:
    """Return one analysed text."""
    told = [(code, -1) for code in bad] + [(code, 1) for code in good]
    return Analysis(
        id=str(id),
        channel=channel,
        text="件",
        sentences=(),
        aspects=tuple(Aspect(code, sign, 0.9, "件", 0, 1) for code, sign in told),
        intent=Intent.COMPLAINT,
        sentiment=sentiment,
        journey=None,
        fault=None,
        entities=Entities(brand=brand, nps=score),
        safety=False,
        escalation=False,
        assessment=Assessment(Severity.NORMAL, 0, (), (), None, None, None),
        keywords=(),
        duplicate_of=duplicate_of,
        redactions=(),
        versions=Versions("1", "e", "c", "r"),
    )


def simulate(
    effects: dict[tuple[str, int], float],
    *,
    n: int = 800,
    seed: int = 0,
    share: float = 0.12,
    link: Callable[[np.random.Generator, dict[str, bool]], None] | None = None,
    base: float = 7.5,
) -> list[Analysis]:
    """Return texts whose whole score is the base plus the effects told plus noise, cut at 0 and 10.

    ``link`` may change what one text tells (``code:sign`` to bool) before the score is drawn.
    """
    rng = np.random.default_rng(seed)
    found = []
    for i in range(n):
        told = {f"{code}:{sign}": bool(rng.random() < share) for code, sign in effects}
        if link:
            link(rng, told)
        level = base + sum(worth for (code, sign), worth in effects.items() if told[f"{code}:{sign}"])
        score = float(np.clip(np.rint(level + rng.normal(0, 1.5)), 0, 10))
        names = [key.split(":") for key, value in told.items() if value]
        found.append(
            text(
                i,
                bad=[code for code, sign in names if sign == "-1"],
                good=[code for code, sign in names if sign == "1"],
                score=score,
                channel=CHANNELS[int(rng.integers(3))],
                brand=("小米", "蔚来", None)[int(rng.integers(3))],
            )
        )
    return found


def driver(report: DriverReport, code: str, polarity: int = -1) -> Driver:
    """Return one driver of a report."""
    return next(d for d in report.drivers if (d.code, d.polarity) == (code, polarity))


def shuffled(analyses: Sequence[Analysis], seed: int) -> list[Analysis]:
    """Return the texts in another order."""
    return [analyses[i] for i in np.random.default_rng(seed).permutation(len(analyses))]
