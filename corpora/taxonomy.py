"""The pain points: typed access to ``taxonomies/v1.toml``."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

FOLDER = Path(__file__).parent / "taxonomies"
CURRENT = "v1"


@dataclass(frozen=True, slots=True)
class PainPoint:
    """One pain point of the taxonomy.

    Attributes
    ----------
    id
        Stable identifier, never renamed.
    label, covers
        Name and one-line definition in Chinese.
    domain, domain_label
        The group it belongs to.
    owner
        Department that owns the counter-measure.
    journey
        Default step of the customer journey (rule R7).
    fault
        Default fault class for the service clock (rule R2): software, light_hardware, severe or none.
    codes
        Problem codes of the public complaint list that fall under it.
    """

    id: str
    label: str
    covers: str
    domain: str
    domain_label: str
    owner: str
    journey: str
    fault: str
    codes: tuple[str, ...]


# compared by identity: it is loaded once, and hashing all its texts at each look-up would cost more than the look-up
@dataclass(frozen=True, eq=False, slots=True)
class Taxonomy:
    """All pain points of one version, in the order of the file."""

    version: str
    points: tuple[PainPoint, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids in the order of the file; models number their outputs by it."""
        return tuple(point.id for point in self.points)

    def __getitem__(self, code: str) -> PainPoint:
        """Return the pain point with this id; KeyError when there is none."""
        return _by_id(self)[code]

    def __contains__(self, code: object) -> bool:
        return code in _by_id(self)


@lru_cache(maxsize=8)
def _by_id(taxonomy: Taxonomy) -> dict[str, PainPoint]:
    return {point.id: point for point in taxonomy.points}


@lru_cache(maxsize=8)
def load_taxonomy(name: str = CURRENT) -> Taxonomy:
    """Load a version of the taxonomy by the name of its file.

    Raises
    ------
    FileNotFoundError
        No such version is shipped.
    """
    data = tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))
    points = tuple(
        PainPoint(
            id=point["id"],
            label=point["label"],
            covers=point["covers"],
            domain=domain["id"],
            domain_label=domain["label"],
            owner=point["owner"],
            journey=point["journey"],
            fault=point["fault"],
            codes=tuple(point["c12365"]),
        )
        for domain in data["domain"]
        for point in domain["pain_point"]
    )
    return Taxonomy(str(data["version"]), points)
