"""Read feedback from files of every format, record by record."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from pathlib import Path
from typing import Protocol

from voc.errors import UsageError
from voc.io.channels import channel_of_file
from voc.io.delimited import open_delimited
from voc.io.excel import open_workbook
from voc.io.lines import STDIN_NAME, open_array, open_lines, open_stdin
from voc.io.options import DEFAULT_OPTIONS, ReadOptions
from voc.io.parquet import open_parquet
from voc.io.records import FileContext
from voc.io.sniff import find_format
from voc.io.source import Layout, OpenedFile
from voc.types import Feedback, Rejected

#: Stands for standard input among the paths.
STDIN = "-"


class _Opener(Protocol):
    """Opens one format."""

    def __call__(self, path: Path, *, options: ReadOptions, context: FileContext) -> OpenedFile:
        """Find the layout of a file and prepare its records."""


_OPENERS: dict[str, _Opener] = {
    "xlsx": open_workbook,
    "jsonl": open_lines,
    "json": open_array,
    "parquet": open_parquet,
}


def read_feedback(
    paths: Sequence[Path | str],
    *,
    options: ReadOptions = DEFAULT_OPTIONS,
    on_open: Callable[[str, Layout], None] | None = None,
) -> Iterator[Feedback | Rejected]:
    """Read feedback files in the order given; every record comes out, as feedback or as rejected.

    Memory does not grow with the files (a JSON array and the shared strings of a workbook excepted).

    Parameters
    ----------
    paths
        csv, tsv, txt, xlsx, json, jsonl and parquet files; ``-`` is jsonl on standard input.
    options
        Columns, channel, limits.
    on_open
        Called with the name and layout of each file before its first record; the layout's warnings say what a person
        should look at (several text columns, other sheets with text, broken lines).

    Returns
    -------
    Iterator
        Records in the order of the files. A record without an id has its 1-based row number, behind the file's stem
        and a colon when there are several files.

    Raises
    ------
    InputFileError
        A file does not exist, or cannot be read at all: wrong encoding, wrong format, no text column. That files exist
        and are what they are called is checked before the first record is read.
    UsageError
        No file is given, or standard input twice.
    """
    contexts = build_contexts(paths)
    formats = ["stdin" if str(path) == STDIN else find_format(Path(path)) for path in paths]
    return _read_all(list(zip(paths, formats, contexts, strict=True)), options, on_open)


def open_feedback(path: Path | str, *, options: ReadOptions = DEFAULT_OPTIONS) -> OpenedFile:
    """Open a single file and return its layout with the records still to be read.

    Raises
    ------
    InputFileError
        As :func:`read_feedback`.
    """
    (context,) = build_contexts([path])
    name = "stdin" if str(path) == STDIN else find_format(Path(path))
    return _open(path, name, context, options)


def build_contexts(paths: Sequence[Path | str]) -> list[FileContext]:
    """Return what the records of each file share; row numbers of several files get distinct prefixes.

    Raises
    ------
    UsageError
        No file is given, or standard input twice.
    """
    if not paths:
        raise UsageError("没有给出文件", hint="请写出至少一个文件，或用 - 从标准输入读取 jsonl")
    if sum(str(path) == STDIN for path in paths) > 1:
        raise UsageError("标准输入（-）只能给出一次", hint="请去掉多余的 -")
    contexts: list[FileContext] = []
    seen: dict[str, int] = {}
    for path in paths:
        stdin = str(path) == STDIN
        stem = "stdin" if stdin else Path(path).stem
        # Two files of one name in different folders must not share ids.
        seen[stem] = seen.get(stem, 0) + 1
        label = stem if seen[stem] == 1 else f"{stem}~{seen[stem]}"
        contexts.append(
            FileContext(
                name=STDIN_NAME if stdin else Path(path).name,
                id_prefix=f"{label}:" if len(paths) > 1 else "",
                channel=None if stdin else channel_of_file(stem),
            )
        )
    return contexts


def _read_all(
    files: Sequence[tuple[Path | str, str, FileContext]],
    options: ReadOptions,
    on_open: Callable[[str, Layout], None] | None,
) -> Iterator[Feedback | Rejected]:
    """Yield the records of one file after the other."""
    for path, format_name, context in files:
        opened = _open(path, format_name, context, options)
        with closing(opened.records) as records:
            if on_open is not None:
                on_open(context.name, opened.layout)
            yield from records


def _open(path: Path | str, format_name: str, context: FileContext, options: ReadOptions) -> OpenedFile:
    """Open a file of a known format."""
    if format_name == "stdin":
        return open_stdin(options=options, context=context)
    if format_name in _OPENERS:
        return _OPENERS[format_name](Path(path), options=options, context=context)
    return open_delimited(Path(path), format=format_name, options=options, context=context)
