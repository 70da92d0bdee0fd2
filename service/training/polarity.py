"""Train, measure and save the general polarity head."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from corpora.taxonomy import load_taxonomy
from corpora.texts import load_clauses, load_texts
from models.heads.polarity import PolarityHead
from models.ngrams import NgramVocabulary, hash_ngrams
from models.training import sources
from models.training.examples import Example
from models.training.recipes import car_sentence_examples, example_of_clause, example_of_text
from voc.text.clean import clean

if TYPE_CHECKING:
    from scipy.sparse import csr_array

SIZES = {1: 5000, 2: 90000, 3: 110000, 4: 45000}
LONGEST = 400
REVIEW_SETS = ("online_shopping_10_cats", "waimai_10k", "chnsenticorp_htl")


def clean_text(text: str) -> str:
    """Return the text as the models see it."""
    return clean(text[:LONGEST]).text


def _matrix(texts: Sequence[str], vocabulary: NgramVocabulary) -> csr_array:
    from scipy.sparse import csr_array, vstack

    parts = []
    for start in range(0, len(texts), 2000):
        batch = hash_ngrams(texts[start : start + 2000], orders=vocabulary.orders)
        flat = vocabulary.ids(batch.hashes).T.ravel()
        bounds = batch.starts * len(vocabulary.orders)
        ones = np.where(flat > 0, 1.0, 0.0).astype(np.float32)
        part = csr_array((ones, flat, bounds), shape=(len(bounds) - 1, len(vocabulary)))
        parts.append(part)
    stacked = vstack(parts).tocsr()
    # the solver takes 32-bit indices only
    stacked.indices, stacked.indptr = stacked.indices.astype(np.int32), stacked.indptr.astype(np.int32)
    return stacked


@dataclass(frozen=True, slots=True)
class _Features:
    """Normalised counts of the training texts, and what is needed to count others alike."""

    vocabulary: NgramVocabulary
    counts: csr_array
    norms: NDArray[np.float32]


def _features(texts: Sequence[str]) -> _Features:
    vocabulary = NgramVocabulary.build(texts, sizes=SIZES, min_count=4)
    counts = _matrix(texts, vocabulary)
    holders = np.bincount(counts.indices[counts.data > 0], minlength=len(vocabulary))
    norms = (np.log((1 + len(texts)) / (1 + holders)) + 1).astype(np.float32)
    norms[0] = 0.0
    # the same normalisation as at run time: every occurrence counts, lengths by the occurrences' own weights
    squares = np.sqrt(np.maximum(counts @ (norms**2), 1e-6))
    counts.data *= norms[counts.indices]
    counts.data /= np.repeat(squares, np.diff(counts.indptr)).astype(np.float32)
    return _Features(vocabulary, counts, norms)


def _fit(features: _Features, target: NDArray[np.bool_], weights: NDArray[np.float64]) -> tuple[Any, float]:
    from sklearn.svm import LinearSVC

    model = LinearSVC(C=0.3).fit(features.counts, target, sample_weight=weights)
    return (model.coef_[0] * features.norms).astype(np.float32), float(model.intercept_[0])


def _directed(examples: Sequence[Example]) -> list[tuple[str, bool]]:
    return [(example.text, example.sentiment == 2) for example in examples if example.sentiment in (0, 2)]


def accuracy(head: PolarityHead, pairs: Sequence[tuple[str, bool]]) -> float:
    """Return the share of texts whose margin has the right sign."""
    told = head.read([text for text, _ in pairs]).margins > 0
    return round(float((told == np.array([good for _, good in pairs])).mean()), 4)


def build_polarity(data: Path, output: Path) -> Iterator[str]:
    """Train and save; yield lines that tell how it went."""
    number = {code: place for place, code in enumerate(load_taxonomy().ids)}
    reviews = [(clean_text(text), bool(label), name) for text, label, name in sources.reviews(data)]
    train = [(text, good) for text, good, _ in reviews if sources.bucket(text) != 0]
    cars = _directed(car_sentence_examples(data, clean=clean_text, part="train"))
    own = _directed([example_of_clause(clause, number, clean=clean_text) for clause in load_clauses()])
    own += _directed([example_of_text(text, number, clean=clean_text) for text in load_texts("train")])
    texts = [text for text, _ in train + cars + own]
    good = np.array([value for _, value in train + cars + own])
    weights = np.concatenate([np.full(len(train), 1.0), np.full(len(cars), 2.5), np.full(len(own), 1.5)])
    features = _features(texts)
    abroad = np.arange(len(texts)) < len(train)
    columns = [_fit(features, good, weights), _fit(features, abroad, np.ones(len(texts)))]
    head = PolarityHead(
        output.name,
        features.vocabulary,
        np.stack([coefficients for coefficients, _ in columns], axis=1),
        features.norms,
        np.array([bias for _, bias in columns], dtype=np.float32),
    )
    held = {name: [(t, g) for t, g, n in reviews if n == name and sources.part_of(t) == "test"] for name in REVIEW_SETS}
    held["car sentences"] = _directed(car_sentence_examples(data, clean=clean_text, part="test"))
    figures = {name: accuracy(head, pairs) for name, pairs in held.items()}
    head.save(output, config={"texts": len(texts), "accuracy": figures})
    yield f"极性模型已写入 {output}，{len(features.vocabulary)} 个 n-gram"
    yield "留出集准确率：" + "，".join(f"{name} {value:.3f}" for name, value in figures.items())
