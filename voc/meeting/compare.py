"""A figure against its basis, with the word of chance in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import erfc, sqrt

from voc.meeting.figures import Change
from voc.meeting.settings import Settings
from voc.meeting.statistics import rate_change
from voc.meeting.tally import DayTally

NO_CHANGE = Change()


@dataclass(frozen=True, slots=True)
class Basis:
    """The days a figure is compared with, those without data left out.

    Attributes
    ----------
    previous
        The day before; empty without data.
    week
        The days with data among the previous seven.
    """

    previous: tuple[DayTally, ...] = ()
    week: tuple[DayTally, ...] = ()


def count_change(count: int, base: Sequence[int], *, settings: Settings) -> Change:
    """Compare a day's count with the mean of the counts of other days.

    Parameters
    ----------
    count
        The day's count.
    base
        Counts of the days of the basis; empty gives a change without values.
    """
    if not base:
        return NO_CHANGE
    total, days = sum(base), len(base)
    mean = total / days
    p_value = rate_change(count, 1.0, total, float(days))
    return Change(
        basis=mean,
        days=days,
        absolute=count - mean,
        relative=(count - mean) / mean if total else None,
        p_value=p_value,
        significant=p_value <= settings.alpha,
    )


def share_change(part: int, whole: int, base: Sequence[tuple[int, int]], *, settings: Settings) -> Change:
    """Compare a share with the pooled share of other days.

    Parameters
    ----------
    part, whole
        Numerator and denominator of the day.
    base
        The same of the days of the basis.
    """
    base_part, base_whole = sum(pair[0] for pair in base), sum(pair[1] for pair in base)
    if min(whole, base_whole) < settings.share_min_records:
        return Change(days=len(base))
    p_value = rate_change(part, float(whole), base_part, float(base_whole))
    basis = base_part / base_whole
    return Change(
        basis=basis,
        days=len(base),
        absolute=part / whole - basis,
        p_value=p_value,
        significant=p_value <= settings.alpha,
    )


def net_change(
    counts: tuple[int, int, int],
    base: Sequence[tuple[int, int, int]],
    *,
    minimum: int,
    scale: float,
    settings: Settings,
) -> Change:
    """Compare a difference of two shares (net sentiment, NPS) with the pooled one of other days.

    Parameters
    ----------
    counts
        Promoting, detracting and all answers of the day.
    base
        The same of the days of the basis.
    minimum
        Fewest answers on either side for a comparison.
    scale
        1 for net sentiment, 100 for NPS.
    """
    pooled = (sum(c[0] for c in base), sum(c[1] for c in base), sum(c[2] for c in base))
    if min(counts[2], pooled[2]) < max(1, minimum):
        return Change(days=len(base))
    value, variance = _net(counts)
    basis, base_variance = _net(pooled)
    spread = sqrt(variance + base_variance)
    difference = value - basis
    # Without any spread (all answers alike on both sides) a difference is certain.
    p_value = erfc(abs(difference) / spread / sqrt(2)) if spread > 0 else float(difference == 0)
    return Change(
        basis=basis * scale,
        days=len(base),
        absolute=difference * scale,
        p_value=p_value,
        significant=p_value <= settings.alpha,
    )


def _net(counts: tuple[int, int, int]) -> tuple[float, float]:
    plus, minus, n = counts
    net = (plus - minus) / n
    return net, max(0.0, (plus + minus) / n - net * net) / n
