"""All facts a text names, together with what the record's own columns say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from voc.entities.amounts import find_amount
from voc.entities.brands import canonical_brand, canonical_model, find_vehicle
from voc.entities.cities import canonical_city, find_city
from voc.entities.scores import find_score
from voc.entities.trie import lowered
from voc.entities.waits import find_wait
from voc.types import Entities, Span


@dataclass(frozen=True, slots=True)
class Facts:
    """Facts named in a text.

    Attributes
    ----------
    entities
        The values; None where neither the text nor a column says one.
    spans
        Field name → place of its evidence; only for values found in the text.
    """

    entities: Entities
    spans: Mapping[str, Span]


def _columns(brand: str | None, model: str | None) -> tuple[str | None, str | None]:
    """Return the canonical brand and model of the record's columns; a model alone may name its brand."""
    known = canonical_brand(brand) if brand else None
    return canonical_model(model, brand=known) if model else (known, None)


def extract(
    text: str,
    *,
    sent_at: datetime | None = None,
    brand: str | None = None,
    model: str | None = None,
    city: str | None = None,
    nps: float | None = None,
    waiting: bool = False,
) -> Facts:
    """Return the facts a text names, with their evidence.

    Parameters
    ----------
    text
        Normalised (NFKC, Simplified) and redacted text in any case.
    sent_at
        When it was said; gives a length to "从3月等到现在".
    brand, model
        The record's own columns in any spelling: they win over the text, which fills what they leave open.
    city, nps
        The record's own columns: used where the text does not say.
    waiting
        Whether the text is known to complain of waiting, see :func:`voc.entities.waits.find_wait`.

    Returns
    -------
    Facts
        Confidence comes first: what is open between two readings is None.
    """
    low = lowered(text)
    known_brand, known_model = _columns(brand, model)
    vehicle = find_vehicle(low, brand=known_brand)
    place = find_city(text, taken=vehicle.named)
    wait = find_wait(low, sent_at=sent_at, expected=waiting)
    amount = find_amount(low)
    score = find_score(low)
    spans = {
        "brand": vehicle.brand_span or vehicle.model_span,
        "model": vehicle.model_span if known_model in (None, vehicle.model) else None,
        "city": place.span,
        "wait_days": wait.span,
        "amount_yuan": amount.span,
        "nps": score.span,
    }
    entities = Entities(
        brand=vehicle.brand,
        model=known_model or vehicle.model,
        city=place.city or (canonical_city(city) if city else None),
        wait_days=wait.days,
        amount_yuan=amount.yuan,
        nps=score.value if score.value is not None else nps,
    )
    return Facts(entities, {name: span for name, span in spans.items() if span is not None})
