"""The figures of a group of copies: how many, who, where, when, how fast, about what."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from itertools import pairwise
from statistics import mean, pstdev

from voc.campaigns.groups import CopyGroup, CopyKind
from voc.campaigns.settings import CAMPAIGNS, CampaignSettings

DAY = timedelta(hours=24)
HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class GroupFigures:
    """What is measured of one group; None where nothing is known.

    Attributes
    ----------
    size, distinct_texts, identical, near, template
        Posts, texts that differ after folding, and posts by the way they copy.
    authored, accounts
        Posts whose author is known, and how many authors they have.
    aged, young
        Posts whose account's age is known, and how many of these accounts were new.
    channels, sources, brands, models, codes
        Posts by each value, the most frequent first.
    positive, negative
        Posts by sentiment.
    dated, clocked
        Posts with a date, and those with a time of day too.
    busiest_day, busiest_hour
        Share of the dated (clocked) posts in the busiest 24 hours (60 minutes).
    night
        Share of the clocked posts written in the night.
    regularity
        1 minus the coefficient of variation of the gaps between clocked posts, at least 0: 1 is a clockwork, 0 chance.
    """

    size: int
    distinct_texts: int
    identical: int
    near: int
    template: int
    authored: int
    accounts: int
    aged: int
    young: int
    channels: tuple[tuple[str, int], ...]
    sources: tuple[tuple[str, int], ...]
    brands: tuple[tuple[str, int], ...]
    models: tuple[tuple[str, int], ...]
    codes: tuple[tuple[str, int], ...]
    positive: int
    negative: int
    first: datetime | None
    last: datetime | None
    dated: int
    clocked: int
    busiest_day: float | None
    busiest_hour: float | None
    night: float | None
    regularity: float | None


def busiest_share(moments: Sequence[datetime], width: timedelta) -> float | None:
    """Return the share of the moments in the busiest half-open window of a width; None without moments."""
    ordered = sorted(moments)
    if not ordered:
        return None
    most = max(bisect_right(ordered, start + width - timedelta.resolution) - n for n, start in enumerate(ordered))
    return most / len(ordered)


def regularity(moments: Sequence[datetime]) -> float | None:
    """Return how even the gaps between moments are; None where all are at one moment or fewer than three."""
    ordered = sorted(moments)
    gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(ordered)]
    if len(gaps) < 2 or not any(gaps):
        return None
    return max(0.0, 1.0 - pstdev(gaps) / mean(gaps))


def _ranked(values: Counter[str]) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(values.items(), key=lambda item: (-item[1], item[0])))


def measure(group: CopyGroup, *, settings: CampaignSettings = CAMPAIGNS) -> GroupFigures:
    """Return the figures of a group."""
    posts = [member.post for member in group.members]
    dated = [post.created_at.replace(tzinfo=None) for post in posts if post.created_at]
    # exactly midnight is how a file writes a day without a time: no hour is known then
    clocked = [moment for moment in dated if moment.time() != time(0)]
    authors = [post.author for post in posts if post.author is not None]
    ages = [post.account_days for post in posts if post.account_days is not None]
    begin, end = settings.night_hours
    return GroupFigures(
        size=group.size,
        distinct_texts=group.distinct_texts,
        identical=group.count(CopyKind.IDENTICAL),
        near=group.count(CopyKind.NEAR),
        template=group.count(CopyKind.TEMPLATE),
        authored=len(authors),
        accounts=len(set(authors)),
        aged=len(ages),
        young=sum(days < settings.young_days for days in ages),
        channels=_ranked(Counter(post.channel for post in posts if post.channel)),
        sources=_ranked(Counter(post.source for post in posts if post.source)),
        brands=_ranked(Counter(brand for post in posts for brand in post.brands)),
        models=_ranked(Counter(model for post in posts for model in post.models)),
        codes=_ranked(Counter(code for post in posts for code in post.codes)),
        positive=sum(post.sentiment > 0 for post in posts),
        negative=sum(post.sentiment < 0 for post in posts),
        first=min(dated, default=None),
        last=max(dated, default=None),
        dated=len(dated),
        clocked=len(clocked),
        busiest_day=busiest_share(dated, DAY),
        busiest_hour=busiest_share(clocked, HOUR),
        night=sum(begin <= moment.hour < end for moment in clocked) / len(clocked) if clocked else None,
        regularity=regularity(clocked),
    )
