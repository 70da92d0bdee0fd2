"""The rules of the trade as data: R1–R18 and F1–F11 with their sources, our own defaults T1–T5, and the cue lexicon."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

FOLDER = Path(__file__).parent / "rules"
LEXICONS = Path(__file__).parent / "lexicons"
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
        rising = all(a[0] < b[0] and a[1] <= b[1] for a, b in zip(bands, bands[1:], strict=False))
        if not isinstance(value, tuple) or not bands or len(bands) != len(value) or not rising:
            raise RuleFileError(file, f"{rule}.numbers.{key}", "应为递增的 [起点, 分值] 列表")
        return bands


@dataclass(frozen=True, slots=True)
class CueFamily:
    """Patterns that tell one thing.

    Attributes
    ----------
    kind
        ``safety``, ``escalation`` or ``context``.
    anchors
        Every text that a pattern matches holds one of these words; the cheap guard in front of the patterns.
    patterns
        Regular expressions; a group ``e`` marks the event word that a negation would stand before.
    guards
        Names of the guards that overrule a match.
    code
        Pain point the family belongs to; None for context and escalation.
    """

    kind: str
    id: str
    label: str
    anchors: tuple[str, ...]
    patterns: tuple[str, ...]
    guards: tuple[str, ...]
    code: str | None


@dataclass(frozen=True, slots=True)
class Cues:
    """The cue lexicon.

    Attributes
    ----------
    guards
        Name → regular expression; see the head of the file for what each is matched against.
    """

    version: str
    source: str
    guards: Mapping[str, str]
    families: tuple[CueFamily, ...]


def _frozen(value: Any, file: str, key: str) -> Value:
    if isinstance(value, bool):
        raise RuleFileError(file, key, "不能是布尔值")
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, str):
        return value
    if isinstance(value, list) and value:
        return tuple(_frozen(item, file, key) for item in value)  # type: ignore[return-value]
    raise RuleFileError(file, key, "应为数字、文字或非空列表")


def _text(table: Mapping[str, Any], field: str, file: str, key: str) -> str:
    value = table.get(field)
    if not isinstance(value, str) or not value.strip():
        raise RuleFileError(file, f"{key}.{field}", "缺失")
    return value


def _rule(rule_id: str, table: Mapping[str, Any], file: str, version: str) -> Rule:
    source = _text(table, "source", file, rule_id)
    numbers = {}
    for key, entry in table.get("numbers", {}).items():
        place = f"{rule_id}.numbers.{key}"
        if not isinstance(entry, dict) or "value" not in entry:
            raise RuleFileError(file, place, "应为 { value, unit, note }")
        numbers[key] = Number(
            key=key,
            value=_frozen(entry["value"], file, place),
            unit=_text(entry, "unit", file, place),
            note=_text(entry, "note", file, place),
            source=entry.get("source", source),
            version=entry.get("version", version),
        )
    return Rule(
        id=rule_id,
        title=_text(table, "title", file, rule_id),
        note=_text(table, "note", file, rule_id),
        source=source,
        version=version,
        confirm=table.get("confirm"),
        file=file,
        numbers=MappingProxyType(numbers),
    )


def _read(path: Path) -> dict[str, Any]:
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
        data = _read(folder / name)
        version = _text(data, "version", name, "")
        versions.append(version)
        for rule_id, table in data.items():
            if rule_id == "version":
                continue
            if rule_id in rules:
                raise RuleFileError(name, rule_id, "重复")
            rules[rule_id] = _rule(rule_id, table, name, version)
    # one number while all files agree, otherwise the four in the order of the files
    return Rules("-".join(dict.fromkeys(versions)), MappingProxyType(rules))


def _expanded(pattern: str, words: Mapping[str, str], place: str) -> str:
    for name, alternatives in words.items():
        pattern = pattern.replace(f"<{name}>", f"(?:{alternatives})")
    for width in range(41):
        # a bounded gap never crosses the end of a sentence, else two events of different sentences would join
        pattern = pattern.replace(f"<{width}>", f"[^。！？!?；;\\n]{{0,{width}}}")
    if "<" in pattern.replace("(?<", "").replace("(?P<", ""):
        raise RuleFileError("events.toml", place, "用了没有定义的词组")
    return pattern


@lru_cache(maxsize=1)
def load_cues() -> Cues:
    """Load the cue lexicon ``lexicons/events.toml`` with its word groups expanded.

    Raises
    ------
    RuleFileError
        An entry is incomplete or names an unknown guard or word group.
    """
    path = LEXICONS / "events.toml"
    data = _read(path)
    words: dict[str, str] = data["words"]
    guards: dict[str, str] = {name: _expanded(text, words, f"guards.{name}") for name, text in data["guards"].items()}
    families = []
    for kind in ("safety", "escalation", "context"):
        for entry in data[kind]:
            place = f"{kind}.{entry.get('id')}"
            unknown = [name for name in entry.get("guards", ()) if name not in guards]
            if unknown:
                raise RuleFileError(path.name, f"{place}.guards", f"没有定义 {unknown[0]}")
            family = CueFamily(
                kind=kind,
                id=_text(entry, "id", path.name, kind),
                label=_text(entry, "label", path.name, place),
                anchors=tuple(_text(entry, "anchors", path.name, place).split()),
                patterns=tuple(_expanded(pattern, words, place) for pattern in entry["patterns"]),
                guards=tuple(entry.get("guards", ())),
                code=entry.get("code"),
            )
            families.append(family)
    return Cues(str(data["version"]), data["source"], MappingProxyType(guards), tuple(families))
