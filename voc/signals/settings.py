"""The numbers of the signals, each with its meaning."""

from __future__ import annotations

from dataclasses import dataclass

from voc.errors import UsageError


@dataclass(frozen=True, slots=True)
class LevelThreshold:
    """When a jump is reported: all three must hold.

    Attributes
    ----------
    max_q
        Largest expected share of false alerts among the alerts of a day. While nothing happens it bounds the expected
        number of false alerts a day: 0.15 is about one a week at most.
    min_count
        Fewest distinct texts: one or two texts are a case, not a signal (danger apart).
    min_ratio
        Least factor over the expectation; large series are significant long before they matter.
    """

    max_q: float = 0.15
    min_count: int = 3
    min_ratio: float = 1.5

    def evaluate(self, *, q: float, count: int, expected: float) -> bool:
        """Tell whether a jump is reported."""
        return q <= self.max_q and count >= self.min_count and count >= self.min_ratio * expected


@dataclass(frozen=True, slots=True)
class TrendThreshold:
    """When a slow rise is reported: all three must hold.

    Attributes
    ----------
    max_q
        As for a jump. Smaller: a trend is tested every day on nearly the same data.
    min_count
        Fewest distinct texts in the weeks looked at; the test is not exact below.
    min_growth
        Least fitted growth from the first to the last day.
    """

    max_q: float = 0.05
    min_count: int = 20
    min_growth: float = 2.0

    def evaluate(self, *, q: float, count: int, growth: float) -> bool:
        """Tell whether a slow rise is reported."""
        return q <= self.max_q and count >= self.min_count and growth >= self.min_growth


@dataclass(frozen=True, slots=True)
class RateThreshold:
    """When a rate per 1 000 cars above its peers is reported: all must hold.

    Attributes
    ----------
    max_q
        Largest expected share of false alerts.
    min_count
        Fewest distinct texts in the days looked at.
    min_cars
        Fewest cars on both sides of the comparison.
    min_ratio
        Least factor over the rate of the peers.
    """

    max_q: float = 0.02
    min_count: int = 5
    min_cars: float = 500.0
    min_ratio: float = 2.0

    def evaluate(self, *, q: float, count: int, ratio: float) -> bool:
        """Tell whether a high rate is reported."""
        return q <= self.max_q and count >= self.min_count and ratio >= self.min_ratio


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set.

    Attributes
    ----------
    baseline_days, guard_days
        The baseline is the ``baseline_days`` before the last ``guard_days`` (which end the day before): twelve weeks
        hold each weekday twelve times; the guard keeps a starting outbreak out of its own baseline.
    min_days
        Fewest days with data in the baseline; before that only danger is reported.
    run_days, run_weights
        Lengths of the runs that are tested and their shares of the error: the correction for choosing the best.
    sparse_rate
        Texts a day at which the share of a series in the error is half that of a very sparse one (it falls with the
        square of the rate). Sparse series attain
        few p-values and cost little of the error; a busy one shows an outbreak clearly anyway.
    drift
        Standard deviation of the relative change of a rate between the baseline and the day, as ordinary drift.
    min_exposure
        Fewest records of any kind in the baseline of a brand × model × city for its series to be watched.
    prior_events
        Weight of the expectation from the parent series, in events.
    weekday_events
        Weight of the general weekday pattern in that of a pain point, and of an even week in the general one, in
        events.
    dispersion_events
        Weight of the common overdispersion in that of a series, in events.
    dead_share, dead_median
        A day with fewer records than this share of the median day is a failed source, not a quiet day; applied when
        the median is at least ``dead_median``. A day without any record always is.
    level, trend, rate
        Thresholds of the kinds.
    residual_p
        In the choice of the level that explains an outbreak: a difference with a smaller p is one.
    trend_days, trend_tolerated
        Days a trend is looked for in, and the growth over them that is ordinary drift.
    rate_days
        Days a rate per 1 000 cars is formed over.
    new_days, new_min_count, new_max_p, new_history
        A pain point is new in a scope when its first text of the last ``memory_days`` is at most ``new_days`` old, it
        has ``new_min_count`` distinct texts, chance under the parent's rate is at most ``new_max_p``, and there were
        ``new_history`` days with data before.
    memory_days
        A pain point not seen for so long is new again.
    calm_p, close_days
        A day with a larger p than ``calm_p`` is within bounds; an alert closes after ``close_days`` such days with data
        in a row. Not less than the longest run: else the end of an outbreak would raise it again.
    settle_days
        After so many days a lasting rise becomes part of its own baseline.
    safety_close_days
        Days without a further event after which a safety signal closes.
    onset_days
        How far back the start of a jump is looked for.
    evidence
        Ids of texts kept with a signal, and for each cell and day.
    safety_codes
        Pain points that name the danger of a record flagged for safety (rule R13), most dangerous first.
    """

    baseline_days: int = 84
    guard_days: int = 7
    min_days: int = 14
    run_days: tuple[int, ...] = (1, 3, 7)
    run_weights: tuple[float, ...] = (0.7, 0.2, 0.1)
    sparse_rate: float = 0.5
    drift: float = 0.15
    min_exposure: int = 20
    prior_events: float = 0.5
    weekday_events: float = 40.0
    dispersion_events: float = 30.0
    dead_share: float = 0.05
    dead_median: float = 40.0
    level: LevelThreshold = LevelThreshold()
    trend: TrendThreshold = TrendThreshold()
    rate: RateThreshold = RateThreshold()
    residual_p: float = 0.01
    trend_days: int = 42
    trend_tolerated: float = 1.25
    rate_days: int = 28
    new_days: int = 7
    new_min_count: int = 3
    new_max_p: float = 0.01
    new_history: int = 28
    memory_days: int = 365
    calm_p: float = 0.05
    close_days: int = 7
    settle_days: int = 28
    safety_close_days: int = 28
    onset_days: int = 14
    evidence: int = 20
    safety_codes: tuple[str, ...] = (
        "quality.fire",
        "quality.brake",
        "quality.steering",
        "quality.powertrain",
        "quality.battery",
        "quality.tyre",
        "quality.adas",
        "quality.chassis",
        "quality.transmission",
        "quality.body",
        "quality.electrics",
    )

    def __post_init__(self) -> None:
        longest = max(self.run_days, default=0)
        problems = {
            "run_days 与 run_weights 须等长且不为空": not self.run_days or len(self.run_days) != len(self.run_weights),
            "run_days 须为正整数": min(self.run_days, default=1) < 1,
            "run_weights 须为正且合计不超过 1": min(self.run_weights, default=1) <= 0
            or sum(self.run_weights) > 1 + 1e-9,
            "guard_days 须不短于最长的 run_days 减一": self.guard_days < longest - 1,
            "close_days 须不短于最长的 run_days": self.close_days < longest,
            "baseline_days 须不短于 min_days，且 min_days 至少为 7": not 7 <= self.min_days <= self.baseline_days,
            "memory_days 须长于基线": self.memory_days < self.baseline_days + self.guard_days,
            "evidence 至少为 1": self.evidence < 1,
        }
        for problem, wrong in problems.items():
            if wrong:
                raise UsageError(f"预警设置有误：{problem}", hint="请改正该项，缺省值见 docs/signals.md")

    @property
    def width(self) -> int:
        """Days that must be remembered, the day itself included."""
        looked_at = (self.trend_days, self.rate_days, self.onset_days, self.new_days, max(self.run_days))
        return max(self.baseline_days + self.guard_days + 1, *looked_at)


DEFAULT_SETTINGS = Settings()
