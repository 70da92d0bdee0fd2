"""What a text says beyond its labels: who was in danger, how often it was repaired, how old the car is."""

from __future__ import annotations

from dataclasses import dataclass, field

from voc.analysis.cues import Search, matcher
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
    cues
        The text with the cue lexicon; :meth:`where` asks it, each family once and only when a rule needs it.
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

    cues: Search = field(repr=False)
    events: dict[str, Span]
    repairs: Measure | None
    replacements: Measure | None
    age_days: Measure | None
    age_km: Measure | None
    in_repair: bool
    in_delivery: bool
    in_payment: bool
    _known: dict[str, Span | None] = field(default_factory=dict, repr=False)

    def where(self, family: str) -> Span | None:
        """Return where the first cue of a family of the lexicon stands, None where the text has none."""
        if family not in self._known:
            hit = self.cues.first(family)
            self._known[family] = None if hit is None else hit.span
        return self._known[family]

    @property
    def fire(self) -> Span | None:
        """Where smoke or fire is told."""
        return self.events.get("fire")

    @property
    def injury(self) -> Span | None:
        """Where somebody is hurt."""
        return self.where("injury")


def read_facts(subject: Subject, policy: Policy) -> Facts:
    """Read the facts of a text; the cues only some rules ask for are searched when they do."""
    text = subject.text
    cues = matcher("context").search(text)
    events: dict[str, Span] = {}
    if subject.pressing:
        events = {hit.family: hit.span for hit in matcher("safety", "escalation").search(text).all()}
    if "fire" not in events:
        burning = next((a for a in subject.aspects if a.polarity < 0 and a.code == "quality.fire"), None)
        if burning is not None:
            events["fire"] = Span(burning.start, burning.end)
    waits = _waits(subject, policy, cues)
    days, distance = cues.first("car_age_days"), cues.first("car_age_km")
    return Facts(
        cues=cues,
        events=events,
        repairs=largest(cues.every("repair_count")),
        replacements=_replacements(cues),
        age_days=None if days is None else days_of(days),
        age_km=None if distance is None else kilometres_of(distance),
        in_repair=waits[0],
        in_delivery=waits[1],
        in_payment=waits[2],
    )


def early_fault(facts: Facts) -> Span | None:
    """Return where a fault of the early window (rule F3) is told."""
    event = next((facts.events[name] for name in _EARLY_FAULTS if name in facts.events), None)
    return event if event is not None else facts.where("early_fault")


def evidence(subject: Subject, fact: str, *others: Span | None) -> Span:
    """Return where a fact is said, else the first other span, else an empty one (the fact came from a column)."""
    span = subject.spans.get(fact)
    if span is not None:
        return Span(span[0], span[1])
    return next((other for other in others if other is not None), _NOWHERE)


def _replacements(cues: Search) -> Measure | None:
    # 「第三台变速箱」 tells of two replacements
    counts = []
    for hit in cues.every("assembly_replaced"):
        count = count_of(hit)
        if count is not None:
            counts.append(Measure(count.value - (1 if hit.match[0].startswith("第") else 0), hit.span))
    return max(counts, key=lambda measure: measure.value, default=None)


def _waits(subject: Subject, policy: Policy, cues: Search) -> tuple[bool, bool, bool]:
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
    in_delivery = cues.first("delivery_context") is not None
    in_repair = not in_delivery and cues.first("repair_context") is not None
    return in_repair, in_delivery, False
