"""Compile a list of surfaces to one regular expression that is fast and forgiving.

A plain alternation of two thousand words tries each of them at every place; a trie tries one branch a character.
Case does not matter (match against lower-case text), and a space or hyphen may stand or miss wherever writing systems
meet: ``model y`` = ``modely``, ``问界 M9`` = ``问界m9``, ``id.4`` = ``id 4``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

SEPARATOR = r"[ \-·._‑]?"
_SEPARATORS = re.compile(r"[ \-·._‑]")
_LAST = ""
# a surface that ends in ASCII ends at a word's end, but a trim or drive may follow without a space: m7max, 汉ev.
# It stands once behind each trie: where it fails the engine goes back to a shorter surface
_END = r"(?:(?<![0-9a-z])|(?![0-9a-z+]|\.\d)|(?=(?:max|pro|ultra|plus|air|ev|dm|phev|hev|gt|增程)(?![a-z])))"


def folded(surface: str) -> str:
    """Return the key of a surface: lower case, without separators."""
    return _SEPARATORS.sub("", surface.lower())


def lowered(text: str) -> str:
    """Return the text in lower case, character for character (the length never changes)."""
    low = text.lower()
    if len(low) == len(text):
        return low
    # a few letters (İ) grow when lowered, which would move every span behind them
    return "".join(char.lower() if len(char.lower()) == 1 else char for char in text)


def _kind(char: str) -> str:
    if not char.isascii():
        return "han"
    return "digit" if char.isdigit() else "letter"


def _tokens(surface: str) -> list[str]:
    tokens: list[str] = []
    previous: str | None = None
    gap = False
    for char in surface.lower():
        if _SEPARATORS.match(char):
            gap = True
            continue
        junction = previous is not None and (gap or _kind(previous) != _kind(char))
        tokens.append((SEPARATOR if junction else "") + re.escape(char))
        previous, gap = char, False
    return tokens


def _pattern(node: dict[str, Any]) -> str:
    options = [token + _pattern(child) for token, child in sorted(node.items()) if token != _LAST]
    if _LAST in node:
        # longer surfaces are listed first, so the end of this one comes last
        options.append("")
    return options[0] if len(options) == 1 else f"(?:{'|'.join(options)})"


def _first(root: dict[str, Any]) -> str:
    """Return the first characters of a trie's surfaces, escaped for a character set."""
    return "".join(sorted(re.escape(token[-1]) for token in root if token != _LAST))


def build_matcher(surfaces: Iterable[str]) -> re.Pattern[str]:
    """Return one pattern that finds the longest surface at each place of a lower-case text.

    Parameters
    ----------
    surfaces
        Words in any case; separators in them are optional in the text.

    Returns
    -------
    re.Pattern
        Matches do not overlap. An ASCII surface neither begins nor ends inside a word or number.
    """
    ascii_root: dict[str, Any] = {}
    han_root: dict[str, Any] = {}
    for surface in surfaces:
        node = ascii_root if surface[0].isascii() else han_root
        for token in _tokens(surface):
            node = node.setdefault(token, {})
        node[_LAST] = {}
    # the set of first characters stands before each trie: without it every branch of the root is tried at every place
    parts = [f"(?=[{_first(han_root)}]){_pattern(han_root)}{_END}"] if han_root else []
    if ascii_root:
        parts.append(rf"(?=[{_first(ascii_root)}])(?<![0-9a-z]){_pattern(ascii_root)}{_END}")
    return re.compile("|".join(parts))
