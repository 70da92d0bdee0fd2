"""Experience with a car that no customer had yet: texts dated before the model's first delivery (rule F10)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from corpora.taxonomy import load_taxonomy
from corpora.vehicles import load_vehicles
from voc.types import Analysis, Aspect, Intent

_BEFORE_THE_CAR = frozenset({"选购", "下单", "交付"})
"""Steps a customer takes before having the car: a late delivery can be complained of before the first one."""
_NOT_CLAIMED = frozenset({Intent.NOISE, Intent.QUESTION})
# what may be known of a car without owning it: shows, test drives, orders, hearsay, another's car, wishes
_NOT_OWNER = re.compile(
    r"试[驾乘]|展[车台厅]|车展|静态体验|发布会|预[售定订]|盲订|[小大]定|定金|订金|下定|等提车|还没提|没提车|准备买|打算[买入换]|"
    r"想[买入换]|要[买入]|考虑[买入]|听[说讲]|据说|据悉|网[上传]|朋友的|同事的|邻居的|别人的|工程车|谍照|如果|希望|期待|会不会|上市后"
)


@dataclass(frozen=True, slots=True)
class Finding:
    """An experience told before the model's first delivery.

    Attributes
    ----------
    first_delivery
        First day of the month of the first delivery, after ``corpora/lexicons/brands.toml``.
    written
        Day of the text.
    reason
        The finding in Chinese.
    quote, start, end
        The experience told: ``text[start:end] == quote``.
    """

    brand: str
    model: str
    first_delivery: date
    written: date
    reason: str
    quote: str
    start: int
    end: int


@lru_cache(maxsize=1)
def first_deliveries() -> dict[tuple[str, str], date]:
    """Return the first day of the month of the first delivery by brand and model, where known for sure."""
    found = {}
    for brand in load_vehicles().brands:
        for model in brand.models:
            if model.first_delivery:
                year, month = model.first_delivery.split("-")
                found[brand.name, model.name] = date(int(year), int(month), 1)
    return found


def _is_experience(analysis: Analysis, aspect: Aspect) -> bool:
    taxonomy = load_taxonomy()
    if not aspect.polarity or aspect.code not in taxonomy:
        return False
    if taxonomy[aspect.code].journey in _BEFORE_THE_CAR:
        return False
    start = max(analysis.text.rfind(mark, 0, aspect.start) for mark in "。！？!?；;\n") + 1
    return not _NOT_OWNER.search(analysis.text, start, aspect.end)


def experience_before_delivery(analysis: Analysis) -> Finding | None:
    """Return a finding when a text tells of owning a car that had not been delivered to anyone yet.

    Only texts that claim an experience count: an aspect of using, charging or repairing the car, told with a polarity,
    in a text that is neither a question nor noise (news), and not told of a test drive, an order, hearsay or another's
    car. Complaints of ordering and delivery are made before the first delivery and are none.

    Parameters
    ----------
    analysis
        The record; without date, model or a known first delivery there is no finding.
    """
    facts, at = analysis.entities, analysis.created_at
    if at is None or facts.brand is None or facts.model is None or analysis.intent in _NOT_CLAIMED:
        return None
    first = first_deliveries().get((facts.brand, facts.model))
    if first is None or at.date() >= first:
        return None
    for aspect in analysis.aspects:
        if _is_experience(analysis, aspect):
            reason = (
                f"发布于 {at:%Y-%m-%d}，早于{facts.brand} {facts.model} 首次交付（{first.year} 年 {first.month} 月），"
                "却讲述了用车体验，请核实"
            )
            return Finding(
                brand=facts.brand,
                model=facts.model,
                first_delivery=first,
                written=at.date(),
                reason=reason,
                quote=aspect.quote,
                start=aspect.start,
                end=aspect.end,
            )
    return None
