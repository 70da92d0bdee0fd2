"""Training on a little made here: it learns, and the same seed gives the same weights."""

from __future__ import annotations

import random

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from models.ngrams import NgramVocabulary  # noqa: E402
from models.training.classifier import ClassifierOptions, Trainer, predict  # noqa: E402
from models.training.examples import IGNORE, Dealer, Example, Source, join  # noqa: E402
from models.training.network import NetworkShape  # noqa: E402
from models.training.recipes import best_threshold  # noqa: E402

PARTS = ["没货", "缺货", "断货", "件没到", "等件"]
SCREEN = ["黑屏", "死机", "卡顿", "闪退", "白屏"]
EXAMPLES = [Example(f"车{word}了", ((0, -1),), sentiment=0) for word in PARTS]
EXAMPLES += [Example(f"机器{word}", ((1, -1),), sentiment=0) for word in SCREEN]
EXAMPLES += [Example("今天天气不错", sentiment=2), Example("刚提车", intent=5)]


def _train(seed: int) -> Trainer:
    vocabulary = NgramVocabulary.build([e.text for e in EXAMPLES], sizes={1: 99, 2: 99}, min_count=1)
    options = ClassifierOptions(
        steps=120, seed=seed, dropout=0.0, ngram_dropout=0.0, table_rate=1e-2, learning_rate=5e-3, report_every=1000
    )
    shape = NetworkShape(2, dimensions=16, hidden=24)
    trainer = Trainer(vocabulary, shape, [Source("all", EXAMPLES, 8, joined=2)], options=options)
    trainer.run()
    return trainer


def test_it_learns_and_repeats() -> None:
    first, second = _train(3), _train(3)
    labels, _, _ = predict(first.network, [e.text for e in EXAMPLES])
    for row, example in enumerate(EXAMPLES[:10]):
        right = example.labels[0][0] * 3
        assert labels[row, right] > 0.5, example.text
        assert labels[row, 3 - right] < 0.5, example.text
    for left, right_ in zip(first.network.parameters(), second.network.parameters(), strict=True):
        assert torch.equal(left, right_)


def test_joined_examples_keep_their_labels_and_places() -> None:
    joined = join([EXAMPLES[0], EXAMPLES[6]], random.Random(0))
    assert set(joined.labels) == {(0, -1), (1, -1)}
    for label, _, start, end in joined.quotes:
        assert joined.text[start:end] == EXAMPLES[0 if label == 0 else 6].text


def test_mixed_examples_keep_quotes_in_their_place() -> None:
    whole = Example("昨天去店里。车机黑屏了", ((1, -1),), ((1, -1, 6, 11),), intent=0, sentiment=0, events=(0, 0))
    clauses = Source("clauses", EXAMPLES[:5], 2, joined=1)
    dealer = Dealer([Source("texts", [whole], 1, mixed=6), clauses], seed=5)
    batch = dealer.batch()
    assert len(batch) == 1 + 6 + 2 + 1
    for example in batch[1:7]:
        assert (1, -1) in example.labels
        told = {example.text[start:end] for label, _, start, end in example.quotes if label == 1}
        assert told == {"车机黑屏了"}
        assert example.intent == IGNORE


def test_an_event_is_unknown_where_a_part_does_not_say() -> None:
    told = Example("刹车没了", events=(1, 0))
    silent = Example("没货", events=())
    generator = random.Random(0)
    assert join([told, silent], generator).events == (1, IGNORE)
    assert join([told, told], generator).events == (1, 0)


def test_best_threshold_holds_rare_labels_near_the_default() -> None:
    truth = np.array([True, False, False, False])
    scores = np.array([0.9, 0.1, 0.2, 0.3], np.float32)
    grid = (0.2, 0.4, 0.6, 0.8)
    assert best_threshold(truth, scores, default=0.4, grid=grid, weight=10.0) == 0.4
    many = np.tile(truth, 100), np.tile(np.array([0.9, 0.1, 0.5, 0.3], np.float32), 100)
    assert best_threshold(*many, default=0.4, grid=grid, weight=1.0) == 0.6
