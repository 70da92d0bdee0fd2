"""Read csv, tsv and txt files as a stream of rows that survives stray quotes."""

from __future__ import annotations

import csv
import io
from collections import deque
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from voc.errors import FormatError
from voc.io.columns import ColumnMatch, match_columns
from voc.io.encoding import MARK, Encoding, detect_encoding
from voc.io.header import NO_DELIMITER, Dialect, is_header, numbered_names, sniff_dialect
from voc.io.options import ReadOptions
from voc.io.records import FileContext, RecordBuilder, Tally
from voc.io.rejects import build_reject
from voc.io.source import Layout, OpenedFile, Records

_SAMPLE_LINES = 200
_SAMPLE_CHARS = 1 << 18
# A cell of 16 million characters is no feedback; the csv module's own limit of 131 072 is too low for long posts.
_LONGEST_LINE = 1 << 24
# A quoted cell that runs over more lines than this was never closed.
_LONGEST_RECORD = 1000
# Follows the last line: where it ends up shows whether a quote is still open. No decoding yields this surrogate.
_END = "\udcfe"


def open_delimited(path: Path, *, format: str, options: ReadOptions, context: FileContext) -> OpenedFile:  # noqa: A002
    """Open a csv, tsv or txt file.

    Raises
    ------
    EncodingError, FormatError, ColumnError
        The file cannot be decoded, holds no line, or has no text column.
    """
    encoding = detect_encoding(path)
    lines = _first_lines(path, encoding)
    dialect = sniff_dialect(lines, format=format, options=options)
    rows = dialect.parse(lines[dialect.skip :])
    if not rows:
        raise FormatError(f"{path.name}：文件里只有空行", hint="请重新导出")
    named = is_header(rows, options=options)
    width = len(rows[0])
    names = tuple(cell.strip().lstrip("\ufeff") for cell in rows[0]) if named else numbered_names(width)
    sample = rows[1:] if named else rows
    if width == 1 and not named and options.text_column is None:
        match = ColumnMatch({"text": 0}, ("没有列名，整个文件按一列文本读取",))
    else:
        match = match_columns(names, options=options, file=path.name, sample=sample)
    tally = Tally()
    layout = Layout(
        format=format,
        columns=names,
        roles={role: names[index] for role, index in match.roles.items()},
        encoding=encoding.label,
        delimiter=None if dialect.delimiter == NO_DELIMITER else dialect.delimiter,
        header_row=dialect.skip + 1 if named else None,
        warnings=match.warnings + _broken_warning(encoding),
    )
    builder = RecordBuilder(match.roles, context=context, options=options, tally=tally, unwrap=True)
    least = max(index for index, name in enumerate(names) if name or index == 0) + 1
    reader = _Rows(dialect, least=least, most=width)
    records = _read_records(path, encoding, reader, builder, header=named, name=context.name)
    return OpenedFile(layout=layout, records=records, tally=tally)


def _broken_warning(encoding: Encoding) -> tuple[str, ...]:
    """Say how many lines cannot be decoded."""
    if not encoding.broken:
        return ()
    return (f"有 {encoding.broken} 行含有无法按 {encoding.label} 解码的字节，这些行会被拒收",)


def _open_text(path: Path, encoding: Encoding) -> io.TextIOWrapper:
    """Open a text file so that line ends inside quotes stay as they are."""
    return path.open(encoding=encoding.codec, errors=encoding.errors, newline="")


def _first_lines(path: Path, encoding: Encoding) -> list[str]:
    """Return the first lines of a file, enough to see its dialect."""
    lines: list[str] = []
    size = 0
    with _open_text(path, encoding) as file:
        for line in islice(iter(lambda: file.readline(_SAMPLE_CHARS), ""), _SAMPLE_LINES):
            lines.append(line)
            size += len(line)
            if size > _SAMPLE_CHARS:
                break
    if lines:
        lines[0] = lines[0].removeprefix("\ufeff")
    # The csv module refuses cells over its limit, a setting of the whole process; it is only ever raised.
    csv.field_size_limit(max(csv.field_size_limit(), _LONGEST_LINE))
    return lines


