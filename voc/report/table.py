"""A sheet of the workbook as plain data, without any file format."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

Cell = str | float | datetime | bool | None
Row = Sequence[Cell]


class Share(float):
    """A fraction in a column of other numbers; it is written as a percentage."""


class Kind(StrEnum):
    """How a column is written."""

    TEXT = "text"
    LONG = "long"
    COUNT = "count"
    DECIMAL = "decimal"
    SHARE = "share"
    DELTA = "delta"
    DELTA_POINTS = "delta_points"
    DELTA_SHARE = "delta_share"
    PROBABILITY = "probability"
    TIME = "time"


@dataclass(frozen=True, slots=True)
class Column:
    """One column of a sheet; ``width`` is in characters of Latin width, a Han character takes two."""

    title: str
    kind: Kind = Kind.TEXT
    width: int = 12


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet: a name, a header and rows."""

    name: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]
