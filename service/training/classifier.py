"""Train, tune and save the built-in classifier."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path

from corpora.taxonomy import load_taxonomy
from corpora.texts import load_texts
from models.encoders.static import StaticEncoder
from models.heads.classifier import LONGEST, Classifier
from models.heads.network import Network
from models.heads.tuning import Tuning
from models.registry import ENCODER_FOLDER
from models.training.classifier import ClassifierOptions, Trainer
from models.training.examples import Example
from models.training.network import NetworkShape
from models.training.recipes import (
    INTENTS,
    car_sentence_examples,
    classifier_sources,
    complaint_examples,
    example_of_text,
    review_examples,
)
from service.training.tuning import DEFAULT_THRESHOLD, cue_events, tuned
from voc.text.clean import clean

EVENTS = 2
STRIDE = 2
"""The networks are trained at every position and used at every second one (ADR 6)."""
NEUTRAL = 1
"""Class number of the middle sentiment."""


def clean_text(text: str) -> str:
    """Return the text as the models see it: normalised and redacted."""
    return clean(text).text


def train_member(data: Path, encoder: Path, options: ClassifierOptions) -> Network:
    """Train one network; one thread, so that the same seed gives the same weights."""
    import torch

    from models.training.export import to_numpy

    torch.set_num_threads(1)
    start = StaticEncoder.load(encoder)
    shape = NetworkShape(len(load_taxonomy().ids), **options.shape)
    sources = classifier_sources(data, clean=clean_text, events=cue_events)
    return to_numpy(Trainer(start.vocabulary, shape, sources, options=options, vectors=start.table).run())


def review_sets(data: Path) -> list[list[Example]]:
    """Return dev parts of the public sets with a direction: reviews, and sentences about cars.

    Neutral sentences are left out: forum comments are mostly neutral, and would teach the weighing to say so too often.
    """
    reviews = review_examples(data, clean=clean_text, part="dev", longest=LONGEST)
    cars = car_sentence_examples(data, clean=clean_text, part="dev")
    return [reviews, [example for example in cars if example.sentiment != NEUTRAL]]


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
        trained = pool.map(train_member, [data] * members, [encoder] * members, runs)
        networks = tuple(replace(network, stride=STRIDE) for network in trained)
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
        tuning=Tuning.plain(labels=count, events=EVENTS, threshold=DEFAULT_THRESHOLD),
        config=config,
    )
    texts = [example_of_text(text, number, clean=clean_text) for text in load_texts("dev")]
    complaints = complaint_examples(data, number, clean=clean_text, part="dev")
    # the numbers are chosen on the weights as they are stored, in half precision and 8 bits
    classifier.save(output)
    tuned(Classifier.load(output), texts, complaints, review_sets(data)).save(output)
    yield f"分类器已写入 {output}（{members} 个网络）"
    yield "训练样本：" + "，".join(f"{source.name} {len(source.examples)}" for source in sources)
    yield "评测：voc evaluate；voc evaluate --split dev"
