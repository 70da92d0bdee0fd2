"""A preview shows how a file would be read, without showing personal data."""

from __future__ import annotations

from datetime import datetime

import pytest
from openpyxl import Workbook

from voc.errors import FormatError
from voc.io.options import ReadOptions
from voc.io.preview import preview
from voc.types import Channel


def test_csv(tmp_path):
    path = tmp_path / "热线记录.csv"
    rows = [
        "工单号;反馈内容;备注;时间;姓名;手机号",
        "1;刹车异响，请打 13812345678;x;2026-11-01;张三丰;13812345678",
        "2;配件没货;x;昨天;李四光;123",
        "3;;x;2026-11-02;王五;",
        "2;等了很久;x;2026-11-02;王五;13912345678",
    ]
    path.write_bytes(("\r\n".join(rows) + "\r\n").encode("gbk"))
    shown = preview(path, rows=3)
    assert (shown.file, shown.format, shown.encoding, shown.delimiter, shown.sheet, shown.header_row) == (
        "热线记录.csv",
        "csv",
        "GB18030",
        ";",
        None,
        1,
    )
    assert {column.name: column.role for column in shown.columns} == {
        "工单号": "id",
        "反馈内容": "text",
        "备注": None,
        "时间": "time",
        "姓名": None,
        "手机号": "phone",
    }
    assert len(shown.rows) == 3
    first, second, third = shown.rows
    assert first.text.startswith("刹车异响")
    assert (first.created_at, first.channel, first.phone_ok) == (datetime(2026, 11, 1), Channel.CALL_NOTE, True)
    assert (second.phone_ok, second.created_at) == (False, None)
    assert third.text is None
    assert "文本为空" in third.problem
    assert (shown.inspected, shown.rejected) == (4, 1)
    for secret in ("13812345678", "张三丰", "13912345678"):
        assert secret not in repr(shown)
    remarks = "\n".join(shown.warnings)
    for remark in ("「备注」", "有 1 行会被拒收", "1 个时间", "1 个手机号", "1 个重复的编号"):
        assert remark in remarks


def test_mangled_ids(tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("id,text\n1.23457E+18,好的\nSE-10E+5x,好的\n", encoding="utf-8")
    (warning,) = preview(path).warnings
    assert "1 个编号" in warning
    assert "文本格式" in warning


def test_xlsx_with_several_sheets(tmp_path):
    book = Workbook()
    book.active.title = "一月"
    book.active.append(["评论", "评分"])
    book.active.append(["好的", 5])
    book.create_sheet("二月").append(["评论"])
    book.save(tmp_path / "a.xlsx")
    shown = preview(tmp_path / "a.xlsx")
    assert (shown.format, shown.sheet, shown.encoding) == ("xlsx", "一月", None)
    assert any("「二月」" in warning for warning in shown.warnings)
    assert any("0–10" in warning for warning in shown.warnings)
    assert preview(tmp_path / "a.xlsx", options=ReadOptions(sheet="二月")).rows == ()


def test_broken_lines_are_announced(tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes("text\n刹车异响\n".encode() + b"\xe5\xe5\n")
    shown = preview(path)
    assert "有 1 行含有无法按 UTF-8 解码的字节" in shown.warnings[0]


def test_unusable_file(tmp_path):
    (tmp_path / "a.csv").write_bytes(b"")
    with pytest.raises(FormatError, match=r"a.csv"):
        preview(tmp_path / "a.csv")
