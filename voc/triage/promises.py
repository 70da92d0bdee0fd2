"""Clocks of minutes and hours that a text tells broken: rescue (R2), remote diagnosis (R3), promises (R12)."""

from __future__ import annotations

from voc.analysis.cues import matcher
from voc.triage.facts import Facts, evidence
from voc.triage.measures import Measure, cover, minutes_of, near
from voc.triage.policy import Policy
from voc.triage.subject import Subject
from voc.types import Span

_MINUTES_A_DAY = 1440
# a duration further away belongs to another thing
_BESIDE = 24
_AFTER_PROMISE = 16
_AFTER_DURATION = 24


def _durations(text: str, family: str) -> list[Measure]:
    found = (minutes_of(hit) for hit in matcher("context").every(text, family))
    return sorted((measure for measure in found if measure is not None), key=lambda measure: measure.span)


def _over(subject: Subject, facts: Facts, *, cue: Span | None, code: str, minutes: float) -> Span | None:
    """Return where a duration of more than ``minutes`` is told beside a cue, or as the wait of a pain point."""
    if cue is not None and "duration" in facts.found:
        for measure in _durations(subject.text, "duration"):
            if measure.value > minutes and near(cue, measure.span, within=_BESIDE):
                return cover(cue, measure.span)
    days = subject.entities.wait_days
    complained = any(aspect.code == code and aspect.polarity < 1 for aspect in subject.aspects)
    # a wait of days is the wait for a part or a slot, not for the tow truck or the call
    if days is not None and complained and minutes < days * _MINUTES_A_DAY < _MINUTES_A_DAY:
        return evidence(subject, "wait_days", cue)
    return None


def late_rescue(subject: Subject, facts: Facts, policy: Policy) -> Span | None:
    """Return where a rescue is told that took longer than rule R2 allows."""
    minutes = policy.limits.rescue_hours * 60
    return _over(subject, facts, cue=facts.found.get("rescue"), code="rescue.slow", minutes=minutes)


def slow_remote(subject: Subject, facts: Facts, policy: Policy) -> Span | None:
    """Return where a remote diagnosis is told that took longer than rule R3 allows."""
    cue, code = facts.found.get("remote"), policy.codes.remote
    return _over(subject, facts, cue=cue, code=code, minutes=policy.limits.remote_minutes)


def broken_promise(subject: Subject, facts: Facts) -> Span | None:
    """Return where a promise of minutes or hours is told that was not kept.

    Not kept: a later duration is longer, or words of a breach follow; a later duration that is no longer is a promise
    kept ("说三小时修完，实际两小时").
    """
    if "promise" not in facts.found or "promised_duration" not in facts.found:
        return None
    measures = _durations(subject.text, "promised_duration")
    for hit in matcher("context").every(subject.text, "promise"):
        promised = next((m for m in measures if 0 <= m.span.start - hit.span.end <= _AFTER_PROMISE), None)
        if promised is None:
            continue
        later = [m for m in measures if m.span.start >= promised.span.end]
        if later:
            longest = max(later, key=lambda measure: measure.value)
            if longest.value > promised.value:
                return cover(hit.span, longest.span)
        elif "kept" not in facts.found:
            breach = _breach(subject.text, promised.span)
            if breach is not None:
                return cover(hit.span, breach)
    return None


def _breach(text: str, promised: Span) -> Span | None:
    for hit in matcher("context").every(text, "breach"):
        if 0 <= hit.span.start - promised.end <= _AFTER_DURATION:
            return hit.span
    return None
