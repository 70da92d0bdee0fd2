"""What a text says beyond its labels: who was in danger, how often it was repaired, how old the car is."""

from __future__ import annotations

from dataclasses import dataclass

from voc.analysis.cues import matcher
from voc.triage.measures import Measure, count_of, days_of, kilometres_of, largest
from voc.triage.policy import Policy
from voc.triage.subject import Subject
from voc.types import Span

# the wait belongs to one of these, by the step of the journey, when no pain point says so
_REPAIR_STEPS = frozenset(("接待", "诊断", "维修", "质检", "交车"))
_DELIVERY_STEPS = frozenset(("下单", "交付"))
_EARLY_FAULTS = ("brake", "steering", "fire")
_NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts of one text with their evidence.

    Attributes
    ----------
    found
        First hit of each family of the cue lexicon, by its id.
    events
        Families of danger and escalation the text tells, by id; only looked for when it tells one.
    repairs
        The largest number of repairs named.
    replacements
        How often a main assembly was replaced.
    age_days, age_km
        Age of the car as far as the text tells.
    in_repair, in_delivery, in_payment
        What the wait, if any, is for.
    """

    found: dict[str, Span]
    events: dict[str, Span]
    repairs: Measure | None
    replacements: Measure | None
    age_days: Measure | None
    age_km: Measure | None
    in_repair: bool
    in_delivery: bool
    in_payment: bool

    @property
    def fire(self) -> Span | None:
        """Where smoke or fire is told."""
        return self.events.get("fire")

    @property
    def injury(self) -> Span | None:
        """Where somebody is hurt."""
        return self.found.get("injury")


def read_facts(subject: Subject, policy: Policy) -> Facts:
    """Read the facts of a text; texts without any cue cost one search for anchors."""
    text = subject.text
    context = matcher("context")
    hits = {hit.family: hit for hit in context.find(text)}
    found = {name: hit.span for name, hit in hits.items()}
    events: dict[str, Span] = {}
    if subject.pressing:
        events = {hit.family: hit.span for hit in matcher("safety", "escalation").find(text)}
    if "fire" not in events:
        burning = next((a for a in subject.aspects if a.polarity < 0 and a.code == "quality.fire"), None)
        if burning is not None:
            events["fire"] = Span(burning.start, burning.end)
    repairs = largest(context.every(text, "repair_count")) if "repair_count" in hits else None
    waits = _waits(subject, policy, found)
    return Facts(
        found=found,
        events=events,
        repairs=repairs,
        replacements=_replacements(text) if "assembly_replaced" in hits else None,
        age_days=days_of(hits["car_age_days"]) if "car_age_days" in hits else None,
        age_km=kilometres_of(hits["car_age_km"]) if "car_age_km" in hits else None,
        in_repair=waits[0],
        in_delivery=waits[1],
        in_payment=waits[2],
    )


def early_fault(facts: Facts) -> Span | None:
    """Return where a fault of the early window (rule F3) is told."""
    event = next((facts.events[name] for name in _EARLY_FAULTS if name in facts.events), None)
    return event if event is not None else facts.found.get("early_fault")


def evidence(subject: Subject, fact: str, *others: Span | None) -> Span:
    """Return where a fact is said, else the first other span, else an empty one (the fact came from a column)."""
    span = subject.spans.get(fact)
    if span is not None:
        return Span(span[0], span[1])
    return next((other for other in others if other is not None), _NOWHERE)


def _replacements(text: str) -> Measure | None:
    # 「第三台变速箱」 tells of two replacements
    counts = []
    for hit in matcher("context").every(text, "assembly_replaced"):
        count = count_of(hit)
        if count is not None:
            counts.append(Measure(count.value - (1 if hit.match[0].startswith("第") else 0), hit.span))
    return max(counts, key=lambda measure: measure.value, default=None)


def _waits(subject: Subject, policy: Policy, found: dict[str, Span]) -> tuple[bool, bool, bool]:
    """Return whether the wait is for a repair, a delivery, a payment: by pain point, then journey, then words."""
    if subject.entities.wait_days is None:
        return False, False, False
    codes = [aspect.code for aspect in subject.aspects]
    repair = any(code in policy.codes.repair for code in codes)
    delivery = any(code in policy.codes.delivery for code in codes)
    money = any(code in policy.codes.money for code in codes)
    if repair or delivery or money:
        return repair, delivery, money
    if subject.journey in _REPAIR_STEPS:
        return True, False, False
    if subject.journey in _DELIVERY_STEPS:
        return False, True, False
    in_delivery = "delivery_context" in found
    return "repair_context" in found and not in_delivery, in_delivery, False
