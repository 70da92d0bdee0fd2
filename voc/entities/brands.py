"""Which car a text is about: among all cars named, the writer's own one and not the one it is measured by."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from voc.entities.mentions import Grammar, Mention, find_mentions, load_grammar
from voc.entities.trie import folded, lowered
from voc.types import Span

_CLAUSE = re.compile(r"[,，。!！?？;；\n…:：]")
# between two names of one list; the comma of a new clause is not among them
_LIST = re.compile(r"^(?:[、/和与或跟& ]{0,2}|还是|以及)$")
_REACH = 14
_OTHER = -2.0


@dataclass(frozen=True, slots=True)
class Vehicle:
    """The car a text is about, with the evidence; ``named`` holds the places of all cars named."""

    brand: str | None = None
    model: str | None = None
    brand_span: Span | None = None
    model_span: Span | None = None
    named: tuple[Span, ...] = ()


@dataclass(slots=True)
class _Car:
    """Mentions that stand together (brand + model) and how much they sound like the writer's own car."""

    start: int
    end: int
    brand: str | None
    model: str | None
    brand_span: Span
    model_span: Span | None
    score: float = 0.0


def _cars(low: str, mentions: list[Mention], parents: dict[str, tuple[str, ...]]) -> list[_Car]:
    cars: list[_Car] = []
    for mention in mentions:
        span = Span(mention.start, mention.end)
        last = cars[-1] if cars else None
        if last is not None and last.model is None and low[last.end : mention.start].strip(" 的·-") == "":
            if mention.brand in parents.get(last.brand or "", ()):
                cars.pop()
            elif mention.model is not None and last.brand == mention.brand:
                last.model, last.model_span, last.end = mention.model, span, mention.end
                continue
        own = span if mention.model else None
        cars.append(_Car(mention.start, mention.end, mention.brand, mention.model, span, own))
    return cars


def _score(low: str, car: _Car, grammar: Grammar) -> float:
    before = low[max(0, car.start - _REACH) : car.start]
    cut = [match.end() for match in _CLAUSE.finditer(before)]
    before = before[cut[-1] :] if cut else before
    after = low[car.end : car.end + 10]
    patterns = grammar.patterns
    score = 0.0
    if patterns["subject.other"].search(before) or patterns["subject.former"].search(before):
        score = _OTHER
    elif patterns["subject.friend"].search(before):
        score = -1.0
    elif patterns["subject.own"].search(before):
        score = 2.0
    if score >= 0 and patterns["subject.aside"].match(after):
        score = _OTHER
    if score >= 0 and patterns["subject.own_after"].match(after):
        score += 1.0
    if before.endswith(("#", "@")):
        score += 0.5
    return score


def find_vehicle(text: str, *, brand: str | None = None) -> Vehicle:
    """Return the car a text is about.

    Parameters
    ----------
    text
        Normalised text in any case.
    brand
        Canonical brand of the record, if its columns say one: only this brand's models count then.

    Returns
    -------
    Vehicle
        Empty where the text names no car, only cars it compares with, or several without saying which.
    """
    low = lowered(text)
    mentions = find_mentions(low, brand=brand)
    if not mentions:
        return Vehicle(brand)
    named = tuple(Span(mention.start, mention.end) for mention in mentions)
    best, own = _choose(low, mentions, brand)
    if best is None:
        return Vehicle(brand, named=named)
    model = _model(low, own)
    return Vehicle(
        brand=best.brand,
        model=model.model if model else None,
        brand_span=best.brand_span,
        model_span=model.model_span if model else None,
        named=named,
    )


def _choose(low: str, mentions: list[Mention], brand: str | None) -> tuple[_Car | None, list[_Car]]:
    """Return the car the text is about and all mentions of its brand."""
    grammar = load_grammar()
    cars = _cars(low, mentions, grammar.parents)
    if brand is not None:
        cars = [car for car in cars if car.brand == brand]
    elif any(car.brand for car in cars):
        # "蔚小理里就蔚来还行": the brand named alone is the one singled out
        cars = [car for car in cars if car.brand]
    if not cars:
        return None, []
    if cars[0].start or len(cars) > 1:
        for car in cars:
            car.score = _score(low, car, grammar)
    # the first car keeps its place against one that is not more clearly the writer's own
    best = max(cars, key=lambda car: car.score)
    if best.brand is None:
        return None, []
    if brand is None and (best.score <= _OTHER or _is_one_of_a_list(low, best, cars)):
        return None, []
    return best, [car for car in cars if car.brand == best.brand]


def _is_one_of_a_list(low: str, best: _Car, cars: list[_Car]) -> bool:
    """Say whether the next car named stands on one level with this one (蔚来、小鹏和理想)."""
    return any(
        other.brand != best.brand and other.score >= best.score - 2 and _LIST.match(low[best.end : other.start])
        for other in cars
        if other.start >= best.end
    )


def _model(low: str, cars: list[_Car]) -> _Car | None:
    named = [car for car in cars if car.model is not None]
    if not named:
        return None
    best = max(named, key=lambda car: car.score)
    if best.score <= _OTHER:
        return None
    for other in named:
        # "SU7和YU7选哪个" names two models on one level
        if other.model != best.model and other.start >= best.end and _LIST.match(low[best.end : other.start]):
            return None
    return best


@lru_cache(maxsize=4096)
def canonical_brand(value: str) -> str | None:
    """Return the canonical brand of a column's value (小米汽车 → 小米); an unknown brand stays as it is."""
    value = value.strip()
    if not value:
        return None
    senses = load_grammar().senses.get(folded(value), ())
    for sense in senses:
        if sense.model is None and sense.brand:
            return sense.brand
    return find_vehicle(value).brand or value


@lru_cache(maxsize=4096)
def canonical_model(value: str, *, brand: str | None = None) -> tuple[str | None, str | None]:
    """Return ``(brand, model)`` of a column's value (su7 → 小米, SU7); an unknown model stays as it is."""
    value = value.strip()
    if not value:
        return brand, None
    for key in (folded(value), folded((brand or "") + value)):
        senses = [s for s in load_grammar().senses.get(key, ()) if s.model is not None]
        for sense in senses:
            if sense.brand == brand or (brand is None and len(senses) == 1):
                return sense.brand, sense.model
        prior = load_grammar().prior.get(key)
        for sense in senses:
            if brand is None and sense.brand == prior:
                return sense.brand, sense.model
    found = find_vehicle(value, brand=brand)
    return (found.brand, found.model) if found.model else (brand, value)
