"""Near-duplicates between the texts a model is measured on and the texts it learned from.

A figure on a text the model has seen says how well it remembers. Two texts are near-duplicates when they share most of
their character 4-grams. The evaluated texts are few, so they are indexed and the training texts stream past them.

References
----------
A. Broder, On the Resemblance and Containment of Documents, 1997.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from corpora.authoring import shingles

THRESHOLD = 0.6
LEAST_SHINGLES = 12
"""A shorter training text is a stock phrase (客服态度很差): standing whole in a longer text makes no copy of that."""


@dataclass(frozen=True, slots=True)
class KnownText:
    """A text and the id it is reported under."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """An evaluated text that is nearly the same as a training text.

    Attributes
    ----------
    id, train_id
        Ids of the two.
    containment
        Share of the shorter one's 4-grams that stand in the other.
    jaccard
        Shared 4-grams by all of both.
    """

    id: str
    train_id: str
    containment: float
    jaccard: float

    def to_dict(self) -> dict[str, Any]:
        """Return the pair as plain data."""
        return {
            "id": self.id,
            "train_id": self.train_id,
            "containment": round(self.containment, 4),
            "jaccard": round(self.jaccard, 4),
        }


def near_duplicates(
    texts: Sequence[KnownText],
    train: Iterable[KnownText],
    *,
    threshold: float = THRESHOLD,
    least: int = LEAST_SHINGLES,
) -> list[NearDuplicate]:
    """Return the evaluated texts with a near-duplicate among the training texts, each with its nearest one.

    Parameters
    ----------
    texts, train
        The evaluated texts and the training texts.
    threshold
        Least containment of the shorter text in the longer one. The Jaccard index is never larger.
    least
        Number of 4-grams from which on a training text counts that stands in a longer evaluated text.

    Returns
    -------
    list of NearDuplicate
        In the order of ``texts``.
    """
    sizes: list[int] = []
    index: dict[str, list[int]] = defaultdict(list)
    for place, item in enumerate(texts):
        own = shingles(item.text)
        sizes.append(len(own))
        for gram in own:
            index[gram].append(place)
    nearest: dict[int, NearDuplicate] = {}
    for item in train:
        grams = shingles(item.text)
        shared: Counter[int] = Counter()
        for gram in grams & index.keys():
            shared.update(index[gram])
        for place, count in shared.items():
            smaller = sizes[place] if len(grams) < least else min(sizes[place], len(grams))
            if count < threshold * smaller:
                continue
            pair = NearDuplicate(texts[place].id, item.id, count / smaller, count / (sizes[place] + len(grams) - count))
            best = nearest.get(place)
            if best is None or (pair.containment, pair.jaccard) > (best.containment, best.jaccard):
                nearest[place] = pair
    return [nearest[place] for place in sorted(nearest)]
