"""Columns are matched by what people call them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.columns import fold_name, fold_name_without_brackets, load_columns
from corpora.encodings import load_everyday_characters
from voc.errors import ColumnError
from voc.io.columns import match_columns
from voc.io.options import ReadOptions
from voc.types import Channel


def roles(*names, sample=(), **options):
    match = match_columns(names, options=ReadOptions(**options), file="表.csv", sample=sample)
    return {role: names[index] for role, index in match.roles.items()}


def warnings(*names, sample=(), **options):
    return match_columns(names, options=ReadOptions(**options), file="表.csv", sample=sample).warnings


def test_names_of_the_trade():
    names = (
        "工单编号",
        "反馈时间",
        "来源渠道",
        "品牌",
        "车系",
        "城市",
        "手机号码",
        "客户编号",
        "NPS评分",
        "门店名称",
        "标题",
        "反馈内容",
    )
    assert roles(*names) == {
        "id": "工单编号",
        "time": "反馈时间",
        "channel": "来源渠道",
        "brand": "品牌",
        "model": "车系",
        "city": "城市",
        "phone": "手机号码",
        "customer": "客户编号",
        "nps": "NPS评分",
        "source": "门店名称",
        "title": "标题",
        "text": "反馈内容",
    }


@pytest.mark.parametrize(
    "name",
    [
        "Review_Text",
        " review text ",
        "ＲＥＶＩＥＷ　ＴＥＸＴ",
        "review-text",
        "评论内容",
        "评论内容（必填）",
        "【评论内容】",
        "評論內容",
        "内容*",
        "﻿内容",
    ],
)
def test_spelling_does_not_matter(name):
    assert roles("编号", name)["text"] == name


def test_priority_decides_between_text_columns_and_is_told():
    assert roles("备注", "投诉内容")["text"] == "投诉内容"
    (warning,) = warnings("备注", "投诉内容")
    assert "「投诉内容」" in warning
    assert "「备注」" in warning
    assert "--text-column" in warning
    assert warnings("备注", "投诉内容", text_column="备注") == ()
    assert roles("备注", "投诉内容", text_column="备注")["text"] == "备注"


def test_part_of_a_name_is_enough_unless_it_speaks_of_something_else():
    names = ("评论时间", "评论人", "评论数", "用户最终评论内容汇总", "reviewer name", "review_score2")
    assert roles(*names)["text"] == "用户最终评论内容汇总"
    with pytest.raises(ColumnError):
        roles("评论人", "评论点赞数", "反馈渠道类型", "contentid2url")


def test_only_running_text_column_is_taken_with_a_warning():
    sample = [["客户反映交车延期一个多月没有说法", "不明", "x9"], ["售后电话一直打不通也没有人回访", "信用卡", "y"]]
    assert roles("dataset", "class1", "class2", sample=sample)["text"] == "dataset"
    (warning,) = warnings("dataset", "class1", "class2", sample=sample)
    assert "「dataset」" in warning


def test_two_columns_of_running_text_are_ambiguous():
    sample = [["客户反映交车延期一个多月没有说法", "售后电话一直打不通也没有人回访", "1"]]
    with pytest.raises(ColumnError, match=r"表\.csv：找不到文本列，现有的列是「a」、「b」、「label」.*--text-column"):
        roles("a", "b", "label", sample=sample)


def test_title_alone_is_the_text():
    assert roles("id", "标题") == {"id": "id", "text": "标题"}


def test_missing_named_column_suggests_the_closest():
    with pytest.raises(ColumnError) as caught:
        roles("编号", "投诉内容", "时间", text_column="投诉内溶")
    message = str(caught.value)
    assert "表.csv" in message
    assert "「投诉内溶」" in message
    assert "是否想用「投诉内容」" in message
    assert "--text-column" in message
    with pytest.raises(ColumnError, match=r"「单号」.*--id-column"):
        roles("编号", "投诉内容", id_column="单号")


def test_named_columns_override_their_roles():
    found = roles("id", "text", "品牌", text_column="品牌", id_column="Text")
    assert found == {"text": "品牌", "id": "text"}


def test_message_lists_no_more_than_twenty_columns():
    names = tuple(f"c{i}" for i in range(100))
    with pytest.raises(ColumnError, match=r"等 100 列") as caught:
        roles(*names)
    assert "c19" in str(caught.value)
    assert "c20" not in str(caught.value)


def test_rating_is_read_as_nps_with_a_warning_and_nps_wins():
    assert "0–10" in warnings("文本", "评分")[0]
    assert roles("文本", "评分", "NPS")["nps"] == "NPS"
    assert warnings("文本", "评分", "NPS") == ()


def test_repeated_names_are_told():
    assert "「文本」" in warnings("文本", "文本", "城市")[-1]


def test_aliases_are_unambiguous_data():
    lexicon = load_columns()
    assert lexicon is load_columns()
    owners: dict[str, str] = {}
    for role, names in lexicon.roles.items():
        assert names.names
        for name in names.names:
            assert fold_name(name) == name
            assert owners.setdefault(name, role) == role, name
    assert set(lexicon.channels) == {channel.value for channel in Channel}
    words = [word for names in lexicon.channels.values() for word in names.names]
    assert len(words) == len(set(words))


def test_everyday_characters_are_single_han():
    everyday = load_everyday_characters()
    assert 1500 < len(everyday.han) < 2000
    assert all("\u4e00" <= char <= "\u9fff" for char in everyday.han)
    assert {"的", "车", "車", "這"} <= everyday.han
    assert not everyday.han & everyday.punctuation


@given(st.text("评论内容时间ABCabc_- （）()【】：:*。　\ufeff\u200bＡｂ１2", max_size=20))
def test_folding_is_idempotent(name):
    once = fold_name(name)
    assert fold_name(once) == once == fold_name(f" {name.upper()}_")
    assert set(fold_name_without_brackets(name)) <= set(once)


@given(st.lists(st.text(max_size=12), min_size=1, max_size=12))
def test_a_column_never_plays_two_roles(names):
    try:
        found = match_columns(names, options=ReadOptions(), file="x").roles
    except ColumnError:
        return
    assert len(set(found.values())) == len(found)
    assert "text" in found
