"""The BERTopic adapter: our vectors, our clusters and our words in BERTopic's class-based TF-IDF.

BERTopic (Grootendorst, 2022) describes each cluster by the words that set it apart. Everything that makes its results
change from run to run (UMAP, density clustering) is replaced by deterministic parts; what it is best at is kept.
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec

import numpy as np
from numpy.typing import NDArray

from models.errors import ArtifactError
from models.topics.clusters import LinkageClusters, reduce_residual


@dataclass(frozen=True, slots=True)
class TopicWords:
    """Words of one topic with their class-based TF-IDF weight, by falling weight."""

    topic: int
    words: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class TopicFit:
    """Result of one fit.

    Attributes
    ----------
    labels
        Topic of each text, topics numbered by falling size; -1 is the residual.
    words
        Words of each topic, topics ascending, the residual left out.
    centres
        L2-normalised centre of each topic (topics, dimensions).
    """

    labels: NDArray[np.int64]
    words: tuple[TopicWords, ...]
    centres: NDArray[np.float32]


def topics_available() -> bool:
    """Return whether BERTopic is installed; it is an extra, since it brings torch along."""
    return find_spec("bertopic") is not None


def fit_topics(
    documents: Sequence[Sequence[str]],
    vectors: NDArray[np.float32],
    *,
    distance: float,
    min_size: int,
    residual_similarity: float,
    seed: int,
    top_words: int = 10,
) -> TopicFit:
    """Find topics.

    Parameters
    ----------
    documents
        Words of each text (already cut; BERTopic's own cleaning would glue sentences together).
    vectors
        L2-normalised vectors (texts, dimensions).
    distance, min_size, seed
        See :class:`models.topics.clusters.LinkageClusters`.
    residual_similarity
        A residual text at least this similar to a topic's centre joins it.
    top_words
        Words kept for each topic.

    Returns
    -------
    TopicFit
        The same for the same input and seed, whatever the number of threads.

    Raises
    ------
    ArtifactError
        BERTopic is not installed.
    """
    from threadpoolctl import threadpool_limits

    if not topics_available():
        raise ArtifactError("发现话题需要 BERTopic：请执行 pip install 'voc-triage[topics]'")
    with threadpool_limits(1), warnings.catch_warnings():
        # numba and BERTopic's imports warn about things that do not concern a user
        warnings.simplefilter("ignore")
        from bertopic import BERTopic
        from bertopic.dimensionality import BaseDimensionalityReduction
        from bertopic.vectorizers import ClassTfidfTransformer
        from sklearn.feature_extraction.text import CountVectorizer

        clusters = LinkageClusters(distance=distance, min_size=min_size, seed=seed)
        model = BERTopic(
            language="multilingual",
            umap_model=BaseDimensionalityReduction(),
            hdbscan_model=clusters,
            vectorizer_model=CountVectorizer(analyzer=str.split),
            ctfidf_model=ClassTfidfTransformer(reduce_frequent_words=True),
            top_n_words=top_words,
            calculate_probabilities=False,
            verbose=False,
        )
        joined = [" ".join(words) or "∅" for words in documents]
        labels, _ = model.fit_transform(joined, vectors)
        labels = reduce_residual(
            np.asarray(labels, dtype=np.int64), vectors, _centres(vectors, labels), least=residual_similarity
        )
        words = tuple(
            TopicWords(int(topic), tuple((word, float(weight)) for word, weight in found if word and word != "∅"))
            for topic, found in sorted(model.get_topics().items())
            if topic >= 0
        )
    return TopicFit(labels, words, _centres(vectors, labels))


def _centres(vectors: NDArray[np.float32], labels: Sequence[int] | NDArray[np.int64]) -> NDArray[np.float32]:
    own = np.asarray(labels, dtype=np.int64)
    count = int(own.max()) + 1 if len(own) else 0
    sums = np.zeros((max(count, 0), vectors.shape[1]), dtype=np.float64)
    kept = own >= 0
    np.add.at(sums, own[kept], vectors[kept])
    norms = np.linalg.norm(sums, axis=1, keepdims=True)
    norms[norms == 0.0] = 1.0
    centres: NDArray[np.float32] = (sums / norms).astype(np.float32)
    return centres
