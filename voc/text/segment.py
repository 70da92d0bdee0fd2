"""Words of a cleaned text: jieba as the reference, rjieba as the fast engine with the same dictionary and lexicon.

Both know the words of the trade (``corpora/lexicons/words.toml``) and the names of brands and models. Texts are split
into sentences before they are cut: punctuation must not be stripped first, or the end of one sentence and the start of
the next make a word that nobody wrote (价格太高，兴致全无 → 太高兴).
"""

from __future__ import annotations

import logging
import re
import warnings
from functools import lru_cache
from typing import Protocol

from corpora.words import trade_words

_MASK = re.compile(r"(\[[一-鿿]{2,5}\])")


class Segmenter(Protocol):
    """Anything that cuts a text into words which concatenate to the text."""

    name: str

    def cut(self, text: str) -> list[str]:
        """Return the words of the text, in order; ``"".join(words) == text``."""
        ...


def user_words() -> tuple[tuple[str, int], ...]:
    """Return the words both engines are taught, with their frequencies; ASCII-only names need no teaching."""
    from corpora.vehicles import vehicle_words

    known = dict(trade_words())
    for word in vehicle_words():
        if len(word) > 1 and not word.isascii() and " " not in word:
            known.setdefault(word, 1000)
    return tuple(known.items())


class JiebaSegmenter:
    """The reference: jieba in accurate mode with HMM."""

    name = "jieba"

    def __init__(self) -> None:
        with warnings.catch_warnings():
            # jieba asks the deprecated pkg_resources for its dictionary
            warnings.simplefilter("ignore")
            import jieba
        jieba.setLogLevel(logging.WARNING)
        self._tokenizer = jieba.Tokenizer()
        self._tokenizer.initialize()
        for word, frequency in user_words():
            self._tokenizer.add_word(word, frequency)

    def cut(self, text: str) -> list[str]:
        """See :class:`Segmenter`; masks such as ``[手机号]`` stay whole."""
        return [word for part in _MASK.split(text) if part for word in self._cut_part(part)]

    def _cut_part(self, part: str) -> list[str]:
        if _MASK.fullmatch(part):
            return [part]
        return [str(word) for word in self._tokenizer.cut(part)]


class RjiebaSegmenter:
    """The fast engine: the same dictionary and model in Rust; ``python -m benchmarks.segmenters`` compares them."""

    name = "rjieba"

    def __init__(self) -> None:
        import rjieba

        self._engine = rjieba.Jieba()
        for word, frequency in user_words():
            self._engine.add_word(word, frequency, None)

    def cut(self, text: str) -> list[str]:
        """See :class:`Segmenter`; masks such as ``[手机号]`` stay whole."""
        if "[" not in text:
            words: list[str] = self._engine.cut(text)
            return words
        return [word for part in _MASK.split(text) if part for word in self._cut_part(part)]

    def _cut_part(self, part: str) -> list[str]:
        if _MASK.fullmatch(part):
            return [part]
        words: list[str] = self._engine.cut(part)
        return words


@lru_cache(maxsize=2)
def load_segmenter(name: str = "rjieba") -> Segmenter:
    """Return the engine with this name, loaded once per process.

    Raises
    ------
    KeyError
        There is no such engine.
    """
    engines: dict[str, type[Segmenter]] = {"jieba": JiebaSegmenter, "rjieba": RjiebaSegmenter}
    return engines[name]()
