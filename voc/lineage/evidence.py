"""How like each known topic is each topic of a run: by their centres, and by the texts present in both runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from voc.lineage.run import Run
from voc.lineage.settings import MatchSettings
from voc.lineage.topic import Topic

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Evidence:
    """Numbers for each pair of known topic (rows) and topic of the run (columns).

    Attributes
    ----------
    cosine
        Cosine of the centres.
    common
        Texts of both (estimated from the sketch where it is full).
    overlap
        Jaccard index of the members over the texts known before and present now.
    excess
        How far the pair is above the least score; below zero it is not the same topic.
    stayed
        Texts of each known topic that are present in the run, residual ones too (rows,).
    known
        Texts of each topic of the run that were in a known topic before (columns,).
    members
        Rows of the run that the sketch of each known topic finds again.
    """

    cosine: Floats
    common: Floats
    overlap: Floats
    excess: Floats
    stayed: Floats
    known: Floats
    members: tuple[NDArray[np.int64], ...]


def weigh(topics: Sequence[Topic], run: Run, hashes: NDArray[np.uint64], settings: MatchSettings) -> Evidence:
    """Return the evidence.

    Parameters
    ----------
    topics
        Known topics.
    hashes
        Hash of each text id of the run, in its order.
    """
    rows, columns = len(topics), len(run.names)
    cosine = np.zeros((rows, columns))
    alike = [row for row, topic in enumerate(topics) if comparable(topic, run)]
    if alike and columns:
        known = np.array([topics[row].vector for row in alike], dtype=np.float64)
        cosine[alike] = known @ run.centres.astype(np.float64).T
    order = np.argsort(hashes, kind="stable")
    ascending, labels = hashes[order], run.labels[order]
    cells = np.zeros((rows, columns + 1))
    weights = np.zeros(len(hashes))
    members = []
    for row, topic in enumerate(topics):
        sketch = topic.hashes
        places = np.searchsorted(ascending, sketch)
        places = places[places < len(ascending)]
        places = places[ascending[places] == sketch[: len(places)]]
        members.append(np.sort(order[places]))
        # a full sketch is a sample: each of its texts stands for several
        weight = max(1.0, topic.size / max(len(sketch), 1))
        cells[row] = np.bincount(labels[places] + 1, minlength=columns + 1) * weight
        weights[places] = np.maximum(weights[places], weight)
    common, stayed = cells[:, 1:], cells.sum(axis=1)
    seen_before: Floats = np.bincount(labels + 1, weights=weights, minlength=columns + 1)[1:].astype(np.float64)
    union = np.maximum(stayed[:, None] + seen_before[None, :] - common, common)
    overlap = np.divide(common, union, out=np.zeros_like(common), where=union > 0)
    share = settings.overlap_weight * union / (union + settings.overlap_half)
    foreign = [row for row in range(rows) if row not in set(alike)]
    # another encoder's centres say nothing: the members decide alone
    share[foreign] = 1.0
    excess = (1 - share) * (cosine - settings.least_cosine) + share * (overlap - settings.least_overlap)
    # float noise must not decide between equals
    return Evidence(cosine, common, overlap, np.round(excess, 6), stayed, seen_before, tuple(members))


def comparable(topic: Topic, run: Run) -> bool:
    """Return whether a topic's centre can be compared with the vectors of a run."""
    return topic.encoder == run.encoder and len(topic.centre) == 4 * run.vectors.shape[1]


def centre_in(run: Run, topic: Topic, members: NDArray[np.int64]) -> NDArray[np.float32] | None:
    """Return a known topic's centre among the vectors of a run; after a change of encoder that of its members there.

    None when it has none there.
    """
    if comparable(topic, run):
        return topic.vector
    if not len(members):
        return None
    total = run.vectors[members].astype(np.float64).sum(axis=0)
    centre: NDArray[np.float32] = (total / max(float(np.linalg.norm(total)), 1e-12)).astype(np.float32)
    return centre


def assign(excess: Floats) -> dict[int, int]:
    """Return the known topic (row) of each topic of the run (column): the optimal assignment, ties by order.

    Pairs below zero are left out.
    """
    from scipy.optimize import linear_sum_assignment

    rows, columns = excess.shape
    if not rows or not columns:
        return {}
    allowed = excess >= 0
    # a constant makes any allowed pair better than none; earlier topics win ties by less than the rounding
    bonus = 1e-7 * (1 - np.arange(rows) / rows)[:, None] / min(rows, columns)
    gain = np.where(allowed, excess + 1e-6 + bonus, 0.0)
    left, right = linear_sum_assignment(gain, maximize=True)
    return {int(column): int(row) for row, column in zip(left, right, strict=True) if allowed[row, column]}


def gain(members: Floats, other: NDArray[np.float32]) -> Floats:
    """Return how much nearer each member is to the centre of the others of its group than to another centre (n,).

    Leaving the member itself out matters: in a group of five it would draw its centre to itself by far.
    """
    rest = members.sum(axis=0)[None, :] - members
    norms = np.linalg.norm(rest, axis=1)
    own = np.einsum("ij,ij->i", members, rest) / np.maximum(norms, 1e-12)
    result: Floats = own - members @ other.astype(np.float64)
    return result
