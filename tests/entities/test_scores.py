"""Stated scores of 0 to 10."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.entities import extract
from voc.entities.scores import find_score
from voc.entities.trie import lowered

SCORES = [
    ("这次打了6分", 6),
    ("推荐意愿7", 7),
    ("推荐意愿只能给2分(满分10)", 2),
    ("NPS 9", 9),
    ("NPS=10", 10),
    ("nps：0", 0),
    ("NPS给1分 原话再也不买", 1),
    ("NPS回访 打9 理由：准时", 9),
    ("NPS回访：3分。车主称没人看过", 3),
    ("NPS外呼 2分 理由没人问", 2),
    ("回访 客户不介意 打10", 10),
    ("综合给8分吧", 8),
    ("综合给7.5分", 7.5),
    ("记十分可以吗？我说2分", 2),
    ("您给打十分行吗，我说三分", 3),
    ("客户打8分", 8),
    ("就值1分", 1),
    ("只给了两分", 2),
    ("推荐度零分", 0),
    ("满意度9分", 9),
    ("推荐分 6", 6),
    ("推荐指数：八分", 8),
    ("评了5分", 5),
    ("打10分，非常好", 10),
    ("这种态度我给十分", 10),
    ("五分制打了1，NPS打了2", 2),
    ("NPS由4改8", 8),
    ("修得好，愿意给10分。", 10),
    ("愿不愿推荐？1分。", 1),
    ("满分10分，我打4分", 4),
    ("上次给9分，这次给3分", 3),
    ("NPS打分 7", 7),
]

NONE = [
    "十分满意",
    "十分感谢师傅",
    "给我十分难看的脸色",
    "100分好评",
    "五分制给四分",
    "满分五分给四分",
    "给了3星",
    "给个五星",
    "给不到5分",
    "低于6分要写检讨",
    "求打十分",
    "不打10分就追着打电话",
    "要求打10分",
    "记十分可以吗",
    "等了5分钟",
    "给了8分钟",
    "打了9次电话",
    "打12315",
    "一分钱没退",
    "九分裤",
    "三分之一",
    "过了十分钟",
    "NPS值30",
    "NPS 2024年目标",
    "推荐3个店",
    "求推荐:七座的车",
    "打9折",
    "给4S店打电话",
    "8分饱",
    "1分不差",
    "满分",
    "给两个师傅点赞",
]


@pytest.mark.parametrize(("text", "value"), SCORES)
def test_a_score_is_read(text: str, value: float) -> None:
    score = find_score(lowered(text))
    assert score.value == value
    assert score.span is not None


@pytest.mark.parametrize("text", NONE)
def test_other_figures_are_no_scores(text: str) -> None:
    assert find_score(lowered(text)).value is None


@given(st.integers(0, 10))
def test_every_score_of_the_scale_is_read(value: int) -> None:
    assert find_score(f"nps回访：{value}分").value == value


@given(st.integers(11, 999))
def test_no_score_lies_outside_the_scale(value: int) -> None:
    assert find_score(f"nps回访：{value}分").value is None


def test_the_column_counts_where_the_text_says_none() -> None:
    assert extract("车没修好", nps=4).entities.nps == 4
    assert extract("NPS 2，车没修好", nps=4).entities.nps == 2
