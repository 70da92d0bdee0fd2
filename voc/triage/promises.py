"""Clocks of minutes and hours that a text tells broken: rescue (R2), remote diagnosis (R3), promises (R12)."""

from __future__ import annotations

from voc.analysis.cues import Search
from voc.triage.facts import Facts, evidence
from voc.triage.measures import Measure, cover, minutes_of
from voc.triage.policy import Policy
from voc.triage.subject import Subject
from voc.types import Span

_MINUTES_A_DAY = 1440
# a duration further away belongs to another thing
_BESIDE = 30
_AFTER_PROMISE = 16
_AFTER_DURATION = 24


def _durations(cues: Search, family: str) -> list[Measure]:
    found = (minutes_of(hit) for hit in cues.every(family))
    return sorted((measure for measure in found if measure is not None), key=lambda measure: measure.span)


def _over(subject: Subject, facts: Facts, *, cue: Span | None, code: str, minutes: float) -> Span | None:
    """Return where a duration of more than ``minutes`` is told beside a cue, or as the wait of a pain point."""
    for measure in _durations(facts.cues, "duration") if cue is not None else ():
        whole = cover(cue or measure.span, measure.span)
        if measure.value > minutes and whole.end - whole.start <= _BESIDE and not _crosses(subject.text, whole):
            return whole
    days = subject.entities.wait_days
    complained = any(aspect.code == code and aspect.polarity < 1 for aspect in subject.aspects)
    # a wait of days is the wait for a part or a slot, not for the tow truck or the call
    if days is not None and complained and minutes < days * _MINUTES_A_DAY < _MINUTES_A_DAY:
        return evidence(subject, "wait_days", cue)
    return None


def _crosses(text: str, span: Span) -> bool:
    return any(mark in text[span.start : span.end - 1] for mark in "。！？!?；")


def late_rescue(subject: Subject, facts: Facts, policy: Policy) -> Span | None:
    """Return where a rescue is told that took longer than rule R2 allows."""
    minutes = policy.limits.rescue_hours * 60
    return _over(subject, facts, cue=facts.where("rescue"), code="rescue.slow", minutes=minutes)


def slow_remote(subject: Subject, facts: Facts, policy: Policy) -> Span | None:
    """Return where a remote diagnosis is told that took longer than rule R3 allows."""
    cue, code = facts.where("remote"), policy.codes.remote
    return _over(subject, facts, cue=cue, code=code, minutes=policy.limits.remote_minutes)


def broken_promise(subject: Subject, facts: Facts) -> Span | None:
    """Return where a promise of minutes or hours is told that was not kept.

    Not kept: a later duration is longer, or words of a breach follow; a later duration that is no longer is a promise
    kept ("说三小时修完，实际两小时").
    """
    if facts.where("promised_duration") is None or facts.where("promise") is None:
        return None
    measures = _durations(facts.cues, "promised_duration")
    for hit in facts.cues.every("promise"):
        promised = next((m for m in measures if 0 <= m.span.start - hit.span.end <= _AFTER_PROMISE), None)
        if promised is None:
            continue
        later = [m for m in measures if m.span.start >= promised.span.end]
        if later:
            longest = max(later, key=lambda measure: measure.value)
            if longest.value > promised.value:
                return cover(hit.span, longest.span)
        elif facts.where("kept") is None:
            breach = _breach(facts.cues, promised.span)
            if breach is not None:
                return cover(hit.span, breach)
    return None


def _breach(cues: Search, promised: Span) -> Span | None:
    for hit in cues.every("breach"):
        if 0 <= hit.span.start - promised.end <= _AFTER_DURATION:
            return hit.span
    return None
