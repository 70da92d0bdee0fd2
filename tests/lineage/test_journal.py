"""The journal gives the book; book and journal survive JSON."""

from __future__ import annotations

import json
from datetime import datetime, timedelta

import pytest

from tests.lineage.test_steer import CODE
from tests.lineage.worlds import CENTRES, build_run, day, first, texts, vectors_of
from voc.lineage.apply import undo
from voc.lineage.book import TopicBook
from voc.lineage.change import Change, History
from voc.lineage.errors import BookFormatError, ChangeConflictError
from voc.lineage.journal import Journal, from_lines, replay, to_lines
from voc.lineage.jsonfile import from_json, to_json
from voc.lineage.match import match
from voc.lineage.split import Members, split
from voc.lineage.steer import hide, merge, promote, rename


def _story() -> tuple[TopicBook, Journal]:
    """Three runs with every kind of step between them."""
    changes: list[Change] = []
    start = first([texts("a", 0, 40), texts("b", 0, 30), texts("c", 0, 20), texts("d", 0, 10)])
    changes.append(start.change)
    book, change = rename(start.book, "t-0001", "充电口盖打不开", day=day(0))
    changes.append(change)
    book, change = merge(book, ["t-0004"], "t-0003", day=day(0), history=History.FROZEN)
    changes.append(change)
    found = match(book, build_run(1, [texts("a", 0, 44), texts("b", 0, 33), texts("c", 0, 22)]), previous=start.found)
    changes.append(found.change)
    book, undone = undo(found.book, change, day=day(1))
    changes.append(undone)
    ids = texts("b", 0, 33)
    book, change = split(
        book,
        "t-0002",
        {"甲": ids[:11], "乙": ids[11:]},
        members=Members(tuple(ids), vectors_of(CENTRES[1], ids)),
        day=day(1),
    )
    changes.append(change)
    book, change = promote(book, "t-0005", CODE, day=day(1))
    changes.append(change)
    book, change = hide(book, "t-0003", day=day(1))
    changes.append(change)
    found = match(book, build_run(2, [texts("a", 4, 48), texts("b", 4, 36), texts("e", 0, 9)]), previous=found.found)
    changes.append(found.change)
    journal = Journal()
    for row, item in enumerate(changes):
        when = datetime(2026, 3, 2, 9) + timedelta(hours=row)
        journal = journal.record(item, who="王敏", when=when, why="日会决定")
    return found.book, journal


def test_replaying_the_journal_gives_the_same_book() -> None:
    book, journal = _story()
    assert replay(journal) == book
    half = Journal(journal.entries[:4])
    assert replay(Journal(journal.entries[4:]), book=replay(half)) == book


def test_a_journal_with_a_missing_entry_is_refused() -> None:
    _, journal = _story()
    with pytest.raises(ChangeConflictError):
        replay(Journal((*journal.entries[:2], *journal.entries[3:])))
    with pytest.raises(ChangeConflictError):
        replay(Journal((*journal.entries, journal.entries[-1])))


def test_a_run_adds_to_the_journal_only_what_is_new() -> None:
    _, journal = _story()
    last = journal.entries[-1].change
    assert {len(topic.seen) for topic in last.updated} <= {0, 1}


def test_book_and_journal_survive_json() -> None:
    book, journal = _story()
    text = json.dumps(to_json(book), ensure_ascii=False)
    assert from_json(json.loads(text)) == book
    lines = to_lines(journal)
    assert from_lines(lines) == journal
    assert to_lines(from_lines(lines)) == lines
    assert replay(from_lines(lines)) == book


def test_damaged_data_is_refused() -> None:
    book, journal = _story()
    data = to_json(book)
    with pytest.raises(BookFormatError, match="版本"):
        from_json({**data, "schema": 2})
    with pytest.raises(BookFormatError):
        from_json({key: value for key, value in data.items() if key != "topics"})
    with pytest.raises(BookFormatError):
        from_json({**data, "topics": [{**data["topics"][0], "centre": "?"}]})
    with pytest.raises(BookFormatError):
        from_json({**data, "topics": [data["topics"][0], data["topics"][0]]})
    with pytest.raises(BookFormatError):
        from_lines([to_lines(journal)[0][:-5]])
