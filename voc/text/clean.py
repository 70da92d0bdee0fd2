"""Normalise, then redact: the only way from a raw text to one that may be stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from corpora.redaction import load_redaction
from voc.text.aligned import Alignment
from voc.text.normalize import Mark, find_marks, normalize
from voc.text.redact import redact
from voc.types import Redaction, Span

_MAX_ROUNDS = 4


@dataclass(frozen=True, slots=True)
class CleanText:
    """A text that may be stored, logged, embedded and sent; it holds nothing of the raw text but positions.

    Attributes
    ----------
    text
        Normalised, with masks for personal data and ``[链接]`` for links.
    redactions
        Kind and place of every mask.
    marks
        Links, mentions, topics and emoji; their ``original`` is the clean spelling, the raw one may be personal.
    had_traditional
        Whether the raw text was (partly) in Traditional script.
    origin
        The way back to the raw text.
    """

    text: str
    redactions: tuple[Redaction, ...]
    marks: tuple[Mark, ...]
    had_traditional: bool
    origin: Alignment = field(repr=False)

    def origin_span(self, start: int, end: int) -> Span:
        """Return the range of the raw text behind ``text[start:end]``."""
        return self.origin.origin_span(start, end)


def clean(text: str) -> CleanText:
    """Return the text normalised and redacted; cleaning a clean text changes nothing.

    Parameters
    ----------
    text
        Any raw text.
    """
    normalized = normalize(text)
    redacted = redact(normalized.text)
    origin = Alignment(normalized.origin.layers + redacted.origin.layers)
    had_traditional = normalized.had_traditional
    for _ in range(_MAX_ROUNDS):
        if redacted.text == normalized.text:
            break
        # a mask can complete a run of brackets, which folding then shortens
        normalized = normalize(redacted.text)
        if normalized.text == redacted.text:
            break
        redacted = redact(normalized.text)
        origin = Alignment(origin.layers + normalized.origin.layers + redacted.origin.layers)
    text = redacted.text
    return CleanText(text, redacted.redactions, find_marks(text, masks=_masks()), had_traditional, origin)


@lru_cache(maxsize=1)
def _masks() -> frozenset[str]:
    return frozenset(load_redaction().masks.values())
