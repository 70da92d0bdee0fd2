"""Brands and models of cars as their customers name them, read from ``lexicons/brands.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

_PATH = Path(__file__).parent / "lexicons" / "brands.toml"


@dataclass(frozen=True, slots=True)
class Model:
    """One model of a brand.

    Attributes
    ----------
    name
        Canonical name, unique within its brand.
    surfaces
        How customers write it; the name is the first one unless it is another word.
    when
        ``free`` (wherever it stands), ``cued`` (with its brand in the text or a car cue), ``joint`` (after its brand).
    first_delivery
        Month of the first delivery to a customer, ``YYYY-MM``; None where not known for sure.
    """

    name: str
    brand: str
    surfaces: tuple[str, ...]
    when: str
    first_delivery: str | None = None


@dataclass(frozen=True, slots=True)
class Brand:
    """One brand with its surfaces, from the plainest to the most ambiguous kind."""

    name: str
    aliases: tuple[str, ...]
    guarded: tuple[str, ...]
    context: tuple[str, ...]
    cued: tuple[str, ...]
    not_before: str | None
    not_after: str | None
    models: tuple[Model, ...]

    @property
    def surfaces(self) -> tuple[str, ...]:
        """All surfaces of the brand."""
        return self.aliases + self.guarded + self.context + self.cued


@dataclass(frozen=True, slots=True)
class Vehicles:
    """The whole lexicon.

    Attributes
    ----------
    prior
        Code used by several brands (lower case) → the brand meant when none is named.
    groups
        Words for several brands at once.
    everyday
        Model surfaces that are ordinary words or codes too; they need their brand or a car cue.
    loose
        The same, but a word of the car world anywhere in the text is enough.
    blocks
        Model surface → patterns before and behind it that make it another word.
    parents
        Brand → its sub-brands, which may stand directly behind it.
    patterns
        Regular expressions of the neighbourhood by name, e.g. ``cues.before``, ``subject.other``.
    """

    version: int
    source: str
    brands: tuple[Brand, ...]
    prior: Mapping[str, str]
    groups: tuple[str, ...]
    everyday: frozenset[str]
    loose: frozenset[str]
    blocks: Mapping[str, tuple[str, str]]
    parents: Mapping[str, tuple[str, ...]]
    patterns: Mapping[str, str]


def _model(entry: str | dict[str, Any], brand: str, when: str) -> Model:
    if isinstance(entry, str):
        return Model(entry, brand, (entry,), when)
    name = (entry["name"],) if entry.get("bare", True) else ()
    return Model(entry["name"], brand, name + tuple(entry.get("aliases", ())), when, entry.get("first_delivery"))


def _brand(entry: dict[str, Any]) -> Brand:
    guarded, context, cued = (tuple(entry.get(kind, ())) for kind in ("guarded", "context", "cued"))
    named = entry["name"]
    ambiguous = {surface.lower() for surface in guarded + context + cued}
    own = (named,) if entry.get("bare", True) and named.lower() not in ambiguous else ()
    kinds = (("free", "models"), ("cued", "cued_models"), ("joint", "joint_models"))
    return Brand(
        name=named,
        aliases=own + tuple(entry.get("aliases", ())),
        guarded=guarded,
        context=context,
        cued=cued,
        not_before=entry.get("not_before"),
        not_after=entry.get("not_after"),
        models=tuple(_model(model, named, when) for when, key in kinds for model in entry.get(key, ())),
    )


@lru_cache(maxsize=1)
def load_vehicles() -> Vehicles:
    """Return the shipped lexicon of brands and models (read once)."""
    data = tomllib.loads(_PATH.read_text(encoding="utf-8"))
    patterns = {
        f"{table}.{name}": pattern for table in ("cues", "subject", "single") for name, pattern in data[table].items()
    }
    return Vehicles(
        version=data["version"],
        source=data["source"],
        brands=tuple(_brand(entry) for entry in data["brand"]),
        prior=MappingProxyType(dict(data["prior"])),
        groups=tuple(data["groups"]["words"]),
        everyday=frozenset(word.lower() for word in data["everyday"]["words"]),
        loose=frozenset(word.lower() for word in data["everyday"]["loose"]),
        blocks=MappingProxyType({word: (before, after) for word, (before, after) in data["blocks"].items()}),
        parents=MappingProxyType({house: tuple(brands) for house, brands in data["parents"].items()}),
        patterns=MappingProxyType(patterns),
    )


def vehicle_words() -> tuple[str, ...]:
    """Return every name of a brand or model that always means it, for the segmenter; ambiguous words are left out."""
    lexicon = load_vehicles()
    words: dict[str, None] = {}
    for brand in lexicon.brands:
        words.update(dict.fromkeys((brand.name, *brand.aliases)))
        for model in brand.models:
            if model.when == "free":
                words.update(dict.fromkeys(model.surfaces))
    return tuple(word for word in words if word not in lexicon.everyday)
