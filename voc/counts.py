"""What became of the records of a run."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(slots=True)
class Counts:
    """What became of the records: read = analysed + rejected + duplicates, always."""

    analysed: int = 0
    rejected: int = 0
    duplicates: int = 0

    @property
    def read(self) -> int:
        """All records read."""
        return self.analysed + self.rejected + self.duplicates
