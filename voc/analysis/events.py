"""Danger to life and threats of escalation told in a text: phrases of high precision beside the learned head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from corpora.cues import load_cues
from voc.analysis.cues import matcher
from voc.types import Span

_KIND_OF = {family.id: family.kind for family in load_cues().families}


@dataclass(frozen=True, slots=True)
class Events:
    """Where a text tells of danger (rule R13) and of escalation (rule F6); None where it does not."""

    safety: Span | None
    escalation: Span | None


_NOTHING = Events(None, None)


def find_events(text: str, *, clauses: Sequence[Span]) -> Events:
    """Return the first phrase of each kind of event.

    Not events: what is denied, supposed, feared or asked, news and hearsay, figures of speech, another's car.

    Parameters
    ----------
    text
        The cleaned text.
    clauses
        Its clauses, as :func:`voc.text.split.clauses` returns them; guards look no further than they reach.
    """
    safety: Span | None = None
    escalation: Span | None = None
    for hit in matcher("safety", "escalation").search(text, clauses=clauses).all():
        if _KIND_OF[hit.family] == "safety":
            safety = hit.span if safety is None else min(safety, hit.span)
        else:
            escalation = hit.span if escalation is None else min(escalation, hit.span)
    return Events(safety, escalation) if safety or escalation else _NOTHING
