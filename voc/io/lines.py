"""Read objects: JSON Lines from a file or standard input, and JSON arrays."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import Any, Protocol, cast

from voc.errors import FormatError
from voc.io.columns import match_columns, match_fields
from voc.io.encoding import (
    MARK,
    Encoding,
    broken_file_error,
    detect_encoding,
    detect_stream_encoding,
    too_many_broken,
)
from voc.io.options import ReadOptions
from voc.io.records import FileContext, RecordBuilder, Tally
from voc.io.rejects import build_reject
from voc.io.source import Layout, OpenedFile, Records

#: How messages call standard input.
STDIN_NAME = "标准输入"

_SAMPLE_LINES = 200
_PREFIX = 1 << 16
# A line of 64 million characters is no record; without a limit one line could fill the memory.
_LONGEST_LINE = 1 << 26
# A JSON array is parsed as a whole, at about six times its size in memory.
_LARGEST_ARRAY = 1 << 28
# Fields under which interfaces wrap their records.
_WRAPPERS = ("data", "records", "items", "rows", "list", "results", "result")
# Key sets that are remembered; files have a handful, this bounds hostile ones.
_KEY_SETS = 1000
# A stream is judged by its broken lines once this many have passed.
_JUDGED_LINES = 1000


def open_lines(path: Path, *, options: ReadOptions, context: FileContext) -> OpenedFile:
    """Open a JSON Lines file.

    Raises
    ------
    EncodingError, FormatError, ColumnError
        The file cannot be decoded, holds no JSON objects at all, or none of the first 200 has a text field.
    """
    encoding = detect_encoding(path)
    with path.open(encoding=encoding.codec, errors=encoding.errors, newline="\n") as file:
        sample = list(islice(_read_lines(file, name=path.name), _SAMPLE_LINES))
    objects = _sample_objects(sample, name=path.name, suffix=path.suffix)
    fields = _FileFields(objects, options=options, context=context)

    def read() -> Records:
        with path.open(encoding=encoding.codec, errors=encoding.errors, newline="\n") as file:
            yield from _read_records(_read_lines(file, name=path.name), fields, marked=encoding.broken > 0)

    return fields.opened("jsonl", encoding, read())


def open_stdin(*, options: ReadOptions, context: FileContext) -> OpenedFile:
    """Open standard input as JSON Lines; records come as soon as their lines do.

    Raises
    ------
    EncodingError, FormatError, ColumnError
        As :func:`open_lines`, judged by the lines at hand.
    """
    stream = cast(_Pipe, sys.stdin.buffer)
    prefix = stream.read1(_PREFIX)
    if not prefix.strip():
        raise FormatError(f"{STDIN_NAME}：没有内容", hint="请从管道传入 jsonl，每行一个对象")
    encoding = detect_stream_encoding(prefix, name=STDIN_NAME)
    complete = prefix[: prefix.rfind(b"\n") + 1] or prefix
    sample = complete.decode(encoding.codec, encoding.errors).splitlines(keepends=True)[:_SAMPLE_LINES]
    objects = _sample_objects([line for line in sample if not line.isspace()], name=STDIN_NAME, suffix="")
    fields = _FileFields(objects, options=options, context=context)

    def read() -> Records:
        text = io.TextIOWrapper(
            io.BufferedReader(_Rejoined(prefix, stream)), encoding=encoding.codec, errors=encoding.errors, newline="\n"
        )
        yield from _judged(_read_records(_read_lines(text, name=STDIN_NAME), fields, marked=True), encoding)

    return fields.opened("jsonl", encoding, read())


def open_array(path: Path, *, options: ReadOptions, context: FileContext) -> OpenedFile:
    """Open a ``.json`` file: an array of objects, ``{"data": [...]}``, one object, or JSON Lines under a wrong name.

    Raises
    ------
    EncodingError, FormatError, ColumnError
        The file cannot be decoded, is no JSON or too large to parse at once, or has no text field.
    """
    encoding = detect_encoding(path)
    if _first_line_is_record(path, encoding):
        return open_lines(path, options=options, context=context)
    if path.stat().st_size > _LARGEST_ARRAY:
        raise FormatError(f"{path.name}：JSON 数组超过 256 MB，无法一次读入", hint="请改存为 jsonl，每行一个对象")
    if encoding.broken:
        raise broken_file_error(path.name, codec=encoding.codec, broken=encoding.broken, first=1)
    items = _load_array(path, encoding)
    objects = [item for item in items[:_SAMPLE_LINES] if isinstance(item, dict)]
    fields = _FileFields(objects, options=options, context=context)

    def read() -> Records:
        for row, item in enumerate(items, start=1):
            yield fields.build(row, item, line=row)

    return fields.opened("json", encoding, read())


class _Pipe(Protocol):
    """A buffered stream."""

    def read1(self, size: int = -1, /) -> bytes:
        """Return what is at hand, at most ``size`` bytes."""


class _FileFields:
    """Builds the records of one file's objects; objects with the same fields share a builder."""

    def __init__(self, objects: Sequence[dict[str, Any]], *, options: ReadOptions, context: FileContext) -> None:
        self._options = options
        self._context = context
        self._tally = Tally()
        self._builders: dict[tuple[str, ...], RecordBuilder | None] = {}
        self._names = tuple(dict.fromkeys(name for item in objects for name in item))
        self._roles: dict[str, str] = {}
        self._warnings: tuple[str, ...] = ()
        if self._names:
            rows = [
                [value if isinstance(value := item.get(name), str) else "" for name in self._names] for item in objects
            ]
            match = match_columns(self._names, options=options, file=context.name, sample=rows)
            self._roles = {role: self._names[index] for role, index in match.roles.items()}
            self._warnings = match.warnings

    def build(self, row: int, item: object, *, line: int) -> Any:  # noqa: ANN401  Feedback | Rejected
        """Build the record of one parsed value."""
        name = self._context.name
        if type(item) is not dict:
            return build_reject("not_an_object", row=row, file=name, line=line)
        keys = tuple(item)
        if keys not in self._builders:
            if len(self._builders) >= _KEY_SETS:
                self._builders.clear()
            self._builders[keys] = self._builder(keys)
        builder = self._builders[keys]
        if builder is None:
            return build_reject("no_text_field", row=row, file=name)
        return builder.build(row, item)

    def reject(self, code: str, row: int, line: int) -> Any:  # noqa: ANN401
        """Build the rejection of a line that is no value."""
        return build_reject(code, row=row, file=self._context.name, line=line)

    def opened(self, format: str, encoding: Encoding, records: Records) -> OpenedFile:  # noqa: A002
        """Put the file together."""
        layout = Layout(
            format=format,
            columns=self._names,
            roles=self._roles,
            encoding=encoding.label,
            warnings=self._warnings,
        )
        return OpenedFile(layout=layout, records=records, tally=self._tally)

    def _builder(self, keys: tuple[str, ...]) -> RecordBuilder | None:
        """Match the fields of one key set."""
        roles = match_fields(keys, options=self._options, fallback=self._roles.get("text"))
        if roles is None:
            return None
        named = {role: keys[index] for role, index in roles.items()}
        return RecordBuilder(named, context=self._context, options=self._options, tally=self._tally)


