"""What a change would do to stored texts and past figures, before it is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from voc.lineage.apply import apply
from voc.lineage.book import TopicBook
from voc.lineage.change import Change, History


@dataclass(frozen=True, slots=True)
class Placed:
    """A stored text: its day and the topic it was found in."""

    day: date
    topic: str


@dataclass(frozen=True, slots=True)
class Move:
    """A text that is counted elsewhere; an empty key is not counted (hidden)."""

    text: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class CountChange:
    """A daily figure that changes."""

    day: date
    key: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Effect:
    """What a change moves: texts, and daily counts (by day and key); ``past`` are counts before the change's day."""

    text: str
    history: History
    moves: tuple[Move, ...]
    counts: tuple[CountChange, ...]
    past: int


def dry_run(book: TopicBook, change: Change, texts: Mapping[str, Placed]) -> Effect:
    """Return what a change does to stored texts; nothing is changed.

    Parameters
    ----------
    book
        The book before the change.
    change
        The change, as returned with the new book.
    texts
        Stored texts by id.
    """
    after = apply(book, change)
    moved = place(texts, change)
    before_key = {text: book.shown(item.topic, day=item.day).key for text, item in texts.items()}
    after_key = {text: after.shown(item.topic, day=item.day).key for text, item in moved.items()}
    moves = tuple(
        Move(text, before_key[text], after_key[text]) for text in sorted(texts) if before_key[text] != after_key[text]
    )
    old = Counter((texts[text].day, key) for text, key in before_key.items() if key)
    new = Counter((texts[text].day, key) for text, key in after_key.items() if key)
    counts = tuple(
        CountChange(day, key, old[day, key], new[day, key])
        for day, key in sorted({*old, *new})
        if old[day, key] != new[day, key]
    )
    past = sum(item.day < change.day for item in counts)
    return Effect(change.text, change.history, moves, counts, past)


def place(texts: Mapping[str, Placed], change: Change) -> dict[str, Placed]:
    """Return the stored texts with the topics a change gives them (splits; everything else is read off the book)."""
    goals = dict(change.placements)
    since = change.since
    return {
        text: Placed(item.day, goals[text]) if text in goals and (since is None or item.day >= since) else item
        for text, item in texts.items()
    }


def daily_counts(book: TopicBook, texts: Mapping[str, Placed]) -> dict[tuple[date, str], int]:
    """Return the number of texts by day and key (topic or code), hidden ones left out."""
    keys = ((item.day, book.shown(item.topic, day=item.day).key) for item in texts.values())
    return dict(sorted(Counter((day, key) for day, key in keys if key).items()))
