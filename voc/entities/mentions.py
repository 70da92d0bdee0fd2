"""Where a text names cars: surfaces found, other meanings sorted out, codes given to their brand."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from corpora.vehicles import Brand, Model, Vehicles, load_vehicles
from voc.entities.trie import build_matcher, folded

# a joint model of digits only (阿维塔 12) is a number when one of these follows
_COUNTED = re.compile(r"[万个台点月年小号块元位次家公人岁折多余几%度]|分(?!动)|天(?!窗)|\.\d|:\d")
_BARE_NUMBER = re.compile(r"[^\x00-\x7f]+\d+")
_NUMBER_TAIL = re.compile(r"[ \-·._]?\d+$")
_GAP = 8


@dataclass(frozen=True, slots=True)
class Mention:
    """One place where a brand, a model or a group of brands is named."""

    start: int
    end: int
    brand: str | None
    model: str | None = None


@dataclass(frozen=True, slots=True)
class _Sense:
    """One meaning of a surface; ``when`` says what it needs to count."""

    brand: str
    model: str | None
    when: str


@dataclass(frozen=True, slots=True)
class Grammar:
    """Everything compiled once from the lexicon."""

    matcher: re.Pattern[str]
    senses: dict[str, tuple[_Sense, ...]]
    groups: frozenset[str]
    prior: dict[str, str]
    not_before: dict[str, re.Pattern[str]]
    not_after: dict[str, re.Pattern[str]]
    blocks: dict[str, tuple[re.Pattern[str] | None, re.Pattern[str] | None]]
    parents: dict[str, tuple[str, ...]]
    patterns: dict[str, re.Pattern[str]]


@dataclass(frozen=True, slots=True)
class _Hit:
    start: int
    end: int
    senses: tuple[_Sense, ...]
    key: str


def _collect(brand: Brand, lexicon: Vehicles) -> list[tuple[str, _Sense]]:
    found = [
        (surface, _Sense(brand.name, None, when))
        for when in ("guarded", "context", "cued")
        for surface in getattr(brand, when)
    ]
    found += [(surface, _Sense(brand.name, None, "free")) for surface in brand.aliases]
    for model in brand.models:
        for surface in model.surfaces:
            when = _when(surface, model, lexicon)
            if when == "joint":
                joints = dict.fromkeys(f"{name} {surface}" for name in (brand.name, *brand.surfaces))
                found += [(joint, _Sense(brand.name, model.name, "free")) for joint in joints]
                continue
            found.append((surface, _Sense(brand.name, model.name, when)))
            # 广汽埃安 must not hide 埃安S: the maker's name goes with the model too
            rest = surface.removeprefix(brand.name)
            if rest != surface:
                makers = (alias for alias in brand.aliases if alias.endswith(brand.name) and alias != brand.name)
                found += [(maker + rest, _Sense(brand.name, model.name, when)) for maker in makers]
    return found


def _when(surface: str, model: Model, lexicon: Vehicles) -> str:
    if model.when == "joint":
        # only the short name is ambiguous: 长城炮 needs its brand, 炮皮卡 does not
        return "joint" if surface == model.name else "free"
    if model.when == "cued":
        return "single" if len(surface) == 1 and not surface.isascii() else "cued"
    key = surface.lower()
    if key in lexicon.everyday:
        return "cued"
    return "context" if key in lexicon.loose else "free"


@lru_cache(maxsize=1)
def load_grammar() -> Grammar:
    """Compile the lexicon of vehicles (once)."""
    lexicon = load_vehicles()
    surfaces = [pair for brand in lexicon.brands for pair in _collect(brand, lexicon)]
    surfaces += [(group, _Sense("", None, "group")) for group in lexicon.groups]
    senses: dict[str, dict[_Sense, None]] = {}
    for surface, sense in surfaces:
        senses.setdefault(folded(surface), {})[sense] = None
    return Grammar(
        matcher=build_matcher(surface for surface, _ in surfaces),
        senses={key: tuple(found) for key, found in senses.items()},
        groups=frozenset(folded(group) for group in lexicon.groups),
        prior={folded(key): brand for key, brand in lexicon.prior.items()},
        not_before={b.name: re.compile(b.not_before) for b in lexicon.brands if b.not_before},
        not_after={b.name: re.compile(b.not_after) for b in lexicon.brands if b.not_after},
        blocks={
            folded(word): (re.compile(before) if before else None, re.compile(after) if after else None)
            for word, (before, after) in lexicon.blocks.items()
        },
        parents=dict(lexicon.parents),
        patterns={name: re.compile(pattern) for name, pattern in lexicon.patterns.items()},
    )


def _is_other_word(low: str, hit: _Hit, sense: _Sense, grammar: Grammar) -> bool:
    before = grammar.not_before.get(sense.brand)
    after = grammar.not_after.get(sense.brand)
    return bool(
        (before and before.search(low[max(0, hit.start - _GAP) : hit.start]))
        or (after and after.match(low[hit.end : hit.end + _GAP]))
    )


def _is_blocked(low: str, hit: _Hit, grammar: Grammar) -> bool:
    before, after = grammar.blocks.get(hit.key, (None, None))
    behind = low[hit.end : hit.end + 5]
    return bool(
        grammar.patterns["cues.not_model_after"].match(behind)
        or (before and before.search(low[max(0, hit.start - 2) : hit.start]))
        or (after and after.match(behind))
    )


def _has_cue(low: str, hit: _Hit, grammar: Grammar) -> bool:
    patterns = grammar.patterns
    return bool(
        patterns["cues.before"].search(low[max(0, hit.start - 6) : hit.start])
        or patterns["cues.after"].match(low[hit.end : hit.end + 10])
    )


def _is_single_car(low: str, hit: _Hit, grammar: Grammar) -> bool:
    after = low[hit.end : hit.end + 6]
    patterns = grammar.patterns
    if patterns["single.after"].match(after):
        return True
    if patterns["single.not_after"].match(after):
        return False
    return bool(patterns["single.before"].search(low[max(0, hit.start - 6) : hit.start]))


class _Reader:
    """Resolves the hits of one text; each question is asked only if a hit needs it."""

    __slots__ = ("brand", "grammar", "hits", "low", "named")

    def __init__(self, low: str, hits: list[_Hit], brand: str | None, grammar: Grammar) -> None:
        self.low = low
        self.hits = hits
        self.brand = brand
        self.grammar = grammar
        sure = {
            sense.brand: None for hit in hits for sense in hit.senses if sense.when == "free" and len(hit.senses) == 1
        }
        if brand:
            sure[brand] = None
        self.named = sure

    def read(self) -> list[Mention]:
        # brands first: a code is understood by a brand that stands anywhere in the text
        brands = [
            (hit, sense)
            for hit in self.hits
            for sense in hit.senses[:1]
            if sense.model is None and self.accept(hit, sense)
        ]
        for _, sense in brands:
            self.named.setdefault(sense.brand)
        mentions = [Mention(hit.start, hit.end, sense.brand or None) for hit, sense in brands]
        for index, hit in enumerate(self.hits):
            senses = [sense for sense in hit.senses if sense.model is not None]
            meant = self.choose(index, hit, senses) if senses else None
            if meant is not None:
                mentions.append(Mention(hit.start, hit.end, meant.brand, meant.model))
        mentions.sort(key=lambda mention: (mention.start, mention.model is None))
        return mentions

    def accept(self, hit: _Hit, sense: _Sense) -> bool:
        """Say whether a surface of a brand means the brand here."""
        if sense.when in ("free", "group"):
            return True
        if sense.brand == self.brand:
            return True
        if _is_other_word(self.low, hit, sense, self.grammar):
            return False
        if sense.when == "guarded" or sense.brand in self.named:
            return True
        if sense.when == "context" and self.grammar.patterns["cues.context"].search(self.low):
            return True
        return self.has_own_model_behind(hit, sense) or _has_cue(self.low, hit, self.grammar)

    def has_own_model_behind(self, hit: _Hit, sense: _Sense) -> bool:
        return any(
            0 <= other.start - hit.end <= 1 and any(s.brand == sense.brand and s.model for s in other.senses)
            for other in self.hits
        )

    def choose(self, index: int, hit: _Hit, senses: list[_Sense]) -> _Sense | None:
        """Return the one model a code means here, None if that is open."""
        if _is_blocked(self.low, hit, self.grammar):
            return None
        adjacent = self.adjacent_brand(index, hit)
        if senses[0].when == "single":
            single = _is_single_car(self.low, hit, self.grammar) or adjacent == senses[0].brand
            return senses[0] if single else None
        preferred = [
            *([adjacent] if adjacent else ()),
            *([self.brand] if self.brand else ()),
            *self.nearest(hit),
        ]
        for brand in preferred:
            for sense in senses:
                if sense.brand == brand:
                    return sense
        prior = self.grammar.prior.get(hit.key)
        if len(senses) > 1:
            senses = [sense for sense in senses if sense.brand == prior]
        if len(senses) != 1:
            return None
        sense = senses[0]
        if sense.when == "free" or (sense.when == "context" and self.grammar.patterns["cues.context"].search(self.low)):
            return sense
        return sense if _has_cue(self.low, hit, self.grammar) else None

    def adjacent_brand(self, index: int, hit: _Hit) -> str | None:
        if index == 0:
            return None
        before = self.hits[index - 1]
        gap = self.low[before.end : hit.start]
        brand = before.senses[0].brand
        close = len(gap) <= 1 or gap.strip(" 的·-") == ""
        return brand if close and brand and before.senses[0].model is None else None

    def nearest(self, hit: _Hit) -> list[str]:
        """Return the brands named in the text, the nearest first."""
        if len(self.named) < 2:
            return list(self.named)
        places = {
            brand: min(
                (abs(other.start - hit.start) for other in self.hits if other.senses[0].brand == brand), default=10_000
            )
            for brand in self.named
        }
        return sorted(self.named, key=lambda brand: places[brand])


def find_mentions(low: str, *, brand: str | None = None) -> list[Mention]:
    """Return where cars are named, in the order of the text.

    Parameters
    ----------
    low
        The text in lower case (:func:`voc.entities.trie.lowered`).
    brand
        The record's own brand, which decides what a shared code means.

    Returns
    -------
    list of Mention
        A mention without brand names several brands at once (蔚小理).
    """
    grammar = load_grammar()
    hits: list[_Hit] = []
    for match in grammar.matcher.finditer(low):
        start, end = match.span()
        key = folded(match.group())
        if _BARE_NUMBER.fullmatch(key) and _COUNTED.match(low, end):
            # 阿维塔12万公里 is the brand and a number, not the model
            end = start + len(_NUMBER_TAIL.sub("", match.group()))
            key = folded(low[start:end])
        senses = grammar.senses.get(key)
        if senses:
            hits.append(_Hit(start, end, senses, key))
    return _Reader(low, hits, brand, grammar).read() if hits else []
