"""Subjects for tests: only what a test says, everything else quiet."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from corpora.rules import load_rules
from corpora.taxonomy import load_taxonomy
from voc.analysis.events import find_events
from voc.text.split import clauses
from voc.triage.assess import assess
from voc.triage.calendar import WorkingCalendar
from voc.triage.subject import Subject
from voc.types import Aspect, Assessment, Entities, Intent, Span

RULES = load_rules()
CALENDAR = WorkingCalendar(RULES)
FRIDAY_AFTERNOON = datetime(2026, 9, 11, 16, 0)


def aspect(
    code: str, polarity: int = -1, score: float = 0.9, *, start: int = 0, end: int = 1, text: str = "车"
) -> Aspect:
    return Aspect(code, polarity, score, text[start:end], start, end)


def subject(text: str = "车", *codes: str, **fields: Any) -> Subject:
    """Return a complaint with these negative aspects; events are found in the text, facts are given by name."""
    events = find_events(text, clauses=clauses(text))
    facts = {name: fields.pop(name) for name in ("wait_days", "amount_yuan", "nps") if name in fields}
    aspects = tuple(aspect(code, end=min(1, len(text)), text=text) for code in codes)
    values: dict[str, Any] = {
        "channel": None,
        "aspects": aspects,
        "intent": Intent.COMPLAINT,
        "sentiment": -1,
        "entities": Entities(**facts),
        "safety": events.safety,
        "escalation": events.escalation,
        "journey": None,
        "fault": load_taxonomy()[codes[0]].fault if codes else None,
        "created_at": FRIDAY_AFTERNOON,
    }
    return Subject(text=text, **(values | fields))


def assessed(text: str = "车", *codes: str, **fields: Any) -> Assessment:
    return assess(subject(text, *codes, **fields), rules=RULES, calendar=CALENDAR)


def rules_of(result: Assessment) -> list[str]:
    return [flag.rule for flag in result.flags]


def span_of(text: str, quote: str) -> Span:
    start = text.index(quote)
    return Span(start, start + len(quote))
