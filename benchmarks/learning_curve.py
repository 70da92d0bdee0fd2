"""How much more text helps: one network trained on growing shares of the hand-written texts, measured on dev.

    python -m benchmarks.learning_curve --data DIR [--steps 1000] [--shares 0.25 0.5 1]

Average precision (area under precision over recall) needs no threshold, so it compares networks without tuning them.
Each share takes about six minutes a thousand steps on one core. Clauses and public sets stay the same for all.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from sklearn.metrics import average_precision_score

from corpora.taxonomy import load_taxonomy
from corpora.texts import load_texts
from models.encoders.static import StaticEncoder
from models.registry import ENCODER_FOLDER
from models.training.classifier import ClassifierOptions, Trainer, predict
from models.training.examples import Example, Source
from models.training.network import NetworkShape
from models.training.recipes import classifier_sources, example_of_text
from models.training.sources import bucket
from service.training.classifier import clean_text
from service.training.tuning import cue_events, truth_of

PARTS = 1000


def share_of(sources: Sequence[Source], share: float) -> list[Source]:
    """Return the sources with a share of the hand-written texts, chosen by a hash."""
    return [
        replace(source, examples=[e for e in source.examples if bucket(e.text, parts=PARTS) < share * PARTS])
        if source.name == "texts"
        else source
        for source in sources
    ]


def measure(sources: Sequence[Source], dev: Sequence[Example], steps: int) -> tuple[float, float]:
    """Train one network and return the average precision of complaints, and of pain points with direction."""
    start, labels = StaticEncoder.load(ENCODER_FOLDER), len(load_taxonomy().ids)
    options = ClassifierOptions(steps=steps, report_every=steps)
    trainer = Trainer(start.vocabulary, NetworkShape(labels), sources, options=options, vectors=start.table)
    scores = predict(trainer.run(), [example.text for example in dev])[0][:, : labels * 3].reshape(len(dev), labels, 3)
    truth = truth_of(dev, labels * 3).reshape(scores.shape)
    directed = [0, 2]
    return (
        float(average_precision_score(truth[:, :, 0].ravel(), scores[:, :, 0].ravel())),
        float(average_precision_score(truth[:, :, directed].ravel(), scores[:, :, directed].ravel())),
    )


def main(arguments: Sequence[str]) -> None:
    """Print one line for each share."""
    parser = argparse.ArgumentParser(description="Average precision on dev by share of the hand-written texts")
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--steps", type=int, default=1000)
    parser.add_argument("--shares", type=float, nargs="+", default=[0.25, 0.5, 1.0])
    options = parser.parse_args(arguments)
    torch.set_num_threads(1)
    number = {code: place for place, code in enumerate(load_taxonomy().ids)}
    dev = [example_of_text(text, number, clean=clean_text) for text in load_texts("dev")]
    everything = classifier_sources(options.data, clean=clean_text, events=cue_events)
    sys.stdout.write(f"dev: {len(dev)} texts; {options.steps} steps\n texts  complaints  with direction\n")
    for share in options.shares:
        sources = share_of(everything, share)
        complaints, directed = measure(sources, dev, options.steps)
        texts = next(len(source.examples) for source in sources if source.name == "texts")
        sys.stdout.write(f"{texts:6d}  {np.round(complaints, 3):10.3f}  {np.round(directed, 3):14.3f}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(sys.argv[1:])
