"""n-gram hashing: one pass over a batch gives what text by text gives."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from models.ngrams import NgramVocabulary, hash_ngrams

texts = st.lists(st.text(max_size=30), min_size=1, max_size=6)


@given(texts)
def test_a_batch_equals_its_texts_one_by_one(batch: list[str]) -> None:
    together = hash_ngrams(batch)
    for number, text in enumerate(batch):
        alone = hash_ngrams([text])
        start, end = together.starts[number], together.starts[number + 1]
        assert np.array_equal(together.hashes[:, start:end], alone.hashes)


def test_ngrams_never_cross_texts() -> None:
    split = hash_ngrams(["没", "货"])
    whole = hash_ngrams(["没货"])
    assert not set(whole.hashes[1][1:2]) & set(split.hashes[1])


def test_digits_and_case_are_folded() -> None:
    assert np.array_equal(hash_ngrams(["SU7等了15天"]).hashes, hash_ngrams(["su7等了28天"]).hashes)


def test_vocabulary_keeps_frequent_ngrams_whatever_the_order() -> None:
    corpus = ["配件没货", "配件缺货", "配件没货了", "车机黑屏"]
    sizes = {1: 50, 2: 50}
    first = NgramVocabulary.build(corpus, sizes=sizes, min_count=2)
    second = NgramVocabulary.build(reversed(corpus), sizes=sizes, min_count=2)
    assert np.array_equal(first.hashes, second.hashes)
    ids = first.ids(hash_ngrams(["配件"], orders=(1, 2)).hashes)
    assert (ids[0][1:3] > 0).all()
    assert first.ids(hash_ngrams(["齉"], orders=(1, 2)).hashes)[0][1] == 0


def test_vocabulary_survives_saving() -> None:
    vocabulary = NgramVocabulary.build(["配件没货"] * 3, sizes={1: 9, 2: 9})
    again = NgramVocabulary.from_arrays(vocabulary.to_arrays())
    assert np.array_equal(vocabulary.hashes, again.hashes)
    assert again.orders == (1, 2)


def test_empty_vocabulary_knows_nothing() -> None:
    empty = NgramVocabulary.build([], sizes={1: 5})
    assert len(empty) == 1
    assert not empty.ids(hash_ngrams(["好"], orders=(1,)).hashes).any()
