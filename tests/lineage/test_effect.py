"""The dry run tells exactly what the step does."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lineage.test_steer import CODE, STEPS
from tests.lineage.worlds import CENTRES, day, first, texts, vectors_of
from voc.lineage.apply import undo
from voc.lineage.change import History
from voc.lineage.effect import Placed, daily_counts, dry_run, place
from voc.lineage.match import Matching
from voc.lineage.split import Members, split
from voc.lineage.steer import hide, merge, promote

A, B, C = texts("a", 0, 40), texts("b", 0, 30), texts("c", 0, 20)


def _stored(matching: Matching) -> dict[str, Placed]:
    return {item.id: Placed(day(row % 7), item.found) for row, item in enumerate(matching.texts)}


@pytest.mark.parametrize("name", STEPS)
def test_dry_run_equals_real(name: str) -> None:
    start = first([A, B, C])
    book = hide(start.book, "t-0002", day=day(1))[0] if name == "unhide" else start.book
    stored = _stored(start)
    after, change = STEPS[name](start.book)
    effect = dry_run(book, change, stored)
    real_before, real_after = daily_counts(book, stored), daily_counts(after, place(stored, change))
    changed = {key for key in {*real_before, *real_after} if real_before.get(key, 0) != real_after.get(key, 0)}
    assert {(item.day, item.key): (item.before, item.after) for item in effect.counts} == {
        key: (real_before.get(key, 0), real_after.get(key, 0)) for key in changed
    }
    assert effect.text == change.text


def test_merge_restated_and_frozen() -> None:
    start = first([A, B, C])
    stored = _stored(start)
    _, restated = merge(start.book, ["t-0003"], "t-0002", day=day(3))
    _, frozen = merge(start.book, ["t-0003"], "t-0002", day=day(3), history=History.FROZEN)
    assert {move.text for move in dry_run(start.book, restated, stored).moves} == set(C)
    effect = dry_run(start.book, frozen, stored)
    assert {move.text for move in effect.moves} == {text for text in C if stored[text].day >= day(3)}
    assert effect.past == 0
    assert dry_run(start.book, restated, stored).past == 6  # three days, two topics each


def test_hidden_texts_are_counted_nowhere_and_promoted_ones_under_the_code() -> None:
    start = first([A, B, C])
    stored = _stored(start)
    _, hidden = hide(start.book, "t-0001", day=day(0))
    assert {move.after for move in dry_run(start.book, hidden, stored).moves} == {""}
    _, promoted = promote(start.book, "t-0001", CODE, day=day(0))
    effect = dry_run(start.book, promoted, stored)
    assert {(move.before, move.after) for move in effect.moves} == {("t-0001", CODE)}
    assert sum(item.after for item in effect.counts) == len(A)


@given(cut=st.sets(st.integers(0, 29), min_size=1, max_size=29), frozen=st.booleans())
@settings(max_examples=25, deadline=None)
def test_a_split_moves_texts_loses_none_and_comes_back(cut: set[int], frozen: bool) -> None:
    start = first([A, B])
    stored = _stored(start)
    members = Members(tuple(B), vectors_of(CENTRES[1], B))
    groups = {"前": [B[row] for row in sorted(cut)], "后": [text for row, text in enumerate(B) if row not in cut]}
    history = History.FROZEN if frozen else History.RESTATED
    after, change = split(start.book, "t-0002", groups, members=members, day=day(3), history=history)
    effect = dry_run(start.book, change, stored)
    assert {move.text for move in effect.moves} == {text for text in B if not frozen or stored[text].day >= day(3)}
    moved = place(stored, change)
    assert sum(daily_counts(after, moved).values()) == len(stored)
    back, _ = undo(after, change)
    assert daily_counts(back, moved) == daily_counts(start.book, stored)
    assert np.isclose(np.linalg.norm(after["t-0003"].vector), 1.0, atol=1e-5)
