"""Find what is wrong with the content of a text cell."""

from __future__ import annotations

import re
from datetime import date, time

from corpora.columns import load_columns
from voc.io.encoding import MARK

_SURROGATE = re.compile("[\ud800-\udfff]")
# Tab, line feed, vertical tab, form feed and carriage return are layout; C1 controls come from wrong Latin-1.
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
# A few stray controls are dropped later by cleaning; more than this number and share of a text is binary data.
_STRAY_CONTROLS = 3
_CONTROL_SHARE = 0.05
# Spaces that str.isspace does not know, and marks without width.
_INVISIBLE = re.compile(
    r"[\s\u00ad\u034f\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2800\u3164\ufe0f\ufeff]+"
)
#: No value that stands for nothing or for a failed formula is longer.
LONGEST_NULL = 13
_KINDS = {bool: "布尔值", int: "数字", float: "数字", list: "数组", dict: "对象", bytes: "二进制数据"}


class FormulaWithoutValue:
    """Marks a spreadsheet cell whose formula was never calculated."""


FORMULA_WITHOUT_VALUE = FormulaWithoutValue()


def find_fault(text: object, *, limit: int) -> tuple[str | None, dict[str, object]]:
    """Find what is wrong with the content of a text cell.

    Parameters
    ----------
    text
        The cell's value.
    limit
        Longest text in characters.

    Returns
    -------
    tuple
        A code of :data:`voc.io.rejects.REASONS` and the facts its reason takes; None and nothing when the text is good.
    """
    if isinstance(text, str):
        facts: dict[str, object] = {"length": len(text), "limit": limit} if len(text) > limit else {}
        return ("too_long", facts) if facts else (_text_fault(text), {})
    if text is None:
        return "empty_text", {}
    if text is FORMULA_WITHOUT_VALUE:
        return "formula_without_value", {}
    return "bad_type", {"kind": _KINDS.get(type(text), "日期" if isinstance(text, date | time) else "其他类型")}


def _text_fault(text: str) -> str | None:
    """Return the code of what is wrong with a text of allowed length."""
    if MARK in text or _SURROGATE.search(text):
        return "broken_encoding"
    if len(text) <= LONGEST_NULL:
        if text.strip().upper() in load_columns().formula_errors:
            return "formula_error"
        if is_null(text):
            return "empty_text"
    bare = _CONTROL.sub("", text)
    controls = len(text) - len(bare)
    visible = bool(_INVISIBLE.sub("", bare))
    if "\0" in text or controls > max(_STRAY_CONTROLS, _CONTROL_SHARE * len(text)) or (controls and not visible):
        return "control_characters"
    return None if visible else "empty_text"


def is_null(value: str) -> bool:
    """Tell whether a cell's text stands for nothing: blank, ``NULL``, ``nan`` and the like."""
    stripped = value.strip()
    return not stripped or (len(stripped) <= LONGEST_NULL and stripped.casefold() in load_columns().nulls)
