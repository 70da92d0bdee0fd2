"""What is left open is counted apart from what is decided."""

from __future__ import annotations

from dataclasses import replace

import pytest

from corpora.texts import load_texts
from voc.analysis.analyzer import load_analyzer
from voc.evaluation.abstention import abstentions
from voc.types import Feedback


def test_open_and_decided_texts_add_up() -> None:
    truth = load_texts("dev")[:30]
    found = load_analyzer().analyze([Feedback(text.id, text.text, row) for row, text in enumerate(truth)])
    first, rest = [replace(item, unsure=("aspects",)) for item in found[:10]], found[10:]
    figures = abstentions(truth, [*first, *(replace(item, unsure=()) for item in rest)])
    aspects, intent = figures["aspects"], figures["intent"]
    assert (aspects.texts, aspects.open, intent.open) == (30, 10, 0)
    right = [
        {(a.code, a.polarity) for a in text.aspects if a.polarity}
        == {(a.code, a.polarity) for a in item.aspects if a.polarity}
        for text, item in zip(truth, found, strict=True)
    ]
    assert aspects.open_accuracy == pytest.approx(sum(right[:10]) / 10)
    assert aspects.decided_accuracy == pytest.approx(sum(right[10:]) / 20)
    assert intent.open_accuracy is None
    assert intent.to_dict()["right_when_open"] is None


def test_no_texts_no_shares() -> None:
    figures = abstentions([], [])["aspects"]
    assert figures.share == 0.0
    assert figures.decided_accuracy is None
