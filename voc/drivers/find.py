"""Find what moves the score: the effect, importance and role of every pain point that enough texts tell."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
from threadpoolctl import threadpool_limits

from corpora.taxonomy import Taxonomy, load_taxonomy
from voc.drivers.fit import DIGITS, Fit, Point, fit_outcomes
from voc.drivers.model import Driver, DriverReport, Prior, Split, Status
from voc.drivers.options import DriverOptions
from voc.drivers.plain import mean_difference
from voc.drivers.sample import FEATURES, Design, Sample, build_design, count_points, draw_sample
from voc.drivers.separation import apart, inseparable
from voc.drivers.shrinkage import Array
from voc.drivers.splits import kind_of
from voc.meeting.statistics import adjust
from voc.types import Analysis, Channel

_CHANNELS = {Channel.REVIEW: "评价渠道", Channel.SOCIAL: "社媒渠道", Channel.CALL_NOTE: "回访渠道"}
_GOOD = "（好评）"


def find_drivers(
    analyses: Iterable[Analysis], *, taxonomy: Taxonomy | None = None, options: DriverOptions | None = None
) -> DriverReport:
    """Find what goes with lower and higher scores.

    Parameters
    ----------
    analyses
        Analysed texts in any order; copies (``duplicate_of``) are left out.
    taxonomy
        Names of the pain points; the current one by default. A code it does not know is shown as it is.
    options
        Settings.

    Returns
    -------
    DriverReport
        The same for any order of the input and any number of threads. The figures are associations: what else
        distinguishes the customers who tell a pain point is only known as far as text, channel and brand show it.
    """
    options = options or DriverOptions()
    sample = draw_sample(analyses, options=options)
    labels = {point.id: point.label for point in (taxonomy or load_taxonomy()).points}
    n = len(sample.rows)
    scores = np.array([row.score for row in sample.rows])
    status = _sample_status(scores, options)
    drivers = {
        point: Driver(
            code=point[0],
            label=labels.get(point[0], point[0]),
            polarity=point[1],
            told=told,
            not_told=n - told,
            status=_status(told, n, status, options),
        )
        for point, told in sorted(count_points(sample).items())
    }
    splits: tuple[Split, ...] = ()
    prior: Prior | None = None
    if any(driver.status is Status.SHOWN for driver in drivers.values()):
        # Sums over several threads differ in their last digits from run to run.
        with threadpool_limits(1):
            drivers, splits, prior = _with_figures(sample, scores, drivers, options)
    ordered = tuple(sorted(drivers.values(), key=_order))
    return DriverReport(
        target=sample.target,
        status=status,
        n=n,
        mean=round(float(scores.mean()), DIGITS) if n else None,
        unscored=sample.unscored,
        contradictions=sample.contradictions,
        copies=sample.copies,
        min_told=options.min_told,
        min_not_told=options.min_not_told,
        level=options.level,
        max_q=options.max_q,
        tested=sum(driver.status is Status.SHOWN for driver in ordered),
        confirmed=sum(driver.confirmed for driver in ordered),
        drivers=ordered,
        splits=splits,
        prior=prior,
    )


def _sample_status(scores: Array, options: DriverOptions) -> Status:
    if len(scores) < options.min_told + options.min_not_told:
        return Status.TOO_FEW_TEXTS
    return Status.SAME_SCORE if scores.min() == scores.max() else Status.SHOWN


def _status(told: int, n: int, status: Status, options: DriverOptions) -> Status:
    if told < options.min_told:
        return Status.TOO_FEW_TOLD
    if n - told < options.min_not_told:
        return Status.TOO_FEW_NOT_TOLD
    return status


def _order(driver: Driver) -> tuple[bool, float, int, str, int]:
    size = abs(driver.importance.value) if driver.importance else 0.0
    return (driver.status is not Status.SHOWN, -size, -driver.told, driver.code, driver.polarity)


def _with_figures(
    sample: Sample, scores: Array, drivers: Mapping[Point, Driver], options: DriverOptions
) -> tuple[dict[Point, Driver], tuple[Split, ...], Prior]:
    design = build_design(sample)
    points = [point for point, driver in drivers.items() if driver.status is Status.SHOWN]
    both = [(code, (code, -1), (code, 1)) for code, sign in points if sign < 0 and (code, 1) in points]
    groups: list[tuple[Point, ...]] = [*((point,) for point in points), *((bad, good) for _, bad, good in both)]
    fit = fit_outcomes(design, scores, target=sample.target, groups=groups, level=options.level)
    differ = apart(design)
    names = _column_names(design, drivers)
    found = dict(drivers)
    for point in points:
        place = design.points.index(point)
        twins = inseparable(
            fit.figure(point),
            differ[place],
            min_apart=options.min_apart,
            max_prior_share=options.max_prior_share,
        )
        if twins:
            twin_names = tuple(names[twin] for twin in twins)
            found[point] = replace(found[point], status=Status.INSEPARABLE, inseparable_from=twin_names)
        else:
            told = design.columns[:, FEATURES + place] > 0
            difference = mean_difference(scores, told, level=options.level, digits=DIGITS)
            found[point] = replace(_figures(found[point], fit, len(scores)), difference=difference)
    tested = [point for point in points if found[point].status is Status.SHOWN]
    for point, q in zip(tested, adjust([fit.p_value(point) for point in tested]), strict=True):
        found[point] = replace(found[point], q=round(q, DIGITS), confirmed=q <= options.max_q)
    splits = [_split(found[bad], fit) for _, bad, good in both if {bad, good} <= set(tested)]
    return found, tuple(sorted(splits, key=lambda split: (-split.penalty.value, split.code))), fit.prior


def _figures(driver: Driver, fit: Fit, n: int) -> Driver:
    point = (driver.code, driver.polarity)
    return replace(
        driver,
        effect=fit.estimate_of("effect", point),
        detractors=fit.estimate_of("detractors", point),
        promoters=fit.estimate_of("promoters", point),
        nps=fit.estimate_of("nps", point),
        importance=fit.importance("effect", point, driver.told, n),
        nps_importance=fit.importance("nps", point, driver.told, n, factor=100.0),
    )


def _split(driver: Driver, fit: Fit) -> Split:
    bad, good = (driver.code, -1), (driver.code, 1)
    penalty = fit.estimate_of("effect", bad, factor=-1.0)
    reward = fit.estimate_of("effect", good)
    asymmetry = fit.estimate_of("effect", bad, good, factor=-1.0)
    assert penalty is not None  # noqa: S101 - the score itself was fitted
    assert reward is not None  # noqa: S101
    assert asymmetry is not None  # noqa: S101
    return Split(driver.code, driver.label, penalty, reward, asymmetry, kind_of(penalty, reward, asymmetry))


def _column_names(design: Design, drivers: Mapping[Point, Driver]) -> list[str]:
    """Return how the columns of points, channels and brands are named in a sentence."""
    names = [drivers[point].label + (_GOOD if point[1] > 0 else "") for point in design.points]
    for name in design.context:
        kind, _, value = name.partition(":")
        names.append(_CHANNELS[Channel(value)] if kind == "channel" else f"品牌{value}")
    return names
