"""Train, tune and save the built-in classifier."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpora.taxonomy import load_taxonomy
from corpora.texts import load_texts
from models.encoders.static import StaticEncoder
from models.heads.classifier import LONGEST, Classifier
from models.heads.network import Network
from models.registry import ENCODER_FOLDER
from models.training.classifier import ClassifierOptions, Example, Trainer
from models.training.network import NetworkShape
from models.training.recipes import (
    INTENTS,
    best_threshold,
    classifier_sources,
    complaint_examples,
    example_of_text,
)
from voc.analysis.events import find_events
from voc.text.clean import clean
from voc.text.split import clauses

GRID = tuple(round(0.15 + 0.05 * step, 2) for step in range(14))
EVENT_GRID = tuple(round(0.2 + 0.05 * step, 2) for step in range(16))
DEFAULT_THRESHOLD = 0.4
EVENT_BETA = 2.0
SMOOTHING = 12.0
"""Pseudo-counts that hold the threshold of a label with few dev rows near the common one."""
EVENTS = 2


def clean_text(text: str) -> str:
    """Return the text as the models see it: normalised and redacted."""
    return clean(text).text


def cue_events(text: str) -> tuple[bool, bool]:
    """Return whether the cues see danger and escalation in a cleaned text."""
    found = find_events(text, clauses=clauses(text))
    return found.safety is not None, found.escalation is not None


def score_all(classifier: Classifier, texts: Sequence[str]) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return label probabilities (texts, labels × 3) and event probabilities (texts, events)."""
    labels, events = [], []
    for start in range(0, len(texts), 128):
        for scores in classifier.score([text[:LONGEST] for text in texts[start : start + 128]]):
            labels.append(scores.labels.ravel())
            events.append(scores.events)
    return np.array(labels), np.array(events)


def _truth(examples: Sequence[Example], columns: int) -> NDArray[np.bool_]:
    matrix = np.zeros((len(examples), columns), dtype=bool)
    for row, example in enumerate(examples):
        for label, polarity in example.labels:
            matrix[row, label * 3 + polarity + 1] = True
    return matrix


def tuned(classifier: Classifier, texts: Sequence[Example], complaints: Sequence[Example]) -> Classifier:
    """Return the classifier with thresholds chosen on the dev split.

    One common threshold a direction first, then one a label for complaints, held near it where rows are few.
    """
    columns = classifier.labels * 3
    scores, event_scores = score_all(classifier, [example.text for example in texts])
    truth = _truth(texts, columns)
    thresholds = np.zeros(columns, dtype=np.float32)
    for direction in range(3):
        place = slice(direction, columns, 3)
        thresholds[place] = best_threshold(
            truth[:, place], scores[:, place], default=DEFAULT_THRESHOLD, grid=GRID, weight=0.0
        )
    complaint_scores, _ = score_all(classifier, [example.text for example in complaints])
    both_truth = np.concatenate([truth, _truth(complaints, columns)])
    both_scores = np.concatenate([scores, complaint_scores])
    for column in range(0, columns, 3):
        common = float(thresholds[column])
        thresholds[column] = best_threshold(
            both_truth[:, column], both_scores[:, column], default=common, grid=GRID, weight=SMOOTHING
        )
    cues = np.array([cue_events(example.text) for example in texts])
    events = []
    for number in range(classifier.events):
        known = np.array([example.events[number] == 1 for example in texts])
        # the head and the cues decide together: the head's threshold is the one that helps them most, and a missed
        # danger counts twice
        either = np.where(cues[:, number], 1.0, event_scores[:, number]).astype(np.float32)
        events.append(best_threshold(known, either, default=0.6, grid=EVENT_GRID, weight=2.0, beta=EVENT_BETA))
    return replace(
        classifier, thresholds=thresholds.reshape(-1, 3), event_thresholds=np.array(events, dtype=np.float32)
    )


def train_member(data: Path, encoder: Path, options: ClassifierOptions) -> Network:
    """Train one network; one thread, so that the same seed gives the same weights."""
    import torch

    from models.training.export import to_numpy

    torch.set_num_threads(1)
    start = StaticEncoder.load(encoder)
    shape = NetworkShape(len(load_taxonomy().ids), **options.shape)
    sources = classifier_sources(data, clean=clean_text, events=cue_events)
    return to_numpy(Trainer(start.vocabulary, shape, sources, options=options, vectors=start.table).run())


def build_classifier(
    data: Path,
    output: Path,
    *,
    steps: int,
    seed: int,
    members: int = 2,
    encoder: Path = ENCODER_FOLDER,
    workers: int = 2,
) -> Iterator[str]:
    """Train and save; yield lines that tell how it went."""
    taxonomy = load_taxonomy()
    number = {code: place for place, code in enumerate(taxonomy.ids)}
    runs = [ClassifierOptions(steps=steps, seed=seed + place) for place in range(members)]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, mp_context=context) as pool:
        networks = tuple(pool.map(train_member, [data] * members, [encoder] * members, runs))
    sources = classifier_sources(data, clean=clean_text, events=cue_events)
    config = {
        "steps": steps,
        "seed": seed,
        "taxonomy": taxonomy.version,
        "encoder": encoder.name,
        "examples": {source.name: len(source.examples) for source in sources},
    }
    count = len(taxonomy.ids)
    classifier = Classifier(
        name=output.name,
        vocabulary=StaticEncoder.load(encoder).vocabulary,
        members=networks,
        labels=count,
        events=EVENTS,
        intents=len(INTENTS),
        thresholds=np.full((count, 3), DEFAULT_THRESHOLD, dtype=np.float32),
        event_thresholds=np.full(EVENTS, DEFAULT_THRESHOLD, dtype=np.float32),
        config=config,
    )
    texts = [example_of_text(text, number, clean=clean_text) for text in load_texts("dev")]
    complaints = complaint_examples(data, number, clean=clean_text, part="dev")
    tuned(classifier, texts, complaints).save(output)
    yield f"分类器已写入 {output}（{members} 个网络）"
    yield "训练样本：" + "，".join(f"{source.name} {len(source.examples)}" for source in sources)
    yield "评测：voc evaluate；voc evaluate --split dev"
