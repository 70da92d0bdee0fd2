"""What a series counts: a pain point or topic, and the brand, model and city it is counted in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

#: The key of the series that count every record of a scope, whatever it speaks about.
VOLUME = ""

_LEVELS = (
    (),
    ("brand",),
    ("city",),
    ("brand", "model"),
    ("brand", "city"),
    ("brand", "model", "city"),
)


class Scope(NamedTuple):
    """A pain point (or topic key) in a brand, model and city; None stands for all of them."""

    point: str
    brand: str | None = None
    model: str | None = None
    city: str | None = None

    @property
    def depth(self) -> int:
        """How many of brand, model and city are fixed; more is more specific."""
        return sum(value is not None for value in self[1:])


def levels(cell: Scope) -> Iterator[Scope]:
    """Yield every scope that counts a record, the most general first.

    In ``cell`` None means *unknown*: a record without a city counts in no city. A model without its brand is unknown.
    """
    fields = cell._asdict()
    if cell.brand is None:
        fields["model"] = None
    for level in _LEVELS:
        if all(fields[name] is not None for name in level):
            yield Scope(cell.point, **{name: fields[name] for name in level})


def parent(scope: Scope) -> Scope | None:
    """Return the scope above: first the city is let go, then the model, then the brand; None for the topmost."""
    if scope.city is not None:
        return scope._replace(city=None)
    if scope.model is not None:
        return scope._replace(model=None)
    return scope._replace(brand=None) if scope.brand is not None else None


def covers(general: Scope, special: Scope) -> bool:
    """Tell whether every record of ``special`` also counts in ``general``."""
    return all(own is None or own == other for own, other in zip(general, special, strict=True))


def meet(first: Scope, second: Scope) -> Scope | None:
    """Return the scope of the records that count in both; None when there are none."""
    merged: list[str | None] = []
    for own, other in zip(first, second, strict=True):
        if own is not None and other is not None and own != other:
            return None
        merged.append(other if own is None else own)
    return Scope(merged[0] or VOLUME, *merged[1:])
