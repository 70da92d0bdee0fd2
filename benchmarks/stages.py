"""Texts per second of each stage and of the whole pipeline, on one process, on the shipped samples.

Medians of five rounds.
"""

from __future__ import annotations

import json
import os
import statistics
import time
from collections.abc import Callable

from threadpoolctl import threadpool_limits

from corpora.samples import sample_files
from models.registry import load_encoder
from voc.analysis.analyzer import load_analyzer
from voc.analysis.events import find_events
from voc.analysis.scores import score_texts
from voc.entities.extract import extract
from voc.io.read import read_feedback
from voc.text.clean import clean
from voc.text.keywords import keywords
from voc.text.split import clauses, sentences
from voc.types import Feedback

ROUNDS = 5


def rate(work: Callable[[], object], count: int) -> float:
    """Return items per second, the median of some rounds."""
    work()
    spent = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        work()
        spent.append(time.perf_counter() - start)
    return count / statistics.median(spent)


def main() -> None:
    """Print the table."""
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    records = [record for record in read_feedback(sample_files()) if isinstance(record, Feedback)]
    raw = [record.text for record in records]
    texts = [clean(text).text for text in raw]
    spans = [sentences(text) for text in texts]
    parts = [clauses(text) for text in texts]
    analyzer = load_analyzer()
    encoder = load_encoder()
    size = len(texts)
    print(f"{size} texts, {sum(map(len, texts)) / size:.0f} characters on average, one process, one thread")
    stages: dict[str, Callable[[], object]] = {
        "clean (normalise, redact)": lambda: [clean(text) for text in raw],
        "split (sentences, clauses)": lambda: [(sentences(text), clauses(text)) for text in texts],
        "classify": lambda: score_texts(texts, spans, network=analyzer.network),
        "polarity": lambda: analyzer.polarity.read(texts),
        "events": lambda: [find_events(text, clauses=own) for text, own in zip(texts, parts, strict=True)],
        "facts": lambda: [extract(text) for text in texts],
        "keywords": lambda: [keywords(text) for text in texts],
        "embed": lambda: encoder.encode(texts),
        "analyze (all of it)": lambda: analyzer.analyze(records),
    }
    with threadpool_limits(1):
        for name, work in stages.items():
            print(f"{name:28} {rate(work, size):>10,.0f} texts/s")
        one = records[:1]
        print(f"{'one text by a call':28} {1000 / rate(lambda: analyzer.analyze(one), 1):>10.2f} ms")
    rows = [analysis.to_dict() for analysis in analyzer.analyze(records)]
    print(f"{'write JSON':28} {rate(lambda: [json.dumps(r, ensure_ascii=False) for r in rows], size):>10,.0f} texts/s")


if __name__ == "__main__":
    main()
