"""Groups of copies as values: who is in them and in which way each text is a copy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from voc.campaigns.posts import Post


class CopyKind(StrEnum):
    """How a text copies its group's representative."""

    IDENTICAL = "identical"
    NEAR = "near"
    TEMPLATE = "template"


@dataclass(frozen=True, slots=True)
class Member:
    """One post of a group.

    Attributes
    ----------
    text
        Number of its distinct text in the index; equal numbers are identical texts after folding.
    similarity
        Jaccard similarity of its n-grams to the representative's, 1 for the same text.
    """

    post: Post
    text: int
    kind: CopyKind
    similarity: float


@dataclass(frozen=True, slots=True)
class CopyGroup:
    """Posts whose texts are identical, near-copies or template copies of one representative.

    Attributes
    ----------
    id
        Fingerprint of the earliest text, so that a group that grows keeps its id.
    members
        In the order of time, undated ones last.
    representative
        Place in ``members`` of the text that all others are near to.
    short
        The text is so short that equal wording may be chance.
    """

    id: str
    members: tuple[Member, ...]
    representative: int
    short: bool

    @property
    def size(self) -> int:
        """Posts in the group."""
        return len(self.members)

    @property
    def distinct_texts(self) -> int:
        """Texts that differ after folding."""
        return len({member.text for member in self.members})

    def count(self, kind: CopyKind) -> int:
        """Return how many posts copy in this way; the representative's own text counts as identical."""
        return sum(member.kind is kind for member in self.members)


@dataclass(frozen=True, slots=True)
class CopyGroups:
    """All groups of an index, the largest first, and the way from a text to its group.

    Attributes
    ----------
    groups
        Groups of two or more posts.
    by_digest
        Digest of a folded text → id of its group; texts that nobody copied are not in it.
    """

    groups: tuple[CopyGroup, ...]
    by_digest: Mapping[bytes, str]


def member_order(member: Member) -> tuple[bool, str, str]:
    """Return the sort key of members: time, then id."""
    moment = member.post.created_at
    return (moment is None, moment.isoformat() if moment else "", member.post.id)


def copy_kind(post: Post, text: int, leader_post: Post, leader_text: int) -> CopyKind:
    """Return in which way a post copies the representative.

    Template copies say the same of another car: both name cars, and none in common.
    """
    if text == leader_text:
        return CopyKind.IDENTICAL
    for own, other in ((post.brands, leader_post.brands), (post.models, leader_post.models)):
        if own and other and not set(own) & set(other):
            return CopyKind.TEMPLATE
    return CopyKind.NEAR
