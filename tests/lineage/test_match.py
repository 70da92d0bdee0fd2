"""Ids that live: refits, renumbering, splits, merges, fading and coming back, partial windows."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.lineage.worlds import build_run, day, first, texts, topic_of
from voc.lineage.book import TopicBook
from voc.lineage.change import Kind
from voc.lineage.errors import RunError
from voc.lineage.evidence import weigh
from voc.lineage.jsonfile import plain
from voc.lineage.match import Matching, match
from voc.lineage.settings import MATCH
from voc.lineage.sketch import hash_ids
from voc.lineage.stability import stability
from voc.lineage.topic import State

ABC = [texts("a", 0, 40), texts("b", 0, 30), texts("c", 0, 20)]


def _kinds(matching: Matching) -> list[Kind]:
    return [event.kind for event in matching.change.events]


def test_first_run_numbers_by_size_and_keeps_machine_names() -> None:
    found = first(ABC)
    assert found.labels == ("t-0001", "t-0002", "t-0003")
    assert [topic.name for topic in found.book.topics] == ["话题a", "话题b", "话题c"]
    assert _kinds(found) == [Kind.NEW] * 3
    assert found.book.number == 4


def test_ten_percent_more_data_changes_no_id() -> None:
    before = first(ABC)
    more = [texts("a", 0, 44), texts("b", 0, 33), texts("c", 0, 22)]
    after = match(before.book, build_run(1, more), previous=before.found)
    assert after.labels == before.labels
    assert not after.change.events
    assert [topic.seen[-1].size for topic in after.book.topics] == [44, 33, 22]
    figures = stability(before.found, after.found)
    assert (figures.named_share, figures.text_share, figures.texts) == (1.0, 1.0, 90)


@given(order=st.permutations(range(3)), rows=st.permutations(range(90)))
@settings(max_examples=15, deadline=None)
def test_the_runs_numbering_and_order_do_not_matter(order: list[int], rows: list[int]) -> None:
    before = first(ABC)
    run = build_run(1, ABC, order=order)
    shuffled = replace(run, ids=tuple(run.ids[row] for row in rows), labels=run.labels[rows], vectors=run.vectors[rows])
    after = match(before.book, shuffled, previous=before.found)
    assert after.labels == tuple(before.labels[order.index(place)] for place in range(3))
    assert after.found == before.found


def test_the_same_input_gives_the_same_bytes() -> None:
    before = first(ABC)
    runs = [match(before.book, build_run(1, ABC, order=order)) for order in ([0, 1, 2], [2, 0, 1], [0, 1, 2])]
    assert plain(runs[0].change) == plain(runs[2].change)
    # another numbering by the engine may round centres differently, but changes no id, size or event
    assert [(t.id, t.sketch, t.size) for t in runs[0].book.topics] == [
        (t.id, t.sketch, t.size) for t in runs[1].book.topics
    ]


def test_centres_alone_are_enough_when_no_text_is_common() -> None:
    before = first(ABC)
    after = match(before.book, build_run(1, [texts("c", 100, 160), texts("a", 100, 110), texts("b", 100, 120)]))
    assert after.labels == ("t-0003", "t-0001", "t-0002")
    assert not after.change.events


def test_windows_that_overlap_partly() -> None:
    before = first(ABC)
    after = match(
        before.book,
        build_run(1, [texts("a", 36, 90), texts("b", 25, 40), texts("d", 0, 12)]),
        previous=before.found,
    )
    assert after.labels == ("t-0001", "t-0002", "t-0004")
    assert _kinds(after) == [Kind.NEW, Kind.FADED]
    assert after.change.events[-1].topic == "t-0003"


def test_members_decide_between_equal_centres() -> None:
    # two topics with the same centre, told apart by their members only
    one, two = texts("a", 0, 40), texts("a", 40, 80)
    before = first([one, two])
    crossed = [before.book.topics[1].centre, before.book.topics[0].centre]
    # the centres even speak for the wrong one, by a little
    topics = tuple(replace(t, centre=c) for t, c in zip(before.book.topics, crossed, strict=True))
    after = match(replace(before.book, topics=topics), build_run(1, [two, one]))
    assert after.labels == (before.labels[1], before.labels[0])


def test_ties_go_to_the_lower_id() -> None:
    before = first([texts("a", 0, 20), texts("a", 20, 40)])
    twins = replace(
        before.book, topics=tuple(replace(t, centre=before.book.topics[0].centre) for t in before.book.topics)
    )
    after = match(twins, build_run(1, [texts("a", 200, 240)]))
    assert after.labels == ("t-0001",)


def test_a_split_has_its_parent_and_its_evidence() -> None:
    # the first run could not tell b from c
    before = first([texts("a", 0, 40), texts("b", 0, 30) + texts("c", 0, 20)])
    after = match(before.book, build_run(1, ABC), previous=before.found)
    assert after.labels[1] == before.labels[1]
    assert after.book[after.labels[2]].parents == (before.labels[1],)
    (event,) = after.change.events
    assert event.kind is Kind.SPLIT
    assert event.others == (before.labels[1],)
    assert dict(event.evidence)["common"] == 20.0
    assert topic_of(after, "c3") == "t-0003"


def test_a_cut_through_the_middle_of_a_topic_is_no_split() -> None:
    before = first([texts("a", 0, 40), texts("b", 0, 40)])
    halves = [texts("a", 0, 40), texts("b", 0, 20), texts("b", 20, 40)]
    after = match(before.book, build_run(1, halves), previous=before.found)
    assert after.found == before.found
    assert len(after.book.topics) == 2


def test_topics_that_are_one_are_merged_and_their_texts_follow() -> None:
    before = first([texts("a", 0, 30), texts("a", 30, 50), texts("b", 0, 20)])
    after = match(before.book, build_run(1, [texts("a", 0, 55), texts("b", 0, 22)]), previous=before.found)
    (event,) = after.change.events
    assert (event.kind, event.topic, event.others) == (Kind.MERGE, "t-0001", ("t-0002",))
    old = after.book["t-0002"]
    assert old.state is State.RETIRED
    assert after.book.shown("t-0002").topic == "t-0001"
    assert topic_of(after, "a40") == "t-0001"


def test_a_bridge_between_distinct_topics_is_no_merge() -> None:
    before = first(ABC)
    bridged = [texts("a", 0, 40), texts("b", 0, 33) + texts("c", 0, 22)]
    after = match(before.book, build_run(1, bridged), previous=before.found)
    assert _kinds(after) == [Kind.HELD]
    assert {text: topic for text, topic in after.found.items() if text in before.found} == before.found
    assert topic_of(after, "b32") == "t-0002"
    assert topic_of(after, "c21") == "t-0003"
    # and when the next run tells them apart again, nothing has happened
    again = match(after.book, build_run(2, ABC), previous=after.found)
    assert again.found == before.found


def test_a_topic_that_comes_back_after_weeks_has_its_old_id() -> None:
    matching = first(ABC)
    for number in range(1, 6):
        gone = [texts("a", 40 * number, 40 * number + 40), texts("b", 30 * number, 30 * number + 30)]
        matching = match(matching.book, build_run(7 * number, gone), previous=matching.found)
        assert _kinds(matching) == ([Kind.FADED] if number == 1 else [])
    back = [texts("a", 300, 340), texts("b", 300, 330), texts("c", 300, 315)]
    matching = match(matching.book, build_run(42, back), previous=matching.found)
    assert matching.labels[2] == "t-0003"
    assert [(event.kind, event.topic) for event in matching.change.events] == [(Kind.RETURNED, "t-0003")]


def test_a_retired_topic_lives_again_when_it_is_found_again() -> None:
    before = first([texts("a", 0, 30), texts("a", 30, 50)])
    merged = match(before.book, build_run(1, [texts("a", 0, 50)]), previous=before.found)
    assert merged.book["t-0002"].state is State.RETIRED
    assert merged.book.number == 3
    apart = match(merged.book, build_run(2, [texts("a", 0, 30), texts("a", 30, 50)]))
    assert apart.book.number == 3  # no new id: it is a known one, or a cut through the middle


def test_known_texts_change_only_for_a_clearly_nearer_topic() -> None:
    before = first([texts("a", 0, 40), texts("b", 0, 30)])
    # the refit draws the line so that five texts of a fall to b, and leaves two over
    drawn = [texts("a", 7, 40), texts("b", 0, 30) + texts("a", 0, 5)]
    run = build_run(1, drawn, rest=texts("a", 5, 7))
    sticky = match(before.book, run, previous=before.found)
    assert all(topic_of(sticky, text) == "t-0001" for text in texts("a", 0, 40))
    plainly = match(before.book, run)
    assert topic_of(plainly, "a0") == "t-0002"
    assert topic_of(plainly, "a5") == ""


def test_a_text_that_is_clearly_nearer_to_another_topic_goes_there() -> None:
    before = first([texts("a", 0, 40) + texts("b", 100, 103), texts("b", 0, 30)])
    after = match(
        before.book, build_run(1, [texts("a", 0, 40), texts("b", 0, 30) + texts("b", 100, 103)]), previous=before.found
    )
    assert topic_of(before, "b100") == "t-0001"
    assert topic_of(after, "b100") == "t-0002"


def test_large_topics_are_matched_by_their_sketch() -> None:
    before = first([texts("a", 0, 1500), texts("b", 0, 900)])
    assert [len(topic.hashes) for topic in before.book.topics] == [200, 200]
    after = match(before.book, build_run(1, [texts("a", 300, 1600), texts("b", 0, 900)]))
    assert after.labels == ("t-0001", "t-0002")
    seen = after.book["t-0001"].seen[-1]
    # truly 1 200 of 1 200: texts outside the common window do not count against it
    assert seen.overlap == pytest.approx(1.0, abs=0.02)


def test_common_texts_are_estimated_from_a_full_sketch() -> None:
    before = first([texts("a", 0, 1500), texts("b", 0, 50)])
    run = build_run(1, [texts("a", 0, 1000), texts("a", 1000, 1500), texts("b", 0, 50)])
    evidence = weigh(before.book.topics, run, hash_ids(run.ids), MATCH)
    assert evidence.common[0].tolist() == pytest.approx([1000, 500, 0], abs=120)
    assert evidence.common[1].tolist() == [0, 0, 50]


def test_another_encoder_is_matched_by_members() -> None:
    before = first(ABC)
    run = build_run(1, ABC)
    turned = replace(run, vectors=-run.vectors, centres=-run.centres, encoder="2")
    shorter = replace(run, vectors=run.vectors[:, :16].copy(), centres=run.centres[:, :16].copy(), encoder="2")
    for other in (turned, shorter):
        after = match(before.book, other, previous=before.found)
        assert after.found == before.found
        assert not after.change.events
        # a topic without a common text cannot be told: it is new, whatever its old centre was
        strange = replace(other, ids=tuple(f"x{item}" for item in run.ids))
        assert match(before.book, strange).book.number == 7


def test_empty_runs_and_empty_books() -> None:
    empty = build_run(0, [texts("a", 0, 3)])
    empty = replace(
        empty, ids=(), labels=empty.labels[:0], vectors=empty.vectors[:0], centres=empty.centres[:0], names=()
    )
    nothing = match(TopicBook(), empty)
    assert nothing.book.topics == ()
    before = first(ABC)
    after = match(before.book, replace(empty, name="r1", day=day(1)))
    assert _kinds(after) == [Kind.FADED] * 3
    assert after.texts == ()


def test_runs_that_do_not_fit_are_refused() -> None:
    before = first(ABC)
    with pytest.raises(RunError, match="已收录"):
        match(before.book, build_run(0, ABC))
    run = build_run(1, ABC)
    with pytest.raises(RunError):
        replace(run, ids=run.ids[:-1])
    with pytest.raises(RunError):
        replace(run, ids=(run.ids[1], *run.ids[1:]))
    with pytest.raises(RunError):
        replace(run, labels=run.labels + 1)
    with pytest.raises(RunError):
        replace(run, vectors=np.full_like(run.vectors, np.nan))


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_any_sequence_of_runs_keeps_the_book_sound(data: st.DataObject) -> None:
    book, previous, ids = TopicBook(), {}, set()
    for number in range(3):
        groups = []
        for name in "abcd":
            size = data.draw(st.integers(0, 12))
            begin = data.draw(st.integers(0, 10))
            if size >= 3:
                groups.append(texts(name, begin, begin + size))
        if len(groups) > 1 and data.draw(st.booleans()):
            groups = [groups[0] + groups[1], *groups[2:]]
        if not groups:
            continue
        found = match(book, build_run(number, groups), previous=previous)
        book, previous = found.book, found.found
        numbers = {topic.id for topic in book.topics}
        assert ids <= numbers
        ids = numbers
        assert set(previous.values()) - {""} <= numbers
        assert sum(topic.seen[-1].size for topic in book.topics if book.seen_last(topic)) == sum(
            map(bool, previous.values())
        )
        for topic in book.topics:
            assert book.shown(topic.id).state not in (State.MERGED, State.RETIRED)
            assert np.linalg.norm(topic.vector) == pytest.approx(1.0, abs=1e-5)
