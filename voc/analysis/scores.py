"""Scores of whole texts: windows scored in batches of a fixed size and joined again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.heads.base import PositionClassifier
from models.heads.classifier import LONGEST
from voc.analysis.windows import windows
from voc.types import Span

BATCH_POSITIONS = 6000
"""Characters scored at a time: what keeps the working set inside the processor's cache."""


@dataclass(frozen=True, slots=True)
class Scored:
    """Scores of one text.

    Attributes
    ----------
    labels
        Probabilities (labels, 3): told negatively, neutrally, positively.
    events
        Probabilities of safety and escalation.
    intents, sentiments
        Class probabilities.
    positions
        Logits (characters, labels × 3 + events); characters between windows have very low ones.
    """

    labels: NDArray[np.float32]
    events: NDArray[np.float32]
    intents: NDArray[np.float32]
    sentiments: NDArray[np.float32]
    positions: NDArray[np.float32]


def _batches(parts: Sequence[str]) -> list[list[int]]:
    """Return positions of parts grouped by similar length, each group of a bounded number of characters."""
    order = sorted(range(len(parts)), key=lambda i: (len(parts[i]), i))
    groups: list[list[int]] = []
    filled = 0
    for place in order:
        if not groups or filled + len(parts[place]) > BATCH_POSITIONS:
            groups.append([])
            filled = 0
        groups[-1].append(place)
        filled += len(parts[place])
    return groups


def score_texts(
    texts: Sequence[str], sentences: Sequence[tuple[Span, ...]], *, network: PositionClassifier
) -> list[Scored]:
    """Score texts of any length.

    Parameters
    ----------
    texts
        Cleaned texts.
    sentences
        The sentences of each text.
    network
        The classifier.

    Returns
    -------
    list of Scored
        One for each text, in order. A label's score is its highest over the windows; classes are averaged, weighted
        by the length of the windows.
    """
    cuts = [
        windows(spans, longest=LONGEST) or (Span(0, min(len(text), LONGEST)),)
        for text, spans in zip(texts, sentences, strict=True)
    ]
    parts = [text[cut.start : cut.end] for text, own in zip(texts, cuts, strict=True) for cut in own]
    scored: dict[int, Scored] = {}
    for group in _batches(parts):
        for place, result in zip(group, network.score([parts[i] for i in group]), strict=True):
            scored[place] = Scored(result.labels, result.events, result.intents, result.sentiments, result.positions)
    joined, first = [], 0
    for text, own in zip(texts, cuts, strict=True):
        pieces = [scored[first + i] for i in range(len(own))]
        first += len(own)
        joined.append(pieces[0] if len(pieces) == 1 and own[0] == (0, len(text)) else _join(pieces, own, len(text)))
    return joined


def _join(pieces: Sequence[Scored], cuts: Sequence[Span], length: int) -> Scored:
    positions = np.full((length, pieces[0].positions.shape[1]), -50.0, dtype=np.float32)
    for piece, cut in zip(pieces, cuts, strict=True):
        positions[cut.start : cut.end] = piece.positions
    weights = np.array([cut.end - cut.start for cut in cuts], dtype=np.float32)
    weights /= weights.sum()
    return Scored(
        labels=np.max([piece.labels for piece in pieces], axis=0),
        events=np.max([piece.events for piece in pieces], axis=0),
        intents=np.einsum("i,ij->j", weights, np.array([piece.intents for piece in pieces])),
        sentiments=np.einsum("i,ij->j", weights, np.array([piece.sentiments for piece in pieces])),
        positions=positions,
    )
