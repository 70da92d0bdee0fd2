"""The settings of the driver analysis, with the reason for each default."""

from __future__ import annotations

from dataclasses import dataclass

from voc.drivers.model import Target
from voc.errors import UsageError


@dataclass(frozen=True, slots=True)
class DriverOptions:
    """Settings of :func:`voc.drivers.find.find_drivers`.

    Attributes
    ----------
    target
        What is explained. None takes the NPS score when enough texts state one for a single pain point to be shown
        (``min_told + min_not_told``), the overall sentiment otherwise.
    min_told, min_not_told
        Least texts that tell a pain point, and that do not, for it to get any figure.
    min_apart
        Least texts in which one of two pain points is told without the other; with fewer they cannot be told apart.
    max_prior_share
        Largest part of an effect's variance that may come from not knowing which of several pain points told together
        it belongs to (the rest is chance). Above it no figure is shown.
    level
        Coverage of the intervals.
    max_q
        False-discovery rate up to which an effect counts as confirmed.
    leave_out_contradictions
        Leave out texts whose score contradicts their sentiment (rule F9). Off by default: those texts are selected by
        their score, so leaving them out makes every effect look stronger.
    """

    target: Target | None = None
    min_told: int = 20
    min_not_told: int = 20
    min_apart: int = 10
    max_prior_share: float = 0.5
    level: float = 0.95
    max_q: float = 0.05
    leave_out_contradictions: bool = False

    def __post_init__(self) -> None:
        if min(self.min_told, self.min_not_told) < 5:
            message = "驱动因素分析的最少条数不能小于 5。"
            raise UsageError(message, hint="少于 5 条算不出可信的区间，建议保留缺省值 20。")
        if not (0.5 <= self.level < 1 and 0 < self.max_q < 1 and 0 < self.max_prior_share <= 1):
            message = "驱动因素分析的区间水平、错误发现率或先验占比超出范围。"
            raise UsageError(message, hint="level 取 0.5 至 1，max_q 取 0 至 1，max_prior_share 取 0 至 1。")
