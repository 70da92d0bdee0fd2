"""The report as a workbook: one table a sheet, with typed cells, a frozen header and filters."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from voc.io.write import OutputFileError, neutralise
from voc.meeting.model import MeetingReport
from voc.report.records import notes_sheet, records_sheet
from voc.report.sheets import report_sheets
from voc.report.table import Kind, Row, Share, Sheet
from voc.types import Analysis

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

#: Sheets in the order of the workbook.
SHEETS = (
    "概览",
    "每日走势",
    "痛点",
    "车型",
    "车型痛点",
    "用户旅程",
    "预警案例",
    "明细",
    "责任部门",
    "表扬",
    "数据质量",
    "说明",
)
# Excel's limits: characters of a cell, rows of a sheet (the header included).
_CELL_CHARS = 32_767
_ROWS = 1_048_576
# Half characters cannot be encoded, control characters turn into _x0007_ in other programs than Excel.
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
# Excel counts days from here; earlier dates have no number.
_FIRST_DATE = datetime(1900, 3, 1)

_TEXT_KINDS = frozenset({Kind.TEXT, Kind.LONG})
_FORMATS: dict[Kind, dict[str, Any]] = {
    Kind.TEXT: {"num_format": "@", "valign": "top"},
    Kind.LONG: {"num_format": "@", "valign": "top", "text_wrap": True},
    Kind.COUNT: {"num_format": "#,##0", "valign": "top"},
    Kind.DECIMAL: {"num_format": "#,##0.0", "valign": "top"},
    Kind.SHARE: {"num_format": "0.0%", "valign": "top"},
    Kind.DELTA: {"num_format": "+#,##0.0;-#,##0.0;0", "valign": "top"},
    Kind.DELTA_POINTS: {"num_format": "+0.0%;-0.0%;0.0%", "valign": "top"},
    Kind.PROBABILITY: {"num_format": "0.0000", "valign": "top"},
    Kind.DELTA_SHARE: {"num_format": "+0%;-0%;0%", "valign": "top"},
    Kind.TIME: {"num_format": "yyyy-mm-dd hh:mm", "valign": "top", "align": "left"},
}


def write_xlsx(report: MeetingReport, path: Path | str, *, records: Iterable[Analysis] | None) -> None:
    """Write the workbook of a report.

    Rows are streamed to the file, so memory does not grow with the records. The file depends only on its input.

    Parameters
    ----------
    path
        File to write; an existing one is replaced.
    records
        Records for the sheet ``明细``: those of the day are written, or all when no record has a time. None leaves
        that sheet with its header.

    Raises
    ------
    OutputFileError
        The file cannot be written.
    """
    from xlsxwriter.exceptions import XlsxFileError

    target = Path(path)
    final = target.resolve()
    # The workbook takes its place only when it is complete.
    place = final.with_name(f".{final.name}.{secrets.token_hex(4)}.tmp")
    try:
        final.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _cannot_write(target) from error
    try:
        _write_book(report, place, records)
        place.replace(final)
    except (OSError, XlsxFileError) as error:
        raise _cannot_write(target) from error
    finally:
        place.unlink(missing_ok=True)


def _cannot_write(target: Path) -> OutputFileError:
    return OutputFileError(f"{target}：无法写入工作簿", hint="请检查文件夹是否存在、有无写权限、磁盘是否已满")


def _write_book(report: MeetingReport, place: Path, records: Iterable[Analysis] | None) -> None:
    import xlsxwriter

    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(str(place), options) as book:
        book.use_zip64()
        day = report.date
        title = f"VOC 日会报告 {day.isoformat()}"
        book.set_properties({"title": title, "created": datetime(day.year, day.month, day.day)})
        sheets = report_sheets(report)
        sheets["明细"] = records_sheet(report, records)
        sheets["说明"] = notes_sheet(report)
        formats = {kind: book.add_format(options) for kind, options in _FORMATS.items()}
        header = book.add_format(
            {"bold": True, "bg_color": "#E8EEF3", "bottom": 1, "bottom_color": "#9AA8B5", "valign": "vcenter"}
        )
        for name in SHEETS:
            _write_sheet(book, sheets[name], formats, header)


def _write_sheet(book: Workbook, sheet: Sheet, formats: dict[Kind, Format], header: Format) -> None:
    page = book.add_worksheet(sheet.name)
    for index, column in enumerate(sheet.columns):
        page.set_column(index, index, column.width, formats[column.kind])
        page.write_string(0, index, column.title, header)
    kinds = [column.kind for column in sheet.columns]
    last = 0
    for row, cells in enumerate(islice(sheet.rows, _ROWS - 1), start=1):
        _write_row(page, row, cells, kinds, formats)
        last = row
    page.freeze_panes(1, 0)
    page.autofilter(0, 0, last, len(kinds) - 1)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.repeat_rows(0)


def _write_row(page: Worksheet, row: int, cells: Row, kinds: list[Kind], formats: dict[Kind, Format]) -> None:
    for index, (value, kind) in enumerate(zip(cells, kinds, strict=True)):
        if value is None or value == "":
            continue
        if isinstance(value, str):
            text_kind = kind if kind in _TEXT_KINDS else Kind.TEXT
            page.write_string(row, index, _text(value), formats[text_kind])
        elif isinstance(value, datetime):
            if value >= _FIRST_DATE:
                page.write_datetime(row, index, value, formats[Kind.TIME])
            else:
                page.write_string(row, index, value.isoformat(sep=" "), formats[Kind.TEXT])
        else:
            page.write_number(row, index, value, formats[_number_kind(value, kind)])


def _number_kind(value: float, kind: Kind) -> Kind:
    if isinstance(value, Share):
        return Kind.DELTA_POINTS if kind is Kind.DELTA else Kind.SHARE
    # A whole number in a column of means, scores and p-values reads better without a decimal point.
    return Kind.COUNT if kind is Kind.DECIMAL and float(value).is_integer() else kind


def _text(value: str) -> str:
    """Return a text as a cell may hold it: no formula, not too long, no half characters."""
    safe = neutralise(_UNPRINTABLE.sub("\ufffd", value))
    return safe if len(safe) <= _CELL_CHARS else safe[: _CELL_CHARS - 1] + "…"
