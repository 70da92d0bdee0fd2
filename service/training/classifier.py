"""Train, tune, measure and save the built-in classifier."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpora.taxonomy import load_taxonomy
from corpora.texts import load_texts
from models.encoders.static import StaticEncoder
from models.registry import ENCODER_FOLDER
from models.training.classifier import ClassifierOptions, Example, Trainer, predict
from models.training.export import to_numpy
from models.training.network import ConvolutionNetwork, NetworkShape
from models.training.recipes import best_threshold, classifier_sources, complaint_examples, example_of_text
from voc.text.clean import clean

GRID = tuple(round(0.2 + 0.05 * step, 2) for step in range(13))
DEFAULT_THRESHOLD = 0.45
SMOOTHING = 12.0
"""Pseudo-counts that hold the threshold of a label with few dev rows near the common one."""


def _clean(text: str) -> str:
    return clean(text).text


def _truth(examples: list[Example], columns: int) -> NDArray[np.bool_]:
    matrix = np.zeros((len(examples), columns), dtype=bool)
    for row, example in enumerate(examples):
        for label, polarity in example.labels:
            matrix[row, label * 3 + polarity + 1] = True
    return matrix


def tune(
    network: ConvolutionNetwork, texts: list[Example], complaints: list[Example]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Choose thresholds on the dev split: a common one first, then one a label, held near it where rows are few.

    Returns
    -------
    tuple of arrays
        Thresholds of the labels (labels, 3) and of the events.
    """
    columns = network.shape.labels * 3
    scores, _, _ = predict(network, [example.text for example in texts])
    truth = _truth(texts, columns)
    thresholds = np.zeros(columns, dtype=np.float32)
    for direction in range(3):
        place = slice(direction, columns, 3)
        common = best_threshold(truth[:, place], scores[:, place], default=DEFAULT_THRESHOLD, grid=GRID, weight=0.0)
        thresholds[place] = common
    complaint_scores, _, _ = predict(network, [example.text for example in complaints])
    both_truth = np.concatenate([truth, _truth(complaints, columns)])
    both_scores = np.concatenate([scores[:, :columns], complaint_scores[:, :columns]])
    for column in range(0, columns, 3):
        thresholds[column] = best_threshold(
            both_truth[:, column],
            both_scores[:, column],
            default=float(thresholds[column]),
            grid=GRID,
            weight=SMOOTHING,
        )
    events = []
    for number in range(network.shape.events):
        known = np.array([example.events[number] == 1 for example in texts])
        # a missed danger costs more than a false alarm: the lowest threshold near the best F1 is taken
        own = scores[:, columns + number]
        best = best_threshold(known, own, default=0.4, grid=GRID, weight=4.0)
        events.append(max(0.2, best - 0.05))
    return thresholds.reshape(-1, 3), np.array(events, dtype=np.float32)


def build_classifier(
    data: Path, output: Path, *, steps: int, seed: int, encoder: Path = ENCODER_FOLDER, threads: int = 1
) -> Iterator[str]:
    """Train and save; yield lines that tell how it went."""
    import torch

    torch.set_num_threads(threads)
    taxonomy = load_taxonomy()
    number = {code: place for place, code in enumerate(taxonomy.ids)}
    start = StaticEncoder.load(encoder)
    options = ClassifierOptions(steps=steps, seed=seed)
    shape = NetworkShape(len(taxonomy.ids))
    sources = classifier_sources(data, clean=_clean)
    trainer = Trainer(start.vocabulary, shape, sources, options=options, vectors=start.table)
    network = trainer.run()
    texts = [example_of_text(text, number, clean=_clean) for text in load_texts("dev")]
    complaints = complaint_examples(data, number, clean=_clean, part="dev")
    thresholds, events = tune(network, texts, complaints)
    config = {
        "steps": steps,
        "seed": seed,
        "taxonomy": taxonomy.version,
        "encoder": encoder.name,
        "examples": {source.name: len(source.examples) for source in sources},
    }
    to_numpy(network, name=output.name, thresholds=thresholds, event_thresholds=events, config=config).save(output)
    yield f"分类器已写入 {output}"
    yield "训练样本：" + "，".join(f"{source.name} {len(source.examples)}" for source in sources)
    yield "评测：voc evaluate；voc evaluate --split dev"
