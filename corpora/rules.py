"""The rules of the trade as data: R1–R18 and F1–F11 with their sources, and our own defaults T1–T5."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from types import MappingProxyType
from typing import Any

FOLDER = Path(__file__).parent / "rules"
FILES = ("service.toml", "insight.toml", "field.toml", "triage.toml")

Value = float | str | tuple[str, ...] | tuple[float, ...] | tuple[tuple[float, float], ...]
"""A number, a word, a list of words, a range, or bands of (from, points)."""


class RuleFileError(ValueError):
    """A rule or cue file is wrong.

    Attributes
    ----------
    file, key
        Where: the name of the file and the dotted key in it.
    """

    def __init__(self, file: str, key: str, problem: str) -> None:
        super().__init__(f"{file}：{key} {problem}")
        self.file = file
        self.key = key


@dataclass(frozen=True, slots=True)
class Number:
    """One configurable value of a rule with its unit, its one-line note and its source."""

    key: str
    value: Value
    unit: str
    note: str
    source: str
    version: str


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule.

    Attributes
    ----------
    confirm
        What a person must confirm before relying on it ("请法务确认" for the legal ones); None otherwise.
    file
        The file that holds it.
    """

    id: str
    title: str
    note: str
    source: str
    version: str
    confirm: str | None
    file: str
    numbers: Mapping[str, Number]


@dataclass(frozen=True, slots=True, eq=False)
class Rules:
    """All rules, in the order of the files; hashed by identity so that callers may cache what they derive from them."""

    version: str
    rules: Mapping[str, Rule]

    def __getitem__(self, rule: str) -> Rule:
        """Return a rule by its id; KeyError when there is none."""
        return self.rules[rule]

    def _value(self, rule: str, key: str) -> tuple[Value, str]:
        found = self.rules.get(rule)
        if found is None:
            raise RuleFileError("rules", rule, "没有这条规则")
        if key not in found.numbers:
            raise RuleFileError(found.file, f"{rule}.numbers.{key}", "缺失")
        return found.numbers[key].value, found.file

    def number(self, rule: str, key: str) -> float:
        """Return a single number.

        Raises
        ------
        RuleFileError
            The rule or key does not exist or is no number.
        """
        value, file = self._value(rule, key)
        if not isinstance(value, float):
            raise RuleFileError(file, f"{rule}.numbers.{key}", "应为数字")
        return value

    def word(self, rule: str, key: str) -> str:
        """Return a single word; RuleFileError as in :meth:`number`."""
        value, file = self._value(rule, key)
        if not isinstance(value, str):
            raise RuleFileError(file, f"{rule}.numbers.{key}", "应为文字")
        return value

    def words(self, rule: str, key: str) -> tuple[str, ...]:
        """Return a list of words; RuleFileError as in :meth:`number`."""
        value, file = self._value(rule, key)
        words = tuple(item for item in value if isinstance(item, str)) if isinstance(value, tuple) else ()
        if not isinstance(value, tuple) or len(words) != len(value):
            raise RuleFileError(file, f"{rule}.numbers.{key}", "应为文字列表")
        return words

    def bands(self, rule: str, key: str) -> tuple[tuple[float, float], ...]:
        """Return bands of (from, points), rising; RuleFileError as in :meth:`number`."""
        value, file = self._value(rule, key)
        bands = tuple(item for item in value if isinstance(item, tuple)) if isinstance(value, tuple) else ()
        rising = all(a[0] < b[0] and a[1] <= b[1] for a, b in pairwise(bands))
        if not isinstance(value, tuple) or not bands or len(bands) != len(value) or not rising:
            raise RuleFileError(file, f"{rule}.numbers.{key}", "应为递增的 [起点, 分值] 列表")
        return bands


def _frozen(value: object, file: str, key: str) -> Value:
    if isinstance(value, bool):
        raise RuleFileError(file, key, "不能是布尔值")
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, str):
        return value
    if isinstance(value, list) and value:
        return tuple(_frozen(item, file, key) for item in value)  # type: ignore[return-value]
    raise RuleFileError(file, key, "应为数字、文字或非空列表")


def text_field(table: Mapping[str, Any], field: str, file: str, key: str) -> str:
    """Return a required, non-empty text of a table; RuleFileError when it is missing."""
    value = table.get(field)
    if not isinstance(value, str) or not value.strip():
        raise RuleFileError(file, f"{key}.{field}", "缺失")
    return value


def _rule(rule_id: str, table: Mapping[str, Any], file: str, version: str) -> Rule:
    source = text_field(table, "source", file, rule_id)
    numbers = {}
    for key, entry in table.get("numbers", {}).items():
        place = f"{rule_id}.numbers.{key}"
        if not isinstance(entry, dict) or "value" not in entry:
            raise RuleFileError(file, place, "应为 { value, unit, note }")
        numbers[key] = Number(
            key=key,
            value=_frozen(entry["value"], file, place),
            unit=text_field(entry, "unit", file, place),
            note=text_field(entry, "note", file, place),
            source=entry.get("source", source),
            version=entry.get("version", version),
        )
    return Rule(
        id=rule_id,
        title=text_field(table, "title", file, rule_id),
        note=text_field(table, "note", file, rule_id),
        source=source,
        version=version,
        confirm=table.get("confirm"),
        file=file,
        numbers=MappingProxyType(numbers),
    )


def read_toml(path: Path) -> dict[str, Any]:
    """Return a parsed file; RuleFileError when it is no TOML."""
    text = path.read_text(encoding="utf-8")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise RuleFileError(path.name, "TOML", str(error)) from error


@lru_cache(maxsize=8)
def load_rules(folder: Path = FOLDER) -> Rules:
    """Load all rules of a folder (the shipped one by default).

    Raises
    ------
    RuleFileError
        A file is no TOML, or an entry lacks its value, unit, note or source, or an id stands twice.
    FileNotFoundError
        One of the files is missing.
    """
    rules: dict[str, Rule] = {}
    versions = []
    for name in FILES:
        data = read_toml(folder / name)
        version = text_field(data, "version", name, "")
        versions.append(version)
        for rule_id, table in data.items():
            if rule_id == "version":
                continue
            if rule_id in rules:
                raise RuleFileError(name, rule_id, "重复")
            rules[rule_id] = _rule(rule_id, table, name, version)
    # one number while all files agree, otherwise the four in the order of the files
    return Rules("-".join(dict.fromkeys(versions)), MappingProxyType(rules))
