"""Both engines cut alike, keep masks whole, and know the words of the trade."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.texts import load_clauses, load_texts
from voc.text.clean import clean
from voc.text.keywords import keywords
from voc.text.segment import load_segmenter
from voc.text.split import sentences

ENGINES = ("jieba", "rjieba")


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("备件断供两个月", "备件"),
        ("备件断供两个月", "断供"),
        ("零重力座椅不动了", "零重力座椅"),
        ("店中店修不了", "店中店"),
        ("交付专员催尾款", "交付专员"),
        ("换电站排队", "换电站"),
        ("高阶智驾一脚急刹", "急刹"),
        ("幽灵刹车吓死人", "幽灵刹车"),
        ("问界M9的空悬", "问界"),
    ],
)
def test_trade_words_stay_whole(engine: str, text: str, word: str) -> None:
    assert word in load_segmenter(engine).cut(text)


@pytest.mark.parametrize("engine", ENGINES)
def test_masks_stay_whole(engine: str) -> None:
    assert "[手机号]" in load_segmenter(engine).cut("客户[姓名]女士[手机号]来电")


@pytest.mark.parametrize("engine", ENGINES)
@given(text=st.text(alphabet=st.characters(blacklist_categories=("Cs",)), max_size=60))
def test_words_concatenate_to_the_text(engine: str, text: str) -> None:
    assert "".join(load_segmenter(engine).cut(text)) == text


def test_engines_cut_alike_on_real_language() -> None:
    texts = [clean(text.text).text for text in load_texts("train")[:600]]
    texts += [clean(clause.text).text for clause in load_clauses()[:3000]]
    slow, fast = load_segmenter("jieba"), load_segmenter("rjieba")
    same = total = 0
    for text in texts:
        for span in sentences(text):
            part = text[span.start : span.end]
            first, second = _cuts(slow.cut(part)), _cuts(fast.cut(part))
            same += len(first & second)
            total += len(first | second)
    assert total > 20_000
    assert same / total >= 0.995


def _cuts(words: list[str]) -> set[tuple[int, int]]:
    found, start = set(), 0
    for word in words:
        found.add((start, start + len(word)))
        start += len(word)
    return found


def test_punctuation_is_never_glued_away() -> None:
    assert "太高兴" not in load_segmenter().cut("价格太高，兴致全无")


def test_keywords_are_content_words() -> None:
    found = keywords("客户说前保险杠一直没货，等了半个月，保险杠到底什么时候到？")
    assert "前保险杠" in found
    assert not {"一直", "什么", "半个月的", "，"} & set(found)


def test_keywords_of_nothing() -> None:
    assert keywords("") == ()
    assert keywords("的了吗 123 [手机号]") == ()
