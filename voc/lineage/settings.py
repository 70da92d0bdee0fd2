"""Thresholds of the matching; docs/adr/0009-stable-topics.md says why."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MatchSettings:
    """When a topic of a run is a known one.

    Attributes
    ----------
    least_cosine, least_overlap
        Centre cosine and member overlap (Jaccard over the texts present in both runs) of the least pair that counts as
        the same topic; a pair may make up for one with the other.
    overlap_weight
        Weight of the members against the centres where many texts are in both runs.
    overlap_half
        Known texts at which the members have half that weight; without common texts only the centres speak.
    relative_cosine
        Without enough common texts, centres at least this similar make a leftover topic a split or merge.
    relative_share
        Share of the common texts that makes a leftover topic a split or merge.
    relative_texts
        Common texts needed to read that share.
    margin
        A text known from the run before changes its topic only when the new centre is nearer by this much (cosine).
    residual_cosine
        A known text that the run left over stays in its topic when it is at least this similar to the centre.
    split_margin, split_share
        Share of a would-be part's texts that must be nearer to the part than to its parent by this much (cosine).
    least_texts
        A new topic that keeps fewer texts than this is none.
    sketch
        Hashes kept for each topic.
    """

    least_cosine: float = 0.75
    least_overlap: float = 0.3
    overlap_weight: float = 0.6
    overlap_half: float = 10.0
    relative_cosine: float = 0.85
    relative_share: float = 0.5
    relative_texts: float = 3.0
    margin: float = 0.05
    residual_cosine: float = 0.3
    split_margin: float = 0.1
    split_share: float = 0.5
    least_texts: int = 3
    sketch: int = 200


MATCH = MatchSettings()
