"""What triage looks at: one analysed text with its evidence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from types import MappingProxyType

from voc.types import Aspect, Channel, Entities, Intent, Span


def _no_spans() -> Mapping[str, Span]:
    return MappingProxyType({})


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One text as the other steps understood it.

    Attributes
    ----------
    text
        The cleaned, redacted text; every span points into it.
    spans
        Where the facts of ``entities`` are said: ``wait_days``, ``nps``, ``amount_yuan``, ``city`` …; a fact that came
        from a column has none.
    safety, escalation
        Where danger and escalation are told; None where they are not.
    fault
        Fault class of rule R2: software, light_hardware, severe or none.
    city_tier
        ``1``, ``new1``, ``2``, ``3`` or ``remote``; None when the city is unknown.
    duplicate
        Whether an earlier record holds the same text.
    """

    text: str = field(repr=False)
    channel: Channel | None
    aspects: tuple[Aspect, ...]
    intent: Intent
    sentiment: int
    entities: Entities
    spans: Mapping[str, Span] = field(default_factory=_no_spans)
    safety: Span | None
    escalation: Span | None
    journey: str | None
    fault: str | None
    created_at: datetime | None
    city_tier: str | None = None
    duplicate: bool = False

    @property
    def negative(self) -> tuple[Aspect, ...]:
        """The aspects that complain."""
        return tuple(aspect for aspect in self.aspects if aspect.polarity < 0)

    @property
    def pressing(self) -> bool:
        """Whether danger or escalation is told."""
        return self.safety is not None or self.escalation is not None

    @property
    def harmed(self) -> bool:
        """Whether the text tells of harm that lasts: a harm that ended well is praise."""
        return self.sentiment < 1 or self.intent in (Intent.COMPLAINT, Intent.HELP)
