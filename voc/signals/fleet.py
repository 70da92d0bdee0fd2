"""Cars on the road from a delivery table, and outlets (rule R11)."""

from __future__ import annotations

import csv
import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from voc.errors import ColumnError, EncodingError, FormatError, InputFileError
from voc.io.encoding import detect_encoding
from voc.signals.scope import VOLUME, Scope, levels
from voc.signals.tails import Floats

_NAMES = {
    "month": ("month", "月份", "月", "交付月份"),
    "brand": ("brand", "品牌"),
    "model": ("model", "车型", "车系"),
    "city": ("city", "城市"),
    "deliveries": ("deliveries", "交付量", "交付", "交付数", "交付台数"),
    "outlets": ("outlets", "网点数", "网点", "门店数"),
}
_MONTH = re.compile(r"(20\d{2})\s*[-/.年]?\s*(0?[1-9]|1[0-2])\s*月?")
_COUNT = re.compile(r"\d{1,3}(?:,\d{3})+|\d+")
_Months = dict[dt.date, int]


@dataclass(frozen=True, slots=True)
class Fleet:
    """Deliveries by month and, where given, outlets.

    Attributes
    ----------
    deliveries
        Brand × model × city at every level (point ``VOLUME``) → first day of a month → cars delivered in it.
    outlets
        (city, brand) → outlets.
    """

    deliveries: dict[Scope, _Months]
    outlets: dict[tuple[str, str], int] = field(default_factory=dict)

    def cars(self, scope: Scope, *, last: dt.date, days: int) -> Floats:
        """Return the cars delivered up to each of the days that end with ``last``; (days,).

        A month's deliveries are spread evenly over its days, for the table does not say more.
        """
        ordinals = last.toordinal() - np.arange(days - 1, -1, -1)
        total = np.zeros(days)
        for month, count in self.deliveries.get(scope._replace(point=VOLUME), {}).items():
            first = month.toordinal()
            length = _next_month(month).toordinal() - first
            total += count * np.clip((ordinals - first + 1) / length, 0.0, 1.0)
        return total


def read_fleet(deliveries: Path, *, outlets: Path | None = None) -> Fleet:
    """Read the delivery table (month, brand, model, city, deliveries) and the outlet table (city, brand, outlets).

    Columns are found by their English or Chinese names in any order; others are ignored. The encoding is detected.

    Raises
    ------
    InputFileError
        A file is missing.
    ColumnError
        A column is missing or there twice.
    FormatError
        A row is wrong: the message names file, row and remedy.
    """
    found: dict[Scope, _Months] = {}
    seen: dict[tuple[str, ...], int] = {}
    for number, row in _rows(deliveries, ("month", "brand", "model", "city", "deliveries")):
        month = _month(row["month"], deliveries, number)
        place = Scope(VOLUME, *(_named(row, name, deliveries, number) for name in ("brand", "model", "city")))
        _once(seen, (month.isoformat(), *(value or "" for value in place[1:])), deliveries, number)
        count = _number(row, "deliveries", deliveries, number)
        for scope in levels(place):
            months = found.setdefault(scope, {})
            months[month] = months.get(month, 0) + count
    if not found:
        raise FormatError(f"{deliveries.name}：交付表只有表头，没有数据行", hint="请补上至少一行交付量")
    return Fleet(found, _read_outlets(outlets) if outlets is not None else {})


def _read_outlets(path: Path) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    seen: dict[tuple[str, ...], int] = {}
    for number, row in _rows(path, ("city", "brand", "outlets")):
        key = (_named(row, "city", path, number), _named(row, "brand", path, number))
        _once(seen, key, path, number)
        found[key] = _number(row, "outlets", path, number)
    return found


def _rows(path: Path, wanted: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield 1-based row numbers (the header not counted) and the wanted cells."""
    if not path.is_file():
        raise InputFileError(f"{path.name}：找不到文件", hint="请检查路径")
    if path.stat().st_size == 0:
        raise FormatError(f"{path.name}：文件是空的", hint=f"首行须为列名：{'、'.join(wanted)}")
    encoding = detect_encoding(path)
    if encoding.broken:
        raise EncodingError(f"{path.name}：有 {encoding.broken} 行无法解码", hint="请另存为 UTF-8 编码")
    with path.open(encoding=encoding.codec, newline="") as file:
        reader = csv.reader(file)
        header = [cell.strip().lstrip("\ufeff").casefold() for cell in next(reader, [])]
        places = {name: _place(header, name, path) for name in wanted}
        number = 0
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            number += 1
            if len(cells) <= max(places.values()):
                message = f"{path.name}：第 {number} 行只有 {len(cells)} 列，表头有 {len(header)} 列"
                raise FormatError(message, hint="请补全该行，或检查是否多了引号、少了逗号")
            yield number, {name: cells[place].strip() for name, place in places.items()}


def _place(header: list[str], name: str, path: Path) -> int:
    found = [index for index, cell in enumerate(header) if cell in _NAMES[name]]
    if len(found) != 1:
        what = "缺少" if not found else "重复出现"
        hint = f"列名可写作 {'、'.join(_NAMES[name][:2])}，且只能有一列"
        raise ColumnError(f"{path.name}：表头{what}「{_NAMES[name][1]}」列", hint=hint)
    return found[0]


def _named(row: dict[str, str], name: str, path: Path, number: int) -> str:
    value = row[name]
    if name == "city" and len(value) > 2:
        value = value.removesuffix("市")
    if not value:
        raise FormatError(f"{path.name}：第 {number} 行的「{_NAMES[name][1]}」为空", hint="请补上，或删除该行")
    return value


def _month(value: str, path: Path, number: int) -> dt.date:
    match = _MONTH.fullmatch(value)
    if match is None:
        message = f"{path.name}：第 {number} 行的月份「{value[:20]}」无法识别"
        raise FormatError(message, hint="请写成 2026-10 或 2026年10月")
    return dt.date(int(match[1]), int(match[2]), 1)


def _number(row: dict[str, str], name: str, path: Path, number: int) -> int:
    value = row[name]
    if not _COUNT.fullmatch(value):
        message = f"{path.name}：第 {number} 行的「{_NAMES[name][1]}」为「{value[:20]}」，不是非负整数"
        raise FormatError(message, hint="请填整数，没有则填 0")
    return int(value.replace(",", ""))


def _once(seen: dict[tuple[str, ...], int], key: tuple[str, ...], path: Path, number: int) -> None:
    if key in seen:
        message = f"{path.name}：第 {number} 行与第 {seen[key]} 行重复"
        raise FormatError(message, hint="同一组只留一行，数量请合并")
    seen[key] = number


def _next_month(month: dt.date) -> dt.date:
    return dt.date(month.year + month.month // 12, month.month % 12 + 1, 1)
