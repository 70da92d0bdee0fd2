"""Drivers of a simulated score with known effects: do the 95 % intervals hold, and is the order right.

    python -m benchmarks.drivers [--repeats 100]

Thirty pain points told in clusters, most of them rarely, by channels and brands that score differently; two in five do
not move the score at all. Each scenario is drawn anew, and `find_drivers` stands beside the plain difference of means,
least squares on the same columns without a prior, and the posterior of the same model with every effect shrunk.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.stats import norm, spearmanr, t
from threadpoolctl import threadpool_limits

from voc.drivers.find import find_drivers
from voc.drivers.model import Driver, Estimate, Status
from voc.drivers.options import DriverOptions
from voc.drivers.sample import FEATURES, build_design, draw_sample
from voc.drivers.shrinkage import fit_shrinkage
from voc.types import Analysis, Aspect, Assessment, Channel, Entities, Intent, Severity, Versions

POINTS, PRAISED, BRANDS, CLUSTER = 30, 10, 6, 5
POPULATION = 100_000
UNIT = 5.0
"""Points to one unit of a score without limits, so that these scores stay between 0 and 10 as well."""

Array = NDArray[np.float64]
Point = tuple[str, int]

_ASSESSMENT = Assessment(Severity.NORMAL, 0, (), (), None, None, None)
_VERSIONS = Versions("1", "none", "none", "none")


@dataclass(frozen=True)
class World:
    """What is true: how often what is told, and what it is worth.

    Attributes
    ----------
    rounded
        Scores are whole numbers cut at 0 and 10, as surveys give them; otherwise the linear model holds exactly.
    tangle
        Correlation of the points of a cluster, before they are cut to told or not told.
    """

    cuts: Array
    effects: Array
    channel: Array
    brand: Array
    rounded: bool
    tangle: float

    @classmethod
    def draw(cls, rng: np.random.Generator, *, rounded: bool, tangle: float = 0.6) -> World:
        """Draw a world."""
        frequency = np.concatenate([0.16 / np.arange(1, POINTS + 1) ** 0.7, 0.10 / np.arange(1, PRAISED + 1) ** 0.6])
        harm = -rng.uniform(0.5, 3.5, POINTS) * (rng.random(POINTS) < 0.6)
        joy = rng.uniform(0.4, 1.6, PRAISED) * (rng.random(PRAISED) < 0.6)
        order = rng.permutation(POINTS)
        frequency[:POINTS] = frequency[:POINTS][order]
        return cls(
            cuts=norm.ppf(frequency),
            effects=np.concatenate([harm, joy]),
            channel=np.array([0.6, -0.8, 0.2]),
            brand=rng.normal(0, 0.5, BRANDS),
            rounded=rounded,
            tangle=tangle,
        )

    def texts(self, rng: np.random.Generator, n: int) -> tuple[Array, NDArray[np.int64], NDArray[np.int64], Array]:
        """Draw what n texts tell, their channel, their brand and their luck."""
        channel, brand = rng.integers(0, 3, n), rng.integers(0, BRANDS, n)
        total = POINTS + PRAISED
        shared = rng.normal(size=(n, total // CLUSTER))[:, np.arange(total) // CLUSTER]
        latent = sqrt(self.tangle) * shared + sqrt(1 - self.tangle) * rng.normal(size=(n, total))
        # Social posts complain more and also score lower: channel and pain points are confounded.
        latent[:, :POINTS] += np.array([0.25, -0.35, 0.0])[channel, None]
        return (latent < self.cuts).astype(np.float64), channel, brand, rng.normal(size=n)

    def scores(self, told: Array, channel: NDArray[np.int64], brand: NDArray[np.int64], luck: Array) -> Array:
        """Return scores; those of texts that complain spread more."""
        spread = 1.4 + 1.0 * (told[:, :POINTS].sum(axis=1) > 0)
        level = 8.2 + told @ self.effects + self.channel[channel] + self.brand[brand] + spread * luck
        return np.clip(np.rint(level), 0, 10) if self.rounded else 5 + (level - 6) / UNIT


@dataclass(frozen=True)
class Truth:
    """The figures a method should find: by point, the effect, its importance, and what it does to detractors."""

    effect: Mapping[Point, float]
    importance: Mapping[Point, float]
    detractors: Mapping[Point, float]


def names() -> list[Point]:
    """Return code and polarity of every column."""
    return [(f"p{i:02d}", -1) for i in range(POINTS)] + [(f"p{i:02d}", 1) for i in range(PRAISED)]


def truth_of(world: World, rng: np.random.Generator) -> Truth:
    """Return the truth: the mean change of the score of those who tell a point, had they not told it."""
    told, channel, brand, luck = world.texts(rng, POPULATION)
    scores = world.scores(told, channel, brand, luck)
    effect, importance, detractors = {}, {}, {}
    for place, point in enumerate(names()):
        who = told[:, place] > 0
        otherwise = told[who]
        otherwise[:, place] = 0
        without = world.scores(otherwise, channel[who], brand[who], luck[who])
        effect[point] = float((scores[who] - without).mean())
        importance[point] = -effect[point] * float(who.mean())
        detractors[point] = float((scores[who] <= 6).mean() - (without <= 6).mean())
    return Truth(effect, importance, detractors)


def analyses_of(told: Array, channel: NDArray[np.int64], brand: NDArray[np.int64], scores: Array) -> list[Analysis]:
    """Return the simulated texts as the analyser would hand them over."""
    channels, points = list(Channel), names()
    return [
        Analysis(
            id=str(i),
            channel=channels[channel[i]],
            text="",
            sentences=(),
            aspects=tuple(Aspect(*points[k], 0.9, "", 0, 0) for k in np.flatnonzero(told[i])),
            intent=Intent.COMPLAINT,
            sentiment=0,
            journey=None,
            fault=None,
            entities=Entities(brand=f"B{brand[i]}", nps=float(scores[i])),
            safety=False,
            escalation=False,
            assessment=_ASSESSMENT,
            keywords=(),
            duplicate_of=None,
            redactions=(),
            versions=_VERSIONS,
        )
        for i in range(len(scores))
    ]


def least_squares(columns: Array, scores: Array) -> tuple[Array, Array]:
    """Return least-squares effects of all columns and their HC1 standard errors."""
    inverse = np.linalg.pinv(columns.T @ columns)
    effects = inverse @ (columns.T @ scores)
    residuals = scores - columns @ effects
    meat = columns.T @ (columns * (residuals**2)[:, None])
    free = max(1, len(scores) - np.linalg.matrix_rank(columns))
    variance = np.diag(inverse @ meat @ inverse) * len(scores) / free
    return effects, np.sqrt(np.maximum(variance, 0))


class Tally:
    """Errors and hits of one method over all points shown in all repeats."""

    def __init__(self) -> None:
        self.rows: list[tuple[float, float, float, float, int]] = []
        self.orders: list[float] = []

    def add(self, true: float, estimate: Estimate, told: int) -> None:
        """Add an interval and the truth it should hold."""
        self.rows.append((true, estimate.value, estimate.low, estimate.high, told))

    def line(self, name: str, unit: float) -> str:
        """Return the figures of the method."""
        true, value, low, high, told = np.array(self.rows).T
        hit = (low <= true) & (true <= high)
        size = np.abs(true) * unit
        parts = [hit, hit[size < 0.05], hit[size > 1.5], hit[told < 40]]
        held = "".join(f"{part.mean():9.3f}" if part.size else f"{'—':>9}" for part in parts)
        error = (value - true) * unit
        order = f"{np.mean(self.orders):9.2f}" if self.orders else f"{'—':>9}"
        bias, off, width = error.mean(), sqrt((error**2).mean()), ((high - low) * unit).mean()
        return f"  {name:26}{held}{bias:9.2f}{off:8.2f}{width:8.2f}{order}"


HEAD = f"  {'':26}{'held':>9}{'no eff.':>9}{'> 1.5':>9}{'n < 40':>9}{'bias':>9}{'RMSE':>8}{'width':>8}{'order':>9}"
OURS, PLAIN, OLS, SHRUNK = "this model", "difference of means", "least squares (HC1)", "all shrunk (posterior)"
IMPORTANCE, SHARES = "importance, this model", "detractors, this model"


def others(analyses: Sequence[Analysis], shown: Sequence[Driver]) -> dict[str, dict[Point, Estimate]]:
    """Return what the other two models say of the same points, from the same columns."""
    sample = draw_sample(analyses, options=DriverOptions())
    design = build_design(sample)
    scores = np.array([row.score for row in sample.rows])
    kept = np.r_[0, FEATURES : design.columns.shape[1]]
    effects, errors = least_squares(design.columns[:, kept], scores)
    shrinkage = fit_shrinkage(design.columns[:, 1:], scores, design.blocks)
    penalty = np.diag(np.concatenate([[0.0], 1 / shrinkage.ratios]))
    spread = shrinkage.noise * np.linalg.inv(design.columns.T @ design.columns + penalty)
    found: dict[str, dict[Point, Estimate]] = {OLS: {}, SHRUNK: {}}
    quantile = float(t.ppf(0.975, len(scores) - len(kept))) if len(scores) > len(kept) else 1.96
    for driver in shown:
        point = (driver.code, driver.polarity)
        place = design.points.index(point)
        mean = 1 if driver.polarity < 0 else 2
        value, half = effects[place + 1], quantile * errors[place + 1]
        found[OLS][point] = Estimate(value, value - half, value + half)
        pair = [mean, FEATURES + place]
        value = float(shrinkage.effects[[mean - 1, FEATURES + place - 1]].sum())
        half = 1.96 * sqrt(float(spread[np.ix_(pair, pair)].sum()))
        found[SHRUNK][point] = Estimate(value, value - half, value + half)
    return found


def repeat(world: World, truth: Truth, n: int, rng: np.random.Generator, tallies: Mapping[str, Tally]) -> list[Driver]:
    """Draw one sample, let every method speak, and return what was shown."""
    told, channel, brand, luck = world.texts(rng, n)
    analyses = analyses_of(told, channel, brand, world.scores(told, channel, brand, luck))
    report = find_drivers(analyses)
    shown = [driver for driver in report.drivers if driver.status is Status.SHOWN]
    said: dict[str, dict[Point, Estimate]] = {OURS: {}, PLAIN: {}, **others(analyses, shown)}
    for driver in shown:
        point = (driver.code, driver.polarity)
        assert driver.effect is not None
        assert driver.difference is not None
        assert driver.importance is not None
        said[OURS][point], said[PLAIN][point] = driver.effect, driver.difference
        tallies[IMPORTANCE].add(truth.importance[point], driver.importance, driver.told)
        if driver.detractors:
            tallies[SHARES].add(truth.detractors[point], driver.detractors, driver.told)
    for method, estimates in said.items():
        for driver in shown:
            point = (driver.code, driver.polarity)
            tallies[method].add(truth.effect[point], estimates[point], driver.told)
        if len(shown) > 2:
            weights = [-estimates[d.code, d.polarity].value * d.told for d in shown]
            true = [truth.importance[d.code, d.polarity] for d in shown]
            tallies[method].orders.append(float(spearmanr(weights, true).statistic))
    return list(report.drivers)


def scenario(title: str, n: int, *, rounded: bool, repeats: int, seed: int, tangle: float = 0.6) -> None:
    """Run one scenario in several worlds and print its table."""
    tallies = {name: Tally() for name in (OURS, PLAIN, OLS, SHRUNK, IMPORTANCE, SHARES)}
    rng = np.random.default_rng(seed)
    counts = dict.fromkeys(("shown", "inseparable", "confirmed", "false"), 0)
    start = time.perf_counter()
    worlds = 5
    for _ in range(worlds):
        world = World.draw(rng, rounded=rounded, tangle=tangle)
        truth = truth_of(world, rng)
        without = {point for point, worth in zip(names(), world.effects, strict=True) if worth == 0}
        for _ in range(repeats // worlds):
            for driver in repeat(world, truth, n, rng, tallies):
                point = (driver.code, driver.polarity)
                counts["shown"] += driver.status is Status.SHOWN
                counts["inseparable"] += driver.status is Status.INSEPARABLE
                counts["confirmed"] += driver.confirmed
                counts["false"] += driver.confirmed and point in without
    unit = 1.0 if rounded else UNIT
    print(f"\n{title}, n = {n}, {repeats} samples, {time.perf_counter() - start:.0f} s")
    print(
        f"  points shown in a sample {counts['shown'] / repeats:.1f}, "
        f"inseparable {counts['inseparable'] / repeats:.2f}, confirmed {counts['confirmed'] / repeats:.1f}, "
        f"of these without effect {counts['false'] / max(1, counts['confirmed']):.3f}"
    )
    print(HEAD)
    for name in (OURS, PLAIN, OLS, SHRUNK, IMPORTANCE, *((SHARES,) if rounded else ())):
        print(tallies[name].line(name, 1.0 if name == SHARES else unit))


def main(arguments: Sequence[str]) -> None:
    """Print a table for each scenario."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repeats", type=int, default=100, help="samples of each scenario")
    repeats = parser.parse_args(arguments).repeats
    print(
        "held: part of the 95 % intervals that hold the truth: all; points without effect; above 1.5 points; told < 40"
    )
    print("bias, RMSE, width in points of the score (shares: of 1); order: rank correlation with the true importance")
    with threadpool_limits(1):
        scenario("Linear scores", 1000, rounded=False, repeats=repeats, seed=1)
        scenario("Whole scores from 0 to 10", 1000, rounded=True, repeats=repeats, seed=2)
        scenario("The same, few texts", 300, rounded=True, repeats=repeats, seed=3)
        scenario("The same, strongly entangled", 600, rounded=True, repeats=repeats, seed=4, tangle=0.93)
        scenario("Linear scores, strongly entangled", 600, rounded=False, repeats=repeats, seed=4, tangle=0.93)
        scenario("Whole scores from 0 to 10, many texts", 4000, rounded=True, repeats=repeats // 2, seed=5)


if __name__ == "__main__":
    main(sys.argv[1:])
