"""Read xlsx workbooks row by row."""

from __future__ import annotations

import difflib
import re
import warnings
import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from voc.errors import FormatError
from voc.io.columns import match_columns
from voc.io.faults import FORMULA_WITHOUT_VALUE
from voc.io.options import ReadOptions
from voc.io.records import FileContext, RecordBuilder, Tally
from voc.io.rejects import build_reject
from voc.io.sheets import SheetTop, choose_sheet
from voc.io.sniff import damaged_error
from voc.io.source import Layout, OpenedFile, Records

_TOP_ROWS = 50
_BLOCK = 256
_CHUNK = 1 << 20
_OVERLAP = 128
# An honest workbook is a few hundred megabytes unpacked; a zip bomb is thousands of times its size.
_LARGEST_UNPACKED = 1 << 32
_FORMULA = re.compile(rb"<(?:\w+:)?f[ />]")
_MERGE = re.compile(rb'<(?:\w+:)?mergeCell\s+ref="([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})"')
_CARRIAGE_RETURN = re.compile(r"_x000[Dd]_\n?")
# What openpyxl and the zip and XML readers below it raise on damaged files; they share no base class.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    EOFError,
)


def open_workbook(path: Path, *, options: ReadOptions, context: FileContext) -> OpenedFile:
    """Open an xlsx workbook: the named sheet, or the first visible one that has a text column.

    Raises
    ------
    FormatError
        The workbook is damaged, empty or has no sheet of that name.
    ColumnError
        No sheet has a text column, or a named column does not exist.
    """
    with _workbook(path, values=True) as workbook:
        sheets = _sheets(workbook, options, name=path.name)
        tops = {sheet.title: _read_top(workbook, sheet, path) for sheet in sheets}
        found = choose_sheet(tops, options=options, name=path.name)
    top = tops[found.sheet]
    match = match_columns(
        found.names, options=options, file=f"{path.name}（工作表「{found.sheet}」）", sample=found.sample
    )
    tally = Tally()
    builder = RecordBuilder(match.roles, context=context, options=options, tally=tally, numbers_are_text=True)
    layout = Layout(
        format="xlsx",
        columns=found.names,
        roles={role: found.names[index] for role, index in match.roles.items()},
        sheet=found.sheet,
        header_row=found.header_row or None,
        warnings=match.warnings + found.warnings,
    )
    rows = _read_rows(path, found.sheet, after=found.header_row, formulas=top.formulas)
    return OpenedFile(
        layout=layout, records=_read_records(rows, builder, width=len(found.names), name=context.name), tally=tally
    )


