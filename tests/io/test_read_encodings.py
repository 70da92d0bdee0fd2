"""Encodings are found strictly, and a few broken lines cost only themselves."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from voc.errors import EncodingError
from voc.io.encoding import MARK, detect_encoding
from voc.io.plausible import score_text
from voc.io.read import read_feedback
from voc.types import Feedback, Rejected

SIMPLIFIED = "刹车有异响，4S店说没问题。"
TRADITIONAL = "煞車有異響，經銷商說沒有問題。"


def write(path, text, codec):
    path.write_bytes(text.encode(codec))
    return path


@pytest.mark.parametrize(
    ("codec", "label", "text"),
    [
        ("utf-8", "UTF-8", SIMPLIFIED),
        ("utf-8-sig", "UTF-8-BOM", SIMPLIFIED),
        ("gbk", "GB18030", SIMPLIFIED),
        ("gb18030", "GB18030", SIMPLIFIED + "𠮷😀"),
        ("gb18030", "GB18030", TRADITIONAL),
        ("big5", "Big5", TRADITIONAL),
        ("utf-16", "UTF-16", SIMPLIFIED),
        ("utf-16-le", "UTF-16-LE", SIMPLIFIED),
        ("utf-16-be", "UTF-16-BE", TRADITIONAL),
    ],
)
@pytest.mark.parametrize("suffix", [".csv", ".jsonl"])
def test_every_encoding_is_found(tmp_path, codec, label, text, suffix):
    body = f"id,文本\n7,{text}\n" if suffix == ".csv" else f'{{"id": "7", "文本": "{text}"}}\n'
    path = write(tmp_path / f"反馈{suffix}", body, codec)
    assert detect_encoding(path).label == label
    (record,) = read_feedback([path])
    assert record.text == text
    assert record.id == "7"


def test_utf16_be_with_mark(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(codecs.BOM_UTF16_BE + f"text\r\n{SIMPLIFIED}\r\n".encode("utf-16-be"))
    (record,) = read_feedback([path])
    assert record.text == SIMPLIFIED


@pytest.mark.parametrize(
    "text",
    [
        "刹车失灵",
        "联通",
        "配件没货",
        "等了半个月",
        "退车",
        "车漆有划痕",
        "客服不回复",
        "续航打折",
        "异响",
        "服务态度差",
    ],
)
def test_very_short_gbk_and_utf16_texts(tmp_path, text):
    for codec in ("gbk", "utf-16-le", "utf-16-be", "utf-8"):
        path = write(tmp_path / f"{codec}.txt", text, codec)
        (record,) = read_feedback([path])
        assert record.text == text, codec


@pytest.mark.parametrize("text", ["煞車失靈", "零件沒有貨", "等了半個月", "車漆有刮痕", "客服不回覆", "態度很差"])
def test_very_short_big5_texts(tmp_path, text):
    (record,) = read_feedback([write(tmp_path / "a.txt", text, "big5")])
    assert record.text == text


# 一 is 00 4E and 上 is 0A 4E in UTF-16-LE: neither may look like a NUL byte or a line end.
def test_utf16_without_mark_with_zero_and_newline_bytes_inside_characters(tmp_path):
    text = "一上一上开不上坡"
    for codec in ("utf-16-le", "utf-16-be"):
        (record,) = read_feedback([write(tmp_path / "a.txt", text + "\n", codec)])
        assert record.text == text


def test_first_bytes_ascii_and_the_rest_gbk(tmp_path):
    # The deciding bytes stand far behind the prefix that is looked at first.
    rows = "".join(f"{i},ok ok ok ok ok\n" for i in range(30_000))
    path = write(tmp_path / "big.csv", f"id,text\n{rows}30000,{SIMPLIFIED}\n", "gbk")
    *_, last = read_feedback([path])
    assert last.text == SIMPLIFIED


def test_broken_utf8_line_is_rejected_alone(tmp_path):
    path = tmp_path / "a.csv"
    good = [f"{i},{SIMPLIFIED}\n".encode() for i in range(10)]
    good[4] = "4,刹车".encode() + b"\xe5\xa4" + "失灵\n".encode()
    path.write_bytes("id,文本\n".encode() + b"".join(good))
    records = list(read_feedback([path]))
    assert [r.id for r in records if isinstance(r, Feedback)] == [str(i) for i in range(10) if i != 4]
    (rejected,) = [r for r in records if isinstance(r, Rejected)]
    assert (rejected.row, rejected.code, rejected.file) == (5, "broken_encoding", "a.csv")
    assert "无法解码" in rejected.reason
    assert "重新导出" in rejected.reason
    assert "刹车" not in rejected.reason


def test_one_percent_of_broken_lines_is_tolerated_and_more_is_not(tmp_path):
    def build(broken, total):
        lines = [f"{i},{SIMPLIFIED}\n".encode() for i in range(total)]
        for i in range(broken):
            lines[40 + 7 * i] = b"x,\xff\xfe\xff\n"
        path = tmp_path / f"{broken}.csv"
        path.write_bytes("id,文本\n".encode() + b"".join(lines))
        return path

    records = list(read_feedback([build(10, 1000)]))
    assert sum(isinstance(r, Rejected) for r in records) == 10
    assert len(records) == 1000
    with pytest.raises(EncodingError) as caught:
        list(read_feedback([build(11, 1000)]))
    message = str(caught.value)
    assert "11.csv" in message
    assert "第 42 行" in message
    assert "11 行" in message
    assert "另存为 UTF-8" in message


def test_broken_gbk_line_is_rejected_alone(tmp_path):
    path = tmp_path / "a.csv"
    lines = [f"{i},{SIMPLIFIED}\r\n".encode("gbk") for i in range(20)]
    lines[3] = b"3," + "刹车".encode("gbk") + b"\xff\r\n"
    path.write_bytes("id,文本\r\n".encode("gbk") + b"".join(lines))
    records = list(read_feedback([path]))
    assert [r.row for r in records if isinstance(r, Rejected)] == [4]
    assert all(r.text == SIMPLIFIED for r in records if isinstance(r, Feedback))


def test_broken_bytes_in_another_cell_reject_the_row_too(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("文本,品牌\n很好很满意,小米\n".encode() + "很好，下次还来,".encode() + b"\xe5\n")
    good, bad = read_feedback([path])
    assert good.brand == "小米"
    assert bad.code == "broken_encoding"


def test_utf8_mojibake_of_two_encodings_is_an_error(tmp_path):
    # Half UTF-8, half GBK: no encoding decodes it.
    path = tmp_path / "拼接.csv"
    path.write_bytes("文本\n".encode() + f"{SIMPLIFIED}\n".encode() * 30 + f"{SIMPLIFIED}\n".encode("gbk") * 30)
    with pytest.raises(EncodingError, match=r"拼接\.csv.*第 32 行.*UTF-8"):
        list(read_feedback([path]))


def test_utf32_is_refused_with_a_remedy(tmp_path):
    path = write(tmp_path / "a.csv", "文本\n很好\n", "utf-32")
    with pytest.raises(EncodingError, match=r"a\.csv.*UTF-32.*另存为 UTF-8"):
        list(read_feedback([path]))


def test_stray_nul_in_utf8_is_no_utf16(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes(f"id,文本,备注2\n1,{SIMPLIFIED},\x00\n2,刹车\x00失灵了啊啊啊啊啊啊啊,x\n".encode())
    assert detect_encoding(path).label == "UTF-8"
    good, bad = read_feedback([path])
    assert good.text == SIMPLIFIED
    assert (bad.code, bad.id) == ("control_characters", "2")


def test_mark_never_decodes_from_a_strict_file():
    for codec in ("utf-8", "gb18030", "cp950", "utf-16-le"):
        with pytest.raises(UnicodeEncodeError):
            MARK.encode(codec)


def test_score_separates_text_from_mojibake():
    assert score_text(SIMPLIFIED) > 0.8
    assert score_text(TRADITIONAL) > 0.8
    assert score_text(TRADITIONAL.encode("big5").decode("gb18030", "replace")) < 0.3
    assert score_text(SIMPLIFIED.encode("gbk").decode("cp950", "replace")) < 0.5
    assert score_text(SIMPLIFIED.encode().decode("gb18030", "replace")) < 0.3
    assert score_text("plain") == 0.0


COMMON = st.text(
    "的一是了我不在有这个上们来到时大地为子中你说生就那和车店修换配件等客服刹异响退款天没人", min_size=6, max_size=30
)
COMMON_TRADITIONAL = st.text(
    "的一是了我不在有這個上們來到時大地為子中你說生就那和車店修換配件等客服煞異響退款天沒人", min_size=6, max_size=30
)


@settings(deadline=None)
@given(
    st.lists(COMMON, min_size=3, max_size=10), st.sampled_from(["gb18030", "utf-8", "utf-16", "utf-16-le", "utf-16-be"])
)
def test_simplified_texts_survive_every_encoding(tmp_path_factory, texts, codec):
    path = write(tmp_path_factory.mktemp("e") / "a.csv", "文本\n" + "".join(f"{t}\n" for t in texts), codec)
    assert [r.text for r in read_feedback([path])] == texts


@settings(deadline=None)
@given(st.lists(COMMON_TRADITIONAL, min_size=3, max_size=10), st.sampled_from(["big5", "gb18030", "utf-8", "utf-16"]))
def test_traditional_texts_survive_every_encoding(tmp_path_factory, texts, codec):
    path = write(tmp_path_factory.mktemp("e") / "a.csv", "評論\n" + "".join(f"{t}\n" for t in texts), codec)
    assert [r.text for r in read_feedback([path])] == texts
