"""The lexicon of text cleaning (``lexicons/redaction.toml``) as typed, frozen values."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, TypeVar

T = TypeVar("T")

PATH = Path(__file__).parent / "lexicons" / "redaction.toml"


@dataclass(frozen=True, slots=True)
class PhoneWords:
    """What surrounds telephone numbers; ``area_codes`` are regular expressions without the leading zero."""

    latin_before: tuple[str, ...]
    order_cues: tuple[str, ...]
    units: tuple[str, ...]
    mobile_cues: tuple[str, ...]
    local_cues: tuple[str, ...]
    area_codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CardWords:
    """Cues and prefixes of identity numbers and bank cards (regions and prefixes are regular expressions)."""

    id_cues: tuple[str, ...]
    paper_cues: tuple[str, ...]
    id_regions: tuple[str, ...]
    bank_cues: tuple[str, ...]
    bank_prefixes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class VehicleWords:
    """Cues of VINs and plates, the province abbreviations and product names that look like a plate."""

    vin_cues: tuple[str, ...]
    vin_tail: tuple[str, ...]
    provinces: str
    tails: str
    plate_cues: tuple[str, ...]
    model_like: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImWords:
    """Cues of messenger accounts, the words between cue and account, and product names that are none."""

    cues: tuple[str, ...]
    qq_cues: tuple[str, ...]
    links: tuple[str, ...]
    not_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class AddressWords:
    """Elements of a postal address and the words before its personal part."""

    roads: tuple[str, ...]
    not_roads: tuple[str, ...]
    not_after_number: tuple[str, ...]
    estates: tuple[str, ...]
    generic: tuple[str, ...]
    starts: tuple[str, ...]
    admin: tuple[str, ...]
    cities: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NameWords:
    """Surnames, characters of given names, cues, titles and the words that only look like a name."""

    common: str
    hesitant: str
    rare: str
    compound: tuple[str, ...]
    given: str
    never: str
    words: tuple[str, ...]
    not_given: tuple[str, ...]
    titles: tuple[str, ...]
    full_name_titles: tuple[str, ...]
    not_titles: tuple[str, ...]
    not_before: Mapping[str, str]
    strong_cues: tuple[str, ...]
    weak_cues: tuple[str, ...]
    right_words: tuple[str, ...]
    latin_titles: tuple[str, ...]
    latin_not: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Conjunction:
    """A conjunction that opens a clause, with the characters that forbid it directly before and behind."""

    word: str
    not_after: str
    not_before: str


@dataclass(frozen=True, slots=True)
class RedactionLexicon:
    """Everything ``redaction.toml`` knows.

    Attributes
    ----------
    version
        Version of the lexicon.
    source
        Where its facts come from.
    masks
        Kind to mask, for instance ``phone`` to ``[手机号]``.
    """

    version: int
    source: str
    masks: Mapping[str, str]
    phone: PhoneWords
    card: CardWords
    vehicle: VehicleWords
    im: ImWords
    address: AddressWords
    name: NameWords
    conjunctions: tuple[Conjunction, ...]


def _fields(table: Mapping[str, Any], kind: type[T]) -> T:
    """Return the table as an instance of the dataclass, lists as tuples; a missing list is a ``KeyError``."""
    values: dict[str, Any] = {}
    for name in kind.__annotations__:
        value = table[name]
        if isinstance(value, list):
            value = tuple(value)
        elif isinstance(value, dict):
            value = MappingProxyType(value)
        values[name] = value
    return kind(**values)


@lru_cache(maxsize=1)
def load_redaction() -> RedactionLexicon:
    """Return the shipped lexicon, read once a process.

    Raises
    ------
    KeyError
        If the file lacks a list.
    """
    data = tomllib.loads(PATH.read_text(encoding="utf-8"))
    conjunctions = data["clauses"]["conjunctions"]
    return RedactionLexicon(
        version=data["version"],
        source=data["source"],
        masks=MappingProxyType(data["masks"]),
        phone=_fields(data["phone"], PhoneWords),
        card=_fields(data["card"], CardWords),
        vehicle=_fields(data["vehicle"], VehicleWords),
        im=_fields(data["im"], ImWords),
        address=_fields(data["address"], AddressWords),
        name=_fields(data["name"], NameWords),
        conjunctions=tuple(Conjunction(word, **sides) for word, sides in conjunctions.items()),
    )
