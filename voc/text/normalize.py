"""One spelling for every text: width, script, spaces, links and repetitions, with every change traced.

Chinese punctuation stays full-width on purpose: it is the typography of the reports, and sentence splitting relies on
``。！？`` being told apart from the full stop of 1.8 and the exclamation mark of a product name.
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import NamedTuple

from voc.text.aligned import Alignment, Piece, substitute
from voc.types import Span

LINK = "[链接]"
# 2 rounds settle real text; the bound only stops pathological input
_MAX_ROUNDS = 8

_KEPT = "，。！？：；（）“”‘’、～…—《》【】"
_PLAIN = f"\x20-\x7e一-龥{_KEPT}"
_COMBINING = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\u3099\u309a\uff9e\uff9f\ufe00-\ufe0f"
_EXOTIC = re.compile(f"[^{_PLAIN}]")
_CLUSTER = re.compile(f"[^{_PLAIN}][{_COMBINING}]*|[\x20-\x7e一-龥][{_COMBINING}]+")
_DIGIT_MARKS = re.compile(f"([0-9一-龥])[{_COMBINING}]+")

_PICTURE = (
    "\U0001f300-\U0001faff\u2600-\u27bf\u231a\u231b\u23e9-\u23fa\u2b05-\u2b07\u2b1b\u2b1c\u2b50\u2b55\u3030\u303d"
)
_ONE_EMOJI = f"[{_PICTURE}]\ufe0f?[\U0001f3fb-\U0001f3ff]?"
_EMOJI_SOURCE = (
    "[\U0001f1e6-\U0001f1ff]{2}"
    "|\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f"
    f"|{_ONE_EMOJI}(?:\u200d(?:{_ONE_EMOJI}|[\u2640\u2642]\ufe0f?))*"
)
_INVISIBLE_CLASS = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u2800\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb\ud800-\udfff\U000e0000-\U000e01ef"
)
# an emoji sequence is matched first, so that its joiners and selectors survive
_INVISIBLE = re.compile(f"(?P<keep>{_EMOJI_SOURCE})|[{_INVISIBLE_CLASS}]+")
_INVISIBLE_GUARD = re.compile(f"[{_INVISIBLE_CLASS}]")

_SPACE = re.compile(r"\s+")
_SPACE_GUARD = re.compile(r"^\s|\s$|\s\s|[^\S ]")

# what web pages and careless exports leave behind: &nbsp; &#49; <br/> and a backslash with an n
_MARKUP = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,8});|</?(?:br|p)\s*/?>|\\[nrt](?![A-Za-z])")

_URL_BODY = r"[A-Za-z0-9\-._~:/?#@!$&'()*+,;=%|]"
_URL = re.compile(
    rf"(?:(?:https?|ftp)[:：]//|www\.){_URL_BODY}*[A-Za-z0-9/=&%_~\-]"
    r"|(?<![A-Za-z0-9@._\-])(?:[A-Za-z0-9\-]{1,40}\.){1,4}(?:com|cn|net|org|io|me|cc|top|tv|app|ly|co|im|gl)"
    rf"/{_URL_BODY}*[A-Za-z0-9/=&%_~\-]",
    re.IGNORECASE,
)

# digits never fold (100000), nor Chinese numerals, nor the stars of a number somebody masked already (138****8000)
_REPEATED = re.compile(r"([^\d\s零〇一二三四五六七八九幺百千万亿])\1{3,}")

_MENTION = r"(?<![A-Za-z0-9._\-])@[\w\-·]{1,30}"
_TOPIC = r"#[^#\n]{1,40}#|(?<![#\w])#[A-Za-z0-9_一-龥]{1,30}"
_FACE = r"\[[A-Za-z0-9一-龥]{1,8}\]"
_MARK = re.compile(
    rf"(?P<url>{re.escape(LINK)})|(?P<mention>{_MENTION})|(?P<topic>{_TOPIC})|(?P<emoji>{_EMOJI_SOURCE}|{_FACE})"
)
_MARK_GUARD = re.compile(f"[\\[@#{_PICTURE}\U0001f1e6-\U0001f1ff]")


class Mark(NamedTuple):
    """Something in the text that is no running text: kind (url, mention, topic, emoji), place and original."""

    kind: str
    start: int
    end: int
    original: str


@dataclass(frozen=True, slots=True)
class Normalized:
    """A text in its one spelling.

    Attributes
    ----------
    text
        The normalised text; still raw in the sense of privacy, hence left out of ``repr``.
    origin
        The way back to the original.
    marks
        Links, mentions, topics and emoji with their original spelling.
    had_traditional
        Whether Traditional script was converted.
    """

    text: str = field(repr=False)
    origin: Alignment
    marks: tuple[Mark, ...] = field(repr=False)
    had_traditional: bool

    def origin_span(self, start: int, end: int) -> Span:
        """Return the range of the original text behind ``text[start:end]``."""
        return self.origin.origin_span(start, end)


def normalize(text: str) -> Normalized:
    """Return the text in one spelling.

    Left-over markup, width and compatibility forms (NFKC, except Chinese punctuation), decimal digits of every script,
    Traditional to Simplified, invisible characters, white space, links to ``[链接]``, runs of one character to three.
    Applying it twice changes nothing more.

    Parameters
    ----------
    text
        Any text, also with lone surrogates or control characters.
    """
    spelled, origin, had_traditional = respell(text)
    return Normalized(spelled, origin, find_marks(spelled, origin, text), had_traditional)


def respell(text: str) -> tuple[str, Alignment, bool]:
    """Return what :func:`normalize` returns, without looking for marks: text, origin, Traditional or not."""
    origin = Alignment()
    had_traditional = False
    convert = _converter()
    for _ in range(_MAX_ROUNDS):
        before = text
        for step in _STEPS:
            pieces = step(text)
            if pieces:
                text, edits = substitute(text, pieces, atomic=False)
                origin = origin.then(edits)
        simplified = convert(text)
        if simplified != text:
            had_traditional = True
            text, edits = substitute(text, _respelled(text, simplified, convert), atomic=False)
            origin = origin.then(edits)
        if text is before or text == before:
            break
    return text, origin, had_traditional


def find_marks(
    text: str, origin: Alignment | None = None, raw: str | None = None, *, masks: frozenset[str] = frozenset()
) -> tuple[Mark, ...]:
    """Return links, mentions, topics and emoji of a normalised text.

    Parameters
    ----------
    text
        The normalised text.
    origin, raw
        The way back and the original; without them a mark's ``original`` is its text.
    masks
        Bracketed masks that are no emoji, for instance ``[手机号]``.
    """
    if not _MARK_GUARD.search(text):
        return ()
    marks = []
    for match in _MARK.finditer(text):
        if match[0] in masks:
            continue
        original = match[0]
        if origin is not None and raw is not None:
            start, end = origin.origin_span(*match.span())
            original = raw[start:end]
        marks.append(Mark(str(match.lastgroup), match.start(), match.end(), original))
    return tuple(marks)


def _invisible(text: str) -> list[Piece]:
    if (text.isascii() and text.isprintable()) or not _INVISIBLE_GUARD.search(text):
        return []
    return [Piece(m.start(), m.end(), "") for m in _INVISIBLE.finditer(text) if m["keep"] is None]


def _markup(text: str) -> list[Piece]:
    if "&" not in text and "<" not in text and "\\" not in text:
        return []
    pieces = []
    for match in _MARKUP.finditer(text):
        new = html.unescape(match[0]) if match[0][0] == "&" else " "
        if new != match[0]:
            pieces.append(Piece(match.start(), match.end(), new))
    return pieces


def _compatibility(text: str) -> list[Piece]:
    if not _EXOTIC.search(text):
        return []
    pieces = []
    for match in _CLUSTER.finditer(text):
        old = match[0]
        new = unicodedata.normalize("NFKC", old)
        new = "".join(_decimal(char) for char in new)
        if new != old:
            pieces.append(Piece(match.start(), match.end(), new))
    if not pieces:  # a digit may still wear combining marks (a keycap, an underline)
        pieces = [Piece(m.start(), m.end(), m[1]) for m in _DIGIT_MARKS.finditer(text)]
    return pieces


@lru_cache(maxsize=4096)
def _decimal(char: str) -> str:
    """Return the ASCII digit for digits of any script or ornament, every other character as it is."""
    value = unicodedata.digit(char, None) if char not in "0123456789" else None
    return char if value is None else str(value)


def _spaces(text: str) -> list[Piece]:
    if not _SPACE_GUARD.search(text):
        return []
    size = len(text)
    pieces = []
    for match in _SPACE.finditer(text):
        new = "" if match.start() == 0 or match.end() == size else " "
        if match[0] != new:
            pieces.append(Piece(match.start(), match.end(), new))
    return pieces


def _links(text: str) -> list[Piece]:
    if "/" not in text and "www." not in text and "WWW." not in text:
        return []
    return [Piece(m.start(), m.end(), LINK) for m in _URL.finditer(text)]


def _repetitions(text: str) -> list[Piece]:
    pieces = []
    for match in _REPEATED.finditer(text):
        start, end = match.span()
        char = match[1]
        beside_digit = (start > 0 and text[start - 1].isdigit()) or (end < len(text) and text[end].isdigit())
        if beside_digit and (char in "*#●•" or (char.isascii() and char.isalpha())):
            continue
        pieces.append(Piece(start + 3, end, ""))
    return pieces


_STEPS: tuple[Callable[[str], list[Piece]], ...] = (_markup, _invisible, _compatibility, _spaces, _links, _repetitions)


@lru_cache(maxsize=1)
def _converter() -> Callable[[str], str]:
    """Return the Traditional-to-Simplified conversion; loading its dictionaries takes milliseconds, once."""
    from opencc import OpenCC

    return OpenCC("t2s").convert


_HAN_RUN = re.compile("[⺀-鿿豈-﫿\U00020000-\U0003ffff]+")


def _respelled(old: str, new: str, convert: Callable[[str], str]) -> Iterator[Piece]:
    """Yield the changes of script; a run that changed its length is one piece, all others align by character."""
    if len(old) == len(new):
        return iter((Piece(0, len(old), new),))
    return (
        Piece(match.start(), match.end(), convert(match[0]))
        for match in _HAN_RUN.finditer(old)
        if convert(match[0]) != match[0]
    )
