"""Whose it is and where it is best solved: owner department and service channel (rules R2–R5)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

from corpora.cues import load_cues
from corpora.taxonomy import load_taxonomy
from voc.triage.facts import Facts
from voc.triage.policy import Policy
from voc.triage.subject import Subject
from voc.types import Aspect, Intent, ServiceChannel


@lru_cache(maxsize=1)
def _owners() -> Mapping[str, str]:
    # a plain table: indexing the taxonomy hashes all of it, 20 µs a text
    return MappingProxyType({point.id: point.owner for point in load_taxonomy().points})


@lru_cache(maxsize=1)
def _scenes() -> tuple[tuple[str, str], ...]:
    return tuple((family.id, family.code) for family in load_cues().families if family.code is not None)


def owner_of(subject: Subject, facts: Facts, policy: Policy) -> str | None:
    """Return the department of the gravest negative aspect.

    When danger is told, the aspects of danger come first; otherwise the surest aspect does, the earlier of equals. A
    danger told without any negative aspect belongs to the owner of its scene. None without evidence.
    """
    owners = _owners()
    negative = [aspect for aspect in subject.aspects if aspect.polarity < 0 and aspect.code in owners]
    if subject.intent is Intent.NOISE and not subject.pressing:
        return None
    if not negative:
        scene = next((code for event, code in _scenes() if event in facts.events), None)
        return owners[scene] if scene is not None and subject.safety is not None else None
    return owners[min(negative, key=lambda aspect: _gravity(aspect, subject, policy)).code]


def _gravity(aspect: Aspect, subject: Subject, policy: Policy) -> tuple[int, float, int, str]:
    danger = policy.codes.danger
    rank = 0
    if subject.safety is not None:
        rank = danger.index(aspect.code) if aspect.code in danger else len(danger)
    return rank, -aspect.score, aspect.start, aspect.code


def channel_of(subject: Subject, facts: Facts, policy: Policy) -> ServiceChannel | None:
    """Return where the problem is best solved, None for praise, noise and texts without a problem.

    A car that cannot or must not move is rescued; simple jobs are done at the customer's where the city is served; what
    remote help failed at goes to the workshop; complaints about service go to customer care.
    """
    if not subject.pressing and subject.intent in (Intent.NOISE, Intent.PRAISE):
        return None
    if not subject.negative and not subject.pressing and subject.intent is not Intent.HELP:
        return _job(subject, facts, policy)
    if subject.safety is not None or subject.fault == "severe" or facts.where("stranded") is not None:
        return ServiceChannel.WORKSHOP if _parked(subject, facts) else ServiceChannel.RESCUE
    return _by_fault(subject, facts, policy)


def _by_fault(subject: Subject, facts: Facts, policy: Policy) -> ServiceChannel | None:
    job = _job(subject, facts, policy)
    if subject.fault == "software":
        tried = any(aspect.code == policy.codes.remote for aspect in subject.negative)
        return ServiceChannel.WORKSHOP if tried else ServiceChannel.REMOTE
    if subject.fault == "light_hardware":
        return job or ServiceChannel.WORKSHOP
    told = bool(subject.negative) or subject.pressing or subject.intent is Intent.HELP
    return ServiceChannel.CARE if told else job


def _parked(subject: Subject, facts: Facts) -> bool:
    # a car that is in the shop already needs no tow
    return subject.journey != "救援" and facts.where("in_shop") is not None


def _job(subject: Subject, facts: Facts, policy: Policy) -> ServiceChannel | None:
    simple = policy.mobile_jobs and facts.where("simple_job") is not None
    if not simple or facts.where("complex_job") is not None:
        return None
    if subject.city_tier in policy.without_mobile:
        return ServiceChannel.WORKSHOP
    return ServiceChannel.MOBILE
