"""Details of the day: who, what, where, and the records worth showing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from voc.meeting.settings import Settings, rule_family
from voc.meeting.shortlist import Shortlist
from voc.types import Analysis, Aspect, Channel, Intent, Severity

_RANK = {Severity.MAJOR: 0, Severity.ESCALATED: 1, Severity.NORMAL: 2}
# Quotes are told apart by their words only at the end, so a few more are kept than shown.
_SPARE = 4


class Profile(NamedTuple):
    """What the breakdowns of the day need to know of a record; equal records are counted together."""

    step: str | None
    channel: Channel | None
    intent: Intent
    severity: Severity
    owner: str | None
    sentiment: int
    alert: bool


class ModelProfile(NamedTuple):
    """The same for brand and model."""

    brand: str | None
    model: str | None
    copy: bool
    sentiment: int
    safety: bool


class CopyCount:
    """Copies of one text on the day; ``text`` is that of the copy with the smallest id."""

    __slots__ = ("copies", "id", "text")

    def __init__(self, id: str, text: str) -> None:  # noqa: A002 - the field's name
        self.copies = 0
        self.id = id
        self.text = text


def order(record: Analysis) -> tuple[int, str, str]:
    """Return a key that puts urgent records first and never ties for different records."""
    return -record.assessment.priority, record.id, record.text


class DetailTally:
    """Breakdowns and short lists of one day's records.

    Parameters
    ----------
    settings
        Numbers of the meeting.
    domain_bits
        Code of a pain point to the bit of its domain; codes it does not know fall under ``other_bit``.
    other_bit
        The bit of all other codes.
    """

    def __init__(self, settings: Settings, domain_bits: Mapping[str, int], other_bit: int) -> None:
        self.profiles: Counter[Profile] = Counter()
        self.models: Counter[ModelProfile] = Counter()
        self.step_domains: Counter[tuple[str | None, int]] = Counter()
        self.positive_points: Counter[str] = Counter()
        self.copies: dict[str, CopyCount] = {}
        self.first: Shortlist[Analysis] = Shortlist(settings.section)
        self.repeats: Shortlist[Analysis] = Shortlist(settings.section)
        self.detractors: Shortlist[Analysis] = Shortlist(settings.section)
        self.praise: Shortlist[Analysis] = Shortlist(settings.praise)
        self.flagged: Shortlist[Analysis] = Shortlist(settings.section)
        self.alerts: Shortlist[Analysis] = Shortlist(settings.alerts)
        self.by_owner: dict[str | None, Shortlist[Analysis]] = {}
        self.quotes: dict[str, Shortlist[tuple[Analysis, Aspect]]] = {}
        self.praise_quotes: dict[str, Shortlist[tuple[Analysis, Aspect]]] = {}
        self._settings = settings
        self._families: dict[str, str] = {}
        self._domain_bits = domain_bits
        self._other_bit = other_bit

    def add(self, record: Analysis, negative: list[str], created_at: datetime | None) -> None:
        """Count a record of the day; ``negative`` holds the codes of its negative aspects, each once."""
        facts = record.entities
        copy = record.duplicate_of is not None
        self.models[ModelProfile(facts.brand, facts.model, copy, record.sentiment, record.safety)] += 1
        if record.duplicate_of is not None:
            self._add_copy(record, record.duplicate_of)
            return
        triage = record.assessment
        raised = triage.severity is not Severity.NORMAL
        alert = bool(raised or record.safety or record.escalation or triage.flags)
        self.profiles[
            Profile(
                record.journey,
                record.channel,
                record.intent,
                triage.severity,
                triage.owner,
                record.sentiment,
                alert,
            )
        ] += 1
        if negative:
            domains = 0
            for code in negative:
                domains |= self._domain_bits.get(code, self._other_bit)
            self.step_domains[record.journey, domains] += 1
        if record.aspects:
            self._add_quotes(record)
        self._offer(record, negative, alert=alert, created_at=created_at)

    def _add_copy(self, record: Analysis, original: str) -> None:
        group = self.copies.get(original)
        if group is None:
            group = self.copies[original] = CopyCount(record.id, record.text[: self._settings.excerpt_chars])
        elif (record.id, record.text) < (group.id, group.text):
            group.id, group.text = record.id, record.text[: self._settings.excerpt_chars]
        group.copies += 1

    def _add_quotes(self, record: Analysis) -> None:
        urgency = -record.assessment.priority
        praised: set[str] = set()
        for aspect in record.aspects:
            if aspect.polarity < 0:
                lists, size = self.quotes, self._settings.quotes
            elif aspect.polarity > 0:
                lists, size = self.praise_quotes, self._settings.quotes
                praised.add(aspect.code)
            else:
                continue
            chosen = lists.get(aspect.code)
            if chosen is None:
                chosen = lists[aspect.code] = Shortlist(size * _SPARE)
            chosen.offer((urgency, -aspect.score, record.id, aspect.start, aspect.quote), (record, aspect))
        for code in praised:
            self.positive_points[code] += 1

    def _offer(self, record: Analysis, negative: list[str], *, alert: bool, created_at: datetime | None) -> None:
        settings = self._settings
        key = order(record)
        if alert:
            families = {self._family(flag.rule) for flag in record.assessment.flags}
            urgency = (not record.safety, _RANK[record.assessment.severity], *key)
            self.alerts.offer(urgency, record)
            raised = record.assessment.severity is not Severity.NORMAL
            if raised or record.safety or record.escalation or families & settings.legal_rules:
                self.first.offer(urgency, record)
            else:
                self.flagged.offer(key, record)
        else:
            families = set()
        if families & settings.repeat_rules or settings.repeat_codes.intersection(negative):
            self.repeats.offer(key, record)
        nps = record.entities.nps
        if nps is not None and nps <= settings.detractor_to:
            self.detractors.offer((nps, *key), record)
        if record.sentiment > 0:
            praised = sum(aspect.polarity > 0 for aspect in record.aspects)
            rank = (record.intent is not Intent.PRAISE, -praised, -(nps or 0), record.id, record.text)
            self.praise.offer(rank, record)
        if alert or record.sentiment < 0:
            owner = record.assessment.owner
            chosen = self.by_owner.get(owner)
            if chosen is None:
                chosen = self.by_owner[owner] = Shortlist(settings.owner_cases)
            chosen.offer((not alert, *key), record)

    def _family(self, rule: str) -> str:
        family = self._families.get(rule)
        if family is None:
            family = self._families[rule] = rule_family(rule)
        return family
