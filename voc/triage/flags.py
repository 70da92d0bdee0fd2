"""Rules that apply to a text, each with its reason and the quoted evidence."""

from __future__ import annotations

from collections.abc import Iterator

from voc.triage.facts import Facts, early_fault, evidence
from voc.triage.policy import Policy
from voc.triage.promises import broken_promise, late_rescue, slow_remote
from voc.triage.subject import Subject
from voc.types import Flag, Intent, Span

LEGAL = "请法务确认"


def find_flags(subject: Subject, facts: Facts, policy: Policy) -> tuple[Flag, ...]:
    """Return the flags of a text, danger first; noise has none unless it tells of danger or escalation."""
    if subject.intent is Intent.NOISE and not subject.pressing:
        return ()
    flags = list(_danger(subject, facts, policy))
    if subject.harmed:
        flags += _legal(subject, facts, policy)
        flags += _clocks(subject, facts, policy)
        flags += _waits(subject, facts, policy)
    flags += _scores(subject, facts, policy)
    return tuple(flags)


def _flag(subject: Subject, rule: str, reason: str, span: Span) -> Flag:
    return Flag(rule, reason, subject.text[span.start : span.end], span.start, span.end)


def _danger(subject: Subject, facts: Facts, policy: Policy) -> Iterator[Flag]:
    if subject.safety is not None:
        yield _flag(subject, "R13", "讲到危及人身的事件，立即处理", subject.safety)
    if facts.fire is not None:
        clock = policy.clocks.casualties if facts.injury else policy.clocks.fire
        hours = clock.duration.total_seconds() / 3600
        harm = "且有人员伤亡，" if facts.injury else ""
        yield _flag(subject, "F4", f"起火或冒烟，{harm}{hours:g} 小时内上报（{LEGAL}）", facts.fire)
    if facts.injury is not None:
        yield _flag(subject, "T4", "有人受伤", facts.injury)
    elif subject.safety is not None:
        exposed = [("persons", "危险发生时有孩子、老人或孕妇"), ("traffic", "危险发生在高速、隧道或车流里")]
        for family, reason in exposed:
            exposure = facts.where(family)
            if exposure is not None:
                yield _flag(subject, "T4", reason, exposure)
    if subject.escalation is not None:
        group = facts.events.get("group")
        if group is not None:
            yield _flag(subject, "F6", "有群体行动的苗头，立即升级", group)
        else:
            yield _flag(subject, "F6", "有找媒体、走法律或监管途径的苗头，立即升级", subject.escalation)


def _legal(subject: Subject, facts: Facts, policy: Policy) -> Iterator[Flag]:
    limits = policy.limits
    days = subject.entities.wait_days
    if days is not None and facts.in_repair:
        place = evidence(subject, "wait_days", facts.where("repair_context"))
        if days > limits.repair_days:
            reason = f"维修已 {days:g} 天，超过 {limits.repair_days:g} 天应提供备用车或交通补偿（{LEGAL}）"
            yield _flag(subject, "F1", reason, place)
        if days > limits.cumulative_repair_days:
            reason = f"维修已 {days:g} 天，累计超过 {limits.cumulative_repair_days:g} 天够到退换条件（{LEGAL}）"
            yield _flag(subject, "F2", reason, place)
    repairs, swaps = facts.repairs, facts.replacements
    if repairs is not None and repairs.value > limits.same_problem_repairs:
        reason = f"修理 {repairs.value:g} 次，同一问题超过 {limits.same_problem_repairs:g} 次够到退换条件（{LEGAL}）"
        yield _flag(subject, "F2", reason, repairs.span)
    elif repairs is not None and subject.safety is not None and repairs.value >= limits.serious_repairs:
        reason = f"严重安全故障修理 {repairs.value:g} 次仍未排除，够到退换条件（{LEGAL}）"
        yield _flag(subject, "F2", reason, repairs.span)
    if swaps is not None and swaps.value >= limits.assembly_replacements:
        reason = f"主要总成更换 {swaps.value:g} 次，够到退换条件（{LEGAL}）"
        yield _flag(subject, "F2", reason, swaps.span)
    yield from _early(subject, facts, policy)


