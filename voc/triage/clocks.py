"""When an answer is due: the earliest of all clocks that run (rules R2, R9, F4 and the first response T2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from voc.errors import CalendarError
from voc.triage.calendar import Mode, WorkingCalendar
from voc.triage.facts import Facts
from voc.triage.policy import Clock, Policy
from voc.triage.subject import Subject
from voc.types import Intent, Severity


def running_clocks(subject: Subject, facts: Facts, severity: Severity, policy: Policy) -> Iterator[Clock]:
    """Yield the clocks that run for a text; none for noise and praise without danger, escalation or a low score."""
    clocks = policy.clocks
    quiet = subject.intent is Intent.NOISE and not subject.pressing
    if quiet:
        return
    nps = subject.entities.nps
    if nps is not None and nps <= policy.limits.detractor:
        yield clocks.detractor
    if facts.fire is not None:
        yield clocks.casualties if facts.injury is not None else clocks.fire
    if severity is not Severity.NORMAL or subject.intent in clocks.answered:
        yield clocks.first[severity]
    asked = subject.intent in (Intent.COMPLAINT, Intent.HELP)
    if subject.fault in clocks.by_fault and (asked or subject.pressing) and subject.negative:
        yield clocks.by_fault[subject.fault]


def due_at(
    subject: Subject, facts: Facts, severity: Severity, *, policy: Policy, calendar: WorkingCalendar
) -> datetime | None:
    """Return the earliest time at which a clock runs out.

    None when the text has no time, when no clock runs, or when the earliest one cannot be told because it runs into a
    year the calendar does not know. A clock that runs round the clock stays certain there if no other could be earlier:
    working time is never shorter than time.
    """
    start = subject.created_at
    if start is None:
        return None
    known: list[datetime] = []
    unknown: list[datetime] = []
    for clock in running_clocks(subject, facts, severity, policy):
        try:
            known.append(calendar.add(start, clock.duration, clock.mode))
        except CalendarError:
            unknown.append(calendar.add(start, clock.duration, Mode.ROUND_THE_CLOCK))
    if not known:
        return None
    earliest = min(known)
    return earliest if all(earliest <= bound for bound in unknown) else None
