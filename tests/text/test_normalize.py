"""One spelling, idempotent, with every span traced to the original."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.text.aligned import Alignment, Piece, substitute
from voc.text.normalize import normalize

HARD = (
    "１３８ＡＢＣ㎞①，！？：；（）“”‘’、～…—《》【】「」這輛車後來壞了乾淨著名瞭解瞭望薴苧麼哈啊"
    "aA0*.!-_@#/:[]()\u3000\u00a0\u200b\u200d\ufeff\xad\n\t\r\x00 "
    "👨👩👧❤\ufe0f🏻🇨🇳😡⭐1️⃣❶❸٣ｶﾞe\u0301\u0332\u20e3\ud800\u2028\u115fㄱᄀ"
)
PIECES = [
    "http://",
    "https://t.cn/A6",
    "www.",
    "t.cn/ab ",
    "[doge]",
    "[链接]",
    "@小明",
    "#话题#",
    "哈哈哈哈哈",
    "！！！！",
    "100000",
    "後來",
]
texts = st.one_of(
    st.text(),
    st.text(alphabet=HARD, max_size=60),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(alphabet=HARD, max_size=4)), max_size=12).map("".join),
)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("１３８公里／ＡＢＣ", "138公里/ABC"),
        ("跑了８㎞，花①百", "跑了8km，花1百"),
        ("“真的”？（假的）……～《书》【链接】—", "“真的”？（假的）……～《书》【链接】—"),
        ("這輛車後來壞了，維修檔期排到下個月", "这辆车后来坏了，维修档期排到下个月"),
        ("著名品牌，乾淨，乾坤", "著名品牌，干净，乾坤"),
        ("  前\u3000后\n\n左\t右\u00a0 ", "前 后 左 右"),
        ("零\u200b宽\ufeff字\u00ad符\x00", "零宽字符"),
        ("哈哈哈哈哈哈！！！！！！aaaaaa......", "哈哈哈！！！aaa..."),
        ("100000公里，一千一百一十一一一一", "100000公里，一千一百一十一一一一"),
        ("138****8000和****", "138****8000和***"),
        ("LFV3A23C0JXXXX1234", "LFV3A23C0JXXXX1234"),
        ("1️⃣3️⃣8️⃣", "138"),
        ("❶❸❽和٣和\U0001d7cf", "138和3和1"),
        ("看http://t.cn/A6x?q=1,好", "看[链接],好"),
        ("见www.dongchedi.com/a/1。", "见[链接]。"),
        ("t.cn/RxY2 转发", "[链接] 转发"),
        ("v2.0/v2.1都一样，1/2也是", "v2.0/v2.1都一样，1/2也是"),
        ("坏\ud800字", "坏字"),
        ("👨‍👩‍👧一家❤️", "👨‍👩‍👧一家❤️"),
        ("裸车价&nbsp;282500\\n购置税<br/>&#49;&#51;&amp;&amp;lt;", "裸车价 282500 购置税 13&<"),
        ("C:\\new和A&B;", "C:\\new和A&B;"),
        ("", ""),
        (" \n\u3000", ""),
    ],
)
def test_spelling(raw: str, expected: str) -> None:
    assert normalize(raw).text == expected


def test_clean_text_comes_back_untouched() -> None:
    text = "小米SU7提车等了三个月，销售一直说快了。"
    result = normalize(text)
    assert result.text is text
    assert result.origin.layers == ()


def test_traditional_is_reported() -> None:
    assert normalize("這輛車").had_traditional
    assert not normalize("这辆车").had_traditional


def test_marks_name_the_original() -> None:
    raw = "看https://t.cn/A6x 啊啊啊啊啊@蔚來 #小米汽車# 好[doge]😡"
    result = normalize(raw)
    assert [(mark.kind, mark.original) for mark in result.marks] == [
        ("url", "https://t.cn/A6x"),
        ("mention", "@蔚來"),
        ("topic", "#小米汽車#"),
        ("emoji", "[doge]"),
        ("emoji", "😡"),
    ]
    assert result.text[result.marks[0].start : result.marks[0].end] == "[链接]"


def test_an_address_is_no_mention() -> None:
    assert normalize("li@qq.com").marks == ()


def test_spans_lead_back_through_deletion_expansion_and_link() -> None:
    raw = "\u3000一\u200b二㎞後http://a.cn/b三"
    result = normalize(raw)
    assert result.text == "一二km后[链接]三"

    def origin(piece: str) -> str:
        start = result.text.index(piece)
        span = result.origin_span(start, start + len(piece))
        return raw[span.start : span.end]

    assert origin("一") == "一"
    assert origin("二") == "二"
    assert origin("一二") == "一\u200b二"
    assert origin("m") == "㎞"
    assert origin("后") == "後"
    assert origin("链接") == "http://a.cn/b"
    assert origin("三") == "三"
    whole = result.origin_span(0, len(result.text))
    assert raw[whole.start : whole.end] == raw[1:]


@settings(max_examples=400, deadline=None)
@given(texts)
def test_idempotent(raw: str) -> None:
    once = normalize(raw).text
    again = normalize(once)
    assert again.text == once
    assert again.origin.layers == ()


@settings(max_examples=200, deadline=None)
@given(texts)
def test_every_span_leads_into_the_original_in_order(raw: str) -> None:
    result = normalize(raw)
    previous = 0
    for index, char in enumerate(result.text):
        start, end = result.origin_span(index, index + 1)
        assert 0 <= start < end <= len(raw)
        assert start >= previous
        previous = start
        if raw[start:end].isascii() and end - start == 1 and char.isascii():
            assert raw[start] == char or raw[start].isspace()
    result.text.encode("utf-8")


@given(
    st.text(alphabet="ab", max_size=20),
    st.lists(st.tuples(st.integers(0, 20), st.integers(0, 4), st.text("xy", max_size=3)), max_size=5),
)
def test_substitute_keeps_what_it_does_not_replace(text: str, wishes: list[tuple[int, int, str]]) -> None:
    pieces: list[Piece] = []
    for start, length, new in sorted(wishes):
        end = min(len(text), start + length)
        if start < end and (not pieces or start >= pieces[-1].end):
            pieces.append(Piece(start, end, new))
    changed, edits = substitute(text, pieces, atomic=True)
    alignment = Alignment().then(edits)
    for index, char in enumerate(changed):
        start, end = alignment.origin_span(index, index + 1)
        if char in "ab":
            assert text[start:end] == char
        else:
            assert any((piece.start, piece.end) == (start, end) for piece in pieces)
