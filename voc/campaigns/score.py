"""How much a group of copies looks like a campaign: a number between 0 and 1 with the parts it is made of.

The score orders groups for a person to look at; it is no verdict. Every part is between 0 and 1, or None where the
records do not tell; the score is their weighted sum, in which an unknown part adds nothing. So a score only rises with
evidence, and ``known`` says how much of the evidence could be looked at.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from voc.campaigns.figures import GroupFigures
from voc.campaigns.settings import CAMPAIGNS, CampaignSettings


class Level(StrEnum):
    """What a score suggests."""

    SUSPECTED = "疑似集中刷帖"
    WATCHED = "值得留意"
    PLAIN = "多为转述或巧合"


@dataclass(frozen=True, slots=True)
class Parts:
    """The parts of a score, each between 0 and 1; None where the records do not tell.

    Attributes
    ----------
    copies
        How many posts repeat a text.
    burst
        How much of it happened in one day and one hour.
    accounts
        Few accounts writing much, or new accounts.
    templates
        The same words about several brands.
    rhythm
        Written at night, or at even intervals.
    """

    copies: float
    burst: float | None = None
    accounts: float | None = None
    templates: float | None = None
    rhythm: float | None = None


@dataclass(frozen=True, slots=True)
class CampaignScore:
    """The score of a group.

    Attributes
    ----------
    value
        Between 0 and 1.
    known
        Share of the weights whose parts could be measured.
    """

    value: float
    level: Level
    parts: Parts
    known: float


def _saturated(count: float, half: float) -> float:
    """Return a strength that grows from 0 to 1 and is one half at ``half``."""
    return max(0.0, count) / (max(0.0, count) + half)


def _above(share: float, usual: float) -> float:
    """Return how far a share lies above what needs no explanation, between 0 and 1."""
    return min(1.0, max(0.0, (share - usual) / (1.0 - usual)))


def build_parts(figures: GroupFigures, *, short: bool = False, settings: CampaignSettings = CAMPAIGNS) -> Parts:
    """Return the parts of the score of a group.

    Parameters
    ----------
    short
        The text is so short that its repetition proves nothing: the part ``copies`` is 0.
    """
    return Parts(
        copies=0.0 if short else _saturated(figures.size - 1, settings.copies_half),
        burst=_burst(figures, settings),
        accounts=_accounts(figures, settings),
        templates=_templates(figures),
        rhythm=_rhythm(figures, settings),
    )


def _burst(figures: GroupFigures, settings: CampaignSettings) -> float | None:
    if figures.dated < settings.burst_from or figures.busiest_day is None:
        return None
    day = _above(figures.busiest_day, settings.day_usual)
    hour = figures.busiest_hour if figures.clocked >= settings.burst_from else None
    shape = day if hour is None else (day + _above(hour, settings.day_usual)) / 2
    # three posts on one day are no burst yet
    return shape * _saturated(figures.dated - 1, settings.burst_half)


def _accounts(figures: GroupFigures, settings: CampaignSettings) -> float | None:
    found = []
    if figures.authored >= 2:
        found.append((1.0 - figures.accounts / figures.authored) * _saturated(figures.authored - 1, 2.0))
    if figures.aged >= 2:
        found.append(figures.young / figures.aged * _saturated(figures.aged - 1, 2.0))
    return max(found, default=None)


def _templates(figures: GroupFigures) -> float | None:
    """Return how far the template went over brands: 2 brands 0.5, 5 brands 0.8."""
    if not figures.brands:
        return None
    return 1.0 - 1.0 / len(figures.brands) if figures.template else 0.0


def _rhythm(figures: GroupFigures, settings: CampaignSettings) -> float | None:
    if figures.clocked < settings.rhythm_from:
        return None
    night = _above(figures.night or 0.0, settings.night_usual)
    even = _above(figures.regularity or 0.0, 0.5)
    return max(night, even)


def combine(parts: Parts, *, settings: CampaignSettings = CAMPAIGNS) -> CampaignScore:
    """Return the score of parts; it never falls when a part rises."""
    weighted = (
        (parts.copies, settings.copies_weight),
        (parts.burst, settings.burst_weight),
        (parts.accounts, settings.accounts_weight),
        (parts.templates, settings.templates_weight),
        (parts.rhythm, settings.rhythm_weight),
    )
    total = sum(weight for _, weight in weighted)
    value = sum((part or 0.0) * weight for part, weight in weighted) / total
    known = sum(weight for part, weight in weighted if part is not None) / total
    value = min(1.0, value)
    if value >= settings.suspected:
        level = Level.SUSPECTED
    else:
        level = Level.WATCHED if value >= settings.watched else Level.PLAIN
    return CampaignScore(value, level, parts, known)


def score_group(figures: GroupFigures, *, short: bool = False, settings: CampaignSettings = CAMPAIGNS) -> CampaignScore:
    """Return the campaign score of a group from its figures."""
    return combine(build_parts(figures, short=short, settings=settings), settings=settings)
