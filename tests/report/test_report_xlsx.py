"""The workbook, opened again by another program."""

from __future__ import annotations

from datetime import datetime

import openpyxl
import pytest

from tests.report.factory import NOON, build, meeting_day, record, story
from voc.io.write import OutputFileError
from voc.report.xlsx import SHEETS, write_xlsx
from voc.types import Flag

VIN = "LSVAU2180N2183294"
ROWS = [*story(), record("safe", negative=["quality.brake"], safety=True)]


def table(path, name):
    sheet = openpyxl.load_workbook(path)[name]
    header, *rows = sheet.iter_rows()
    titles = [cell.value for cell in header]
    return [dict(zip(titles, row, strict=True)) for row in rows]


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    path = tmp_path_factory.mktemp("book") / "report.xlsx"
    write_xlsx(build(ROWS), path, records=iter(ROWS))
    return path


def test_every_sheet_is_a_table_with_a_frozen_header_and_a_filter(book):
    workbook = openpyxl.load_workbook(book)
    assert tuple(workbook.sheetnames) == SHEETS
    for sheet in workbook:
        assert sheet.freeze_panes == "A2", sheet.title
        assert sheet.auto_filter.ref == sheet.dimensions, sheet.title
        titles = [cell.value for cell in sheet[1]]
        assert all(titles), sheet.title
        assert len(set(titles)) == len(titles), sheet.title
        assert sheet.max_row > 1, sheet.title
        assert not sheet.merged_cells.ranges
        for column in sheet.column_dimensions.values():
            assert column.width >= 7


def test_records_of_the_day_and_no_others_are_listed(book):
    report = build(ROWS)
    rows = table(book, "明细")
    assert len(rows) == report.day.raw
    assert {row["时间"].value.date() for row in rows} == {report.date}
    assert all(row["时间"].is_date for row in rows)
    assert sum(row["情感"].value == "负面" for row in rows) == report.day.negative


def test_all_records_are_listed_when_none_has_a_time(tmp_path):
    rows = [record(str(n), at=None) for n in range(5)]
    write_xlsx(build(rows), tmp_path / "a.xlsx", records=iter(rows))
    assert len(table(tmp_path / "a.xlsx", "明细")) == 5


def test_figures_are_numbers_with_formats(book):
    report = build(ROWS)
    rows = {row["指标"].value: row for row in table(book, "概览")}
    share = rows["负面率"]
    assert share["当日"].value == pytest.approx(report.day.negative / report.day.distinct)
    assert share["当日"].number_format == "0.0%"
    assert "%" in share["较前 7 日"].number_format
    assert rows["当日原声（去重）"]["当日"].value == report.day.distinct
    assert rows["读取"]["当日"].value == report.intake.read
    points = {row["代码"].value: row for row in table(book, "痛点")}
    assert points["parts.shortage"]["去重"].value == 15
    assert points["parts.shortage"]["激增"].value == "激增"
    assert sum(row["去重"].value for row in points.values()) == sum(point.count for point in report.points)


def test_ids_stay_text(tmp_path):
    ids = ["00123", "1E5", "2026-11-22", "12345678901234567890", VIN, "https://example.com/1"]
    rows = [record(name, safety=True) for name in ids]
    write_xlsx(build(rows), tmp_path / "a.xlsx", records=rows)
    for name in ("明细", "预警案例"):
        cells = [row["编号"] for row in table(tmp_path / "a.xlsx", name)]
        assert sorted(cell.value for cell in cells) == sorted(ids)
        assert all(cell.data_type == "s" and cell.number_format == "@" for cell in cells)
        assert all(cell.hyperlink is None for cell in cells)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "＝", "\t="])
def test_no_text_is_a_formula(tmp_path, start):
    evil = start + 'HYPERLINK("http://evil.example","没货")'
    rows = [
        record(
            evil,
            text=evil,
            negative=["parts.shortage"],
            brand=evil,
            model=evil,
            city=evil,
            owner=evil,
            safety=True,
            flags=[Flag("F6", evil, evil, 0, 4)],
        ),
        record("b", text=evil, positive=["care.attitude"]),
    ]
    write_xlsx(build(rows), tmp_path / "a.xlsx", records=rows)
    for sheet in openpyxl.load_workbook(tmp_path / "a.xlsx"):
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f", (sheet.title, cell.coordinate)
                assert not str(cell.value).startswith(start) or cell.data_type == "n"


def test_characters_a_workbook_cannot_hold(tmp_path):
    rows = [record(text="响铃\x07 半个\ud83d _x0041_ 换行\n好" + "长" * 40_000, negative=["parts.shortage"])]
    write_xlsx(build(rows), tmp_path / "a.xlsx", records=rows)
    text = table(tmp_path / "a.xlsx", "明细")[0]["原文（已脱敏）"].value
    assert text.startswith("响铃\ufffd 半个\ufffd ")
    assert "换行\n好" in text
    assert len(text) <= 32_767 + len("005F_x")


def test_an_empty_day_gives_a_whole_workbook(tmp_path):
    write_xlsx(build([]), tmp_path / "a.xlsx", records=None)
    workbook = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert tuple(workbook.sheetnames) == SHEETS
    assert workbook["明细"].max_row == 1
    assert workbook["概览"]["C2"].value == 0


def test_old_dates_are_kept_as_text(tmp_path):
    rows = [record(at=NOON, due_at=datetime(1899, 1, 1))]
    write_xlsx(build(rows), tmp_path / "a.xlsx", records=rows)
    assert table(tmp_path / "a.xlsx", "明细")[0]["时限"].value == "1899-01-01 00:00:00"


def test_the_same_input_gives_the_same_file(tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        write_xlsx(meeting_day(), tmp_path / name, records=None)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_failure_leaves_the_old_file(tmp_path):
    def broken():
        yield record()
        raise KeyboardInterrupt

    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    with pytest.raises(KeyboardInterrupt):
        write_xlsx(build([record()]), path, records=broken())
    assert path.read_bytes() == b"old"
    assert [file.name for file in tmp_path.iterdir()] == ["a.xlsx"]


def test_a_place_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("x")
    with pytest.raises(OutputFileError, match=r"a\.xlsx"):
        write_xlsx(build([]), tmp_path / "file" / "a.xlsx", records=None)
