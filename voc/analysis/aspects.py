"""From scores to aspects: which pain points a text speaks about, how, and where it says so."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from corpora.taxonomy import Taxonomy
from voc.analysis.scores import Scored
from voc.types import Aspect, Span

POLARITIES = (-1, 0, 1)
_EDGES = " ，,。.！!？?；;：:、…~～\"'“”‘’（）()[]【】—-"


def trimmed(text: str, span: Span) -> Span:
    """Return the span without punctuation and spaces at its ends; unchanged when nothing else is in it."""
    start, end = span
    while start < end and text[start] in _EDGES:
        start += 1
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    return Span(start, end) if end > start else span


def best_clause(text: str, clauses: Sequence[Span], logits: NDArray[np.float32]) -> Span:
    """Return the clause in which a label is told: the one around its highest position.

    Parameters
    ----------
    text
        Cleaned text.
    clauses
        Its clauses, ascending.
    logits
        Score of the label at every character, (characters,).
    """
    if not len(logits) or not clauses:
        return Span(0, len(text))
    peak = int(np.argmax(logits))
    for clause in clauses:
        if clause.start <= peak < clause.end:
            return trimmed(text, clause)
    # the peak lies between two clauses: the nearest one tells it
    nearest = min(clauses, key=lambda clause: min(abs(clause.start - peak), abs(clause.end - 1 - peak)))
    return trimmed(text, nearest)


def find_aspects(
    text: str,
    clauses: Sequence[Span],
    scored: Scored,
    *,
    thresholds: NDArray[np.float32],
    taxonomy: Taxonomy,
) -> tuple[Aspect, ...]:
    """Return the aspects of one text, strongest first.

    Parameters
    ----------
    text
        Cleaned text.
    clauses
        Its clauses.
    scored
        The network's scores for it.
    thresholds
        Least probability of each label and polarity, (labels, 3), chosen on the dev split.
    taxonomy
        Gives the ids, in the order of the labels.

    Returns
    -------
    tuple of Aspect
        A set over (code, polarity); a neutral mention is left out where the same code is told with a direction.
    """
    told = scored.labels >= thresholds
    found: list[Aspect] = []
    for label in np.flatnonzero(told.any(axis=1)).tolist():
        spans = {
            column: best_clause(text, clauses, scored.positions[:, label * 3 + column])
            for column in ([column for column in (0, 2) if told[label, column]] or [1])
        }
        if len(spans) == 2 and spans[0] == spans[2]:
            # one clause does not complain of a thing and praise it: the surer reading holds
            del spans[0 if scored.labels[label, 0] < scored.labels[label, 2] else 2]
        for column, span in spans.items():
            found.append(
                Aspect(
                    code=taxonomy.ids[label],
                    polarity=POLARITIES[column],
                    score=round(float(scored.labels[label, column]), 4),
                    quote=text[span.start : span.end],
                    start=span.start,
                    end=span.end,
                )
            )
    return tuple(sorted(found, key=lambda aspect: (-aspect.score, aspect.code, aspect.polarity)))
