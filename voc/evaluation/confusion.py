"""Confusion pairs: a label that was missed in a text in which another one was told wrongly."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from corpora.texts import LabelledText
from voc.evaluation.prediction import Label
from voc.types import Analysis


@dataclass(frozen=True, slots=True)
class Confusion:
    """How often ``truth`` was missed where ``told`` was told instead.

    Attributes
    ----------
    texts
        Number of texts.
    same_place
        In how many of them both quotes show the same words: there one stands for the other, elsewhere the two errors
        only meet in one text.
    """

    truth: Label
    told: Label
    texts: int
    same_place: int

    def to_dict(self) -> dict[str, Any]:
        """Return the pair as plain data."""
        return {
            "truth": list(self.truth),
            "told": list(self.told),
            "texts": self.texts,
            "same_place": self.same_place,
        }


def confusions(truth: Sequence[LabelledText], found: Sequence[Analysis]) -> list[Confusion]:
    """Return all pairs, most frequent first."""
    texts: Counter[tuple[Label, Label]] = Counter()
    places: Counter[tuple[Label, Label]] = Counter()
    for right, analysis in zip(truth, found, strict=True):
        holds = {(aspect.code, aspect.polarity): aspect.quote for aspect in right.aspects}
        told = {(aspect.code, aspect.polarity): aspect.quote for aspect in analysis.aspects}
        for missed in holds.keys() - told.keys():
            for wrong in told.keys() - holds.keys():
                texts[missed, wrong] += 1
                places[missed, wrong] += overlap(holds[missed], told[wrong])
    ordered = sorted(texts, key=lambda pair: (-texts[pair], -places[pair], pair))
    return [Confusion(*pair, texts[pair], places[pair]) for pair in ordered]


def overlap(first: str, second: str, *, size: int = 4) -> bool:
    """Return whether two quotes show the same words: one in the other, or four characters in common."""
    if first in second or second in first:
        return True
    grams = {first[i : i + size] for i in range(len(first) - size + 1)}
    return any(second[i : i + size] in grams for i in range(len(second) - size + 1))
