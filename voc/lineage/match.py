"""Take a run into the book: which of its topics are known ones, and which text has which topic."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from voc.lineage.apply import apply
from voc.lineage.book import TopicBook
from voc.lineage.change import Change
from voc.lineage.errors import RunError
from voc.lineage.evidence import assign, weigh
from voc.lineage.living import drop_small, find_living
from voc.lineage.outcome import build_change
from voc.lineage.relate import relate
from voc.lineage.run import Run
from voc.lineage.settings import MATCH, MatchSettings
from voc.lineage.sketch import hash_ids
from voc.lineage.sticky import RESIDUAL, place_texts


@dataclass(frozen=True, slots=True)
class TextTopic:
    """A text's topic: as found (store this one) and as shown after people's decisions; empty is the residual."""

    id: str
    found: str
    shown: str


@dataclass(frozen=True, slots=True)
class Matching:
    """A run taken in.

    Attributes
    ----------
    book
        The book after it.
    change
        What it changed, for the journal; its events say what became of each topic and why.
    texts
        The topic of each text, in the run's order.
    labels
        Stable topic of each topic of the run (the first one, where its texts are divided).
    """

    book: TopicBook
    change: Change
    texts: tuple[TextTopic, ...]
    labels: tuple[str, ...]

    @property
    def found(self) -> dict[str, str]:
        """Topic of each text as found: ``previous`` of the next matching."""
        return {text.id: text.found for text in self.texts}


def match(
    book: TopicBook, run: Run, *, previous: Mapping[str, str] | None = None, settings: MatchSettings = MATCH
) -> Matching:
    """Give the topics of a run their stable ids.

    Parameters
    ----------
    book
        What is known.
    run
        The run.
    previous
        Topic as found of each text known before: with it, texts change their topic only for a clearly nearer one.
    settings
        Thresholds.

    Returns
    -------
    Matching
        The same for the same book and texts, however the run numbers its topics.

    Raises
    ------
    RunError
        The book has this run already, or a later one.
    """
    if book.runs and (run.day < book.runs[-1].day or run.name in {item.name for item in book.runs}):
        raise RunError(
            f"话题发现运行 {run.name} 已收录，或早于最近一次运行", hint="请按日期先后收录，每次运行用不同的名称"
        )
    hashes = hash_ids(run.ids)
    run, places = _ordered(run, hashes)
    with threadpool_limits(1):
        # one thread: sums of floats depend on how the work is shared
        evidence = weigh(book.topics, run, hashes, settings)
        relations = relate(book, book.topics, run, evidence, assign(evidence.excess), settings)
        living = find_living(book, run, relations, evidence)
        texts = place_texts(run, living.owners, living.centres, previous or {}, settings)
        living, texts = drop_small(living, relations, run, texts, settings)
        change = build_change(book, run, evidence, relations, living, texts, hashes, settings)
    after = apply(book, change)
    shown = {topic: after.shown(topic).topic for topic in sorted(set(texts)) if topic}
    placed = tuple(
        TextTopic(item, topic, shown.get(topic, RESIDUAL)) for item, topic in zip(run.ids, texts, strict=True)
    )
    return Matching(after, change, placed, tuple(living.labels[place] for place in places))


def _ordered(run: Run, hashes: NDArray[np.uint64]) -> tuple[Run, list[int]]:
    """Return the run with its topics by falling size (ties by the smallest member hash), and each one's new place."""
    count = len(run.names)
    members = run.labels >= 0
    sizes = np.bincount(run.labels[members], minlength=count)
    least = np.full(count, np.iinfo(np.uint64).max, dtype=np.uint64)
    np.minimum.at(least, run.labels[members], hashes[members])
    order = np.lexsort((least, -sizes))
    places = np.argsort(order)
    labels = np.where(members, places[run.labels] if count else -1, -1).astype(np.int64)
    names = tuple(run.names[place] for place in order.tolist())
    return replace(run, labels=labels, centres=run.centres[order], names=names), places.tolist()
