"""Which city a text happens in: names, nicknames and districts, without streets, brands and dishes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from corpora.cities import load_cities
from voc.entities.trie import build_matcher
from voc.types import Span

_STRONG = 3.0


@dataclass(frozen=True, slots=True)
class Place:
    """The city a text happens in, with the evidence."""

    city: str | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class _Grammar:
    matcher: re.Pattern[str]
    surfaces: dict[str, str]
    ambiguous: frozenset[str]
    blocks: dict[str, tuple[re.Pattern[str] | None, re.Pattern[str] | None]]
    patterns: dict[str, re.Pattern[str]]


@lru_cache(maxsize=1)
def _grammar() -> _Grammar:
    lexicon = load_cities()
    return _Grammar(
        matcher=build_matcher(lexicon.surfaces),
        surfaces=dict(lexicon.surfaces),
        ambiguous=lexicon.ambiguous,
        blocks={
            name: (re.compile(before) if before else None, re.compile(after) if after else None)
            for name, (before, after) in lexicon.blocks.items()
        },
        patterns={name: re.compile(pattern) for name, pattern in lexicon.patterns.items()},
    )


def _is_other_word(surface: str, before: str, after: str, grammar: _Grammar) -> bool:
    not_before, not_after = grammar.blocks.get(surface, (None, None))
    return bool(
        (not_before and not_before.search(before))
        or (not_after and not_after.match(after))
        or grammar.patterns["not_after"].match(after)
        or grammar.patterns["not_before"].search(before)
    )


def _score(text: str, start: int, end: int, surface: str, grammar: _Grammar) -> float | None:
    """Return how much a name sounds like the place of the event, None if it is another word."""
    before, after = text[max(0, start - 8) : start], text[end : end + 10]
    patterns = grammar.patterns
    if _is_other_word(surface, before, after, grammar):
        return None
    here_after = bool(patterns["here_after"].match(after))
    # telegram style and lists of facts: the name stands alone between spaces or commas
    alone = not before[-1:].isalnum() and not after[:1].isalnum()
    if surface in grammar.ambiguous and not (here_after or alone or patterns["place"].search(before)):
        return None
    score = 1.0 if here_after else 0.0
    if patterns["strong"].search(before):
        score += 3.0
    elif patterns["here"].search(before):
        score += 1.5
    if patterns["elsewhere"].search(before):
        score -= 1.0
    return score


def find_city(text: str, *, taken: tuple[Span, ...] = ()) -> Place:
    """Return the city a text happens in.

    Parameters
    ----------
    text
        Normalised text (Simplified characters).
    taken
        Spans that mean something else already, such as the brand 北京现代.

    Returns
    -------
    Place
        Empty where no city is named, where only a province is, or where a word names several (北上广).
    """
    grammar = _grammar()
    found: list[tuple[float, int, int, str]] = []
    for match in grammar.matcher.finditer(text):
        start, end = match.span()
        surface = match.group()
        city = grammar.surfaces.get(surface)
        if not city or any(start < span.end and span.start < end for span in taken):
            continue
        score = _score(text, start, end, surface, grammar)
        if score is not None:
            found.append((score, start, end, city))
    if not found:
        return Place()
    score, start, end, city = max(found, key=lambda place: place[0])
    if score < _STRONG and any(other[1] == end + 1 and text[end] in "、/" and other[3] != city for other in found):
        # 台州、温州、宁波: a list of places is no place
        return Place()
    return Place(city, Span(start, end))


@lru_cache(maxsize=4096)
def canonical_city(value: str) -> str | None:
    """Return the canonical city of a column's value (成都市 → 成都); an unknown place stays as it is."""
    value = value.strip()
    if not value:
        return None
    surfaces = load_cities().surfaces
    for key in (value, value.removesuffix("市"), value.removesuffix("地区"), value.removesuffix("州")):
        if surfaces.get(key):
            return surfaces[key]
    return find_city(value).city or value
