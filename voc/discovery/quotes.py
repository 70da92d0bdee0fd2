"""Representative quotes of a topic: close to its centre and different from each other."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

CANDIDATES = 200
RELEVANCE = 0.7
LONGEST_QUOTE = 90


def representative_quotes(
    texts: Sequence[str], vectors: NDArray[np.float32], centre: NDArray[np.float32], *, limit: int
) -> tuple[str, ...]:
    """Return quotes by maximal marginal relevance.

    Parameters
    ----------
    texts
        Cleaned texts of the topic.
    vectors
        Their L2-normalised vectors (texts, dimensions).
    centre
        The topic's centre.
    limit
        At most so many quotes; each text is quoted once.

    References
    ----------
    Carbonell, J. and Goldstein, J. (1998). The use of MMR, diversity-based reranking.
    """
    first_of: dict[str, int] = {}
    for place, text in enumerate(texts):
        first_of.setdefault(text, place)
    places = np.array(sorted(first_of.values()), dtype=np.int64)
    relevance = np.round(vectors[places] @ centre, 5)
    best = places[np.argsort(-relevance, kind="stable")][:CANDIDATES]
    closeness = np.round(vectors[best] @ centre, 5)
    alike = np.round(vectors[best] @ vectors[best].T, 5)
    chosen: list[int] = []
    while len(chosen) < min(limit, len(best)):
        repeat = alike[:, chosen].max(axis=1) if chosen else np.zeros(len(best), dtype=np.float32)
        worth = RELEVANCE * closeness - (1.0 - RELEVANCE) * repeat
        worth[chosen] = -np.inf
        chosen.append(int(np.argmax(worth)))
    return tuple(_shortened(texts[best[place]]) for place in chosen)


def _shortened(text: str) -> str:
    return text if len(text) <= LONGEST_QUOTE else text[: LONGEST_QUOTE - 1] + "…"
