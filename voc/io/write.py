"""Write result files so that a crash leaves the old file or the new one, never half of one."""

from __future__ import annotations

import json
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, TypeVar

from voc.errors import VocError
from voc.types import Rejected

Value = TypeVar("Value")

# What makes a spreadsheet run a cell as a formula; East Asian versions take the full-width signs too.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


class OutputFileError(VocError):
    """A result file cannot be written."""

    code = "output.file"


def write_jsonl(path: Path | str, rows: Iterable[Mapping[str, Any]]) -> int:
    """Write objects as JSON Lines, atomically.

    The rows go to a temporary file in the same folder, which takes the place of ``path`` when all are on the disk. A
    failure of the disk or of ``rows`` leaves ``path`` as it was. A path that is no ordinary file (a pipe, a device) is
    written directly.

    Parameters
    ----------
    path
        Where to write; missing folders are made.
    rows
        Plain data; floats are written as given.

    Returns
    -------
    int
        Number of rows written.

    Raises
    ------
    OutputFileError
        The file cannot be written.
    ValueError
        A float is not finite: JSON has no word for it.
    """
    encode = json.JSONEncoder(ensure_ascii=False, allow_nan=False).encode
    count = 0
    with open_atomic(path) as file:
        for row in rows:
            file.write(encode(row) + "\n")
            count += 1
    return count


@contextmanager
def open_atomic(path: Path | str) -> Iterator[IO[str]]:
    """Open a UTF-8 text file that takes the place of ``path`` when the block ends without an error.

    Raises
    ------
    OutputFileError
        The file cannot be written.
    """
    target = Path(path)
    # A result written through a symbolic link belongs where the link points.
    final = target.resolve()
    direct = final.exists() and not final.is_file()
    place = final if direct else final.with_name(f".{final.name}.{secrets.token_hex(4)}.tmp")
    file = _open(place, target, direct=direct)
    try:
        with file:
            yield file
            file.flush()
            if not direct:
                os.fsync(file.fileno())
        if not direct:
            place.replace(final)
    except OSError as error:
        raise _cannot_write(target) from error
    finally:
        if not direct:
            place.unlink(missing_ok=True)


def rejected_path(out: Path) -> Path:
    """Return where the rejected rows of a result go: ``OUT.jsonl`` → ``OUT.rejected.jsonl``, in the same folder."""
    return out.with_name(f"{out.stem}.rejected.jsonl")


def rejected_row(rejected: Rejected) -> dict[str, Any]:
    """Return a rejection as plain data: ``row``, ``code``, ``reason``, and ``id`` and ``file`` where known."""
    row: dict[str, Any] = {"row": rejected.row, "code": rejected.code, "reason": rejected.reason}
    if rejected.id is not None:
        row["id"] = rejected.id
    if rejected.file is not None:
        row["file"] = rejected.file
    return row


def neutralise(value: Value) -> Value | str:
    """Return a cell that no spreadsheet takes for a formula: such a text gets an apostrophe in front (rule F11).

    Parameters
    ----------
    value
        A cell; only texts change, so that numbers stay numbers.
    """
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value


def _open(place: Path, target: Path, *, direct: bool) -> IO[str]:
    """Open the temporary file, or the device itself."""
    try:
        if not direct:
            place.parent.mkdir(parents=True, exist_ok=True)
        return place.open("w" if direct else "x", encoding="utf-8", newline="\n")
    except OSError as error:
        raise _cannot_write(target) from error


def _cannot_write(target: Path) -> OutputFileError:
    """Build the error for a file that cannot be written."""
    return OutputFileError(f"{target}：无法写入", hint="请检查文件夹是否存在、有无写权限、磁盘是否已满")
