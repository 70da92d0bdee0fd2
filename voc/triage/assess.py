"""The decision about one text: severity, priority with reasons, flags, owner, channel and clock."""

from __future__ import annotations

from corpora.rules import Rules
from voc.triage.calendar import WorkingCalendar
from voc.triage.clocks import due_at
from voc.triage.facts import read_facts
from voc.triage.flags import find_flags
from voc.triage.policy import policy_of
from voc.triage.priority import weigh
from voc.triage.routing import channel_of, owner_of
from voc.triage.severity import grade
from voc.triage.subject import Subject
from voc.types import Assessment


def assess(subject: Subject, *, rules: Rules, calendar: WorkingCalendar) -> Assessment:
    """Decide about one text; pure, without a clock of its own.

    Parameters
    ----------
    subject
        The analysed text.
    rules
        The numbers behind every decision.
    calendar
        The working calendar of the same rules.

    Returns
    -------
    voc.types.Assessment
        ``due_at`` is None when the text has no time or lies in a year the calendar does not know.

    Raises
    ------
    voc.errors.RuleError
        A rule that triage needs is missing or of the wrong kind.
    """
    policy = policy_of(rules)
    facts = read_facts(subject, policy)
    flags = find_flags(subject, facts, policy)
    severity = grade(subject, facts, flags)
    priority, reasons = weigh(subject, facts, flags, policy)
    return Assessment(
        severity=severity,
        priority=priority,
        reasons=reasons,
        flags=flags,
        owner=owner_of(subject, facts, policy),
        channel_advice=channel_of(subject, facts, policy),
        due_at=due_at(subject, facts, severity, policy=policy, calendar=calendar),
    )
