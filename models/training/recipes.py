"""The committed recipes: what the shipped models are trained on, from the data folder and the shipped corpora."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpora.taxonomy import load_taxonomy
from corpora.texts import LabelledClause, LabelledText, load_clauses, load_texts
from models.training import sources
from models.training.examples import IGNORE, Example, Source

INTENTS = ("投诉", "求助", "咨询", "建议", "表扬", "噪音")
Cleaner = Callable[[str], str]
EventReader = Callable[[str], tuple[bool, bool]]
"""Tells whether high-precision cues see danger and escalation in a cleaned text."""


def example_of_text(text: LabelledText, number: dict[str, int], *, clean: Cleaner) -> Example:
    """Return one labelled text as a training example; quotes are found again in the cleaned text."""
    cleaned = clean(text.text)
    quotes = []
    for aspect in text.aspects:
        quote = clean(aspect.quote)
        start = cleaned.find(quote)
        if quote and start >= 0:
            quotes.append((number[aspect.code], aspect.polarity, start, start + len(quote)))
    return Example(
        text=cleaned,
        labels=tuple((number[aspect.code], aspect.polarity) for aspect in text.aspects),
        quotes=tuple(quotes),
        intent=INTENTS.index(text.intent),
        sentiment=text.sentiment + 1,
        events=(int(text.safety), int(text.escalation)),
    )


def example_of_clause(
    clause: LabelledClause, number: dict[str, int], *, clean: Cleaner, events: EventReader | None = None
) -> Example:
    """Return one clause of the clause bank as a training example; its direction is also a sentiment.

    Clauses carry no event labels. Where the cues fire the event holds; where they do not, it is unknown for pain points
    that can be dangerous and for clauses without a pain point, and absent for the others.
    """
    directions = {polarity for _, polarity in clause.labels}
    single = directions.pop() if len(directions) == 1 else 0
    return Example(
        text=clean(clause.text),
        labels=tuple((number[code], polarity) for code, polarity in clause.labels),
        sentiment=single + 1 if single else IGNORE,
        events=_clause_events(clause, clean(clause.text), events) if events else (),
    )


def _clause_events(clause: LabelledClause, text: str, events: EventReader) -> tuple[int, int]:
    safety, escalation = events(text)
    may_be_dangerous = not clause.labels or any(code.startswith("quality.") for code, _ in clause.labels)
    return (
        1 if safety else IGNORE if may_be_dangerous else 0,
        1 if escalation else IGNORE if not clause.labels else 0,
    )


def complaint_examples(folder: Path, number: dict[str, int], *, clean: Cleaner, part: str) -> list[Example]:
    """Return the public complaints of one part (see :func:`models.training.sources.part_of`).

    Each is given with and without brand and model: the summary begins with them, feedback often lacks them.
    """
    examples = []
    for complaint in sources.complaints(folder):
        if sources.part_of(complaint.text, parts=sources.COMPLAINT_PARTS) != part:
            continue
        labels = tuple((number[label], -1) for label in complaint.labels)
        examples.append(Example(clean(complaint.text), labels, sentiment=0))
        if part == "train":
            examples.append(Example(clean(sources.without_vehicle(complaint)), labels, sentiment=0))
    return examples


def review_examples(folder: Path, *, clean: Cleaner, part: str, longest: int = 100) -> list[Example]:
    """Return shopping, food and hotel reviews with their polarity; labels stay open, since nobody looked for them."""
    return [
        Example(clean(text[:longest]), open_labels=True, sentiment=2 if good else 0)
        for text, good, _ in sources.reviews(folder)
        if sources.part_of(text) == part
    ]


def car_sentence_examples(folder: Path, *, clean: Cleaner, part: str) -> list[Example]:
    """Return sentences of car reviews and forum comments with their polarity."""
    examples = [
        Example(clean(row["comment"]), open_labels=True, sentiment=int(row["polarity"]) + 1)
        for row in sources.rows(folder / "auto_implicit_sentiment" / "train.csv")
        if sources.part_of(row["comment"]) == part
    ]
    for row in sources.rows(folder / "bdci2018_car" / "train.csv"):
        directions = {int(value) for value in row["sentiments"].split("|")}
        if len(directions) == 1 and sources.part_of(row["content"]) == part:
            examples.append(Example(clean(row["content"][:100]), open_labels=True, sentiment=directions.pop() + 1))
    return examples


def noise_examples(folder: Path, *, clean: Cleaner) -> list[Example]:
    """Return news and posts of other fields as noise without any label."""
    noise = INTENTS.index("噪音")
    examples = [
        Example(clean(text[:100]), intent=noise, sentiment=1, events=(0, 0)) for text, _ in sources.topics(folder)
    ]
    examples.extend(
        Example(clean(row["text"][:120]), intent=noise, open_labels=True)
        for row in sources.rows(folder / "posts" / "nev_weibo.csv")
    )
    return examples


def classifier_sources(
    folder: Path, *, clean: Cleaner, events: EventReader | None = None, split: str = "train"
) -> list[Source]:
    """Return everything the built-in classifier learns from, with its share of each batch."""
    number = {code: place for place, code in enumerate(load_taxonomy().ids)}
    texts = [example_of_text(text, number, clean=clean) for text in load_texts(split)]
    clauses = [example_of_clause(clause, number, clean=clean, events=events) for clause in load_clauses()]
    return [
        Source("texts", texts, 72, mixed=32),
        Source("clauses", clauses, 112, joined=24),
        Source("complaints", complaint_examples(folder, number, clean=clean, part="train"), 32),
        Source("reviews", review_examples(folder, clean=clean, part="train", longest=60), 12),
        Source("car sentences", car_sentence_examples(folder, clean=clean, part="train"), 12),
        Source("noise", noise_examples(folder, clean=clean), 8),
    ]


def encoder_bank() -> dict[str, list[str]]:
    """Return the texts of our corpora by label and direction; those of one group belong together."""
    bank: dict[str, list[str]] = defaultdict(list)
    for clause in load_clauses():
        for code, polarity in clause.labels[:1]:
            bank[f"{code}:{polarity}"].append(clause.text)
    for text in load_texts("train"):
        for aspect in text.aspects:
            bank[f"{aspect.code}:{aspect.polarity}"].append(aspect.quote)
    return dict(bank)


def best_threshold(
    truth: NDArray[np.bool_],
    scores: NDArray[np.float32],
    *,
    default: float,
    grid: Sequence[float],
    weight: float,
    beta: float = 1.0,
) -> float:
    """Return the threshold with the best F score.

    Parameters
    ----------
    truth, scores
        Whether the label holds, and its probability; same shape.
    default
        Threshold that labels with few rows are pulled to.
    grid
        Thresholds to choose from.
    weight
        Pseudo-counts of that pull.
    beta
        How much more a miss costs than a false alarm (van Rijsbergen's F).
    """
    best, chosen, square = -1.0, default, beta * beta
    for threshold in grid:
        told = scores >= threshold
        hit = float((told & truth).sum())
        measure = (1 + square) * hit / max(1.0, float(told.sum() + square * truth.sum()))
        score = (measure * float(truth.sum()) - weight * abs(threshold - default)) / (float(truth.sum()) + weight)
        if score > best:
            best, chosen = score, threshold
    return chosen
