"""What people decide holds over runs, and every step can be taken back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from corpora.taxonomy import load_taxonomy
from tests.lineage.worlds import CENTRES, build_run, day, first, texts, topic_of, vectors_of
from voc.lineage.apply import undo
from voc.lineage.book import TopicBook
from voc.lineage.change import Change, History
from voc.lineage.errors import (
    AlreadyMergedError,
    ChangeConflictError,
    LineageError,
    NameTakenError,
    SelfMergeError,
    SplitError,
    TopicCodeError,
    TopicStateError,
    UnknownTopicError,
)
from voc.lineage.match import match
from voc.lineage.split import Members, split, split_at
from voc.lineage.steer import hide, merge, promote, rename, unhide
from voc.lineage.topic import By, State

A, B, C = texts("a", 0, 40), texts("b", 0, 30), texts("c", 0, 20)
CODE = load_taxonomy().ids[0]


def _abc() -> TopicBook:
    return first([A, B, C]).book


def _members() -> Members:
    ids = (*B, *C)
    return Members(ids, np.concatenate([vectors_of(CENTRES[1], B), vectors_of(CENTRES[2], C)]))


def _mixed() -> TopicBook:
    return first([A, [*B, *C]]).book


STEPS: dict[str, Callable[[TopicBook], tuple[TopicBook, Change]]] = {
    "rename": lambda book: rename(book, "t-0001", "充电口盖打不开", day=day(1)),
    "merge": lambda book: merge(book, ["t-0002", "t-0003"], "t-0001", day=day(1)),
    "hide": lambda book: hide(book, "t-0002", day=day(1), history=History.FROZEN),
    "promote": lambda book: promote(book, "t-0002", CODE, day=day(1)),
    "propose": lambda book: promote(book, "t-0002", "quality.charge_flap", proposed=True, day=day(1)),
    "unhide": lambda book: unhide(hide(book, "t-0002", day=day(1))[0], "t-0002", day=day(2)),
}


@pytest.mark.parametrize("name", STEPS)
def test_each_step_can_be_undone_and_redone(name: str) -> None:
    book = hide(_abc(), "t-0002", day=day(1))[0] if name == "unhide" else _abc()
    step = STEPS[name] if name != "unhide" else (lambda known: unhide(known, "t-0002", day=day(2)))
    after, change = step(book)
    assert after.topics != book.topics
    back, undone = undo(after, change)
    assert back.topics == book.topics
    again, _ = undo(back, undone)
    assert again.topics == after.topics
    assert len(again.events) == len(book.events) + 3  # nothing is wiped from the record


def test_a_change_says_what_it_does_to_history() -> None:
    _, restated = merge(_abc(), ["t-0002"], "t-0001", day=day(1))
    _, frozen = merge(_abc(), ["t-0002"], "t-0001", day=day(1), history=History.FROZEN)
    assert restated.text == "把话题 t-0002 并入 t-0001；历史数据按新口径重算"
    assert frozen.text == "把话题 t-0002 并入 t-0001；此前的历史数据保持不变"


def test_names_given_by_people_outlive_runs() -> None:
    start = first([A, B, C])
    book, _ = rename(start.book, "t-0002", "配件缺货", day=day(0))
    after = match(book, build_run(1, [texts("a", 0, 44), texts("b", 5, 40), C]), previous=start.found)
    assert after.book["t-0002"].name == "配件缺货"
    assert after.book["t-0002"].named_by is By.PEOPLE


def test_texts_follow_merges_hiding_and_promotion_in_later_runs() -> None:
    start = first([A, B, C])
    book, _ = merge(start.book, ["t-0003"], "t-0002", day=day(0))
    book, _ = promote(book, "t-0002", CODE, day=day(0))
    book, _ = hide(book, "t-0001", day=day(0))
    after = match(book, build_run(1, [texts("a", 0, 44), texts("b", 0, 33), texts("c", 0, 22)]), previous=start.found)
    assert topic_of(after, "c21") == "t-0002"
    assert after.book.shown("t-0003").key == CODE
    assert after.book.shown(topic_of(after, "a41")).key == ""
    assert len(after.book.topics) == 3


def test_a_machine_split_of_a_hidden_topic_stays_hidden() -> None:
    start = first([A, [*B, *C]])
    book, _ = hide(start.book, start.labels[1], day=day(0))
    after = match(book, build_run(1, [A, B, C]), previous=start.found)
    assert after.book.shown("t-0003").key == ""


def test_a_topic_named_by_people_is_not_done_away_with() -> None:
    # two cuts of one cloud: a run may join them again, unless people stand for one
    start = first([texts("a", 0, 30), texts("a", 30, 50)])
    book, _ = rename(start.book, "t-0002", "补能排队", day=day(0))
    after = match(book, build_run(1, [texts("a", 0, 50)]), previous=start.found)
    assert after.book["t-0002"].state is State.ACTIVE
    assert topic_of(after, "a40") == "t-0002"


def test_a_topic_that_people_merged_others_into_is_not_done_away_with() -> None:
    start = first([texts("a", 0, 30), texts("a", 30, 50), C[:15]])
    book, _ = merge(start.book, ["t-0003"], "t-0002", day=day(0))
    after = match(book, build_run(1, [texts("a", 0, 50), C[:15]]), previous=start.found)
    assert after.book["t-0002"].state is State.ACTIVE
    assert topic_of(after, "c3") == "t-0002"


def test_a_split_by_people_holds_when_the_run_finds_the_whole() -> None:
    book, change = split(_mixed(), "t-0001", {"缺货": B, "排队": C}, members=_members(), day=day(0))
    assert dict(change.placements)["b0"] == "t-0003"
    previous = dict(change.placements) | dict.fromkeys(A, "t-0002")
    whole = build_run(1, [[*texts("b", 0, 34), *texts("c", 0, 24)], A])
    for known in ({}, previous):
        after = match(book, whole, previous=known)
        assert topic_of(after, "b33") == topic_of(after, "b2") == "t-0003"
        assert topic_of(after, "c23") == topic_of(after, "c2") == "t-0004"
        assert after.book.number == 5
    # also when no text is known
    fresh = match(book, build_run(1, [[*texts("b", 100, 130), *texts("c", 100, 120)], texts("a", 100, 140)]))
    assert {topic_of(fresh, text) for text in texts("b", 100, 130)} == {"t-0003"}
    assert {topic_of(fresh, text) for text in texts("c", 100, 120)} == {"t-0004"}
    # and the whole is recognised again after the parts were found
    apart = match(after.book, build_run(2, [A, B, C]), previous=after.found)
    assert topic_of(apart, "c2") == "t-0004"
    again = match(apart.book, build_run(3, [[*texts("b", 0, 36), *texts("c", 0, 26)], A]), previous=apart.found)
    assert topic_of(again, "b35") == "t-0003"
    assert topic_of(again, "c25") == "t-0004"


def test_split_at_centres_gives_each_text_to_the_nearest() -> None:
    centres = {"缺货": CENTRES[1], "排队": CENTRES[2]}
    _, change = split_at(_mixed(), "t-0001", centres, members=_members(), day=day(0))
    assert dict(change.placements) == dict.fromkeys(B, "t-0003") | dict.fromkeys(C, "t-0004")


def test_undoing_a_split_brings_every_text_home() -> None:
    book = _mixed()
    after, change = split(book, "t-0001", {"缺货": B, "排队": C}, members=_members(), day=day(0))
    back, undone = undo(after, change)
    assert back["t-0001"] == book["t-0001"]
    assert {back.shown(child).topic for child in ("t-0003", "t-0004")} == {"t-0001"}
    assert back.number == 5  # ids are not given twice
    redone, _ = undo(back, undone)
    assert redone.topics == after.topics


def test_undo_after_runs_keeps_what_runs_brought() -> None:
    start = first([A, B, C])
    book, change = merge(start.book, ["t-0003"], "t-0002", day=day(0))
    later = match(book, build_run(1, [A, B, texts("c", 0, 25)]), previous=start.found)
    back, _ = undo(later.book, change, day=day(2))
    assert back.shown("t-0003").topic == "t-0003"
    assert back["t-0003"].seen[-1].size == 25


def test_undo_refuses_what_later_steps_stand_on() -> None:
    book, first_change = merge(_abc(), ["t-0003"], "t-0002", day=day(0))
    back, undone = undo(book, first_change)
    other, _ = merge(back, ["t-0002"], "t-0003", day=day(1))
    with pytest.raises(SelfMergeError):
        undo(other, undone)  # would close a circle
    named, change = rename(_abc(), "t-0001", "甲", day=day(0))
    twice, _ = rename(named, "t-0001", "乙", day=day(1))
    with pytest.raises(ChangeConflictError):
        undo(twice, change)
    taken, _ = rename(named, "t-0002", "话题a", day=day(1))
    with pytest.raises(NameTakenError):
        undo(taken, change)
    with pytest.raises(ChangeConflictError, match="不能撤销"):
        undo(_abc(), first([A]).change)


def test_frozen_history_holds_from_its_day_on() -> None:
    book, _ = merge(_abc(), ["t-0003"], "t-0002", day=day(5), history=History.FROZEN)
    assert book.shown("t-0003", day=day(4)).topic == "t-0003"
    assert book.shown("t-0003", day=day(5)).topic == "t-0002"
    assert book.shown("t-0003").topic == "t-0002"


def test_unhiding_restores_a_promotion() -> None:
    book, _ = promote(_abc(), "t-0001", CODE, day=day(0))
    book, _ = hide(book, "t-0001", day=day(1))
    book, _ = unhide(book, "t-0001", day=day(2))
    assert book.shown("t-0001").key == CODE


WRONG: dict[str, tuple[Callable[[TopicBook, date], object], type[LineageError]]] = {
    "unknown": (lambda b, d: rename(b, "t-0099", "新", day=d), UnknownTopicError),
    "unknown target": (lambda b, d: merge(b, ["t-0001"], "t-0099", day=d), UnknownTopicError),
    "itself": (lambda b, d: merge(b, ["t-0001"], "t-0001", day=d), SelfMergeError),
    "nothing": (lambda b, d: merge(b, [], "t-0001", day=d), SelfMergeError),
    "already": (lambda b, d: merge(b, ["t-0003"], "t-0001", day=d), AlreadyMergedError),
    "merged target": (lambda b, d: merge(b, ["t-0001"], "t-0003", day=d), AlreadyMergedError),
    "merged renamed": (lambda b, d: rename(b, "t-0003", "新", day=d), AlreadyMergedError),
    "name": (lambda b, d: rename(b, "t-0001", " 话题b", day=d), NameTakenError),
    "no name": (lambda b, d: rename(b, "t-0001", "  ", day=d), TopicStateError),
    "not hidden": (lambda b, d: unhide(b, "t-0001", day=d), TopicStateError),
    "no code": (lambda b, d: promote(b, "t-0001", "no.such", day=d), TopicCodeError),
    "old code": (lambda b, d: promote(b, "t-0001", CODE, proposed=True, day=d), TopicCodeError),
    "bad code": (lambda b, d: promote(b, "t-0001", "充电", proposed=True, day=d), TopicCodeError),
}


@pytest.mark.parametrize("case", WRONG)
def test_wrong_steps_are_refused_with_a_hint(case: str) -> None:
    book, _ = merge(_abc(), ["t-0003"], "t-0002", day=day(0))
    step, error = WRONG[case]
    with pytest.raises(error) as caught:
        step(book, day(1))
    assert caught.value.hint


@pytest.mark.parametrize(
    ("groups", "part"),
    [
        ({"缺货": B, "排队": C[1:]}, "遗漏 1 条"),
        ({"缺货": B, "排队": [*C, B[0]]}, "重复 1 条"),
        ({"缺货": B, "排队": [*C, "z9"]}, "不属于该话题 1 条"),
        ({"缺货": [*B, *C]}, "两个"),
        ({"缺货": [*B, *C], "排队": []}, "两个"),
        ({"缺货": B, "缺 货": C}, "重复"),
    ],
)
def test_splits_that_do_not_add_up_are_refused(groups: dict[str, list[str]], part: str) -> None:
    with pytest.raises(SplitError, match=part):
        split(_mixed(), "t-0001", groups, members=_members(), day=day(0))
