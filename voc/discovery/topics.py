"""Discover topics in a stream of records."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from models.encoders.base import Encoder
from models.topics.bertopic import TopicFit, fit_topics
from voc.discovery.naming import topic_name
from voc.discovery.quotes import representative_quotes
from voc.entities.extract import extract
from voc.errors import TooFewTextsError
from voc.text.clean import clean
from voc.text.keywords import is_content_word
from voc.text.segment import Segmenter, load_segmenter
from voc.types import Feedback

RESIDUAL = -1
LEAST_TEXTS = 10


@dataclass(frozen=True, slots=True)
class DiscoveryOptions:
    """Settings of one discovery.

    Attributes
    ----------
    distance
        Mean cosine distance beyond which groups are not joined; smaller gives more and finer topics.
    min_size
        Least texts of a topic.
    residual_similarity
        A text left over joins the nearest topic when it is at least this similar to its centre.
    seed
        Seed of the clustering of large inputs.
    quotes
        Representative quotes kept for each topic.
    """

    distance: float = 0.5
    min_size: int = 5
    residual_similarity: float = 0.4
    seed: int = 0
    quotes: int = 5


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic: its number (by falling size), name, words, size and quotes."""

    id: int
    name: str
    size: int
    share: float
    words: tuple[str, ...]
    quotes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the topic as plain data."""
        return {
            "id": self.id,
            "name": self.name,
            "size": self.size,
            "share": self.share,
            "words": list(self.words),
            "quotes": list(self.quotes),
        }


@dataclass(frozen=True, slots=True)
class Discovery:
    """Result of a discovery: each record's topic in input order, the topics, and what was left over."""

    assignments: tuple[tuple[str, int], ...]
    topics: tuple[Topic, ...]
    residual: int

    def to_dict(self) -> dict[str, Any]:
        """Return everything but the assignments as plain data; the residual is shown, not hidden."""
        total = len(self.assignments)
        return {
            "texts": total,
            "topics": [topic.to_dict() for topic in self.topics],
            "residual": {"id": RESIDUAL, "size": self.residual, "share": _share(self.residual, total)},
        }


def _share(part: int, total: int) -> float:
    return round(part / total, 4) if total else 0.0


def without_vehicles(text: str) -> str:
    """Return the text without the brand, model and city it names: topics are about pains, not about makes."""
    found = extract(text).spans
    spans = sorted({found[name] for name in ("brand", "model", "city") if name in found})
    for start, end in reversed(spans):
        text = text[:start] + text[end:]
    return text


def discover(
    records: Iterable[Feedback],
    *,
    encoder: Encoder,
    options: DiscoveryOptions | None = None,
    segmenter: Segmenter | None = None,
) -> Discovery:
    """Find the topics of some records.

    Parameters
    ----------
    records
        Raw records; they are cleaned and redacted before anything else sees them.
    encoder
        Gives the vectors.
    options
        Settings.
    segmenter
        The engine that cuts words; the fast one by default.

    Raises
    ------
    TooFewTextsError
        Fewer than ``LEAST_TEXTS`` records: no topic could be told from chance.
    """
    ids: list[str] = []
    texts: list[str] = []
    for record in records:
        ids.append(record.id)
        texts.append(clean(record.text).text)
    return discover_texts(ids, texts, encoder=encoder, options=options, segmenter=segmenter)


def discover_texts(
    ids: Sequence[str],
    texts: Sequence[str],
    *,
    encoder: Encoder,
    options: DiscoveryOptions | None = None,
    segmenter: Segmenter | None = None,
) -> Discovery:
    """Find the topics of texts that are cleaned and redacted already; see :func:`discover`."""
    options = options or DiscoveryOptions()
    segmenter = segmenter or load_segmenter()
    if len(texts) < LEAST_TEXTS:
        raise TooFewTextsError(
            f"只有 {len(texts)} 条可用文本，至少需要 {LEAST_TEXTS} 条才能发现话题", hint="请合并更多天或更多渠道的文件"
        )
    bare = [without_vehicles(text) for text in texts]
    documents = [[word for word in segmenter.cut(text) if is_content_word(word)] for text in bare]
    vectors = encoder.encode(bare)
    with threadpool_limits(1):
        # one thread: sums of floats depend on how the work is shared, and quotes are chosen by them
        return _found(ids, texts, documents, vectors, options)


def _found(
    ids: Sequence[str],
    texts: Sequence[str],
    documents: Sequence[Sequence[str]],
    vectors: NDArray[np.float32],
    options: DiscoveryOptions,
) -> Discovery:
    fit = fit_topics(
        documents,
        vectors,
        distance=options.distance,
        min_size=options.min_size,
        residual_similarity=options.residual_similarity,
        seed=options.seed,
    )
    topics = _topics(fit, texts, documents, vectors, options)
    return Discovery(tuple(zip(ids, fit.labels.tolist(), strict=True)), topics, int((fit.labels == RESIDUAL).sum()))


def _topics(
    fit: TopicFit,
    texts: Sequence[str],
    documents: Sequence[Sequence[str]],
    vectors: NDArray[np.float32],
    options: DiscoveryOptions,
) -> tuple[Topic, ...]:
    words = {item.topic: tuple(word for word, _ in item.words) for item in fit.words}
    weights = {item.topic: dict(item.words) for item in fit.words}
    topics = []
    for number in range(len(fit.centres)):
        members = np.flatnonzero(fit.labels == number).tolist()
        quotes = representative_quotes(
            [texts[i] for i in members], vectors[members], fit.centres[number], limit=options.quotes
        )
        topics.append(
            Topic(
                id=number,
                name=topic_name([documents[i] for i in members], weights.get(number, {})),
                size=len(members),
                share=_share(len(members), len(texts)),
                words=words.get(number, ()),
                quotes=quotes,
            )
        )
    return tuple(topics)