def _read_lines(file: io.TextIOWrapper, *, name: str) -> Iterator[tuple[int, str]]:
    """Yield the lines that are not blank, with their 1-based numbers in the file."""
    number = 0
    while line := file.readline(_LONGEST_LINE):
        number += 1
        if len(line) >= _LONGEST_LINE:
            raise FormatError(f"{name}：文件第 {number} 行过长，不像 jsonl", hint="请每行只写一个对象")
        if not line.isspace():
            yield number, line


def _read_records(lines: Iterable[tuple[int, str]], fields: _FileFields, *, marked: bool) -> Records:
    """Yield the records of JSON lines."""
    build, loads = fields.build, json.loads
    for row, (number, line) in enumerate(lines, start=1):
        if marked and MARK in line:
            yield fields.reject("broken_encoding", row, number)
            continue
        try:
            item = loads(line)
        except (ValueError, RecursionError):
            yield fields.reject("bad_json", row, number)
            continue
        yield build(row, item, line=number)


def _judged(records: Records, encoding: Encoding) -> Records:
    """Stop a stream when too many of its lines are broken; a file is judged before it is read."""
    broken = first = row = 0
    for row, record in enumerate(records, start=1):
        if getattr(record, "code", "") == "broken_encoding":
            broken += 1
            first = first or row
            if row >= _JUDGED_LINES and too_many_broken(broken, row):
                raise broken_file_error(STDIN_NAME, codec=encoding.codec, broken=broken, first=first)
        yield record
    if too_many_broken(broken, row):
        raise broken_file_error(STDIN_NAME, codec=encoding.codec, broken=broken, first=first)


