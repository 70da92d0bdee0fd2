"""Names for topics: the phrase most of its texts use, not a list of words."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Mapping, Sequence

LONGEST_PHRASE = 3
UNNAMED = "未命名话题"


def topic_name(documents: Sequence[Sequence[str]], weights: Mapping[str, float]) -> str:
    """Return the best phrase of neighbouring content words for a topic.

    Parameters
    ----------
    documents
        Content words of each text of the topic, in order.
    weights
        Class-based TF-IDF weight of the topic's words.

    Returns
    -------
    str
        The phrase whose words set the topic apart most and that enough of its texts hold; a single word or two
        joined by "、" when no phrase is common.
    """
    if not documents or not weights:
        return UNNAMED
    holders: Counter[tuple[str, ...]] = Counter()
    for words in documents:
        own = {
            tuple(words[start : start + length])
            for length in range(1, LONGEST_PHRASE + 1)
            for start in range(len(words) - length + 1)
        }
        holders.update(phrase for phrase in own if any(word in weights for word in phrase))
    least = max(2, len(documents) // 20)
    best = max(weights.values())

    def worth(phrase: tuple[str, ...]) -> float:
        weight = sum(weights.get(word, 0.0) for word in dict.fromkeys(phrase)) / best
        # a longer phrase says more, a rarer one stands for less of the topic
        return weight * math.sqrt(holders[phrase] / len(documents))

    phrases = sorted((p for p in holders if holders[p] >= least), key=lambda p: (-worth(p), -len(p), p))
    if not phrases:
        return "、".join(list(weights)[:2])
    first = phrases[0]
    if len(first) > 1:
        return "".join(_spaced(first))
    partner = next((p for p in phrases[1:] if len(p) == 1 and p[0] not in first[0] and first[0] not in p[0]), None)
    return first[0] if partner is None else f"{first[0]}、{partner[0]}"


def _spaced(words: Sequence[str]) -> list[str]:
    """Put a space between Han and Latin words, as the reports do everywhere."""
    parts = [words[0]]
    for before, word in itertools.pairwise(words):
        if before[-1].isascii() != word[0].isascii():
            parts.append(" ")
        parts.append(word)
    return parts
