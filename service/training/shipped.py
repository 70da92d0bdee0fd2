"""What the repository's own corpora give to training: sources with shares, and the dev split."""

from __future__ import annotations

from pathlib import Path

from corpora.taxonomy import load_taxonomy
from corpora.texts import load_clauses, load_texts
from models.training.examples import Example, Source
from models.training.recipes import classifier_sources, complaint_examples, example_of_clause, example_of_text
from service.training.classifier import clean_text
from service.training.tuning import cue_events


def label_numbers() -> dict[str, int]:
    """Return the number of each pain point."""
    return {code: place for place, code in enumerate(load_taxonomy().ids)}


def training_sources(data: Path | None) -> list[Source]:
    """Return everything to learn from: the recipe of the built-in classifier, or only the shipped part of it."""
    if data is not None:
        return classifier_sources(data, clean=clean_text, events=cue_events)
    number = label_numbers()
    texts = [example_of_text(text, number, clean=clean_text) for text in load_texts("train")]
    clauses = [example_of_clause(clause, number, clean=clean_text, events=cue_events) for clause in load_clauses()]
    return [Source("texts", texts, 72, mixed=32), Source("clauses", clauses, 112, joined=24)]


def dev_examples(data: Path | None) -> tuple[list[Example], list[Example]]:
    """Return the labelled dev texts, and the dev part of the public complaints (none without a data folder)."""
    number = label_numbers()
    texts = [example_of_text(text, number, clean=clean_text) for text in load_texts("dev")]
    if data is None:
        return texts, []
    return texts, complaint_examples(data, number, clean=clean_text, part="dev")
