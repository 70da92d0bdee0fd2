"""Aspects, windows, journey, intent and sentiment: the small decisions between scores and results."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.taxonomy import load_taxonomy
from models.heads.polarity import Polarity
from models.heads.tuning import Tuning
from models.registry import load_classifier
from voc.analysis.aspects import best_clause, find_aspects, trimmed
from voc.analysis.doubt import doubts
from voc.analysis.journey import fault_of, journey_of
from voc.analysis.opinion import decide_intent, decide_sentiments
from voc.analysis.scores import Scored
from voc.analysis.windows import windows
from voc.text.split import clauses
from voc.types import Aspect, Intent, Span

TAXONOMY = load_taxonomy()
SHORTAGE = TAXONOMY.ids.index("parts.shortage")
QUEUE = TAXONOMY.ids.index("repair.queue")


def _scored(text: str, *told: tuple[int, int, float, int]) -> Scored:
    """Build scores: (label, column, probability, position of the peak)."""
    labels = np.zeros((50, 3), np.float32)
    positions = np.full((len(text), 152), -9.0, np.float32)
    for label, column, probability, peak in told:
        labels[label, column] = probability
        positions[peak, label * 3 + column] = 3.0
    empty = np.zeros(2, np.float32)
    return Scored(labels, empty, np.zeros(6, np.float32), np.zeros(3, np.float32), positions)


def _aspects(text: str, *told: tuple[int, int, float, int]) -> list[tuple[str, int, str]]:
    found = find_aspects(
        text, clauses(text), _scored(text, *told), thresholds=np.full((50, 3), 0.5, np.float32), taxonomy=TAXONOMY
    )
    return [(aspect.code, aspect.polarity, aspect.quote) for aspect in found]


def _aspect(code: str, polarity: int = -1, quote: str = "") -> Aspect:
    return Aspect(code, polarity, 0.9, quote, 0, len(quote))


def test_the_clause_around_the_peak_is_the_quote() -> None:
    text = "前杠等了一个月还没货，不过师傅态度很好。"
    assert _aspects(text, (SHORTAGE, 0, 0.9, 8)) == [("parts.shortage", -1, "前杠等了一个月还没货")]


def test_one_clause_is_not_both_harm_and_praise() -> None:
    text = "前杠等了一个月还没货，后来第二天就到了。"
    both = _aspects(text, (SHORTAGE, 0, 0.9, 8), (SHORTAGE, 2, 0.8, 15))
    assert [(code, polarity) for code, polarity, _ in both] == [("parts.shortage", -1), ("parts.shortage", 1)]
    same = _aspects(text, (SHORTAGE, 0, 0.7, 8), (SHORTAGE, 2, 0.8, 9))
    assert [(code, polarity) for code, polarity, _ in same] == [("parts.shortage", 1)]


def test_a_neutral_mention_yields_to_a_direction() -> None:
    text = "前杠等了一个月还没货"
    assert _aspects(text, (SHORTAGE, 1, 0.9, 3), (SHORTAGE, 0, 0.6, 3))[0][1] == -1
    assert _aspects(text, (SHORTAGE, 1, 0.9, 3))[0][1] == 0


def test_strongest_first() -> None:
    text = "前杠没货，维修排队"
    assert [code for code, _, _ in _aspects(text, (SHORTAGE, 0, 0.6, 2), (QUEUE, 0, 0.8, 7))] == [
        "repair.queue",
        "parts.shortage",
    ]


def test_a_peak_between_clauses_takes_the_nearest() -> None:
    text = "没货 ，等着"
    logits = np.zeros(len(text), np.float32)
    logits[2] = 1.0
    span = best_clause(text, (Span(0, 2), Span(4, 6)), logits)
    assert span == (0, 2)
    assert best_clause(text, (), logits) == (0, len(text))


def test_trimmed_keeps_something() -> None:
    assert trimmed("，没货！", Span(0, 4)) == (1, 3)
    assert trimmed("……", Span(0, 2)) == (0, 2)


@given(st.lists(st.integers(1, 60), max_size=12), st.integers(5, 50))
def test_windows_cover_every_sentence(lengths: list[int], longest: int) -> None:
    spans, start = [], 0
    for length in lengths:
        spans.append(Span(start, start + length))
        start += length + 1
    cuts = windows(spans, longest=longest)
    covered = {place for cut in cuts for place in range(cut.start, cut.end)}
    assert all(cut.end - cut.start <= longest for cut in cuts)
    assert all(place in covered for span in spans for place in range(span.start, span.end))
    assert list(cuts) == sorted(cuts)


@pytest.mark.parametrize(
    ("code", "quote", "step"),
    [
        ("quality.brake", "4S店里刹车异响", "用车"),
        ("parts.shortage", "配件一直没货", "维修"),
        ("rescue.slow", "等拖车三小时", "救援"),
        ("care.attitude", "前台爱答不理", "接待"),
        ("delivery.deposit_dispute", "订金不退", "下单"),
    ],
)
def test_journey(code: str, quote: str, step: str) -> None:
    assert journey_of([_aspect(code, quote=quote)], taxonomy=TAXONOMY) == step


def test_no_aspect_no_step_no_fault() -> None:
    assert journey_of([], taxonomy=TAXONOMY) is None
    assert fault_of([], safety=False, taxonomy=TAXONOMY) is None
    assert fault_of([_aspect("quality.brake", 1)], safety=False, taxonomy=TAXONOMY) is None


def test_a_squeak_is_no_severe_fault_but_a_danger_is() -> None:
    squeak = [_aspect("quality.brake")]
    assert fault_of(squeak, safety=False, taxonomy=TAXONOMY) == "light_hardware"
    assert fault_of(squeak, safety=True, taxonomy=TAXONOMY) == "severe"
    assert fault_of([_aspect("quality.fire")], safety=False, taxonomy=TAXONOMY) == "severe"
    assert fault_of([_aspect("quality.cockpit")], safety=False, taxonomy=TAXONOMY) == "software"


def _intents(**shares: float) -> np.ndarray:
    order = ["complaint", "help", "question", "suggestion", "praise", "noise"]
    return np.array([shares.get(name, 0.0) for name in order], np.float32)


def test_noise_yields_to_what_is_told() -> None:
    unsure = _intents(noise=0.6, complaint=0.4)
    assert decide_intent(unsure, [], safety=False, escalation=False) is Intent.NOISE
    assert decide_intent(unsure, [], safety=True, escalation=False) is Intent.COMPLAINT
    assert decide_intent(unsure, [_aspect("parts.shortage")], safety=False, escalation=False) is Intent.COMPLAINT


def _told(text: str, *told: tuple[int, int, float, int], sentiments: tuple[float, ...], intent: str) -> Scored:
    scored = _scored(text, *told)
    return replace(scored, sentiments=np.array(sentiments, np.float32), intents=_intents(**{intent: 1.0}))


def test_without_tuning_the_sentiment_head_decides() -> None:
    weights = Tuning.plain(labels=50, events=2, threshold=0.5).opinion
    scored = [
        _told("没货", sentiments=(0.8, 0.1, 0.1), intent="complaint"),
        _told("没货", sentiments=(0.1, 0.8, 0.1), intent="complaint"),
        _told("没货", sentiments=(0.1, 0.1, 0.8), intent="complaint"),
    ]
    read = Polarity(np.zeros(3, np.float32), np.zeros(3, np.float32))
    assert decide_sentiments(scored, read, weights=weights) == [-1, 0, 1]
    assert decide_sentiments([], Polarity(read.margins[:0], read.foreign[:0]), weights=weights) == []


def test_shipped_weights_follow_the_head_that_knows_the_field() -> None:
    weights = load_classifier().tuning.opinion
    unsure = _told("酒店", sentiments=(0.3, 0.4, 0.3), intent="noise")
    harm = _told("没货", (SHORTAGE, 0, 0.95, 0), sentiments=(0.9, 0.05, 0.05), intent="complaint")

    def sentiment(scored: Scored, margin: float, foreign: float) -> int:
        read = Polarity(np.array([margin], np.float32), np.array([foreign], np.float32))
        return decide_sentiments([scored], read, weights=weights)[0]

    assert sentiment(unsure, 1.2, 1.0) == 1
    assert sentiment(unsure, -1.2, 1.0) == -1
    assert sentiment(harm, 0.0, -1.0) == -1


def test_doubt_is_where_a_probability_is_neither_high_nor_low() -> None:
    text = "前杠等了一个月还没货"
    sure, nearly = (SHORTAGE, 0, 0.9, 3), (QUEUE, 0, 0.4, 3)
    low = np.full((50, 3), 0.35, np.float32)

    def doubt(*told: tuple[int, int, float, int], intent: float = 0.9) -> tuple[str, ...]:
        scored = _scored(text, *told)
        scored = replace(scored, intents=_intents(complaint=intent, help=1 - intent))
        return doubts(scored, find_aspects(text, clauses(text), scored, thresholds=low, taxonomy=TAXONOMY))

    assert doubt(sure) == ()
    assert doubt(sure, nearly) == ("aspects",)
    assert doubt((SHORTAGE, 0, 0.3, 3)) == ("aspects",)
    assert doubt((SHORTAGE, 0, 0.1, 3)) == ()
    assert doubt(sure, intent=0.5) == ()
    scored = replace(_scored(text, sure), intents=np.full(6, 1 / 6, np.float32))
    assert doubts(scored, ()) == ("aspects", "intent")
    assert doubt() == ()