def _early(subject: Subject, facts: Facts, policy: Policy) -> Iterator[Flag]:
    limits = policy.limits
    days, km = facts.age_days, facts.age_km
    age = days if days is not None else km
    if age is None:
        return
    new = days is not None and days.value <= limits.early_assembly_days
    assembly = facts.where("assembly_fault") if new else None
    if assembly is not None:
        yield _flag(subject, "F3", f"提车 {limits.early_assembly_days:g} 天内主要总成出现问题（{LEGAL}）", assembly)
        return
    fault = early_fault(facts)
    # whichever limit is reached first closes the window, as far as the text tells both
    young = (days is None or days.value <= limits.early_days) and (km is None or km.value <= limits.early_km)
    if fault is not None and young:
        window = f"{limits.early_days:g} 天或 {limits.early_km:g} 公里"
        yield _flag(subject, "F3", f"{window}内出现转向、制动、开裂、泄漏或起火（{LEGAL}）", fault)


def _clocks(subject: Subject, facts: Facts, policy: Policy) -> Iterator[Flag]:
    rescue = late_rescue(subject, facts, policy)
    if rescue is not None:
        yield _flag(subject, "R2", f"救援超过 {policy.limits.rescue_hours:g} 小时", rescue)
    remote = slow_remote(subject, facts, policy)
    if remote is not None:
        minutes = policy.limits.remote_minutes
        yield _flag(subject, "R3", f"远程诊断超过 {minutes:g} 分钟，转「诊断 + 调度」", remote)
    promise = broken_promise(subject, facts)
    if promise is not None:
        yield _flag(subject, "R12", "时间承诺没有兑现", promise)
    for aspect in subject.aspects:
        if aspect.polarity < 0 and aspect.code == policy.codes.remote:
            yield _flag(subject, "R14", "线上诊断没有省掉到店，伪数字化", Span(aspect.start, aspect.end))


def _waits(subject: Subject, facts: Facts, policy: Policy) -> Iterator[Flag]:
    days = subject.entities.wait_days
    if days is not None:
        limits = policy.limits
        place = evidence(subject, "wait_days")
        if facts.in_repair and days >= limits.long_repair_days:
            yield _flag(subject, "R10", f"维修或等件 {days:g} 天，属于长等待", place)
        if facts.in_delivery and days >= limits.long_delivery_days:
            yield _flag(subject, "T3", f"交付等待 {days:g} 天，属于长等待", place)
        if facts.in_payment and days >= limits.long_money_days:
            yield _flag(subject, "T3", f"款项等待 {days:g} 天，属于长等待", place)
    again = repeated(subject, facts, policy)
    if again is not None:
        yield _flag(subject, "T5", "同一问题反复维修", again)


def repeated(subject: Subject, facts: Facts, policy: Policy) -> Span | None:
    """Return where a repair that did not cure is told (rule T5)."""
    for aspect in subject.aspects:
        if aspect.polarity < 0 and aspect.code == policy.codes.rework:
            return Span(aspect.start, aspect.end)
    if facts.repairs is not None and facts.repairs.value >= policy.limits.repeated:
        return facts.repairs.span
    return facts.where("repair_again")


def _scores(subject: Subject, facts: Facts, policy: Policy) -> Iterator[Flag]:
    limits = policy.limits
    coached = facts.where("coached")
    if coached is not None:
        yield _flag(subject, "F9", "诱导打分，分数不可信", coached)
    nps = subject.entities.nps
    if nps is None:
        return
    place = evidence(subject, "nps")
    if nps <= limits.detractor:
        days = policy.clocks.detractor.duration.total_seconds() / 86_400
        yield _flag(subject, "R9", f"NPS {nps:g} 分，贬损者，{days:g} 天内电话回访", place)
    low = nps <= limits.contradicts_low and subject.sentiment > 0
    high = nps >= limits.contradicts_high and subject.sentiment < 0
    if low or high:
        yield _flag(subject, "F9", f"NPS {nps:g} 分与原文{'的满意' if low else '的不满'}矛盾", place)
