"""Clustering for short texts: average linkage on cosine distance, deterministic, with few outliers.

Density clustering leaves a third of short texts unassigned, and its map changes from machine to machine. Average
linkage joins what is alike until the next join would bridge too far. It needs all distances, so more than
``exact_limit`` texts are first gathered into small groups by k-means, and the groups are joined.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]


class LinkageClusters:
    """A scikit-learn-like clusterer that BERTopic accepts in place of HDBSCAN.

    Parameters
    ----------
    distance
        Groups farther apart than this mean cosine distance are not joined.
    min_size
        Smaller clusters are residual (label -1), shown as such.
    seed
        Seed of the k-means that gathers large inputs.
    exact_limit
        Most texts that are linked one by one.

    Attributes
    ----------
    labels_
        Cluster of each fitted row; -1 is the residual.
    centres_
        L2-normalised mean of each cluster (clusters, dimensions).
    """

    def __init__(self, *, distance: float = 0.72, min_size: int = 5, seed: int = 0, exact_limit: int = 4000) -> None:
        self.distance = distance
        self.min_size = min_size
        self.seed = seed
        self.exact_limit = exact_limit
        self.labels_: NDArray[np.int64] = np.zeros(0, dtype=np.int64)
        self.centres_: Floats = np.zeros((0, 0), dtype=np.float32)

    def fit(self, vectors: Floats, _y: object = None) -> LinkageClusters:
        """Cluster L2-normalised vectors (texts, dimensions)."""
        vectors = np.asarray(vectors, dtype=np.float32)
        groups = np.arange(len(vectors))
        if len(vectors) > self.exact_limit:
            groups = self._gather(vectors)
        centres, sizes = _means(vectors, groups)
        joined = self._link(centres, sizes)[groups]
        self.labels_ = self._without_small(joined)
        kept = self.labels_ >= 0
        self.centres_ = (
            _means(vectors[kept], self.labels_[kept])[0] if kept.any() else np.zeros((0, vectors.shape[1]), np.float32)
        )
        return self

    def fit_predict(self, vectors: Floats, _y: object = None) -> NDArray[np.int64]:
        """Cluster and return the labels."""
        return self.fit(vectors).labels_

    def predict(self, vectors: Floats) -> NDArray[np.int64]:
        """Return the nearest cluster of each vector; -1 when even that one is farther than ``distance``."""
        vectors = np.asarray(vectors, dtype=np.float32)
        if not len(self.centres_):
            return np.full(len(vectors), -1, dtype=np.int64)
        similarity = vectors @ self.centres_.T
        nearest: NDArray[np.int64] = similarity.argmax(axis=1).astype(np.int64)
        nearest[similarity.max(axis=1) < 1.0 - self.distance] = -1
        return nearest

    def _gather(self, vectors: Floats) -> NDArray[np.int64]:
        from sklearn.cluster import MiniBatchKMeans

        model = MiniBatchKMeans(
            n_clusters=self.exact_limit // 2,
            random_state=self.seed,
            n_init=1,
            batch_size=4096,
            max_iter=20,
            reassignment_ratio=0,
        )
        labels: NDArray[np.int64] = model.fit_predict(vectors).astype(np.int64)
        dense: NDArray[np.int64] = np.unique(labels, return_inverse=True)[1].astype(np.int64)
        return dense

    def _link(self, centres: Floats, sizes: NDArray[np.int64]) -> NDArray[np.int64]:
        from scipy.cluster.hierarchy import fcluster, linkage
        from scipy.spatial.distance import pdist

        if len(centres) < 2:
            return np.zeros(len(centres), dtype=np.int64)
        tree = linkage(pdist(centres.astype(np.float64), "cosine"), method="average")
        labels: NDArray[np.int64] = fcluster(tree, self.distance, criterion="distance").astype(np.int64) - 1
        return labels

    def _without_small(self, labels: NDArray[np.int64]) -> NDArray[np.int64]:
        """Renumber the clusters by falling size (ties by first member) and mark small ones as residual."""
        values, first, counts = np.unique(labels, return_index=True, return_counts=True)
        order = np.lexsort((first, -counts))
        numbers = np.full(int(values.max()) + 1 if len(values) else 0, -1, dtype=np.int64)
        rank = 0
        for place in order.tolist():
            if counts[place] >= self.min_size:
                numbers[values[place]] = rank
                rank += 1
        result: NDArray[np.int64] = numbers[labels]
        return result


def _means(vectors: Floats, groups: NDArray[np.int64]) -> tuple[Floats, NDArray[np.int64]]:
    """Return the L2-normalised mean of each group (groups are numbered from 0 without gaps) and its size."""
    count = int(groups.max()) + 1 if len(groups) else 0
    sums = np.zeros((count, vectors.shape[1]), dtype=np.float64)
    np.add.at(sums, groups, vectors)
    norms = np.linalg.norm(sums, axis=1, keepdims=True)
    norms[norms == 0.0] = 1.0
    return (sums / norms).astype(np.float32), np.bincount(groups, minlength=count).astype(np.int64)


def reduce_residual(labels: NDArray[np.int64], vectors: Floats, centres: Floats, *, least: float) -> NDArray[Any]:
    """Give residual texts to their nearest cluster when they are at least this similar to its centre."""
    result = labels.copy()
    rest = np.flatnonzero(labels < 0)
    if len(rest) and len(centres):
        similarity = vectors[rest] @ centres.T
        near = similarity.max(axis=1) >= least
        result[rest[near]] = similarity.argmax(axis=1)[near]
    return result
