"""The journal: every change of the book with who, when and why. Replayed from the beginning, it gives the book."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from voc.lineage.apply import apply
from voc.lineage.book import TopicBook
from voc.lineage.change import Change
from voc.lineage.jsonfile import change_from_json, plain, reading


@dataclass(frozen=True, slots=True)
class Entry:
    """A change, and who made it, when and why."""

    who: str
    when: datetime
    why: str
    change: Change


@dataclass(frozen=True, slots=True)
class Journal:
    """All entries, oldest first; a journal only grows (undoing is an entry, too)."""

    entries: tuple[Entry, ...] = ()

    def record(self, change: Change, *, who: str, when: datetime, why: str) -> Journal:
        """Return the journal with a further entry."""
        return Journal((*self.entries, Entry(who, when, why, change)))


def replay(journal: Journal, *, book: TopicBook | None = None) -> TopicBook:
    """Return the book that the entries make of an empty one (or of ``book``).

    Raises
    ------
    ChangeConflictError
        An entry is missing or does not fit.
    """
    book = book or TopicBook()
    for entry in journal.entries:
        book = apply(book, entry.change)
    return book


def to_lines(journal: Journal) -> tuple[str, ...]:
    """Return one JSON object for each entry."""
    return tuple(
        json.dumps(
            {"who": entry.who, "when": entry.when.isoformat(), "why": entry.why, "change": plain(entry.change)},
            ensure_ascii=False,
        )
        for entry in journal.entries
    )


def from_lines(lines: Iterable[str]) -> Journal:
    """Return the journal that :func:`to_lines` wrote.

    Raises
    ------
    BookFormatError
        A line cannot be read.
    """
    return Journal(tuple(reading(partial(_entry, line)) for line in lines if line.strip()))


def _entry(line: str) -> Entry:
    data = json.loads(line)
    return Entry(data["who"], datetime.fromisoformat(data["when"]), data["why"], change_from_json(data["change"]))
