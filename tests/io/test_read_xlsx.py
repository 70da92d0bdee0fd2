"""Workbooks as offices make them."""

from __future__ import annotations

import re
import zipfile
from datetime import date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from voc.errors import ColumnError, FormatError
from voc.io.faults import is_null
from voc.io.options import ReadOptions
from voc.io.read import open_feedback, read_feedback
from voc.types import Feedback


@pytest.fixture
def save(tmp_path):
    def _save(*rows, name="反馈.xlsx", merge=(), **sheets):
        book = Workbook()
        book.active.title = "Sheet1"
        for row in rows:
            book.active.append(row)
        for area in merge:
            book.active.merge_cells(area)
        for title, content in sheets.items():
            sheet = book.create_sheet(title)
            for row in content:
                sheet.append(row)
        book.save(tmp_path / name)
        return tmp_path / name

    return _save


def read(path, **options):
    return list(read_feedback([path], options=ReadOptions(**options)))


def texts(records):
    return [record.text if isinstance(record, Feedback) else record.code for record in records]


def rewrite(path, part, change):
    """Change one XML part of a workbook, as other programs write it."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return path


SHEET = "xl/worksheets/sheet1.xml"


def test_cells_of_every_type(save):
    path = save(
        ["编号", "反馈内容", "时间", "手机", "NPS"],
        [1001, "刹车异响", datetime(2026, 11, 1, 8, 5), 13812345678, 3],
        [1002.0, "配件没货", date(2026, 11, 2), "138-1234-5678", "9分"],
        ["001", 666, "2026年11月3日", "12345", 11],
    )
    first, second, third = read(path)
    assert (first.id, first.created_at, first.phone_ok, first.nps) == ("1001", datetime(2026, 11, 1, 8, 5), True, 3.0)
    assert (second.id, second.created_at, second.phone_ok, second.nps) == ("1002", datetime(2026, 11, 2), True, 9.0)
    assert (third.id, third.text, third.created_at) == ("001", "666", datetime(2026, 11, 3))
    assert (third.phone_ok, third.nps) == (False, None)
    assert first.phone_key == second.phone_key


def test_text_that_became_a_date_is_rejected(save):
    (record,) = read(save(["id", "评论"], ["7", datetime(2026, 3, 15)]))
    assert (record.code, record.id, record.row, record.file) == ("bad_type", "7", 1, "反馈.xlsx")
    assert "日期" in record.reason


def test_empty_cells_and_rows(save):
    path = save(
        ["id", "text"], ["1", "好的"], ["2", None], [None, None], ["3", "  "], ["4", "可以"], [None, None], [None, ""]
    )
    records = read(path)
    assert texts(records) == ["好的", "empty_text", "empty_text", "empty_text", "可以"]
    assert [record.row for record in records] == [1, 2, 3, 4, 5]
    assert "补上内容" in records[1].reason


def test_short_rows_and_extra_cells(save):
    assert texts(read(save(["text", "城市"], ["好的"], ["不好", "成都", "多余"]))) == ["好的", "不好"]


def test_title_rows_above_the_header(save):
    path = save(
        ["2026 年 11 月客户反馈汇总"], [None], ["制表：质量部"], ["序号", "车型", "反馈内容"], [1, "YU7", "刹车异响"]
    )
    opened = open_feedback(path)
    assert opened.layout.header_row == 4
    assert [(r.id, r.row, r.model, r.text) for r in opened.records] == [("1", 1, "YU7", "刹车异响")]


def test_two_row_header_with_merged_cells(save):
    path = save(
        ["编号", "客户信息", None, "反馈", None],
        [None, "手机号", "城市", "时间", "内容"],
        ["1", "13812345678", "成都", "2026-11-01", "刹车异响"],
        merge=["A1:A2", "B1:C1", "D1:E1"],
    )
    opened = open_feedback(path)
    assert opened.layout.columns == ("编号", "手机号", "城市", "时间", "内容")
    assert opened.layout.header_row == 2
    (record,) = opened.records
    assert (record.id, record.text, record.city, record.phone_ok) == ("1", "刹车异响", "成都", True)


def test_merged_cells_below_do_not_move_the_header(save):
    path = save(["城市", "文本"], ["成都", "评论"], [None, "不好"], merge=["A2:A3"])
    assert texts(read(path)) == ["评论", "不好"]


def test_first_sheet_with_a_text_column(save):
    path = save(["说明"], ["本表由系统导出"], 明细=[["id", "文本"], ["1", "刹车异响"]], 其他=[["文本"], ["别的"]])
    opened = open_feedback(path)
    assert opened.layout.sheet == "明细"
    assert any("「其他」" in warning for warning in opened.layout.warnings)
    assert texts(opened.records) == ["刹车异响"]
    assert texts(read(path, sheet="其他")) == ["别的"]


def test_hidden_sheet_comes_last(tmp_path):
    book = Workbook()
    book.active.title = "字典"
    book.active.append(["文本"])
    book.active.sheet_state = "hidden"
    book.create_sheet("数据").append(["文本"])
    book["数据"].append(["好的"])
    book.save(tmp_path / "a.xlsx")
    assert texts(read(tmp_path / "a.xlsx")) == ["好的"]


def test_missing_sheet_suggests_the_closest(save):
    path = save(["文本"], 投诉明细=[["文本"]])
    with pytest.raises(
        FormatError, match=r"反馈.xlsx：没有名为「投诉明系」的工作表.*「Sheet1」、「投诉明细」.*是否想用「投诉明细」"
    ):
        read(path, sheet="投诉明系")


def test_no_text_column_names_file_sheet_and_columns(save):
    with pytest.raises(ColumnError, match=r"反馈.xlsx（工作表「Sheet1」）.*「姓名」、「年龄」.*--text-column"):
        read(save(["姓名", "年龄"], ["甲", 3], ["乙", 4]))
    with pytest.raises(ColumnError, match=r"「吐槽」.*「姓名」"):
        read(save(["姓名", "年龄"], ["甲", 3]), text_column="吐槽")


def test_named_column_finds_sheet_and_header(save):
    path = save(["x"], ["y"], 表二=[["车主之声 2026"], ["编号", "吐槽"], ["1", "刹车异响"]])
    assert texts(read(path, text_column="吐槽")) == ["刹车异响"]


def test_no_header(save):
    opened = open_feedback(save(["刹车踩下去有异响，没人管。"], ["配件等了半个月，还没有到。"]))
    assert opened.layout.header_row is None
    assert texts(opened.records) == ["刹车踩下去有异响，没人管。", "配件等了半个月，还没有到。"]


def test_header_only_and_empty_workbook(save):
    assert read(save(["id", "text"])) == []
    with pytest.raises(FormatError, match=r"空.xlsx：工作簿里没有内容"):
        read(save(name="空.xlsx"))


def test_formula_with_and_without_cached_value(save):
    path = save(["id", "text"], ["1", '="刹车"&"异响"'], ["2", "好的"], ["3", '=""'])
    # A program that calculates writes the value beside the formula; openpyxl writes none.
    rewrite(
        path, SHEET, lambda xml: re.sub(rb'<c r="B4"><f>(.*?)</f><v ?/>', rb'<c r="B4" t="str"><f>\1</f><v></v>', xml)
    )
    records = read(path)
    assert texts(records) == ["formula_without_value", "好的", "empty_text"]
    assert records[0].id == "1"
    assert "重新计算" in records[0].reason
    rewrite(
        path,
        SHEET,
        lambda xml: re.sub(rb'<c r="B2"><f>(.*?)</f><v ?/>', '<c r="B2" t="str"><f>x</f><v>刹车异响</v>'.encode(), xml),
    )
    assert texts(read(path)) == ["刹车异响", "好的", "empty_text"]


def test_error_cells(save):
    path = rewrite(
        save(["text"], ["x"]),
        SHEET,
        lambda xml: re.sub(rb'<c r="A2".*?</c>', b'<c r="A2" t="e"><v>#NAME?</v></c>', xml),
    )
    (record,) = read(path)
    assert record.code == "formula_error"


def test_wrong_dimension_does_not_hide_rows(save):
    path = rewrite(
        save(["id", "text"], ["1", "好的"], ["2", "不好"]),
        SHEET,
        lambda xml: re.sub(rb'<dimension ref="[^"]*"', b'<dimension ref="A1"', xml),
    )
    assert texts(read(path)) == ["好的", "不好"]


def test_warnings_of_the_library_do_not_leak(save):
    extension = b'<extLst><ext uri="{78C0D931-6437-407d-A8EE-F0AAD7539E65}"/></extLst></worksheet>'
    path = save(["text", "时间"], ["好的", datetime(2026, 11, 1)])
    rewrite(path, SHEET, lambda xml: xml.replace(b"</worksheet>", extension))
    rewrite(path, SHEET, lambda xml: re.sub(rb'(<c r="B2"[^>]*>)<v>.*?</v>', rb"\1<v>99999999999</v>", xml))
    (record,) = read(path)  # a warning would be an error in this test run
    assert record.created_at is None


def test_carriage_returns_of_excel(save):
    assert texts(read(save(["text"], ["第一行_x000D_\n第二行"]))) == ["第一行\n第二行"]


def test_long_numeric_ids_are_told(save):
    opened = open_feedback(save(["id", "text"], [1234567890123456789, "好的"]))
    list(opened.records)
    assert opened.tally.mangled_ids == 1


def test_damaged_workbooks(save, tmp_path):
    path = save(["text"], *[[f"第 {i} 条反馈"] for i in range(2000)])
    data = path.read_bytes()
    path.write_bytes(data[: len(data) // 2])
    with pytest.raises(FormatError, match=r"反馈.xlsx：工作簿已损坏或没有传完.*重新下载"):
        read(path)
    broken = rewrite(save(["text"], ["x"], name="坏.xlsx"), SHEET, lambda xml: xml[: len(xml) // 2])
    with pytest.raises(FormatError, match=r"坏.xlsx：工作簿已损坏"):
        read(broken)
    flipped = bytearray(data)
    flipped[len(flipped) // 2] ^= 0xFF
    (tmp_path / "c.xlsx").write_bytes(flipped)
    with pytest.raises(FormatError, match=r"c\.xlsx"):
        read(tmp_path / "c.xlsx")


def test_old_and_encrypted_workbooks(tmp_path):
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1000
    (tmp_path / "旧.xls").write_bytes(ole)
    with pytest.raises(FormatError, match=r"旧.xls：文件是旧版 Excel.*另存为 .xlsx"):
        read(tmp_path / "旧.xls")
    (tmp_path / "密.xlsx").write_bytes(ole + "EncryptedPackage".encode("utf-16-le") + b"\0" * 100)
    with pytest.raises(FormatError, match=r"密.xlsx：文件是加密的 Excel 文件.*去掉打开密码"):
        read(tmp_path / "密.xlsx")
    (tmp_path / "假.xlsx").write_text("文本\n好的\n", encoding="utf-8")
    with pytest.raises(FormatError, match=r"假.xlsx：文件名是 .xlsx，内容却是文本.*改名为 .csv"):
        read(tmp_path / "假.xlsx")
    (tmp_path / "网页.xls").write_text("<html><table>", encoding="utf-8")
    with pytest.raises(FormatError, match=r"网页.xls：文件名是 .xls，内容却是html 网页"):
        read(tmp_path / "网页.xls")


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.text(
            st.characters(codec="utf-8", exclude_categories=["Cs", "Cc", "Cn", "Co"], include_characters="\n\t"),
            min_size=1,
            max_size=30,
        ).filter(lambda text: any(char.isalnum() for char in text) and not text.startswith("=") and not is_null(text)),
        min_size=1,
        max_size=8,
    )
)
def test_written_xlsx_reads_back(tmp_path_factory, written):
    book = Workbook()
    book.active.append(["编号", "反馈内容"])
    for index, text in enumerate(written):
        book.active.append([index, text])
    path = tmp_path_factory.mktemp("x") / "a.xlsx"
    book.save(path)
    assert [(record.id, record.text) for record in read(path)] == [(str(i), text) for i, text in enumerate(written)]
