"""Severity of a case (rule F5): the gravest thing told decides."""

from __future__ import annotations

from collections.abc import Sequence

from voc.triage.facts import Facts
from voc.triage.subject import Subject
from voc.types import Flag, Intent, Severity

_ESCALATING = frozenset(("F1", "F2", "F3", "F6", "R2", "R10", "T3", "T5"))


def grade(subject: Subject, facts: Facts, flags: Sequence[Flag]) -> Severity:
    """Return the severity of one text.

    重大: danger to life, smoke or fire, injury, group action. 升级: escalation, a legal clock, a detractor with harm, a
    long wait, a late rescue, repeated repair. 一般: everything else.

    Parameters
    ----------
    flags
        The flags of :func:`voc.triage.flags.find_flags`; noise without danger or escalation has none.
    """
    if subject.intent is Intent.NOISE and not subject.pressing:
        return Severity.NORMAL
    if _major(subject, facts):
        return Severity.MAJOR
    rules = {flag.rule for flag in flags}
    harmed_detractor = "R9" in rules and (subject.sentiment < 0 or bool(subject.negative))
    return Severity.ESCALATED if harmed_detractor or rules & _ESCALATING else Severity.NORMAL


def _major(subject: Subject, facts: Facts) -> bool:
    if subject.safety is not None or facts.fire is not None:
        return True
    if subject.escalation is not None and "group" in facts.events:
        return True
    return facts.injury is not None and subject.harmed
