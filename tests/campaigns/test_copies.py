"""Which texts are copies: all the ways copies are edited, and none of the ways different people speak."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import corpora
from tests.campaigns.factory import TEXTS, entry, grouped, index_of, together, typos
from voc.campaigns.fold import fold
from voc.campaigns.groups import CopyKind

BASE = TEXTS[1]
PAIR = {frozenset({"0", "1"})}


@pytest.mark.parametrize(
    "copy",
    [
        BASE.replace("，", "！！") + "😡😡",
        "#避雷# " + BASE + " @车主之家 https://t.cn/A6abc",
        BASE + " 点赞 1.2万 转发(33) 评论：5",
        " ".join(BASE),
        "等一個左前大燈等了整整一個月，門店每次都說在路上，客服也沒有準信",
    ],
    ids=["typography", "marks", "counters", "spaces", "traditional"],
)
def test_typography_marks_and_script_make_no_other_text(copy: str) -> None:
    groups = grouped([BASE, copy, *TEXTS[2:]]).groups
    assert [group.size for group in groups] == [2]
    assert groups[0].distinct_texts == 1


@pytest.mark.parametrize(
    "copy",
    [
        typos(BASE, 2),
        "大家避雷啊，" + BASE + "，真的服了",
        BASE[: len(BASE) * 2 // 3],
        BASE[len(BASE) // 3 :],
        "门店每次都说在路上，等一个左前大灯等了整整一个月，客服也没有准信",
        BASE.replace("一个月", "两个月"),
    ],
    ids=["typos", "insertions", "end cut", "beginning cut", "reordered", "number"],
)
def test_edited_copies_are_found(copy: str) -> None:
    assert together([BASE, copy, *TEXTS[2:]]) == PAIR
    members = grouped([BASE, copy]).groups[0].members
    assert {member.kind for member in members} == {CopyKind.IDENTICAL, CopyKind.NEAR}


def test_template_copies_over_brands_are_marked() -> None:
    template = "买{}被坑惨了，提车就掉漆，售后互相推诿，大家千万别买"
    groups = grouped([template.format(car) for car in ("小米SU7", "蔚来ET5", "理想L6")]).groups
    assert len(groups) == 1
    assert sorted(member.kind for member in groups[0].members) == ["identical", "template", "template"]


def test_another_model_of_the_same_brand_is_a_template_copy_too() -> None:
    template = "买小米{}被坑惨了，提车就掉漆，售后互相推诿，大家千万别买"
    (group,) = grouped([template.format("SU7"), template.format("YU7")]).groups
    assert group.count(CopyKind.TEMPLATE) == 1


def test_what_many_people_ask_is_no_template() -> None:
    assert not grouped(["北京哪里有小米保养店", "上海哪里有蔚来保养店"]).groups


def test_short_texts_are_copies_only_when_identical() -> None:
    assert together(["不错，点赞", "不错点赞！", "不错，赞一个"]) == PAIR
    assert grouped(["不错，点赞", "不错点赞！"]).groups[0].short


@pytest.mark.parametrize("code", ["quality.brake", "parts.shortage", "repair.queue"])
def test_different_complaints_about_one_thing_are_not_grouped(code: str) -> None:
    lines = (Path(corpora.__file__).parent / "clauses" / f"{code}.tsv").read_text(encoding="utf-8").splitlines()
    clauses = [line.split("\t")[1] for line in lines][:200]
    assert len(clauses) == 200
    assert not grouped(clauses).groups


def test_chains_of_small_changes_do_not_grow() -> None:
    dice = random.Random(1)
    alphabet = "车机黑屏导航卡死等配件一个月门店客服推诿续航腰斩充电排队尾款定金喷漆色差异响换挡顿挫"
    text, chain = BASE, [BASE]
    for place in range(0, len(BASE) - 1, 2):
        text = text[:place] + dice.choice(alphabet) + dice.choice(alphabet) + text[place + 2 :]
        chain.append(text)
    found = grouped(chain).groups
    assert len(found) > 1
    assert all(
        member.similarity >= 0.4 for group in found for member in group.members if member.kind is not CopyKind.IDENTICAL
    )
    first, last = ({m.post.id for m in g.members} for g in found[:2])
    assert not first & last


@settings(max_examples=40, deadline=None)
@given(st.text(min_size=1, max_size=60))
def test_a_text_is_always_a_copy_of_itself(text: str) -> None:
    assert together([text, text]) == PAIR


@settings(max_examples=40, deadline=None)
@given(st.text(max_size=60))
def test_folding_is_total_and_keeps_something(text: str) -> None:
    folded = fold(text)
    assert bool(folded.key) == bool(text)


@settings(max_examples=25, deadline=None)
@given(st.permutations(range(12)), st.integers(1, 11))
def test_groups_depend_neither_on_order_nor_on_days(order: list[int], cut: int) -> None:
    texts = [*TEXTS, *(typos(text, 2, seed) for seed, text in enumerate(TEXTS))]
    entries = [entry(str(n), text) for n, text in enumerate(texts)]
    whole = index_of(entries).group()
    parts = index_of(entries[n] for n in order[:cut])
    parts.group()
    parts.add(entries[n] for n in order[cut:])

    def seen(groups: object) -> object:
        return [
            (g.id, g.representative, [(m.post, m.kind, m.similarity) for m in g.members])
            for g in groups.groups  # type: ignore[attr-defined]
        ]

    assert seen(parts.group()) == seen(whole)
    assert len(whole.groups) == len(TEXTS)
