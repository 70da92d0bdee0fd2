"""What of a text counts when copies are looked for: no marks, no typography, and a shape without the car's name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from corpora.redaction import load_redaction
from voc.campaigns.settings import COPIES, CopySettings
from voc.entities.cities import find_city
from voc.entities.mentions import find_mentions
from voc.entities.trie import lowered
from voc.text.normalize import find_marks
from voc.types import Span

PLACEHOLDER = "某"
"""Stands for a car or a city; a Han character, since punctuation is folded away."""

_TYPOGRAPHY = re.compile(r"[\W_]+")
# what a copied page brings along: 点赞 1.2万 转发(33) 评论：5
_COUNTERS = re.compile(
    r"(?:点赞|获赞|赞|转发|评论|收藏|浏览|阅读|播放|回复|喜欢|分享)(?:数|量|次数)?\s*[:：(（]?\s*\d+(?:\.\d+)?\s*[万wWkK+]*[)）]?"
)
_NUMBER = re.compile(r"\d+(?:[.,:/-]\d+)*|[零一二两三四五六七八九十百千半]+(?=[天日年月号万千块元次回遍家周公小分秒])")
# stands for a number: digits are folded to it anyway when n-grams are hashed
_ZERO = "0"


@dataclass(frozen=True, slots=True)
class Folded:
    """A text as copies see it.

    Attributes
    ----------
    key
        Letters and digits only, lower case; equal keys are the same text.
    shape
        The key with cars, cities and numbers masked, what is compared for near-copies; empty for a short text.
    brands, models
        The cars named, sorted.
    """

    key: str
    shape: str
    brands: tuple[str, ...]
    models: tuple[str, ...]

    @property
    def short(self) -> bool:
        """Whether the text is too short for near-copies."""
        return not self.shape


@lru_cache(maxsize=1)
def _masks() -> frozenset[str]:
    return frozenset(load_redaction().masks.values())


def _plain(text: str) -> str:
    return _TYPOGRAPHY.sub("", text).lower()


def _without(text: str, spans: list[Span], replacement: str) -> str:
    """Return the text with spans replaced; spans that touch or overlap are one."""
    parts: list[str] = []
    position = -1
    for start, end in sorted(spans):
        # 小米 YU7 is one name
        if position >= 0 and start <= position + 1:
            position = max(position, end)
            continue
        parts += (text[max(position, 0) : start], replacement)
        position = end
    parts.append(text[max(position, 0) :])
    return "".join(parts)


def without_marks(text: str) -> str:
    """Return a cleaned text without links, mentions, topics, emoji and counters of likes."""
    spans = [Span(mark.start, mark.end) for mark in find_marks(text, masks=_masks())]
    return _COUNTERS.sub(" ", _without(text, spans, " ") if spans else text)


def fold(text: str, *, brand: str | None = None, settings: CopySettings = COPIES) -> Folded:
    """Return what of a text counts when copies are looked for.

    Parameters
    ----------
    text
        Cleaned text (:func:`voc.text.clean.clean`).
    brand
        The record's own brand, which decides what a shared model code means.
    """
    bare = without_marks(text)
    key = _plain(bare)
    if not key:  # nothing but topics or emoji: they are the text then
        bare, key = text, _plain(text) or text
    cars = find_mentions(lowered(bare), brand=brand)
    brands = tuple(sorted({car.brand for car in cars if car.brand}))
    models = tuple(sorted({f"{car.brand} {car.model}" for car in cars if car.model}))
    if len(key) < settings.short:
        return Folded(key, "", brands, models)
    spans = [Span(car.start, car.end) for car in cars]
    place = find_city(bare, taken=tuple(spans)).span
    masked = _without(bare, [*spans, *([place] if place else ())], PLACEHOLDER)
    shape = _plain(_NUMBER.sub(_ZERO, masked))
    remains = len(shape) - shape.count(PLACEHOLDER) - shape.count(_ZERO)
    return Folded(key, shape if remains >= settings.masked_from else key, brands, models)
