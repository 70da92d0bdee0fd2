"""The topic of each text: as the run says, except that a known text changes only for a clearly nearer topic."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from voc.lineage.run import Run
from voc.lineage.settings import MatchSettings

RESIDUAL = ""
"""The topic of a text without one."""


def place_texts(
    run: Run,
    owners: Sequence[Sequence[str]],
    centres: Mapping[str, NDArray[np.float32]],
    previous: Mapping[str, str],
    settings: MatchSettings,
) -> list[str]:
    """Return the topic of each text of the run.

    Parameters
    ----------
    owners
        For each topic of the run, the known topics that its texts are divided among (by the nearest centre).
    centres
        Centre of each topic that lives in this run.
    previous
        The topic each known text was found in before.
    """
    numbers = {topic: place for place, topic in enumerate(sorted(centres))}
    names = sorted(centres)
    if not names:
        return [RESIDUAL] * len(run.ids)
    matrix = np.array([centres[name] for name in names], dtype=np.float64)
    found = np.full(len(run.ids), -1, dtype=np.int64)
    for label, claimants in enumerate(owners):
        rows = np.flatnonzero(run.labels == label)
        options = np.array([numbers[topic] for topic in claimants], dtype=np.int64)
        if len(options) == 1:
            found[rows] = options[0]
        elif len(rows):
            found[rows] = options[(run.vectors[rows].astype(np.float64) @ matrix[options].T).argmax(axis=1)]
    before = np.array([numbers.get(previous.get(item, RESIDUAL), -1) for item in run.ids], dtype=np.int64)
    moved = np.flatnonzero((before >= 0) & (before != found))
    vectors = run.vectors[moved].astype(np.float64)
    own = np.einsum("ij,ij->i", vectors, matrix[before[moved]])
    # the residual has no centre: a text must be at least this near to its topic to stay out of it
    new = np.full(len(moved), settings.residual_cosine)
    placed = found[moved] >= 0
    new[placed] = _nearness(run, vectors[placed], moved[placed]) - settings.margin
    stay = moved[own >= new]
    found[stay] = before[stay]
    return [names[place] if place >= 0 else RESIDUAL for place in found.tolist()]


def _nearness(run: Run, vectors: NDArray[np.float64], rows: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the cosine of texts with the centre of the others in their topic of the run.

    Without leaving the text itself out, any small topic would look near to all it holds.
    """
    kept = np.flatnonzero(run.labels >= 0)
    sums = np.zeros((len(run.names), run.vectors.shape[1]))
    np.add.at(sums, run.labels[kept], run.vectors[kept])
    rest = sums[run.labels[rows]] - vectors
    norms = np.maximum(np.linalg.norm(rest, axis=1), 1e-12)
    result: NDArray[np.float64] = np.einsum("ij,ij->i", vectors, rest) / norms
    return result
