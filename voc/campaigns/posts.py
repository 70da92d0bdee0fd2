"""What is kept of a text to judge copies: who, where, when, about what; never the text itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from voc.campaigns.fold import Folded, fold
from voc.campaigns.settings import COPIES, CopySettings
from voc.types import Analysis, Channel, Feedback


@dataclass(frozen=True, slots=True)
class Post:
    """One record in the index of copies.

    Attributes
    ----------
    id
        The record's id; not unique across files, so nothing is looked up by it.
    author
        Salted hash of who wrote it (``Feedback.customer_key``, else ``phone_key``); None where not known.
    account_days
        Age of the account when it was written; None where not known.
    brands, models
        The cars named in the text or in the record's columns.
    codes
        Pain points told with a polarity.
    """

    id: str
    created_at: datetime | None = None
    channel: str | None = None
    source: str | None = None
    author: str | None = None
    account_days: float | None = None
    brands: tuple[str, ...] = ()
    models: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    sentiment: int = 0

    def to_row(self) -> list[Any]:
        """Return the post as plain data for the state file."""
        moment = self.created_at.isoformat() if self.created_at else None
        return [
            self.id,
            moment,
            self.channel,
            self.source,
            self.author,
            self.account_days,
            list(self.brands),
            list(self.models),
            list(self.codes),
            self.sentiment,
        ]

    @classmethod
    def from_row(cls, row: list[Any]) -> Post:
        """Return the post that :meth:`to_row` wrote."""
        name, moment, channel, source, author, days, brands, models, codes, sentiment = row
        at = datetime.fromisoformat(moment) if moment else None
        return cls(name, at, channel, source, author, days, tuple(brands), tuple(models), tuple(codes), sentiment)


@dataclass(frozen=True, slots=True)
class Entry:
    """A post and the folded text it goes into the index with."""

    post: Post
    folded: Folded


def entry_of(
    analysis: Analysis,
    *,
    feedback: Feedback | None = None,
    account_days: float | None = None,
    settings: CopySettings = COPIES,
) -> Entry:
    """Return what the index needs of an analysed record.

    Parameters
    ----------
    analysis
        The analysed record.
    feedback
        The record it was made from: only it knows author and source.
    account_days
        Age of the account in days when it wrote, where the source says so.
    """
    facts = analysis.entities
    folded = fold(analysis.text, brand=facts.brand, settings=settings)
    author = (feedback.customer_key or feedback.phone_key) if feedback else None
    model = f"{facts.brand} {facts.model}" if facts.brand and facts.model else None
    post = Post(
        id=analysis.id,
        created_at=analysis.created_at,
        channel=analysis.channel.value if isinstance(analysis.channel, Channel) else None,
        source=feedback.source if feedback else None,
        author=author,
        account_days=account_days,
        brands=folded.brands or ((facts.brand,) if facts.brand else ()),
        models=folded.models or ((model,) if model else ()),
        codes=tuple(sorted({aspect.code for aspect in analysis.aspects if aspect.polarity})),
        sentiment=analysis.sentiment,
    )
    return Entry(post, folded)
