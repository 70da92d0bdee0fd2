"""What the driver analysis says, as frozen values."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Target(StrEnum):
    """What is explained."""

    NPS = "nps"
    SENTIMENT = "sentiment"


class Status(StrEnum):
    """Whether there are figures, and why not."""

    SHOWN = "shown"
    TOO_FEW_TOLD = "too_few_told"
    TOO_FEW_NOT_TOLD = "too_few_not_told"
    INSEPARABLE = "inseparable"
    TOO_FEW_TEXTS = "too_few_texts"
    SAME_SCORE = "same_score"


class Kind(StrEnum):
    """Role of a pain point in Kano's sense, read from its penalty and its reward."""

    BASIC = "basic"
    PERFORMANCE = "performance"
    EXCITEMENT = "excitement"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with its interval."""

    value: float
    low: float
    high: float

    @property
    def clear(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Driver:
    """One pain point told in one direction, and the scores that go with it.

    Attributes
    ----------
    code, label
        The pain point and its Chinese name.
    polarity
        -1 told negatively, 1 told positively.
    told, not_told
        Texts of the sample that tell it so, and the others.
    status
        ``SHOWN``, or why there are no figures; then all of them are None.
    effect
        Difference of the score between texts that tell it and texts alike that do not, in points (0-10 for NPS, -1 to 1
        for sentiment): other pain points told in the same text, channel and brand are taken into account.
    detractors, promoters
        The same for the share of detractors and of promoters (for sentiment: of negative and of positive texts), -1 to
        1. None when all texts of the sample agree in it.
    nps
        The same for promoters minus detractors, -2 to 2.
    difference
        Plain difference of means, nothing taken into account, with Welch's interval.
    importance
        By how much the sample's mean would differ if the texts that tell it scored like texts alike that do not:
        ``-effect * told / n``. Positive where points are lost.
    nps_importance
        The same in points of the NPS (-100 to 100).
    q
        Benjamini and Hochberg's adjusted p-value of ``effect`` over all effects tested in the same analysis.
    confirmed
        Whether ``q`` is within the false-discovery rate asked for.
    inseparable_from
        Labels of what it cannot be told apart from, when the status says so.
    """

    code: str
    label: str
    polarity: int
    told: int
    not_told: int
    status: Status
    effect: Estimate | None = None
    detractors: Estimate | None = None
    promoters: Estimate | None = None
    nps: Estimate | None = None
    difference: Estimate | None = None
    importance: Estimate | None = None
    nps_importance: Estimate | None = None
    q: float | None = None
    confirmed: bool = False
    inseparable_from: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Split:
    """Penalty and reward of a pain point that enough texts tell in both directions.

    Attributes
    ----------
    penalty
        Points lost when told negatively (the effect with its sign turned).
    reward
        Points gained when told positively.
    asymmetry
        Penalty minus reward, with the interval of this contrast.
    """

    code: str
    label: str
    penalty: Estimate
    reward: Estimate
    asymmetry: Estimate
    kind: Kind


@dataclass(frozen=True, slots=True)
class Prior:
    """The prior that the data of this sample led to, in points of the score.

    Attributes
    ----------
    mean_negative, mean_positive
        Mean effect over pain points told negatively and positively.
    spread_negative, spread_positive, spread_context
        Standard deviation of effects round that mean, and of channels and brands round zero.
    noise
        Residual standard deviation of a text's score.
    """

    mean_negative: float
    mean_positive: float
    spread_negative: float
    spread_positive: float
    spread_context: float
    noise: float


@dataclass(frozen=True, slots=True)
class DriverReport:
    """All drivers of one sample.

    Attributes
    ----------
    target
        What is explained.
    status
        ``SHOWN``, ``TOO_FEW_TEXTS`` or ``SAME_SCORE``; in the last two no driver has figures.
    n
        Texts in the sample.
    mean
        Their mean score; None without a text.
    unscored, contradictions, copies
        Texts left out: without a usable score, with a score that contradicts the text (only if asked), and copies of
        an earlier text.
    min_told, min_not_told
        Least texts for a figure, as asked.
    level, max_q
        Coverage of the intervals and false-discovery rate, as asked.
    tested, confirmed
        Effects tested, and those within the false-discovery rate.
    drivers
        First those with figures by falling size of ``importance``, then the others by falling ``told``.
    splits
        Penalty and reward where both directions have figures, by falling penalty.
    prior
        None without figures.
    """

    target: Target
    status: Status
    n: int
    mean: float | None
    unscored: int
    contradictions: int
    copies: int
    min_told: int
    min_not_told: int
    level: float
    max_q: float
    tested: int
    confirmed: int
    drivers: tuple[Driver, ...]
    splits: tuple[Split, ...]
    prior: Prior | None
