"""No text that a model is measured on stands among the texts it learned from, and the search would find it."""

from __future__ import annotations

from itertools import combinations

import pytest

from corpora.authoring import shingles
from corpora.texts import load_clauses, load_texts
from service.evaluation.job import find_leakage
from voc.evaluation.leakage import KnownText, near_duplicates

LONG = "提车第三天右前大灯进雾，店里说总仓没货，让我等通知，二十多天了连个准信都没有"


def held(split: str) -> list[KnownText]:
    return [KnownText(text.id, text.text) for text in load_texts(split)]


@pytest.mark.parametrize("split", ["dev", "test"])
def test_no_held_out_text_stands_among_the_training_texts(split: str) -> None:
    found = find_leakage(load_texts(split))
    assert found.searched > 20_000
    assert [pair.to_dict() for pair in found.found] == []


def test_dev_and_test_share_no_text() -> None:
    assert near_duplicates(held("test"), held("dev")) == []


def test_no_clause_or_quote_is_the_copy_of_a_whole_held_out_text() -> None:
    quotes = [KnownText(text.id, aspect.quote) for text in load_texts("train") for aspect in text.aspects]
    clauses = [KnownText(clause.file, clause.text) for clause in load_clauses()]
    assert near_duplicates(held("dev") + held("test"), quotes + clauses) == []


@pytest.mark.parametrize(
    "copy",
    [
        LONG,
        LONG.replace("，", " "),
        LONG.replace("右前", "左前").replace("二十多天", "一个月"),
        f"转发：{LONG}！大家怎么看",
        LONG[:30],
    ],
)
def test_copies_are_found(copy: str) -> None:
    other = KnownText("t2", "充电桩八根坏了六根，排队排到高速口")
    (found,) = near_duplicates([KnownText("x", copy), other], [KnownText("t", "别的车主都说好"), KnownText("t", LONG)])
    assert (found.id, found.train_id) == ("x", "t")
    assert found.containment >= 0.6
    assert found.jaccard <= found.containment


def test_stock_phrases_are_no_copies() -> None:
    phrases = [KnownText("c", "让我等通知"), KnownText("c", "右前大灯进雾"), KnownText("c", "总仓没货")]
    assert near_duplicates([KnownText("x", LONG)], phrases) == []


def test_a_short_text_is_a_copy_when_it_is_the_whole_of_it() -> None:
    (found,) = near_duplicates([KnownText("x", "刹车失灵了！")], [KnownText("c", "刹车失灵了")])
    assert found.containment == 1.0


def test_the_index_finds_what_comparing_all_pairs_finds() -> None:
    texts = [KnownText(text.id, text.text) for text in load_texts("dev")[:60]]
    texts += [KnownText(f"{text.id}x", text.text[: len(text.text) // 2 + 8]) for text in texts[::7]]
    expected = set()
    for first, second in combinations(texts, 2):
        one, other = shingles(first.text), shingles(second.text)
        if min(len(one), len(other)) >= 12 and len(one & other) >= 0.6 * min(len(one), len(other)):
            expected.add((second.id, first.id))
    found = {
        (pair.id, pair.train_id)
        for row, text in enumerate(texts)
        for pair in near_duplicates([text], [other for other in texts[:row] if len(shingles(other.text)) >= 12])
        if len(shingles(text.text)) >= 12
    }
    assert found
    assert {pair[0] for pair in found} == {pair[0] for pair in expected}
