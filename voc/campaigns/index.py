"""The index of copies: filled day by day, grouped whenever asked, saved without texts."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from hashlib import blake2b
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from voc.campaigns.fold import Folded
from voc.campaigns.grouping import Grouping, group_texts
from voc.campaigns.groups import CopyGroup, CopyGroups, Member, copy_kind, member_order
from voc.campaigns.minhash import ShingleSets, band_keys, build_sets
from voc.campaigns.posts import Entry, Post
from voc.campaigns.settings import COPIES, CopySettings

BATCH = 4096
"""Texts hashed together; bounds the memory of a batch to some tens of megabytes."""
UNDATED = np.iinfo(np.int64).max
_EPOCH = datetime(1970, 1, 1)


def digest(folded: Folded) -> bytes:
    """Return the fingerprint of a folded text."""
    return blake2b(f"{folded.key}\x00{folded.shape}".encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _seconds(moment: datetime | None) -> int:
    return int((moment.replace(tzinfo=None) - _EPOCH).total_seconds()) if moment else UNDATED


class CopyIndex:
    """Posts by their folded texts, with the n-gram sets and signatures of the distinct texts.

    Adding in parts, in any order, gives the same groups as adding all at once. The index keeps no text. It takes every
    record it is given: whoever feeds it takes care that a record is added once.

    Attributes
    ----------
    posts
        All posts, in the order they came.
    texts
        For each post the number of its distinct text.
    digests
        Fingerprints of the distinct texts.
    sets, bands
        Their n-grams and banded signatures.
    """

    def __init__(self, *, settings: CopySettings = COPIES) -> None:
        self.settings = settings
        self.posts: list[Post] = []
        self.texts: list[int] = []
        self.digests: list[bytes] = []
        self.sets = ShingleSets(np.zeros(0, np.uint32), np.zeros(1, np.int64))
        self.bands: NDArray[np.uint64] = np.zeros((0, settings.bands), np.uint64)
        self._numbers: dict[bytes, int] = {}

    def __len__(self) -> int:
        return len(self.posts)

    def add(self, entries: Iterable[Entry]) -> int:
        """Add posts and return how many they were; the entries are read as a stream."""
        source = iter(entries)
        values, counts, bands = [self.sets.values], [np.diff(self.sets.starts)], [self.bands]
        before = len(self.posts)
        while batch := list(islice(source, BATCH)):
            fresh: list[str] = []
            for entry in batch:
                mark = digest(entry.folded)
                number = self._numbers.setdefault(mark, len(self.digests))
                if number == len(self.digests):
                    self.digests.append(mark)
                    fresh.append(entry.folded.shape)
                self.posts.append(entry.post)
                self.texts.append(number)
            sets = build_sets(fresh, settings=self.settings)
            values.append(sets.values)
            counts.append(np.diff(sets.starts))
            bands.append(band_keys(sets, settings=self.settings))
        self.sets = ShingleSets(np.concatenate(values), np.concatenate([[0], np.cumsum(np.concatenate(counts))]))
        self.bands = np.concatenate(bands)
        return len(self.posts) - before

    def remove(self, ids: Iterable[str]) -> int:
        """Take all posts with these ids out, and the fingerprints of texts that nobody else wrote; return how many.

        Needed for erasure (rule F8).
        """
        gone = set(ids)
        kept = [place for place, post in enumerate(self.posts) if post.id not in gone]
        removed = len(self.posts) - len(kept)
        if removed:
            self._keep(kept)
        return removed

    def forget_before(self, moment: datetime) -> int:
        """Take out posts dated before a moment, so that a window can move on; return how many."""
        kept = [n for n, post in enumerate(self.posts) if post.created_at is None or post.created_at >= moment]
        removed = len(self.posts) - len(kept)
        if removed:
            self._keep(kept)
        return removed

    def _keep(self, places: list[int]) -> None:
        numbers = sorted({self.texts[place] for place in places})
        renumbered = {old: new for new, old in enumerate(numbers)}
        self.texts = [renumbered[self.texts[place]] for place in places]
        self.posts = [self.posts[place] for place in places]
        self.digests = [self.digests[number] for number in numbers]
        self._numbers = {mark: number for number, mark in enumerate(self.digests)}
        kept = np.zeros(len(self.sets.starts) - 1, dtype=bool)
        kept[numbers] = True
        counts = np.diff(self.sets.starts)
        self.sets = ShingleSets(
            self.sets.values[np.repeat(kept, counts)], np.concatenate([[0], np.cumsum(counts[kept])]).astype(np.int64)
        )
        self.bands = self.bands[kept]

    def restore(
        self, posts: list[Post], texts: list[int], digests: list[bytes], sets: ShingleSets, bands: NDArray[np.uint64]
    ) -> None:
        """Put a saved state in; see :mod:`voc.campaigns.state`."""
        self.posts, self.texts, self.digests = posts, texts, digests
        self.sets, self.bands = sets, bands
        self._numbers = {mark: number for number, mark in enumerate(digests)}

    def group(self) -> CopyGroups:
        """Return the groups of copies among all posts of the index."""
        grouping = self._grouping()
        by_leader: dict[int, list[int]] = {}
        for place, text in enumerate(self.texts):
            by_leader.setdefault(int(grouping.leaders[text]), []).append(place)
        groups = []
        by_digest: dict[bytes, str] = {}
        for leader, places in by_leader.items():
            if len(places) < 2:
                continue
            group = self._group(leader, places, grouping)
            groups.append(group)
            by_digest.update((self.digests[self.texts[place]], group.id) for place in places)
        groups.sort(key=lambda group: (-group.size, group.id))
        return CopyGroups(tuple(groups), by_digest)

    def _grouping(self) -> Grouping:
        texts = np.array(self.texts, dtype=np.int64)
        moments = np.full(len(self.digests), UNDATED, dtype=np.int64)
        np.minimum.at(moments, texts, np.array([_seconds(post.created_at) for post in self.posts], dtype=np.int64))
        return group_texts(
            self.sets,
            self.bands,
            weights=np.bincount(texts, minlength=len(self.digests)),
            moments=moments,
            digests=self.digests,
            settings=self.settings,
        )

    def _group(self, leader: int, places: list[int], grouping: Grouping) -> CopyGroup:
        own = [self.posts[place] for place in places if self.texts[place] == leader]
        first = min(own, key=lambda post: (_seconds(post.created_at), post.id))
        members = sorted(
            (
                Member(
                    post=self.posts[place],
                    text=self.texts[place],
                    kind=copy_kind(self.posts[place], self.texts[place], first, leader),
                    similarity=float(grouping.similarity[self.texts[place]]),
                )
                for place in places
            ),
            key=lambda member: (member_order(member), self.digests[member.text]),
        )
        representative = next(n for n, member in enumerate(members) if member.post is first)
        short = bool(self.sets.starts[leader] == self.sets.starts[leader + 1])
        return CopyGroup(self.digests[members[0].text].hex()[:12], tuple(members), representative, short)
