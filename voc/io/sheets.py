"""Choose the worksheet of a workbook, and find the header in its first rows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from voc.errors import ColumnError, FormatError
from voc.io.columns import count_roles, has_text_column, match_columns
from voc.io.header import is_header, numbered_names
from voc.io.options import ReadOptions

# The header is looked for in this many rows that are not empty; reports put a title and a note above it.
_HEADER_ROWS = 5


@dataclass(frozen=True, slots=True)
class SheetTop:
    """The first rows of a sheet, and what its XML shows.

    Attributes
    ----------
    rows
        1-based row number and cells, empty rows left out.
    merges
        Merged ranges (first row, last row, first column, last column), 1-based, in the first rows.
    formulas
        Whether any cell holds a formula.
    """

    rows: tuple[tuple[int, tuple[Any, ...]], ...]
    merges: tuple[tuple[int, int, int, int], ...]
    formulas: bool


@dataclass(frozen=True, slots=True)
class SheetHeader:
    """The sheet that is read, and its header."""

    sheet: str
    names: tuple[str, ...]
    header_row: int
    sample: tuple[tuple[str, ...], ...]
    warnings: tuple[str, ...] = ()


def choose_sheet(tops: Mapping[str, SheetTop], *, options: ReadOptions, name: str) -> SheetHeader:
    """Return the first sheet with a text column, else the first with any content.

    Parameters
    ----------
    tops
        Sheet name to its first rows, in the order the sheets are tried.
    options
        A named text column decides.
    name
        The file's name, for messages.

    Raises
    ------
    FormatError
        No sheet has any content.
    """
    filled = [title for title, top in tops.items() if top.rows]
    if not filled:
        raise FormatError(f"{name}：工作簿里没有内容", hint="请检查是否选错了文件或工作表")
    named = [title for title in filled if _has_text(_header(title, tops[title], options), options)]
    if not named:
        return _header(filled[0], tops[filled[0]], options)
    found = _header(named[0], tops[named[0]], options)
    if len(named) == 1:
        return found
    others = "、".join(f"「{title}」" for title in named[1:])
    note = f"只读工作表「{found.sheet}」；{others}也有文本列，如需读取请另行指定工作表"
    return SheetHeader(found.sheet, found.names, found.header_row, found.sample, (*found.warnings, note))


def _has_text(found: SheetHeader, options: ReadOptions) -> bool:
    """Tell whether a sheet's header names a text column."""
    if options.text_column is None:
        return has_text_column(found.names)
    try:
        match_columns(found.names, options=options, file="")
    except ColumnError:
        return False
    return True


def _header(title: str, top: SheetTop, options: ReadOptions) -> SheetHeader:
    """Find the header of a sheet: the row, or pair of merged rows, that fills most roles."""
    best: tuple[int, int, tuple[str, ...]] | None = None
    for position, (number, row) in enumerate(top.rows[:_HEADER_ROWS]):
        candidates = [(number, _names(row))]
        below = top.rows[position + 1] if position + 1 < len(top.rows) else None
        if below is not None and below[0] == number + 1 and _is_merged(top.merges, number):
            candidates.append((below[0], _combine(_names(row), _names(below[1]))))
        for last, names in candidates:
            score = _known(names, options)
            if score and (best is None or score > best[0]):
                best = (score, last, names)
    if best is not None:
        _, number, names = best
        return SheetHeader(title, names, number, _sample(top, number))
    cells = [_names(row) for _, row in top.rows]
    number = top.rows[0][0]
    if is_header(cells, options=options):
        return SheetHeader(title, cells[0], number, _sample(top, number))
    names = numbered_names(max(len(row) for row in cells))
    return SheetHeader(title, names, 0, _sample(top, 0), ("没有列名，按第一行即是数据读取",))


def _known(names: Sequence[str], options: ReadOptions) -> int:
    """Count the roles that names fill; a text column weighs more than any other."""
    if options.text_column is not None and _has_text(SheetHeader("", tuple(names), 0, ()), options):
        return count_roles(names) + 100
    return count_roles(names) + (100 if has_text_column(names) and not _too_long(names) else 0)


def _too_long(names: Sequence[str]) -> bool:
    """Tell whether a row holds sentences, which may well contain 内容 or 评论."""
    return any(len(name) > 30 for name in names)


def _names(row: Sequence[Any]) -> tuple[str, ...]:
    """Return a row as column names, without the empty cells at its end."""
    names = ["" if cell is None else str(cell).strip() for cell in row]
    while names and not names[-1]:
        names.pop()
    return tuple(names)


def _combine(upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    """Join the two rows of a merged header: the lower name, or the upper one where a cell spans both."""
    width = max(len(upper), len(lower))
    padded = [(*row, *[""] * (width - len(row))) for row in (upper, lower)]
    return tuple(below or above for above, below in zip(*padded, strict=True))


def _is_merged(merges: Sequence[tuple[int, int, int, int]], row: int) -> bool:
    """Tell whether a row begins a two-row header: a cell spans down from it, or over several columns of it."""
    return any(first == row and last <= row + 1 and (last > row or right > left) for first, last, left, right in merges)


def _sample(top: SheetTop, header_row: int) -> tuple[tuple[str, ...], ...]:
    """Return the first rows below the header as text."""
    return tuple(
        tuple(cell if isinstance(cell, str) else "" for cell in row) for number, row in top.rows if number > header_row
    )
