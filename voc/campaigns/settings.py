"""The thresholds of copies and campaigns; ``docs/campaigns.md`` says where each comes from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CopySettings:
    """When two texts are copies of each other.

    A changed value needs a new index: signatures of two settings cannot be compared.

    Attributes
    ----------
    orders
        Lengths of the character n-grams a text is the set of.
    bands, rows
        The MinHash signature has ``bands × rows`` values; two texts are compared when one band is equal. With 64 bands
        of 4 rows, 98 % of the pairs with Jaccard 0.5, 93 % with 0.45 and 0.04 % with 0.05 are.
    seed
        Seed of the hash functions.
    jaccard, jaccard_brief, brief
        Share of common n-grams from which two texts are near-copies; the second for texts with fewer than ``brief``
        n-grams. The closest pairs among hand-written clauses about one thing share 0.32, all of them brief.
    containment
        Share of the shorter text's n-grams found in the longer one from which it is a cut or extended copy.
    length_ratio
        A cut copy has at least this share of the longer text's n-grams.
    short
        Folded texts with fewer characters ("不错，点赞") are copies only when identical.
    masked_from
        Cars, cities and numbers are masked only where at least this many characters remain: "某哪里有保养店" is what
        many people ask.
    candidates, bucket
        Bounds of the work for one text: representatives compared, and representatives looked at in one bucket.
    """

    orders: tuple[int, ...] = (2,)
    bands: int = 64
    rows: int = 4
    seed: int = 20220101
    jaccard: float = 0.45
    jaccard_brief: float = 0.7
    brief: int = 24
    containment: float = 0.85
    length_ratio: float = 0.4
    short: int = 8
    masked_from: int = 12
    candidates: int = 32
    bucket: int = 200


@dataclass(frozen=True, slots=True)
class CampaignSettings:
    """When a group of copies looks like a campaign.

    Attributes
    ----------
    copies_half, burst_half
        Further posts at which the strength of the part is half: one copy is chance, ten are not.
    day_usual, night_usual
        Share of the busiest 24 hours and of the posts between 0 and 6 o'clock that needs no explanation.
    night_hours
        The night, half-open, local time.
    rhythm_from, burst_from
        Posts with a clock (date) needed before a rhythm (burst) is read.
    young_days
        An account younger than this is new.
    weights
        Weight of each part; unknown parts count as nothing found.
    suspected, watched
        Scores from which a group is called suspected, or worth watching.
    """

    copies_half: float = 5.0
    burst_half: float = 4.0
    day_usual: float = 0.3
    night_usual: float = 0.15
    night_hours: tuple[int, int] = (0, 6)
    rhythm_from: int = 6
    burst_from: int = 3
    young_days: float = 30.0
    copies_weight: float = 0.30
    burst_weight: float = 0.25
    accounts_weight: float = 0.20
    templates_weight: float = 0.15
    rhythm_weight: float = 0.10
    suspected: float = 0.55
    watched: float = 0.30


COPIES = CopySettings()
CAMPAIGNS = CampaignSettings()
