"""Names of the columns of feedback files, and of what their cells may say.

The data is ``lexicons/columns.toml``; this module gives it types and folds the names so that two spellings of one
name compare equal.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

_FILE = Path(__file__).parent / "lexicons" / "columns.toml"
# Brackets come out of NFKC in their ASCII form, except the CJK ones.
_BRACKETED = re.compile(r"[(\[【〔「《<{][^)\]】〕」》>}]*[)\]】〕」》>}]")
_NOISE = re.compile(r"[\s_\-\u2010-\u2015.,:;*#!?'\"`/\\|·、。\ufeff\u200b-\u200d\u2060]+")


@dataclass(frozen=True, slots=True)
class RoleNames:
    """The names of one role.

    Attributes
    ----------
    names
        Folded names, most wanted first.
    contains, contains_not
        Folded parts of a name that speak for and against the role when no name matches.
    ambiguous
        Folded names that match but leave the scale or sense open.
    """

    names: tuple[str, ...]
    contains: tuple[str, ...] = ()
    contains_not: tuple[str, ...] = ()
    ambiguous: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ChannelNames:
    """The words that name one channel in cells and in file names, folded."""

    names: tuple[str, ...]
    file_words: frozenset[str]
    file_contains: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ColumnLexicon:
    """Everything ``columns.toml`` says.

    Attributes
    ----------
    roles
        Role (``text``, ``title``, ``id``, ``time`` …) to its names.
    channels
        Channel (``call_note``, ``social``, ``review``) to its words, in the order they are tried.
    nulls
        Lower-case cell values that mean "empty".
    formula_errors
        Upper-case cell values a failed spreadsheet formula leaves behind.
    nps_range
        Lowest and highest score that is read as NPS.
    """

    version: int
    roles: Mapping[str, RoleNames]
    channels: Mapping[str, ChannelNames]
    nulls: frozenset[str]
    formula_errors: frozenset[str]
    nps_range: tuple[float, float]


def fold_name(name: str) -> str:
    """Return a column name in the form names are compared in: NFKC, case-folded, without spaces and punctuation.

    >>> fold_name("Created_At ") == fold_name("ｃｒｅａｔｅｄ　ａｔ")
    True
    """
    return _NOISE.sub("", unicodedata.normalize("NFKC", name).casefold())


def fold_name_without_brackets(name: str) -> str:
    """Return :func:`fold_name` of the name without its bracketed parts (``手机号（必填）`` → ``手机号``)."""
    return fold_name(_BRACKETED.sub("", unicodedata.normalize("NFKC", name)))


@lru_cache(maxsize=1)
def load_columns() -> ColumnLexicon:
    """Load the column lexicon that ships with the package.

    Returns
    -------
    ColumnLexicon
        The same object on every call.
    """
    with _FILE.open("rb") as file:
        data = tomllib.load(file)
    roles = {
        role: RoleNames(
            names=_fold_all(entry["names"]),
            contains=_fold_all(entry.get("contains", ())),
            contains_not=_fold_all(entry.get("contains_not", ())),
            ambiguous=frozenset(_fold_all(entry.get("ambiguous", ()))),
        )
        for role, entry in data["roles"].items()
    }
    channels = {
        channel: ChannelNames(
            names=_fold_all(entry["names"]),
            file_words=frozenset(entry["file_words"]),
            file_contains=_fold_all(entry["file_contains"]),
        )
        for channel, entry in data["channels"].items()
    }
    nps = data["roles"]["nps"]
    return ColumnLexicon(
        version=data["version"],
        roles=roles,
        channels=channels,
        nulls=frozenset(value.casefold() for value in data["cells"]["nulls"]),
        formula_errors=frozenset(value.upper() for value in data["cells"]["formula_errors"]),
        nps_range=(float(nps["min"]), float(nps["max"])),
    )


def _fold_all(names: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """Fold every name and drop repeats, keeping the order."""
    return tuple(dict.fromkeys(fold_name(name) for name in names))
