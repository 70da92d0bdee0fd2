"""What a record knows besides its text: ids, channel, customer, scores, title."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.io.channels import channel_of_file, channel_of_value
from voc.io.identity import hash_key, mobile_number
from voc.io.options import DEFAULT_SALT, ReadOptions
from voc.io.read import read_feedback
from voc.types import Channel, Feedback


@pytest.fixture
def read(tmp_path):
    def _read(content, name="a.csv", **options):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
        return list(read_feedback([path], options=ReadOptions(**options)))

    return _read


def test_row_numbers_serve_as_ids(read):
    assert [r.id for r in read("id,text\nA,好\n,不好\nC,行\n")] == ["A", "2", "C"]


def test_ids_of_several_files_are_unique(tmp_path):
    paths = [tmp_path / "a" / "反馈.csv", tmp_path / "b" / "反馈.csv", tmp_path / "回访.jsonl", tmp_path / "c.csv"]
    for path in paths:
        path.parent.mkdir(exist_ok=True)
    paths[0].write_text("text\n一号\n二号\n", encoding="utf-8")
    paths[1].write_text('text\n三号\n""\n', encoding="utf-8")
    paths[2].write_text('{"text": "四号"}\n', encoding="utf-8")
    paths[3].write_text("id,text\nX9,五号\n", encoding="utf-8")
    records = list(read_feedback(paths))
    good = [record for record in records if isinstance(record, Feedback)]
    assert [r.id for r in good] == ["反馈:1", "反馈:2", "反馈~2:1", "回访:1", "X9"]
    assert [r.row for r in records] == [1, 2, 1, 2, 1, 1]
    assert [r.text for r in good] == ["一号", "二号", "三号", "四号", "五号"]
    assert records[3].file == "反馈.csv"


def test_layouts_are_told_before_their_records(tmp_path):
    (tmp_path / "a.csv").write_text("评论,备注\n好,x\n", encoding="utf-8")
    (tmp_path / "b.jsonl").write_text('{"text": "好"}\n', encoding="utf-8")
    told = []
    records = read_feedback(
        [tmp_path / "a.csv", tmp_path / "b.jsonl"], on_open=lambda name, layout: told.append((name, layout))
    )
    assert told == []
    next(records)
    assert [name for name, _ in told] == ["a.csv"]
    assert "「备注」" in told[0][1].warnings[0]
    assert len(list(records)) == 1
    assert [(name, layout.format) for name, layout in told] == [("a.csv", "csv"), ("b.jsonl", "jsonl")]


@pytest.mark.parametrize(
    ("value", "channel"),
    [
        ("微博", Channel.SOCIAL),
        ("新浪微博", Channel.SOCIAL),
        ("小红书评论", Channel.SOCIAL),
        ("汽车之家口碑", Channel.REVIEW),
        ("应用商店", Channel.REVIEW),
        ("App Store", Channel.REVIEW),
        ("400 热线", Channel.CALL_NOTE),
        ("售后回访", Channel.CALL_NOTE),
        ("call_note", Channel.CALL_NOTE),
        ("Social", Channel.SOCIAL),
        ("門市", None),
        ("其他", None),
        ("", None),
    ],
)
def test_channel_of_a_value(value, channel):
    assert channel_of_value(value) is channel


@pytest.mark.parametrize(
    ("stem", "channel"),
    [
        ("call_notes_11", Channel.CALL_NOTE),
        ("11月热线记录", Channel.CALL_NOTE),
        ("回访", Channel.CALL_NOTE),
        ("Reviews-2026", Channel.REVIEW),
        ("用户评论", Channel.REVIEW),
        ("weibo_nev", Channel.SOCIAL),
        ("微博", Channel.SOCIAL),
        ("recall_2026", None),
        ("notebook", None),
        ("反馈", None),
        ("previews", None),
    ],
)
def test_channel_of_a_file_name(stem, channel):
    assert channel_of_file(stem) is channel


def test_channel_precedence(read):
    rows = "text,渠道\n好的,微博\n好的,不知道\n"
    assert [r.channel for r in read(rows, "热线.csv")] == [Channel.SOCIAL, Channel.CALL_NOTE]
    assert [r.channel for r in read(rows, "热线.csv", channel=Channel.REVIEW)] == [Channel.REVIEW] * 2
    assert [r.channel for r in read(rows)] == [Channel.SOCIAL, None]
    assert [r.channel for r in read("text,来源\n好的,小红书\n")] == [Channel.SOCIAL]


@pytest.mark.parametrize(
    "value",
    [
        "13812345678",
        "+8613812345678",
        "+86 138-1234-5678",
        "86 138 1234 5678",
        "008613812345678",
        "１３８１２３４５６７８",
        " 13812345678.0",
    ],
)
def test_valid_mobiles(value):
    assert mobile_number(value) == "13812345678"


@pytest.mark.parametrize(
    "value",
    [
        "",
        "1381234567",
        "138123456789",
        "12812345678",
        "138****5678",
        "010-62345678",
        "1.38E+10",
        "13812345678/13912345678",
        "无",
    ],
)
def test_wrong_mobiles(value):
    assert mobile_number(value) is None


def test_phone_and_customer_keys(read):
    records = read(
        "text,手机号,客户编号\n好,13812345678,C1\n好,+86 138 1234 5678,C2\n好,12345,C1\n"
        "好,,\n好,13812345678,\n好,13912345678,c1 \n"
    )
    assert [r.phone_ok for r in records] == [True, True, False, False, True, True]
    keys = [r.customer_key for r in records]
    phones = [r.phone_key for r in records]
    assert keys[0] == keys[2] == keys[5] != keys[1]
    # One phone under two customer ids is visible (R17); without an id the phone is the customer.
    assert phones[0] == phones[1] == phones[4] == keys[4]
    assert phones[3] is keys[3] is None
    # a wrong number has a key of its own, so that wrong and missing numbers can be counted apart
    assert phones[2] not in (None, phones[0], phones[5])
    assert all(re.fullmatch("[0-9a-f]{32}", key) for key in keys if key)


def test_raw_values_are_not_kept(read):
    (record,) = read("text,手机号,客户编号,门店\n好,13812345678,VIP0077,成都店 张经理 13912345678\n")
    kept = repr(record) + record.text
    assert "13812345678" not in kept
    assert "VIP0077" not in kept
    assert "13912345678" not in kept
    assert record.source == "成都店 张经理 [手机号]"


def test_no_phone_column_is_unknown(read):
    (record,) = read("text\n好\n")
    assert (record.phone_ok, record.phone_key, record.customer_key) == (None, None, None)


def test_salt_changes_the_keys():
    assert hash_key("C1", salt=DEFAULT_SALT) != hash_key("C1", salt=b"other")
    assert hash_key(" c1", salt=b"x") == hash_key("C1 ", salt=b"x")
    assert hash_key("C1", salt=b"x" * 100)


def test_title_joins_the_text(read):
    records = read(
        "标题,正文\n刹车异响,开了三天就响\n刹车异响！,开了三天就响\n刹车异响,刹车异响三天了\n刹车异响,\n,开了三天就响\n,\nx,y\n"
    )
    assert [getattr(r, "text", r) for r in records][:5] == [
        "刹车异响。开了三天就响",
        "刹车异响！开了三天就响",
        "刹车异响三天了",
        "刹车异响",
        "开了三天就响",
    ]
    assert records[5].code == "empty_text"


@pytest.mark.parametrize(
    ("cell", "score"),
    [
        ("9", 9.0),
        ("9分", 9.0),
        ("９", 9.0),
        ("0", 0.0),
        ("10", 10.0),
        ("8.5", 8.5),
        ("11", None),
        ("-1", None),
        ("很好", None),
        ("", None),
    ],
)
def test_nps(read, cell, score):
    assert read(f"text,nps\n好,{cell}\n")[0].nps == score


def test_unreadable_time_is_none_and_no_reject(read):
    assert [r.created_at for r in read("text,时间\n好,2026-02-30\n好,昨天\n")] == [None, None]


def test_null_words_are_empty(read):
    (record,) = read("text,品牌,城市\n好,NULL,nan\n")
    assert (record.brand, record.city) == (None, None)


def test_repr_hides_the_text(read):
    assert "刹车" not in repr(read("text\n刹车异响\n")[0])


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.lists(st.sampled_from([" ", "-", "　"]), max_size=4))
def test_fillers_do_not_change_a_mobile(number, fillers):
    spaced = number
    for index, filler in enumerate(fillers, start=2):
        spaced = spaced[: index * 2] + filler + spaced[index * 2 :]
    assert mobile_number(spaced) == number
