"""Mask personal data, with every mask traced to what it hides."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from corpora.redaction import load_redaction
from voc.text.aligned import Alignment, Piece, substitute
from voc.text.redaction.address import find_addresses
from voc.text.redaction.cards import find_cards
from voc.text.redaction.contacts import find_accounts, find_emails
from voc.text.redaction.found import Found, disjoint
from voc.text.redaction.names import find_names
from voc.text.redaction.phones import find_phones
from voc.text.redaction.vehicles import find_plates, find_vins
from voc.types import Redaction, Span

_MAX_ROUNDS = 8
Finder = Callable[[str], Iterator[Found]]

# the order is the precedence: what an earlier finder masked, a later one no longer sees
_FINDERS: tuple[Finder, ...] = (
    find_emails,
    find_vins,
    find_cards,
    find_phones,
    find_plates,
    find_accounts,
    find_addresses,
    find_names,
)


@dataclass(frozen=True, slots=True)
class Redacted:
    """A text without personal data.

    Attributes
    ----------
    text
        The text with masks such as ``[手机号]``.
    redactions
        Kind and place of every mask in ``text``, also of masks that stood in the input already.
    origin
        The way back to the input.
    """

    text: str
    redactions: tuple[Redaction, ...]
    origin: Alignment = field(repr=False)

    def origin_span(self, start: int, end: int) -> Span:
        """Return the range of the input behind ``text[start:end]``."""
        return self.origin.origin_span(start, end)


def redact(text: str) -> Redacted:
    """Return the text with personal data masked.

    Parameters
    ----------
    text
        A normalised text (see :func:`voc.text.normalize.normalize`): digits in other widths and Traditional
        script are not recognised here.
    """
    origin = Alignment()
    masks = load_redaction().masks
    for _ in range(_MAX_ROUNDS):
        hidden: list[tuple[str, str]] = []
        for find in _FINDERS:
            found = disjoint(find(text))
            if found:
                hidden += [(text[item.start : item.end], masks[item.kind]) for item in found]
                pieces = [Piece(item.start, item.end, masks[item.kind]) for item in found]
                text, edits = substitute(text, pieces, atomic=True)
                origin = origin.then(edits)
        if not hidden:
            break
        again = _repeated(text, hidden)
        if again:
            text, edits = substitute(text, again, atomic=True)
            origin = origin.then(edits)
    return Redacted(text, find_masks(text), origin)


def find_masks(text: str) -> tuple[Redaction, ...]:
    """Return kind and place of every mask in the text."""
    if "[" not in text:
        return ()
    pattern, kinds = _mask_pattern()
    return tuple(Redaction(kinds[match[0]], match.start(), match.end()) for match in pattern.finditer(text))


@lru_cache(maxsize=1)
def _mask_pattern() -> tuple[re.Pattern[str], dict[str, str]]:
    kinds = {mask: kind for kind, mask in load_redaction().masks.items()}
    return re.compile("|".join(re.escape(mask) for mask in kinds)), kinds


def _repeated(text: str, hidden: list[tuple[str, str]]) -> list[Piece]:
    """Return the other places of hidden values: a name said again without its cue is still a name."""
    values = {value: mask for value, mask in hidden if len(value) >= (2 if mask.startswith("[姓名") else 6)}
    values = {value: mask for value, mask in values.items() if value in text}
    if not values:
        return []
    pattern = re.compile("|".join(re.escape(value) for value in sorted(values, key=lambda value: (-len(value), value))))
    return [Piece(match.start(), match.end(), values[match[0]]) for match in pattern.finditer(text)]
