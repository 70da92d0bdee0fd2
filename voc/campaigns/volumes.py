"""Volumes raw and distinct, side by side; nothing is ever dropped."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from voc.campaigns.groups import CopyGroups
from voc.campaigns.index import digest
from voc.campaigns.posts import entry_of
from voc.campaigns.settings import COPIES, CopySettings
from voc.types import Analysis


@dataclass(frozen=True, slots=True)
class Volumes:
    """How many records there are and how many different things they say.

    Attributes
    ----------
    raw
        All records.
    distinct
        The same with each group of copies counted once for each brand it speaks of; short texts, which many people
        write alike, count each.
    """

    raw: int
    distinct: int

    @property
    def copies(self) -> int:
        """Records that repeat another one of the selection."""
        return self.raw - self.distinct

    @property
    def copy_share(self) -> float:
        """Share of the records that repeat another one, 0 without records."""
        return self.copies / self.raw if self.raw else 0.0


def count_volumes(analyses: Iterable[Analysis], groups: CopyGroups, *, settings: CopySettings = COPIES) -> Volumes:
    """Return both volumes of any selection of records (a day, a brand, a pain point).

    Parameters
    ----------
    analyses
        The selection; texts that are not in the index count as distinct unless they are identical to each other.
    groups
        The groups of an index that holds the selection, or more.
    """
    raw = short = 0
    brands: dict[str, set[tuple[str, ...]]] = {}
    for analysis in analyses:
        raw += 1
        entry = entry_of(analysis, settings=settings)
        if entry.folded.short:
            short += 1
            continue
        mark = digest(entry.folded)
        said = brands.setdefault(groups.by_digest.get(mark, mark.hex()), set())
        if entry.post.brands:
            said.add(entry.post.brands)
    # a copy that was cut before the brand's name is not another voice
    return Volumes(raw, short + sum(max(1, len(said)) for said in brands.values()))