@contextmanager
def _workbook(path: Path, *, values: bool) -> Iterator[Any]:
    """Open a workbook in streaming mode, with cached values or with formulas."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        _refuse_bombs(path)
        with _quiet():
            workbook = load_workbook(path, read_only=True, data_only=values, keep_links=False)
    except (*_DAMAGE, InvalidFileException) as error:
        raise damaged_error(path.name) from error
    try:
        yield workbook
    finally:
        workbook.close()


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the warnings of openpyxl (styles, validations, odd dates) from the user: they change no text."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _refuse_bombs(path: Path) -> None:
    """Refuse a workbook that unpacks to more than any feedback table."""
    with zipfile.ZipFile(path) as archive:
        unpacked = sum(member.file_size for member in archive.infolist())
    if unpacked > _LARGEST_UNPACKED:
        raise FormatError(f"{path.name}：工作簿解压后超过 4 GB", hint="请拆分文件，或另存为 csv")


def _sheets(workbook: Any, options: ReadOptions, *, name: str) -> list[Any]:  # noqa: ANN401
    """Return the sheets to look at, visible ones first."""
    sheets = list(workbook.worksheets)
    if options.sheet is None:
        return sorted(sheets, key=lambda sheet: sheet.sheet_state != "visible")
    chosen = [sheet for sheet in sheets if sheet.title.strip() == options.sheet.strip()]
    if not chosen:
        titles = [sheet.title for sheet in sheets]
        close = difflib.get_close_matches(options.sheet, titles, n=1, cutoff=0.5)
        hint = f"是否想用「{close[0]}」？" if close else ""
        listed = "、".join(f"「{title}」" for title in titles)
        raise FormatError(
            f"{name}：没有名为「{options.sheet}」的工作表，现有{listed}", hint=f"{hint}请写出其中一个名称"
        )
    return chosen


def _read_top(workbook: Any, sheet: Any, path: Path) -> SheetTop:  # noqa: ANN401
    """Read the first rows of a sheet and scan its XML for formulas and merged headers."""
    formulas, merges = _scan(path, sheet)
    rows: list[tuple[int, tuple[Any, ...]]] = []
    blocks = _blocks(sheet, name=path.name, values_only=True)
    for number, row in islice(((n, r) for block in blocks for n, r in block), _TOP_ROWS):
        if any(cell is not None and str(cell).strip() for cell in row):
            rows.append((number, row))
    return SheetTop(rows=tuple(rows), merges=merges, formulas=formulas)


def _scan(path: Path, sheet: Any) -> tuple[bool, tuple[tuple[int, int, int, int], ...]]:  # noqa: ANN401
    """Look through a sheet's XML for what openpyxl's streaming mode does not tell: formulas and merged cells."""
    from openpyxl.utils import column_index_from_string as column

    formulas = False
    merges: dict[tuple[int, int, int, int], None] = {}
    tail = b""
    # The path of the part is private in openpyxl; resolving it again would mean reading the relations ourselves.
    part: str = sheet._worksheet_path
    with zipfile.ZipFile(path) as archive, archive.open(part) as file:
        while chunk := _read_chunk(file, name=path.name):
            window = tail + chunk
            formulas = formulas or _FORMULA.search(window) is not None
            for left, first, right, last in _MERGE.findall(window):
                if int(first) <= _TOP_ROWS:
                    merges[int(first), int(last), column(left.decode()), column(right.decode())] = None
            tail = window[-_OVERLAP:]
    return formulas, tuple(merges)


def _read_chunk(file: Any, *, name: str) -> bytes:  # noqa: ANN401
    """Read some bytes of a part."""
    try:
        data: bytes = file.read(_CHUNK)
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise damaged_error(name) from error
    return data


def _blocks(sheet: Any, *, name: str, values_only: bool) -> Iterator[list[tuple[int, tuple[Any, ...]]]]:  # noqa: ANN401
    """Yield numbered rows in blocks, so that warnings are silenced without a filter held across a yield."""
    # The dimension written into the file is often wrong (A1 from some exporters) and would cut rows off.
    sheet.reset_dimensions()
    rows = enumerate(sheet.iter_rows(values_only=values_only), start=1)
    while True:
        try:
            with _quiet():
                block = list(islice(rows, _BLOCK))
        except _DAMAGE as error:
            raise damaged_error(name) from error
        if not block:
            return
        yield block


def _read_rows(path: Path, sheet: str, *, after: int, formulas: bool) -> Generator[tuple[Any, ...], None, None]:
    """Yield the rows below the header with cached values."""
    with _workbook(path, values=True) as workbook:
        if not formulas:
            for block in _blocks(workbook[sheet], name=path.name, values_only=True):
                yield from (row for number, row in block if number > after)
            return
        with _workbook(path, values=False) as formula_book:
            written = _blocks(formula_book[sheet], name=path.name, values_only=False)
            cached = _blocks(workbook[sheet], name=path.name, values_only=False)
            for cached_block, written_block in zip(cached, written, strict=True):
                for (number, cells), (_, originals) in zip(cached_block, written_block, strict=True):
                    if number > after:
                        yield tuple(map(_cached_value, cells, originals))


def _cached_value(cell: Any, original: Any) -> Any:  # noqa: ANN401  openpyxl cells
    """Return a cell's value, or the mark of a formula that was never calculated."""
    # A formula that yields "" is stored as an empty string; one never calculated has no type of its own.
    if cell.value is None and original.data_type == "f" and cell.data_type != "str":
        return FORMULA_WITHOUT_VALUE
    return cell.value


def _read_records(
    rows: Generator[tuple[Any, ...], None, None], builder: RecordBuilder, *, width: int, name: str
) -> Records:
    """Yield the records of a sheet; empty rows at its end are none."""
    row = empty = 0
    try:
        for cells in rows:
            if all(cell is None or cell == "" for cell in cells):
                empty += 1
                continue
            for _ in range(empty):
                row += 1
                yield build_reject("empty_text", row=row, file=name)
            empty = 0
            row += 1
            padded = [_clean(cell) for cell in cells[:width]]
            padded.extend([None] * (width - len(padded)))
            yield builder.build(row, padded)
    finally:
        rows.close()


def _clean(cell: Any) -> Any:  # noqa: ANN401
    """Undo the escape in which workbooks keep carriage returns."""
    return _CARRIAGE_RETURN.sub("\n", cell) if isinstance(cell, str) and "_x000" in cell else cell
