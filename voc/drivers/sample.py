"""From analysed texts to the numbers of the model: scores, and who tells what where."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from corpora.rules import load_rules
from voc.drivers.model import Target
from voc.drivers.options import DriverOptions
from voc.types import Analysis

FEATURES = 3
"""Columns of the design before the first pain point: the constant, points told negatively, points told positively."""


@dataclass(frozen=True, slots=True)
class Row:
    """What the model needs of one text; ordered, so that the order of the input does not matter."""

    score: float
    told: tuple[tuple[str, int], ...]
    context: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """The texts that enter the model, and how many did not.

    Attributes
    ----------
    rows
        Sorted by their content.
    """

    target: Target
    rows: tuple[Row, ...]
    unscored: int
    contradictions: int
    copies: int


@dataclass(frozen=True, slots=True)
class Design:
    """Scores and columns of a sample.

    Attributes
    ----------
    columns
        (n, p) of 0 and 1: the constant; the number of points told negatively and positively; one column for each
        point and direction; one for each channel and brand.
    points
        (code, polarity) of the columns from ``FEATURES`` on.
    context
        Names of the channels and brands behind them.
    """

    columns: NDArray[np.float64]
    points: tuple[tuple[str, int], ...]
    context: tuple[str, ...]

    @property
    def blocks(self) -> NDArray[np.intp]:
        """Block of each column but the constant: -1 means, 0 negative, 1 positive points, 2 channel and brand."""
        signs = [0 if polarity < 0 else 1 for _, polarity in self.points]
        return np.array([-1] * (FEATURES - 1) + signs + [2] * len(self.context), dtype=np.intp)


def draw_sample(analyses: Iterable[Analysis], *, options: DriverOptions) -> Sample:
    """Choose the texts that are explained.

    Copies of an earlier text are left out, and so are texts without a score between 0 and 10 (when the NPS is the
    target) and, if asked, those whose score contradicts their sentiment (rule F9).
    """
    rules = load_rules()
    low, high = rules.number("F9", "contradicts_low"), rules.number("F9", "contradicts_high")
    copies = unscored = contradictions = 0
    scored: list[Row] = []
    felt: list[Row] = []
    for analysis in analyses:
        if analysis.duplicate_of is not None:
            copies += 1
            continue
        told = tuple(sorted({(a.code, a.polarity) for a in analysis.aspects if a.polarity}))
        place = _context(analysis)
        felt.append(Row(float(analysis.sentiment), told, place))
        score = analysis.entities.nps
        if score is None or not 0 <= score <= 10:
            unscored += 1
            continue
        contradicts = (score <= low and analysis.sentiment > 0) or (score >= high and analysis.sentiment < 0)
        contradictions += contradicts
        if not (contradicts and options.leave_out_contradictions):
            scored.append(Row(float(score), told, place))
    target = options.target
    if target is None:
        target = Target.NPS if len(scored) >= options.min_told + options.min_not_told else Target.SENTIMENT
    if target is Target.SENTIMENT:
        return Sample(target, _sorted(felt), 0, 0, copies)
    left_out = contradictions if options.leave_out_contradictions else 0
    return Sample(target, _sorted(scored), unscored, left_out, copies)


def _context(analysis: Analysis) -> tuple[str, ...]:
    names = []
    if analysis.channel is not None:
        names.append(f"channel:{analysis.channel.value}")
    if analysis.entities.brand is not None:
        names.append(f"brand:{analysis.entities.brand}")
    return tuple(names)


def _sorted(rows: list[Row]) -> tuple[Row, ...]:
    return tuple(sorted(rows, key=lambda row: (row.score, row.told, row.context)))


def count_points(sample: Sample) -> Counter[tuple[str, int]]:
    """Count the texts that tell each point in each direction."""
    return Counter(point for row in sample.rows for point in row.told)


def build_design(sample: Sample) -> Design:
    """Lay out the columns of the model."""
    found = count_points(sample)
    points = tuple(sorted(found, key=lambda point: (point[1], point[0])))
    context = tuple(sorted({name for row in sample.rows for name in row.context}))
    columns = np.zeros((len(sample.rows), FEATURES + len(points) + len(context)))
    place = {point: FEATURES + i for i, point in enumerate(points)}
    where = {name: FEATURES + len(points) + i for i, name in enumerate(context)}
    columns[:, 0] = 1
    for line, row in zip(columns, sample.rows, strict=True):
        for point in row.told:
            line[place[point]] = 1
            line[1 if point[1] < 0 else 2] += 1
        for name in row.context:
            line[where[name]] = 1
    return Design(columns, points, context)
