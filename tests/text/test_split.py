"""Sentences and clauses cover the text and never cut what belongs together."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.redaction import load_redaction
from voc.text.split import LONG_CLAUSE, clauses, sentences
from voc.types import Span


def parts(text: str, spans: tuple[Span, ...]) -> list[str]:
    return [text[start:end] for start, end in spans]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "车不错！！！真的？”他说。[doge]还行……算了；",
            ["车不错！！！", "真的？”", "他说。[doge]", "还行……", "算了；"],
        ),
        ("跌到1.8万。v2.0.1更卡了.真的", ["跌到1.8万。", "v2.0.1更卡了.真的"]),
        ("好～～下次再来～", ["好～～下次再来～"]),
        ("客户来电 配件未到 要求尽快", ["客户来电 配件未到 要求尽快"]),
        ("电话。[手机号]打不通！[姓名]女士说的", ["电话。", "[手机号]打不通！", "[姓名]女士说的"]),
        ("气死了！！😡😡还没修好", ["气死了！！😡😡", "还没修好"]),
        ("第一行\n第二行", ["第一行", "第二行"]),
        ("（他说：行。）然后呢", ["（他说：行。）", "然后呢"]),
        ("等了...又等", ["等了...", "又等"]),
        ("为什么？ ！！ 说话", ["为什么？ ！！", "说话"]),
        ("。。。好的", ["。。。好的"]),
        ("！！！", ["！！！"]),
        ("", []),
        ("   ", []),
    ],
)
def test_sentences(text: str, expected: list[str]) -> None:
    assert parts(text, sentences(text)) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("等了半个月，配件没到,也没人说：真烦", ["等了半个月，", "配件没到,", "也没人说：", "真烦"]),
        ("价格1,299元,10:30到店", ["价格1,299元,", "10:30到店"]),
        ("送脚垫、雨伞、贴膜", ["送脚垫、雨伞、贴膜"]),
        ("刹车一直异响、空调也不制冷", ["刹车一直异响、", "空调也不制冷"]),
        ("客户来电 配件未到 已等15天 要求尽快处理", ["客户来电", "配件未到", "已等15天", "要求尽快处理"]),
        ("小米 SU7 Max 和 Model Y 2023款都看了", ["小米 SU7 Max 和 Model Y 2023款都看了"]),
        ("修好了——又坏了", ["修好了——", "又坏了"]),
        ("续航5～6天", ["续航5～6天"]),
        ("车整体还可以但是刹车真的让人害怕不过客服还行", ["车整体还可以", "但是刹车真的让人害怕", "不过客服还行"]),
        ("我也说不过你们的检测结果", ["我也说不过你们的检测结果"]),
        ("也可以但是贵", ["也可以但是贵"]),
        ("联系[手机号]，车牌[车牌号]", ["联系[手机号]，", "车牌[车牌号]"]),
    ],
)
def test_clauses(text: str, expected: list[str]) -> None:
    assert parts(text, clauses(text)) == expected


def test_a_long_clause_is_cut_where_it_can_be() -> None:
    text = (
        "我去年十二月在店里订的车当时说好春节前能提到现在都五月了 SU7 的排产还是遥遥无期客服也说不出任何一个具体的时间"
    )
    assert all(end - start <= LONG_CLAUSE for start, end in clauses(text))
    solid = "车" * 80
    assert parts(solid, clauses(solid)) == [solid]


MASKS = [*load_redaction().masks.values(), "[链接]"]
ALPHABET = "车好坏等修店客户但是不过就结果然后而且，,、：:。！？!?；;….~～—-“”（）()[]\n  aB1290.\u3000😡"
noisy = st.lists(st.one_of(st.sampled_from(MASKS), st.text(alphabet=ALPHABET, max_size=8)), max_size=12).map("".join)


@settings(max_examples=400, deadline=None)
@given(st.one_of(noisy, st.text()))
def test_both_cover_every_character_and_nest(text: str) -> None:
    whole = sentences(text)
    finer = clauses(text)
    for spans in (whole, finer):
        covered = [False] * len(text)
        previous = 0
        for start, end in spans:
            assert previous <= start < end
            assert text[start:end] == text[start:end].strip()
            previous = end
            covered[start:end] = [True] * (end - start)
        assert all(seen or char.isspace() for seen, char in zip(covered, text, strict=True))
    for start, end in finer:
        assert any(a <= start and end <= b for a, b in whole)


@settings(max_examples=300, deadline=None)
@given(noisy)
def test_masks_are_never_cut(text: str) -> None:
    for mask in MASKS:
        place = text.find(mask)
        while place >= 0:
            for spans in (sentences(text), clauses(text)):
                assert any(start <= place and place + len(mask) <= end for start, end in spans)
            place = text.find(mask, place + 1)
