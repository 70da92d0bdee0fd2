"""Where in the customer's journey a text stands (rule R7), and which fault class it tells of (rule R2)."""

from __future__ import annotations

from collections.abc import Sequence

from corpora.journey import journey_steps
from corpora.taxonomy import Taxonomy
from voc.types import Aspect

FAULTS = ("severe", "light_hardware", "software")
"""Fault classes by falling gravity."""

_FIXED = frozenset({"用车", "补能", "救援"})
"""Default steps that the pain point itself decides: a rattle is 用车 even when the writer stands in the shop."""


def journey_of(aspects: Sequence[Aspect], *, taxonomy: Taxonomy) -> str | None:
    """Return the step of the strongest complaint, or of the strongest aspect: named in its quote, else its default.

    None when the text speaks of no pain point: a step is not guessed.
    """
    if not aspects:
        return None
    first = next((aspect for aspect in aspects if aspect.polarity < 0), aspects[0])
    default = taxonomy[first.code].journey
    if default in _FIXED:
        return default
    domain = taxonomy[first.code].domain
    own_steps = {point.journey for point in taxonomy.points if point.domain == domain}
    for step in journey_steps():
        if step.name in own_steps and any(cue in first.quote for cue in step.cues):
            return step.name
    return default


def fault_of(aspects: Sequence[Aspect], *, safety: bool, taxonomy: Taxonomy) -> str | None:
    """Return the gravest fault class among the aspects complained of; None when no fault is told.

    A pain point whose default class is ``severe`` counts as ``light_hardware`` unless a danger is told: a squeaking
    brake is looked at in the workshop, a brake that fails is not driven there.
    """
    classes = {taxonomy[aspect.code].fault for aspect in aspects if aspect.polarity < 0}
    if safety:
        return "severe"
    if "severe" in classes and not any(_always_severe(aspect.code) for aspect in aspects if aspect.polarity < 0):
        classes = (classes - {"severe"}) | {"light_hardware"}
    return next((fault for fault in FAULTS if fault in classes), None)


def _always_severe(code: str) -> bool:
    return code in {"quality.fire", "rescue.slow"}