def _read_records(
    path: Path, encoding: Encoding, reader: _Rows, builder: RecordBuilder, *, header: bool, name: str
) -> Records:
    """Yield the records of a delimited file; empty rows at its end are none."""
    row = empty = 0
    least, most = reader.least, reader.most
    broken = encoding.broken > 0
    with _open_text(path, encoding) as file:
        for line, cells in reader.read(file, header=header, name=name):
            # Whether an empty row is a record is known when another one follows.
            if cells is not None and most > 1 and not any(cells):
                empty += 1
                continue
            for _ in range(empty):
                row += 1
                yield build_reject("empty_text", row=row, file=name)
            empty = 0
            row += 1
            if cells is None:
                yield build_reject("unclosed_quote", row=row, file=name, line=line)
            elif broken and any(MARK in cell for cell in cells):
                yield build_reject("broken_encoding", row=row, file=name)
            elif not least <= len(cells) <= most and (len(cells) < least or any(cells[most:])):
                yield build_reject("ragged_row", row=row, file=name, expected=most, found=len(cells), line=line)
            else:
                yield builder.build(row, cells)


class _Runaway(Exception):  # noqa: N818  no error: a signal between the lines and their reader
    """A quoted cell has run over too many lines."""


class _Lines:
    """Hands lines to the csv reader and remembers those of the row in progress, so that they can be read again."""

    __slots__ = ("_again", "_name", "_readline", "number", "record")

    def __init__(self, file: io.TextIOWrapper, *, name: str) -> None:
        self._readline = file.readline
        self._again: deque[str] = deque()
        self._name = name
        self.number = 0
        self.record: list[str] = []

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else self._readline(_LONGEST_LINE)
        self.number += 1
        if not line:
            line = _END
        elif len(line) >= _LONGEST_LINE:
            raise FormatError(f"{self._name}：文件第 {self.number} 行过长，不像文本表格", hint="请检查文件是否损坏")
        self.record.append(line)
        if len(self.record) > _LONGEST_RECORD:
            raise _Runaway
        return line

    def give_up_first(self) -> None:
        """Drop the first line of the row in progress and hand out the others again."""
        rest = [line for line in self.record[1:] if line != _END]
        self._again.extendleft(reversed(rest))
        self.number -= len(self.record) - 1
        self.record.clear()


class _Rows:
    """Cuts lines into rows of cells and recovers from quotes that are never closed.

    Parameters
    ----------
    dialect
        Delimiter and escape.
    least, most
        Numbers of cells a row may have.
    """

    __slots__ = ("_dialect", "least", "most")

    def __init__(self, dialect: Dialect, *, least: int, most: int) -> None:
        self._dialect = dialect
        self.least = least
        self.most = most

    def read(self, file: io.TextIOWrapper, *, header: bool, name: str) -> Iterator[tuple[int, list[str] | None]]:
        """Yield the first line (1-based) and the cells of every row below the header.

        A row whose quote is never closed yields None, and reading goes on with the line after it: without this, one
        stray quote would swallow all rows up to the next one.
        """
        lines = _Lines(file, name=name)
        for _ in range(self._dialect.skip):
            next(lines)
        lines.record.clear()
        reader = self._reader(lines)
        skip = header
        while True:
            first = lines.number + 1
            try:
                cells = next(reader)
            except (_Runaway, csv.Error):
                cells = None
            record = lines.record
            if record[-1] is _END and cells == [_END]:
                return
            if cells is None or record[-1] is _END or (len(record) > 1 and self._swallowed(record, cells)):
                lines.give_up_first()
                reader = self._reader(lines)
                yield first, None
                continue
            record.clear()
            if skip or not cells:
                # Blank lines are no rows; neither is the header, which may stand below some.
                skip = skip and not cells
                continue
            yield first, cells

    def _reader(self, lines: _Lines) -> Iterator[list[str]]:
        """Start a csv reader at the current line."""
        return csv.reader(lines, delimiter=self._dialect.delimiter, escapechar=self._dialect.escape)

    def _well_quoted(self, record: list[str]) -> bool:
        """Tell whether every closing quote of a row is followed by a delimiter or the end of the line."""
        try:
            list(csv.reader(record, delimiter=self._dialect.delimiter, escapechar=self._dialect.escape, strict=True))
        except csv.Error:
            return False
        return True

    def _swallowed(self, record: list[str], cells: list[str]) -> bool:
        """Tell whether a row of many lines is in truth several rows joined by stray quotes.

        Such a row has too many cells, or text behind its closing quote where a delimiter should be; and most of its
        lines would make rows of their own.
        """
        if self.least <= len(cells) <= self.most and self._well_quoted(record):
            return False
        later = self._dialect.parse(record[1:])
        fitting = sum(self.least <= len(row) <= self.most for row in later)
        return fitting * 2 > len(later)
