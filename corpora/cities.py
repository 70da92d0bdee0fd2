"""Cities of China with province and tier, read from ``lexicons/cities.toml``."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

_PATH = Path(__file__).parent / "lexicons" / "cities.toml"


@dataclass(frozen=True, slots=True)
class City:
    """One city.

    Attributes
    ----------
    name
        Canonical short name, without 市.
    province
        Short name of the province or municipality.
    tier
        ``1``, ``new1``, ``2``, ``3`` or ``remote``; rule R5 (reach of mobile service) reads it.
    """

    name: str
    province: str
    tier: str


@dataclass(frozen=True, slots=True)
class Cities:
    """The whole lexicon.

    Attributes
    ----------
    cities
        Canonical name → city.
    surfaces
        Name, nickname or district as written → canonical name; the empty string for a word such as 北上广
        that names several cities.
    ambiguous
        Surfaces that are other words too and need a place cue.
    provinces
        Short names of the provinces.
    blocks
        Surface → patterns before and behind it that make it another word.
    patterns
        Regular expressions of the neighbourhood by name.
    """

    version: int
    source: str
    cities: Mapping[str, City]
    surfaces: Mapping[str, str]
    ambiguous: frozenset[str]
    provinces: tuple[str, ...]
    blocks: Mapping[str, tuple[str, str]]
    patterns: Mapping[str, str]


@lru_cache(maxsize=1)
def load_cities() -> Cities:
    """Return the shipped lexicon of cities (read once)."""
    data = tomllib.loads(_PATH.read_text(encoding="utf-8"))
    tiers = {name: tier for tier, names in data["tiers"].items() for name in names}
    cities = {
        name: City(name, province, tiers.get(name, "3"))
        for province, names in data["provinces"].items()
        for name in names
    }
    surfaces = {name: name for name in cities}
    surfaces.update({name: city for city, names in data["districts"].items() for name in names if name not in cities})
    surfaces.update(data["aliases"])
    return Cities(
        version=data["version"],
        source=data["source"],
        cities=MappingProxyType(cities),
        surfaces=MappingProxyType(surfaces),
        ambiguous=frozenset(data["ambiguous"]["words"]) | frozenset(data["district_cues"]["words"]),
        provinces=tuple(data["provinces"]),
        blocks=MappingProxyType({name: (before, after) for name, (before, after) in data["blocks"].items()}),
        patterns=MappingProxyType(dict(data["cues"])),
    )


def tier_of(city: str | None) -> str | None:
    """Return the tier of a canonical city name, None for an unknown city."""
    known = load_cities().cities.get(city) if city else None
    return known.tier if known else None
