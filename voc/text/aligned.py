"""Where the characters of a changed text came from."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from voc.types import Span


class Edit(NamedTuple):
    """One replaced range: ``old[old_start:old_end]`` became ``new[new_start:new_end]``."""

    old_start: int
    old_end: int
    new_start: int
    new_end: int


class Piece(NamedTuple):
    """A replacement to be made: ``text[start:end]`` becomes ``replacement``."""

    start: int
    end: int
    replacement: str


Edits = tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Alignment:
    """The way back from a changed text to its original.

    Attributes
    ----------
    layers
        One tuple of edits per change, oldest first; between edits characters keep their order one to one.
        No layer means the text is unchanged.
    """

    layers: tuple[Edits, ...] = ()

    def origin_span(self, start: int, end: int) -> Span:
        """Return the range of the original that the range ``[start, end)`` of the changed text came from.

        A range that touches a replaced place covers the whole original of that place; characters deleted at its
        edges are left out.
        """
        for edits in reversed(self.layers):
            start, end = _back(edits, start, end)
        return Span(start, end)

    def then(self, edits: Edits) -> Alignment:
        """Return the alignment after one more change of the text."""
        return Alignment((*self.layers, edits)) if edits else self


def _back(edits: Edits, start: int, end: int) -> tuple[int, int]:
    """Map one range through one layer of edits."""
    # the last edit that begins at or before the start; deletions exactly at the start stay outside
    index = bisect_right(edits, start, key=lambda edit: edit.new_start) - 1
    if index < 0:
        old_start = start
    else:
        edit = edits[index]
        old_start = edit.old_start if start < edit.new_end else edit.old_end + start - edit.new_end
    # the last edit that begins before the end
    index = bisect_left(edits, end, key=lambda edit: edit.new_start) - 1
    if index < 0:
        old_end = end
    else:
        edit = edits[index]
        old_end = edit.old_end if end <= edit.new_end else edit.old_end + end - edit.new_end
    return old_start, max(old_start, old_end)


def substitute(text: str, pieces: Iterable[Piece], *, atomic: bool) -> tuple[str, Edits]:
    """Return the text with the pieces replaced and the edits that lead back.

    Parameters
    ----------
    text
        The text to change.
    pieces
        Replacements in order of their start, not overlapping.
    atomic
        True for masks, whose characters all stand for the whole original; False for respellings, where a
        replacement of equal length maps character by character and needs no edit.
    """
    parts: list[str] = []
    edits: list[Edit] = []
    position = 0
    written = 0
    for start, end, replacement in pieces:
        kept = text[position:start]
        written += len(kept)
        parts.append(kept)
        parts.append(replacement)
        if atomic or len(replacement) != end - start:
            edits.append(Edit(start, end, written, written + len(replacement)))
        written += len(replacement)
        position = end
    parts.append(text[position:])
    return "".join(parts), tuple(edits)
