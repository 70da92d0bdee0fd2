"""Cut a long text into windows of whole sentences: its length must bound neither memory nor the quality of scores."""

from __future__ import annotations

from collections.abc import Sequence

from voc.types import Span


def windows(spans: Sequence[Span], *, longest: int) -> tuple[Span, ...]:
    """Return half-open windows of at most ``longest`` characters that cover the given sentences in order.

    Parameters
    ----------
    spans
        Sentences, ascending and not overlapping.
    longest
        Most characters of a window; a single longer sentence is cut.

    Returns
    -------
    tuple of Span
        Windows in order; none for no sentence.
    """
    result: list[Span] = []
    start = end = None
    for span in spans:
        if start is not None and end is not None and span.end - start > longest:
            result.append(Span(start, end))
            start = None
        first = span.start
        while span.end - first > longest:
            result.append(Span(first, first + longest))
            first += longest
        if start is None:
            start = first
        end = span.end
    if start is not None and end is not None and end > start:
        result.append(Span(start, end))
    return tuple(result)
