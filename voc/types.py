"""The words of the domain as frozen values; every layer speaks them, none of them does any work."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any, NamedTuple


class Channel(StrEnum):
    """Where a text was said."""

    REVIEW = "review"
    SOCIAL = "social"
    CALL_NOTE = "call_note"


class Intent(StrEnum):
    """What the writer wants."""

    COMPLAINT = "投诉"
    HELP = "求助"
    QUESTION = "咨询"
    SUGGESTION = "建议"
    PRAISE = "表扬"
    NOISE = "噪音"


class Severity(StrEnum):
    """Severity of a case (rule F5)."""

    NORMAL = "一般"
    ESCALATED = "升级"
    MAJOR = "重大"


class ServiceChannel(StrEnum):
    """Where the problem is best solved (rules R2-R5)."""

    REMOTE = "远程"
    MOBILE = "上门"
    WORKSHOP = "到店"
    RESCUE = "救援"
    CARE = "客服"


class Span(NamedTuple):
    """Half-open range of characters."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Feedback:
    """One record as it was read, before anything looked at it.

    The text is raw: it may hold personal data and must pass :func:`voc.text.clean.clean` before it is logged,
    stored, embedded or sent. ``repr`` leaves the text out for that reason.

    Attributes
    ----------
    id
        The record's id, or its 1-based row number as a string.
    row
        1-based row of the record in its file (the header not counted).
    created_at
        When it was said, naive local time (Asia/Shanghai); None when the file does not say.
    customer_key
        Salted hash of the customer reference or phone; never the value itself.
    source
        The file's own source column (shop, dealer, site); None without one.
    phone_ok
        True when the phone column holds a valid mainland mobile number, False when the value is missing or wrong,
        None when the file has no phone column (rule R17).
    phone_key
        Salted hash of the phone as given, so that one phone under several customer ids can be counted (rule R17). A
        wrong number has a key too (``phone_ok`` tells), a missing one has none.
    """

    id: str
    text: str = field(repr=False)
    row: int
    channel: Channel | None = None
    created_at: datetime | None = None
    brand: str | None = None
    model: str | None = None
    city: str | None = None
    nps: float | None = None
    source: str | None = None
    customer_key: str | None = None
    phone_ok: bool | None = None
    phone_key: str | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """One record that could not be used, and why.

    Attributes
    ----------
    row
        1-based row of the record in its file (the header not counted).
    code
        Stable code, listed in ``docs/input-files.md``.
    reason
        Chinese reason with the remedy, never feedback text.
    file
        Name of the file it stood in.
    """

    row: int
    code: str
    reason: str
    id: str | None = None
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Redaction:
    """A masked place in the stored text."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Aspect:
    """One pain point a text speaks about, with the quoted evidence (``text[start:end] == quote``)."""

    code: str
    polarity: int
    score: float
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Entities:
    """Facts named in a text; None where the text does not say."""

    brand: str | None = None
    model: str | None = None
    city: str | None = None
    wait_days: float | None = None
    amount_yuan: float | None = None
    nps: float | None = None


@dataclass(frozen=True, slots=True)
class Flag:
    """A rule that applies, its reason in Chinese and the evidence (a span of the stored text)."""

    rule: str
    reason: str
    quote: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reason:
    """One additive part of a priority."""

    points: int
    reason: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """What triage decided about one text, and why."""

    severity: Severity
    priority: int
    reasons: tuple[Reason, ...]
    flags: tuple[Flag, ...]
    owner: str | None
    channel_advice: ServiceChannel | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Versions:
    """What produced a result."""

    taxonomy: str
    encoder: str
    classifier: str
    rules: str


@dataclass(frozen=True, slots=True)
class Analysis:
    """Everything known about one text; the contract of ``voc analyze`` and of the API."""

    id: str
    channel: Channel | None
    text: str
    sentences: tuple[Span, ...]
    aspects: tuple[Aspect, ...]
    intent: Intent
    sentiment: int
    journey: str | None
    fault: str | None
    entities: Entities
    safety: bool
    escalation: bool
    assessment: Assessment
    keywords: tuple[str, ...]
    duplicate_of: str | None
    redactions: tuple[Redaction, ...]
    versions: Versions
    created_at: datetime | None = None
    unsure: tuple[str, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Return the record as plain data, in the order of the contract."""
        triage = self.assessment
        facts = self.entities
        return {
            "id": self.id,
            "channel": self.channel.value if self.channel else None,
            "text": self.text,
            "sentences": [[span.start, span.end] for span in self.sentences],
            "aspects": [
                {
                    "code": a.code,
                    "polarity": a.polarity,
                    "score": a.score,
                    "quote": a.quote,
                    "start": a.start,
                    "end": a.end,
                }
                for a in self.aspects
            ],
            "intent": self.intent.value,
            "sentiment": self.sentiment,
            "journey": self.journey,
            "fault": self.fault,
            "brand": facts.brand,
            "model": facts.model,
            "city": facts.city,
            "wait_days": facts.wait_days,
            "amount_yuan": facts.amount_yuan,
            "nps": facts.nps,
            "safety": self.safety,
            "escalation": self.escalation,
            "unsure": list(self.unsure),
            "severity": triage.severity.value,
            "priority": triage.priority,
            "reasons": [{"points": r.points, "reason": r.reason} for r in triage.reasons],
            "flags": [
                {"rule": f.rule, "reason": f.reason, "quote": f.quote, "start": f.start, "end": f.end}
                for f in triage.flags
            ],
            "owner": triage.owner,
            "channel_advice": triage.channel_advice.value if triage.channel_advice else None,
            "due_at": triage.due_at.isoformat() if triage.due_at else None,
            "keywords": list(self.keywords),
            "duplicate_of": self.duplicate_of,
            "redactions": [{"kind": r.kind, "start": r.start, "end": r.end} for r in self.redactions],
            "versions": {
                "taxonomy": self.versions.taxonomy,
                "encoder": self.versions.encoder,
                "classifier": self.versions.classifier,
                "rules": self.versions.rules,
            },
            "created_at": self.created_at.isoformat() if self.created_at else None,
        }
