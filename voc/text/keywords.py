"""Keywords of a text: its content words ranked by TF-IDF (Spärck Jones, 1972) with jieba's own document frequencies."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from importlib.resources import files
from pathlib import Path

from corpora.words import stop_words, trade_words
from voc.text.segment import Segmenter, load_segmenter

_NUMERAL = "[一二三四五六七八九十百千万两几半俩仨]"
_UNIT = "次回天年月周日号个台位块元分条句趟遍小时钟头星期礼拜"
# 第二次, 三四个, 半小时: counts are no content
_COUNTED = re.compile(f"第?{_NUMERAL}[来多几个]?{_NUMERAL}*[{_UNIT}]{{0,2}}")
TRADE_BONUS = 1.5
"""A word of the trade says more about a complaint than a common word of the same frequency."""


@lru_cache(maxsize=1)
def inverse_frequencies() -> tuple[dict[str, float], float]:
    """Return the inverse document frequency of 270 000 words (from jieba's wheel) and their median."""
    path = Path(str(files("jieba") / "analyse" / "idf.txt"))
    lines = path.read_text(encoding="utf-8").splitlines()
    table = {word: float(value) for word, _, value in (line.rpartition(" ") for line in lines)}
    return table, sorted(table.values())[len(table) // 2]


@lru_cache(maxsize=1)
def _bonus_words() -> frozenset[str]:
    return frozenset(word for word, _ in trade_words())


def is_content_word(word: str) -> bool:
    """Return whether a word may stand as a keyword: two characters or more, no stop word, no number, no mask."""
    if len(word) < 2 or word[0] == "[" or word.lower() in stop_words():
        return False
    if word[0].isdigit() or _COUNTED.fullmatch(word):
        return False
    return any(character.isalpha() for character in word)


def keywords(text: str, *, limit: int = 5, segmenter: Segmenter | None = None) -> tuple[str, ...]:
    """Return the content words of a text that say most about it.

    Parameters
    ----------
    text
        Cleaned, redacted text.
    limit
        At most so many words.
    segmenter
        The engine to cut with; the fast one by default.

    Returns
    -------
    tuple of str
        Words by falling TF-IDF; equal weights keep the order of the text.

    References
    ----------
    Spärck Jones, K. (1972). A statistical interpretation of term specificity and its application in retrieval.
    """
    table, median = inverse_frequencies()
    bonus = _bonus_words()
    counts = Counter(word for word in (segmenter or load_segmenter()).cut(text) if is_content_word(word))
    ranked = sorted(
        counts.items(),
        key=lambda item: -item[1] * table.get(item[0], median) * (TRADE_BONUS if item[0] in bonus else 1.0),
    )
    return tuple(word for word, _ in ranked[:limit])
