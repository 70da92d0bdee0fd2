"""A bounded list of the best items of a stream."""

from __future__ import annotations

from bisect import bisect_left
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")


class Shortlist(Generic[Item]):
    """The ``size`` items with the smallest keys, and how many were offered.

    The content does not depend on the order of offers as long as keys are unique. Keys are tuples of comparable
    parts; items are never compared.

    Parameters
    ----------
    size
        Number of items kept.
    """

    __slots__ = ("_items", "_keys", "_size", "total")

    def __init__(self, size: int) -> None:
        self.total = 0
        self._size = size
        self._keys: list[Any] = []
        self._items: list[Item] = []

    def offer(self, key: Any, item: Item) -> None:  # noqa: ANN401 - any tuple
        """Count an item, and keep it when its key is among the smallest."""
        self.total += 1
        keys = self._keys
        if len(keys) >= self._size:
            if not keys or key >= keys[-1]:
                return
            keys.pop()
            self._items.pop()
        at = bisect_left(keys, key)
        keys.insert(at, key)
        self._items.insert(at, item)

    @property
    def items(self) -> tuple[Item, ...]:
        """The items kept, smallest key first."""
        return tuple(self._items)
