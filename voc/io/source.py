"""What opening a feedback file yields, whatever its format."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass

from voc.io.records import Tally
from voc.types import Feedback, Rejected


@dataclass(frozen=True, slots=True)
class Layout:
    """How a file is read.

    Attributes
    ----------
    format
        ``csv``, ``tsv``, ``txt``, ``xlsx``, ``jsonl``, ``json`` or ``parquet``.
    columns
        Column names in order; 第1列, 第2列 … when the file has no header.
    roles
        Role to the name of its column.
    encoding, delimiter, sheet
        Where the format has one.
    header_row
        1-based row of the sheet or file that holds the names; None without a header.
    warnings
        Chinese remarks on what a person should look at.
    """

    format: str
    columns: tuple[str, ...]
    roles: dict[str, str]
    encoding: str | None = None
    delimiter: str | None = None
    sheet: str | None = None
    header_row: int | None = None
    warnings: tuple[str, ...] = ()


#: Records in the order of the file; closing the generator closes the file.
Records = Generator[Feedback | Rejected, None, None]


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file whose layout is known and whose records are about to be read.

    Attributes
    ----------
    tally
        Grows while ``records`` is read.
    """

    layout: Layout
    records: Records
    tally: Tally
