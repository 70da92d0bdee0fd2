"""Counts and durations as the text says them, for the rules that compare them with a number."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from voc.analysis.cues import Hit
from voc.entities.numerals import parse_number
from voc.types import Span

_DAYS = {"天": 1.0, "周": 7.0, "星期": 7.0, "礼拜": 7.0, "月": 30.0}


class Measure(NamedTuple):
    """A number read from the text and where it stands."""

    value: float
    span: Span


def _number(text: str) -> float | None:
    return 0.5 if text == "半" else parse_number(text)


def count_of(hit: Hit) -> Measure | None:
    """Return the count named by a hit (``n``); None for what is no single number, such as 三四次."""
    value = _number(hit.match["n"])
    return None if value is None else Measure(value, hit.span)


def largest(hits: Iterable[Hit]) -> Measure | None:
    """Return the largest count of some hits; the first one of equal counts."""
    counts = [measure for measure in map(count_of, hits) if measure is not None]
    return max(counts, key=lambda measure: measure.value, default=None)


def days_of(hit: Hit) -> Measure | None:
    """Return an age in days from a hit with a number and a unit (天, 周, 月)."""
    count = count_of(hit)
    unit = next((days for word, days in _DAYS.items() if hit.match["u"].endswith(word)), None)
    return None if count is None or unit is None else Measure(count.value * unit, hit.span)


def kilometres_of(hit: Hit) -> Measure | None:
    """Return a distance in km; 千 and 万 after digits multiply (1.2万公里)."""
    text = hit.match["n"]
    factor = 1.0
    if text[0].isascii() and text[-1] in "千万":
        factor = 1000.0 if text[-1] == "千" else 10_000.0
        text = text[:-1]
    value = _number(text)
    return None if value is None else Measure(value * factor, hit.span)


def minutes_of(hit: Hit) -> Measure | None:
    """Return a duration in minutes (四十五分钟, 一个半小时, 半个钟头)."""
    count = count_of(hit)
    if count is None:
        return None
    value = count.value + (0.5 if hit.match["h"] and hit.match["n"] != "半" else 0.0)
    return Measure(value if hit.match["u"].endswith("分钟") else value * 60, hit.span)


def cover(span: Span, other: Span) -> Span:
    """Return the smallest span over both."""
    return Span(min(span.start, other.start), max(span.end, other.end))
