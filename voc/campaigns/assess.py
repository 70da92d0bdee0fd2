"""One group of copies with everything a reader needs: figures, score and the words for and against."""

from __future__ import annotations

from dataclasses import dataclass

from voc.campaigns.figures import GroupFigures, measure
from voc.campaigns.groups import CopyGroup, CopyGroups
from voc.campaigns.score import CampaignScore, score_group
from voc.campaigns.settings import CAMPAIGNS, CampaignSettings
from voc.campaigns.wording import reasons_against, reasons_for, summary


@dataclass(frozen=True, slots=True)
class Campaign:
    """A group of copies, measured and judged.

    Attributes
    ----------
    summary
        One Chinese sentence.
    speaks_for, speaks_against
        What supports the suspicion of a campaign, and what could explain the copies without one, in Chinese.
    """

    group: CopyGroup
    figures: GroupFigures
    score: CampaignScore
    summary: str
    speaks_for: tuple[str, ...]
    speaks_against: tuple[str, ...]


def assess_group(group: CopyGroup, *, settings: CampaignSettings = CAMPAIGNS) -> Campaign:
    """Return a group measured and judged."""
    figures = measure(group, settings=settings)
    score = score_group(figures, short=group.short, settings=settings)
    return Campaign(
        group=group,
        figures=figures,
        score=score,
        summary=summary(figures, score),
        speaks_for=reasons_for(figures, score.parts, settings=settings),
        speaks_against=reasons_against(figures, short=group.short, settings=settings),
    )


def find_campaigns(groups: CopyGroups, *, settings: CampaignSettings = CAMPAIGNS) -> tuple[Campaign, ...]:
    """Return all groups measured and judged, the highest score first; none is left out."""
    found = [assess_group(group, settings=settings) for group in groups.groups]
    return tuple(sorted(found, key=lambda c: (-c.score.value, -c.figures.size, c.group.id)))
