"""Show how a file would be read before anything is done with it."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from voc.io.lines import STDIN_NAME
from voc.io.options import DEFAULT_OPTIONS, ReadOptions
from voc.io.read import STDIN, open_feedback
from voc.io.records import Tally
from voc.types import Channel, Feedback, Rejected

# Rows that are read for the warnings; the rows shown are the first of them.
_INSPECTED = 500


@dataclass(frozen=True, slots=True)
class PreviewColumn:
    """A column and the role it was matched to; None for a column that is not read."""

    name: str
    role: str | None


@dataclass(frozen=True, slots=True)
class PreviewRow:
    """One of the first rows; personal data is masked, and unread columns are not shown.

    Attributes
    ----------
    text
        The cleaned text; None for a rejected row.
    problem
        Why the row would be rejected, in Chinese; None when it would be read.
    """

    row: int
    id: str | None
    text: str | None
    channel: Channel | None = None
    created_at: datetime | None = None
    brand: str | None = None
    model: str | None = None
    city: str | None = None
    nps: float | None = None
    source: str | None = None
    phone_ok: bool | None = None
    problem: str | None = None


@dataclass(frozen=True, slots=True)
class Preview:
    """How a file would be read.

    Attributes
    ----------
    file
        The file's name.
    format
        ``csv``, ``tsv``, ``txt``, ``xlsx``, ``jsonl``, ``json`` or ``parquet``.
    encoding, delimiter, sheet, header_row
        Where the format has one.
    columns
        All columns with their roles, in order.
    rows
        The first rows.
    inspected, rejected
        Number of rows that were read for this preview, and how many of them would be rejected.
    warnings
        Chinese remarks on what a person should look at.
    """

    file: str
    format: str
    encoding: str | None
    delimiter: str | None
    sheet: str | None
    header_row: int | None
    columns: tuple[PreviewColumn, ...]
    rows: tuple[PreviewRow, ...]
    inspected: int
    rejected: int
    warnings: tuple[str, ...]


def preview(path: Path | str, *, options: ReadOptions = DEFAULT_OPTIONS, rows: int = 5) -> Preview:
    """Read the beginning of a file and say how all of it would be read.

    Parameters
    ----------
    path
        A feedback file, or ``-``. Standard input is used up by its preview.
    options
        As for reading.
    rows
        How many rows to show.

    Raises
    ------
    InputFileError
        The file cannot be read at all.
    """
    opened = open_feedback(path, options=options)
    with closing(opened.records) as records:
        seen = list(islice(records, max(rows, _INSPECTED)))
    layout = opened.layout
    roles = {name: role for role, name in reversed(layout.roles.items())}
    rejected = sum(isinstance(record, Rejected) for record in seen)
    return Preview(
        file=STDIN_NAME if str(path) == STDIN else Path(path).name,
        format=layout.format,
        encoding=layout.encoding,
        delimiter=layout.delimiter,
        sheet=layout.sheet,
        header_row=layout.header_row,
        columns=tuple(PreviewColumn(name, roles.get(name)) for name in layout.columns),
        rows=tuple(_row(record) for record in seen[:rows]),
        inspected=len(seen),
        rejected=rejected,
        warnings=layout.warnings + _remarks(seen, opened.tally, rejected=rejected),
    )


def _row(record: Feedback | Rejected) -> PreviewRow:
    """Return a record with its text cleaned of personal data."""
    if isinstance(record, Rejected):
        return PreviewRow(row=record.row, id=record.id, text=None, problem=record.reason)
    from voc.text.clean import clean

    return PreviewRow(
        row=record.row,
        id=record.id,
        text=clean(record.text).text,
        channel=record.channel,
        created_at=record.created_at,
        brand=record.brand,
        model=record.model,
        city=record.city,
        nps=record.nps,
        source=record.source,
        phone_ok=record.phone_ok,
    )


def _remarks(seen: list[Feedback | Rejected], tally: Tally, *, rejected: int) -> tuple[str, ...]:
    """Say what the first rows show about the quality of the file."""
    remarks: list[str] = []
    if rejected:
        remarks.append(f"前 {len(seen)} 行中有 {rejected} 行会被拒收")
    if tally.unreadable_times:
        remarks.append(f"前 {len(seen)} 行中有 {tally.unreadable_times} 个时间读不出确切的日期，按没有时间处理")
    if tally.mangled_ids:
        remarks.append(
            f"前 {len(seen)} 行中有 {tally.mangled_ids} 个编号被表格软件改写成了科学计数法或丢失了末位；"
            "请把编号列设为文本格式后重新导出"
        )
    phones = [record.phone_ok for record in seen if isinstance(record, Feedback) and record.phone_ok is not None]
    wrong = phones.count(False)
    if wrong:
        remarks.append(f"前 {len(seen)} 行中有 {wrong} 个手机号缺失或有误")
    ids = [record.id for record in seen if isinstance(record, Feedback)]
    if len(ids) > len(set(ids)):
        remarks.append(f"前 {len(seen)} 行中有 {len(ids) - len(set(ids))} 个重复的编号")
    return tuple(remarks)