def _parse(line: str) -> object:
    """Parse one line; None when it is no JSON."""
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None


def _sample_objects(sample: Sequence[Any], *, name: str, suffix: str) -> list[dict[str, Any]]:
    """Parse the first lines and make sure that this is JSON Lines at all."""
    lines = [item[1] if isinstance(item, tuple) else item for item in sample]
    parsed = [_parse(line) for line in lines]
    named = f"文件名是 {suffix}，内容却不是 jsonl" if suffix else "内容不是 jsonl"
    if (lines and lines[0].strip() in ("[", "{")) or (lines and lines[0].lstrip().startswith("[{")):
        raise FormatError(f"{name}：{named}，而是跨行的 JSON", hint="请改名为 .json，或改存为每行一个对象")
    if not any(isinstance(item, (dict, list)) for item in parsed) and not any("{" in line[:8] for line in lines):
        raise FormatError(f"{name}：{named}", hint="请每行写一个 JSON 对象；若是表格，请改名为 .csv")
    return [item for item in parsed if isinstance(item, dict)]


def _first_line_is_record(path: Path, encoding: Encoding) -> bool:
    """Tell whether a ``.json`` file holds one record a line."""
    with path.open(encoding=encoding.codec, errors=encoding.errors, newline="\n") as file:
        first = next(islice(_read_lines(file, name=path.name), 1), (0, ""))[1]
    item = _parse(first)
    return isinstance(item, dict) and _wrapped(item) is None


def _wrapped(item: dict[str, Any]) -> list[Any] | None:
    """Return the list of records that an object wraps."""
    return next((item[key] for key in _WRAPPERS if isinstance(item.get(key), list)), None)


def _load_array(path: Path, encoding: Encoding) -> list[Any]:
    """Parse a whole file and return its records."""
    text = path.read_text(encoding=encoding.codec)
    try:
        data = json.loads(text)
    except RecursionError:
        raise FormatError(f"{path.name}：JSON 嵌套过深", hint="请写成对象的数组") from None
    except ValueError as error:
        where = f"第 {error.lineno} 行第 {error.colno} 列" if isinstance(error, json.JSONDecodeError) else "文件中"
        raise FormatError(f"{path.name}：{where}不是合法的 JSON", hint="请检查引号、逗号和括号") from None
    if isinstance(data, dict):
        wrapped = _wrapped(data)
        return [data] if wrapped is None else wrapped
    if not isinstance(data, list):
        raise FormatError(f"{path.name}：JSON 里没有记录", hint='请写成对象的数组，或 {"data": [...]}')
    return data


class _Rejoined(io.RawIOBase):
    """A stream whose first bytes were looked at."""

    def __init__(self, prefix: bytes, rest: _Pipe) -> None:
        self._prefix = prefix
        self._rest = rest

    def readable(self) -> bool:
        """Return True."""
        return True

    def readinto(self, buffer: Any) -> int:  # noqa: ANN401  a writable buffer
        """Fill the buffer with what is at hand."""
        if not self._prefix:
            # read1 returns what has arrived; read would wait for a full buffer.
            self._prefix = self._rest.read1(len(buffer))
        part, self._prefix = self._prefix[: len(buffer)], self._prefix[len(buffer) :]
        buffer[: len(part)] = part
        return len(part)
