"""Find cues of the lexicon in a text: anchors first, then patterns, then the guards that overrule them."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from corpora.cues import CueFamily, Cues, load_cues
from voc.types import Span

_SENTENCE_END = re.compile(r"[。！？!?；;\n]")
_PLAIN_CLAUSE = re.compile(r"[^，。！？!?；;、\n]+[，。！？!?；;、\n]*")


@dataclass(frozen=True, slots=True)
class Hit:
    """One cue found: its family, its place and the match with the named groups."""

    family: str
    span: Span
    match: re.Match[str]


@dataclass(frozen=True, slots=True)
class _Guard:
    where: str
    pattern: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class _Family:
    id: str
    bit: int
    patterns: tuple[re.Pattern[str], ...]
    guards: tuple[_Guard, ...]


def plain_clauses(text: str) -> tuple[Span, ...]:
    """Return clauses by punctuation alone; enough for guards where the real clauses are not at hand."""
    return tuple(Span(*match.span()) for match in _PLAIN_CLAUSE.finditer(text)) or (Span(0, len(text)),)


class _Stretches:
    """The stretches of one text around one match, cut when a guard asks for them."""

    __slots__ = ("_clauses", "_cut", "_event", "_match", "_text")

    def __init__(self, text: str, clauses: Sequence[Span], match: re.Match[str]) -> None:
        self._text = text
        self._clauses = clauses
        self._match = match
        self._event = match.start("e") if "e" in match.re.groupindex else match.start()
        self._cut: dict[str, str] = {}

    def get(self, where: str) -> str:
        known = self._cut.get(where)
        if known is None:
            known = self._cut[where] = self._take(where)
        return known

    def _clause(self, place: int) -> Span:
        # spaces between clauses belong to none; the clause before them is as good as any
        index = bisect_right(self._clauses, place, key=lambda span: span[0]) - 1
        return self._clauses[index] if index >= 0 else Span(0, len(self._text))

    def _take(self, where: str) -> str:
        text, match = self._text, self._match
        if where == "before":
            return text[self._clause(match.start()).start : self._event]
        if where == "after":
            return text[match.end() : max(match.end(), self._clause(match.end() - 1).end)]
        if where == "lead":
            ends = [end.end() for end in _SENTENCE_END.finditer(text, 0, match.start())]
            return text[ends[-1] if ends else 0 : match.start()]
        if where == "tail":
            # the mark that ends the sentence belongs to it: a question mark tells a question
            end = _SENTENCE_END.search(text, match.end())
            return text[match.end() : end.end() if end else len(text)]
        return match[0] if where == "match" else text


class Search:
    """One text with the families whose anchors stand in it; nothing else is ever searched."""

    __slots__ = ("_asked", "_clauses", "_families", "_text")

    def __init__(self, text: str, asked: int, families: dict[str, _Family], clauses: Sequence[Span] | None) -> None:
        self._text = text
        self._asked = asked
        self._families = families
        self._clauses = clauses

    def all(self) -> Iterator[Hit]:
        """Yield the first cue of each family, in the order of the lexicon."""
        if self._asked:
            for family in self._families:
                hit = self.first(family)
                if hit is not None:
                    yield hit

    def every(self, family: str) -> Iterator[Hit]:
        """Yield all cues of one family that no guard overrules, pattern by pattern; KeyError for an unknown family."""
        chosen = self._families[family]
        if chosen.bit & self._asked:
            for pattern in chosen.patterns:
                for match in pattern.finditer(self._text):
                    if not self._overruled(chosen, match):
                        yield Hit(family, Span(*match.span()), match)

    def first(self, family: str) -> Hit | None:
        """Return the first cue of one family that no guard overrules; KeyError for an unknown family."""
        chosen = self._families[family]
        if not chosen.bit & self._asked:
            return None
        best: re.Match[str] | None = None
        for pattern in chosen.patterns:
            for match in pattern.finditer(self._text):
                if best is not None and match.start() >= best.start():
                    break
                if not self._overruled(chosen, match):
                    best = match
                    break
        return None if best is None else Hit(family, Span(*best.span()), best)

    def _overruled(self, family: _Family, match: re.Match[str]) -> bool:
        if not family.guards:
            return False
        if self._clauses is None:
            self._clauses = plain_clauses(self._text)
        stretches = _Stretches(self._text, self._clauses, match)
        return any(guard.pattern.search(stretches.get(guard.where)) is not None for guard in family.guards)


class CueMatcher:
    """The families of some kinds, compiled.

    Parameters
    ----------
    cues
        The lexicon.
    kinds
        Which kinds of families to look for.
    """

    __slots__ = ("_anchors", "_asked_by", "_families")

    def __init__(self, cues: Cues, kinds: Sequence[str]) -> None:
        chosen = [family for family in cues.families if family.kind in kinds]
        guards = {name: _Guard(guard.where, re.compile(guard.pattern)) for name, guard in cues.guards.items()}
        self._families = {family.id: _compiled(family, 1 << number, guards) for number, family in enumerate(chosen)}
        holders: dict[str, int] = {}
        for number, family in enumerate(chosen):
            for word in family.anchors:
                holders[word] = holders.get(word, 0) | 1 << number
        self._asked_by = {word: _also_asked(word, holders) for word in holders}
        self._anchors = re.compile("|".join(re.escape(word) for word in sorted(holders, key=lambda w: (-len(w), w))))

    def search(self, text: str, *, clauses: Sequence[Span] | None = None) -> Search:
        """Return a search of one text.

        Parameters
        ----------
        text
            The cleaned text.
        clauses
            Its clauses; cut by punctuation alone when they are not given.
        """
        asked = 0
        for word in self._anchors.findall(text):
            asked |= self._asked_by[word]
        return Search(text, asked, self._families, clauses)


def _compiled(family: CueFamily, bit: int, guards: dict[str, _Guard]) -> _Family:
    patterns = tuple(re.compile(pattern) for pattern in family.patterns)
    return _Family(family.id, bit, patterns, tuple(guards[name] for name in family.guards))


def _also_asked(word: str, holders: dict[str, int]) -> int:
    """Return the families to ask when an anchor is found: its own and those whose anchors it hides.

    The search for anchors does not overlap, so one that stands in another or begins in its tail is never reported.
    """
    tails = [word[i:] for i in range(len(word))]
    bits = 0
    for other, own in holders.items():
        if other in word or any(other.startswith(tail) for tail in tails):
            bits |= own
    return bits


@lru_cache(maxsize=8)
def matcher(*kinds: str) -> CueMatcher:
    """Return the compiled matcher of some kinds of families (``safety``, ``escalation``, ``context``)."""
    return CueMatcher(load_cues(), kinds)
