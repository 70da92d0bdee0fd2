"""Normalise, then redact: the only way from a raw text to one that may be stored."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from corpora.redaction import load_redaction
from voc.text.aligned import Alignment
from voc.text.normalize import Mark, find_marks, respell
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
    spelled, origin, had_traditional = respell(text)
    redacted = redact(spelled)
    origin = Alignment(origin.layers + redacted.origin.layers)
    for _round in range(_MAX_ROUNDS):
        if redacted.text == spelled:
            break
        # a mask can complete a run of brackets, which folding then shortens
        spelled, again, _ = respell(redacted.text)
        if spelled == redacted.text:
            break
        redacted = redact(spelled)
        origin = Alignment(origin.layers + again.layers + redacted.origin.layers)
    text = redacted.text
    return CleanText(text, redacted.redactions, find_marks(text, masks=_masks()), had_traditional, origin)


@lru_cache(maxsize=1)
def _masks() -> frozenset[str]:
    return frozenset(load_redaction().masks.values())
