"""Priority as a sum of reasons; every part is a rule of data (T1), and no part falls when danger is added."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from voc.triage.facts import Facts
from voc.triage.policy import Bands, Policy
from voc.triage.subject import Subject
from voc.types import Flag, Intent, Reason

_INTENTS = {
    Intent.COMPLAINT: "intent_complaint",
    Intent.HELP: "intent_help",
    Intent.QUESTION: "intent_question",
    Intent.SUGGESTION: "intent_suggestion",
    Intent.PRAISE: "intent_praise",
}
_BY_FLAG = {
    "F1": ("legal_repair_days", "维修超过三包时限"),
    "F2": ("legal_replace", "够到三包退换条件"),
    "F3": ("legal_early", "落在三包早期窗口"),
    "R9": ("detractor", "NPS 贬损者"),
    "T5": ("repeat_repair", "同一问题反复维修"),
    "R12": ("broken_promise", "时间承诺没有兑现"),
    "R2": ("late_rescue", "救援超时"),
}
_FAULTS = {
    "severe": ("fault_severe", "严重故障"),
    "light_hardware": ("fault_light_hardware", "轻度硬件故障"),
    "software": ("fault_software", "软件故障"),
}


def weigh(subject: Subject, facts: Facts, flags: Sequence[Flag], policy: Policy) -> tuple[int, tuple[Reason, ...]]:
    """Return the priority of a text, 0 to 100, and the reasons that add up to it before clipping.

    Noise has priority 0 and no reasons unless it tells of danger or escalation.
    """
    if subject.intent is Intent.NOISE and not subject.pressing:
        return 0, ()
    reasons = tuple(reason for reason in _reasons(subject, facts, flags, policy) if reason.points)
    return max(0, min(100, sum(reason.points for reason in reasons))), reasons


def _reasons(subject: Subject, facts: Facts, flags: Sequence[Flag], policy: Policy) -> Iterator[Reason]:
    points = policy.points
    yield from _danger(subject, facts, points)
    rules = {flag.rule for flag in flags}
    for rule, (key, words) in _BY_FLAG.items():
        if rule in rules:
            yield Reason(points[key], words)
    intent = _INTENTS.get(subject.intent)
    if intent is not None:
        yield Reason(points[intent], f"来意：{subject.intent.value}")
    if subject.sentiment < 0:
        yield Reason(points["negative_sentiment"], "整体不满")
    harms = sum(aspect.polarity < 0 for aspect in subject.aspects)
    if harms:
        counted = min(harms, points["negative_aspects_counted"])
        yield Reason(points["negative_aspect"] * counted, f"{harms} 个负面观点")
    if harms and subject.fault in _FAULTS:
        key, words = _FAULTS[subject.fault]
        yield Reason(points[key], words)
    if subject.harmed:
        yield from _bands(subject, policy)
    if subject.duplicate and not subject.pressing:
        yield Reason(points["duplicate"], "与前文重复")


def _danger(subject: Subject, facts: Facts, points: dict[str, int]) -> Iterator[Reason]:
    if subject.safety is not None:
        yield Reason(points["safety"], "讲到危及人身的事件")
        if facts.where("persons") is not None:
            yield Reason(points["persons_exposed"], "有孩子、老人或孕妇在场")
        if facts.where("traffic") is not None:
            yield Reason(points["traffic_exposed"], "在高速、隧道或车流里")
    if facts.fire is not None:
        yield Reason(points["fire"], "起火或冒烟")
    if facts.injury is not None and (subject.harmed or subject.pressing):
        yield Reason(points["injury"], "有人受伤")
    if subject.escalation is not None:
        yield Reason(points["escalation"], "有媒体、法律或监管的苗头")
        if "group" in facts.events:
            yield Reason(points["group_action"], "群体行动")


def _band(value: float, bands: Bands) -> int:
    return int(max((points for start, points in bands if value >= start), default=0))


def _bands(subject: Subject, policy: Policy) -> Iterator[Reason]:
    days, amount = subject.entities.wait_days, subject.entities.amount_yuan
    if days is not None:
        yield Reason(_band(days, policy.wait_bands), f"等待 {days:g} 天")
    if amount is not None:
        yield Reason(_band(amount, policy.amount_bands), f"涉及 {amount:g} 元")
