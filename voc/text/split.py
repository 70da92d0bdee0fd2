"""Sentences and clauses as spans; masks, numbers and product names are never cut."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise

from corpora.redaction import load_redaction
from voc.types import Span

# a clause longer than this is cut at weaker boundaries, if it has any
LONG_CLAUSE = 40
_LONG_FOR_CONJUNCTION = 12
_LISTED_SIDE = 4
_TELEGRAM_SIDE = 2

_HAN = "一-龥"
_EMOJI = "\U0001f1e6-\U0001f1ff\U0001f300-\U0001faff\u2600-\u27bf\u2b50\u2b55\ufe0f\u200d"
# a weibo face such as [doge], not a mask such as [手机号], which begins the next thought
_FACE = r"\[(?!链接|[一-龥]{1,3}[号证]\]|邮箱|地址|姓名)[A-Za-z0-9一-龥]{1,8}\]"
_CLOSING = rf"[”’\"'」』）)】》\]～~{_EMOJI}]"
_SENTENCE_END = re.compile(
    rf"(?:[。！？!?；;\n…]|\.{{3,}})(?:[。！？!?；;\n…]|\.{{3,}}|{_CLOSING}|{_FACE}|[ ]+(?=[。！？!?；;…]))*"
)
_WORD = re.compile(rf"[^\W_]|[{_EMOJI}]")

_COMMA = re.compile(rf"(?:，|(?<![0-9]),|,(?![0-9]))[”’\"'」』）)】》{_EMOJI}]*")
_COLON = re.compile(r"(?:(?<![0-9])[：:]|[：:](?![0-9/]))[“‘\"「『]?(?<=[：:])")
_DASH = re.compile(r"[—–]+|(?<![0-9])[～~]+|[～~]+(?![0-9])|-{2,}")
_TELEGRAM = re.compile(rf"(?<=[{_HAN}]) +(?=[{_HAN}])")
_LIST = re.compile("、")
_ANY = re.compile(rf"、|(?<=[{_HAN}])\.+(?=[{_HAN}])|[）)】》」』]|[～~]|(?<=[{_HAN}]) +|(?<=\]) +| +(?=[{_HAN}])|[/|]")


def sentences(text: str) -> tuple[Span, ...]:
    """Return the sentences of a text.

    They end at ``。！？!?；;…`` or a line break with the closing quotes, brackets and emoji that follow; tildes and the
    spaces of telegram notes end none. Spans are trimmed and cover every character that is no space.

    Parameters
    ----------
    text
        Any text, normalised or not.
    """
    cuts = [match.end() for match in _SENTENCE_END.finditer(text)]
    return tuple(_spans(text, 0, len(text), cuts))


def clauses(text: str) -> tuple[Span, ...]:
    """Return the clauses of a text, finer than its sentences.

    Cuts also after commas, colons and dashes, at ``、`` between longer parts, at the spaces of telegram notes, and
    before a conjunction in a clause of more than 12 characters. Clauses of more than 40 characters are cut at any
    boundary they have. Spans are trimmed and cover every character that is no space.
    """
    return tuple(clause for sentence in sentences(text) for clause in _clauses_of(text, sentence))


def _spans(text: str, start: int, end: int, cuts: Iterable[int]) -> Iterator[Span]:
    """Yield the trimmed parts between the cuts; a part without any word joins the one before it."""
    previous = Span(start, start)
    previous_has_word = False
    for left, right in pairwise([start, *(cut for cut in cuts if start < cut < end), end]):
        span = _trimmed(text, left, right)
        if span.start == span.end:
            continue
        has_word = _WORD.search(text, span.start, span.end) is not None
        if previous.start == previous.end:
            previous = span
        elif has_word and previous_has_word:
            yield previous
            previous, previous_has_word = span, False
        else:
            previous = Span(previous.start, span.end)
        previous_has_word = previous_has_word or has_word
    if previous.start < previous.end:
        yield previous


def _trimmed(text: str, start: int, end: int) -> Span:
    part = text[start:end]
    start += len(part) - len(part.lstrip())
    return Span(start, max(start, start + len(part.strip())))


def _clauses_of(text: str, sentence: Span) -> Iterator[Span]:
    start, end = sentence
    cuts = {match.end() for pattern in (_COMMA, _COLON, _DASH) for match in pattern.finditer(text, start, end)}
    cuts |= set(_sided(text, sentence, cuts, _TELEGRAM, _TELEGRAM_SIDE))
    cuts |= set(_sided(text, sentence, cuts, _LIST, _LISTED_SIDE))
    for span in _spans(text, start, end, sorted(cuts)):
        yield from _shortened(text, span)


def _sided(text: str, sentence: Span, cuts: set[int], pattern: re.Pattern[str], side: int) -> Iterator[int]:
    """Yield the ends of matches with at least ``side`` characters up to the neighbouring boundaries."""
    matches = list(pattern.finditer(text, *sentence))
    if not matches:
        return
    borders = sorted({sentence.start, sentence.end, *cuts, *(match.end() for match in matches)})
    for match in matches:
        left = borders[bisect_right(borders, match.start()) - 1]
        right = borders[min(bisect_right(borders, match.end()), len(borders) - 1)]
        before = text[left : match.start()].strip()
        behind = text[match.end() : right].strip(" 、，。！？")
        if len(before) >= side and len(behind) >= side:
            yield match.end()


def _shortened(text: str, span: Span) -> Iterator[Span]:
    """Yield the clause, cut before conjunctions and, while it is too long, at any boundary."""
    if span.end - span.start <= _LONG_FOR_CONJUNCTION:
        yield span
        return
    cuts = [
        match.start()
        for match in _conjunction().finditer(text, span.start, span.end)
        if match.start() - span.start >= _LISTED_SIDE and span.end - match.end() >= _TELEGRAM_SIDE
    ]
    for part in _spans(text, *span, cuts):
        if part.end - part.start <= LONG_CLAUSE:
            yield part
        else:
            yield from _halved(text, part)


def _halved(text: str, span: Span) -> Iterator[Span]:
    """Yield an overlong clause cut at the weak boundary nearest to its middle, again and again."""
    middle = (span.start + span.end) / 2
    cuts = [match.end() for match in _ANY.finditer(text, *span) if span.start < match.end() < span.end]
    cuts = [cut for cut in cuts if _WORD.search(text, span.start, cut) and _WORD.search(text, cut, span.end)]
    if not cuts or span.end - span.start <= LONG_CLAUSE:
        yield span
        return
    cut = min(cuts, key=lambda place: (abs(place - middle), place))
    yield from _halved(text, _trimmed(text, span.start, cut))
    yield from _halved(text, _trimmed(text, cut, span.end))


@lru_cache(maxsize=1)
def _conjunction() -> re.Pattern[str]:
    """Return the conjunctions of the lexicon with the neighbours that make them part of another word."""
    parts = []
    for item in load_redaction().conjunctions:
        before = f"(?<![{item.not_after}])" if item.not_after else ""
        after = f"(?![{item.not_before}])" if item.not_before else ""
        parts.append(f"{before}{item.word}{after}")
    return re.compile("|".join(parts))
