"""Cues of events in a text: typed access to ``lexicons/events.toml``, with its word groups expanded."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from corpora.rules import RuleFileError, read_toml, text_field

PATH = Path(__file__).parent / "lexicons" / "events.toml"
KINDS = ("safety", "escalation", "context")
STRETCHES = ("before", "after", "lead", "tail", "match", "text")

_GAP = re.compile(r"<(\d{1,2})>")
_GROUP = re.compile(r"(?<!\(\?)(?<!\?P)<([a-z_]+)>")


@dataclass(frozen=True, slots=True)
class Guard:
    """A pattern that overrules a match, and the stretch of text (one of ``STRETCHES``) it is searched in."""

    where: str
    pattern: str


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
    """The whole lexicon: guards by name and the families in the order of the file."""

    version: str
    source: str
    guards: Mapping[str, Guard]
    families: tuple[CueFamily, ...]


def _expanded(pattern: str, words: Mapping[str, str], place: str) -> str:
    def group(match: re.Match[str]) -> str:
        if match[1] not in words:
            raise RuleFileError(PATH.name, place, f"用了没有定义的词组 {match[1]}")
        return f"(?:{words[match[1]]})"

    # a bounded gap never crosses the end of a sentence, else two events of different sentences would join
    return _GAP.sub(r"[^。！？!?；;\\n]{0,\1}", _GROUP.sub(group, pattern))


def _checked(pattern: str, words: Mapping[str, str], place: str) -> str:
    text = _expanded(pattern, words, place)
    try:
        re.compile(text)
    except re.error as error:
        raise RuleFileError(PATH.name, place, f"正则有误：{error}") from error
    return text


def _family(kind: str, entry: Mapping[str, Any], data: Mapping[str, Any]) -> CueFamily:
    place = f"{kind}.{entry.get('id')}"
    guards = (*data["defaults"][kind], *entry.get("guards", ()))
    unknown = [name for name in guards if name not in data["guards"]]
    if unknown:
        raise RuleFileError(PATH.name, f"{place}.guards", f"没有定义 {unknown[0]}")
    return CueFamily(
        kind=kind,
        id=text_field(entry, "id", PATH.name, kind),
        label=text_field(entry, "label", PATH.name, place),
        anchors=tuple(text_field(entry, "anchors", PATH.name, place).split()),
        patterns=tuple(_checked(pattern, data["words"], place) for pattern in entry["patterns"]),
        guards=guards,
        code=entry.get("code"),
    )


@lru_cache(maxsize=1)
def load_cues() -> Cues:
    """Load the cue lexicon.

    Raises
    ------
    RuleFileError
        An entry is incomplete, no regular expression, or names an unknown guard or word group.
    """
    data = read_toml(PATH)
    guards = {}
    for name, entry in data["guards"].items():
        if entry.get("where") not in STRETCHES:
            raise RuleFileError(PATH.name, f"guards.{name}.where", f"应为 {STRETCHES} 之一")
        guards[name] = Guard(entry["where"], _checked(entry["pattern"], data["words"], f"guards.{name}"))
    families = tuple(_family(kind, entry, data) for kind in KINDS for entry in data[kind])
    return Cues(str(data["version"]), data["source"], MappingProxyType(guards), families)
