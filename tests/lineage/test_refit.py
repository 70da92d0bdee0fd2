"""The goals of a refit, with the real engine and the built-in encoder on short clauses."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pytest

import corpora
from models.registry import load_encoder
from models.topics.bertopic import fit_topics, topics_available
from voc.lineage.book import TopicBook
from voc.lineage.match import match
from voc.lineage.run import Run
from voc.lineage.stability import stability
from voc.text.keywords import is_content_word
from voc.text.segment import load_segmenter

FOLDER = Path(corpora.__file__).parent / "clauses"


def _clauses() -> list[str]:
    found: set[str] = set()
    for path in sorted(FOLDER.glob("*.tsv")):
        if not path.name.startswith("none"):
            lines = path.read_text(encoding="utf-8").splitlines()
            found.update(line.split("\t")[1] for line in lines if "\t" in line)
    return sorted(found)


@pytest.mark.skipif(not topics_available(), reason="needs the extra 'topics'")
@pytest.mark.parametrize("seed", [0, 1])
def test_ten_percent_more_clauses_keep_topics_and_texts(seed: int) -> None:
    clauses = _clauses()
    picked = np.random.default_rng(seed).permutation(len(clauses))[:660].tolist()
    texts, ids = [clauses[row] for row in picked], tuple(f"c{row}" for row in picked)
    segmenter = load_segmenter()
    documents = [[word for word in segmenter.cut(text) if is_content_word(word)] for text in texts]
    vectors = load_encoder().encode(texts)

    def run(name: str, count: int, day: date) -> Run:
        fit = fit_topics(documents[:count], vectors[:count], distance=0.75, min_size=5, residual_similarity=0.5, seed=0)
        names = tuple("".join(word for word, _ in topic.words[:2]) for topic in fit.words)
        return Run(name, day, ids[:count], fit.labels, vectors[:count], fit.centres, names)

    before = match(TopicBook(), run("前", 600, date(2026, 3, 1)))
    refit = run("后", 660, date(2026, 3, 2))
    after = match(before.book, refit, previous=before.found)
    figures = stability(before.found, after.found)
    assert figures.named >= 30
    assert figures.named_share >= 0.95, figures
    assert figures.text_share >= 0.90, figures
    # the matching alone would not reach it: the engine redraws its borders at each refit
    plainly = stability(before.found, match(before.book, refit).found)
    assert plainly.text_share < figures.text_share
    # what is new is found nonetheless
    assert len(after.book.topics) > len(before.book.topics)
