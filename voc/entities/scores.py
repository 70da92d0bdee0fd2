"""The 0-10 score a customer states (NPS): 打了6分, NPS 9, 我说两分. Not 十分满意, not five-point scales, not stars."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from corpora.facts import load_figure_cues
from voc.entities.numerals import parse_number
from voc.types import Span

_DIGIT = r"(?:10(?:\.0)?|\d(?:\.\d)?)"
_HAN = r"[零〇一二两三四五六七八九十]"
_NO_MORE = r"(?![\d.]\d|\d|[零一二两三四五六七八九十百千万几])"
_STOP = r"(?=[\s,，。!！?？;；”」）)]|$)"
_REACH = 12
# a name needs no unit (NPS 9); the mere act of giving does (给8分); 8分 as a clause of its own is a score
_COUNTS = re.compile(r"\s?(?:小时|公里|天)|[个次月号点人年版项%％回家/:\-座台辆]")
_KIND_OF = {"n1": ("named", "n1"), "n2": ("given", "n2"), "n3": ("bare", "n3"), "n4": ("alone", "n4")}
_KINDS = {"named": 2.0, "given": 1.0, "bare": 1.0, "alone": 0.5}


@dataclass(frozen=True, slots=True)
class Score:
    """A stated score with its evidence."""

    value: float | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class _Grammar:
    guard: re.Pattern[str]
    other_scale: re.Pattern[str]
    candidates: re.Pattern[str]
    own: re.Pattern[str]
    denied: re.Pattern[str]
    offered: re.Pattern[str]
    context: re.Pattern[str]
    after: re.Pattern[str]


@lru_cache(maxsize=1)
def _grammar() -> _Grammar:
    cues = load_figure_cues().score
    number = rf"(?:{_DIGIT}|{_HAN}){_NO_MORE}"
    candidates = (
        rf"(?P<named>{cues['named']})[ :：=→]*(?P<n1>{_DIGIT}{_NO_MORE}分?|{_HAN}{_NO_MORE}(?:分|{_STOP}))"
        rf"|(?P<given>{cues['given']})(?P<n2>{number}分)"
        rf"|(?P<bare>[打给])(?P<n3>{_DIGIT}){_STOP}"
        rf"|(?P<alone>(?<=[,，。!！?？; ]))(?P<n4>{number}分){_STOP}"
    )
    return _Grammar(
        guard=re.compile(cues["guard"]),
        other_scale=re.compile(cues["other_scale"]),
        candidates=re.compile(candidates),
        own=re.compile(cues["own"]),
        denied=re.compile(cues["denied"]),
        offered=re.compile(cues["offered"]),
        context=re.compile(cues["context"]),
        after=re.compile(cues["after"]),
    )


def _weight(low: str, kind: str, span: Span, grammar: _Grammar) -> float | None:
    before = low[max(0, span.start - _REACH) : span.start]
    after = low[span.end : span.end + _REACH]
    if grammar.denied.search(before) or grammar.offered.match(after) or grammar.after.match(after):
        return None
    if low[span.end - 1] != "分" and _COUNTS.match(after):
        return None
    if kind == "bare" and not grammar.context.search(low):
        return None
    if kind != "named" and grammar.other_scale.search(low):
        return None
    return _KINDS[kind] + (1.5 if grammar.own.search(before) else 0.0)


def find_score(low: str) -> Score:
    """Return the score a customer gives.

    Parameters
    ----------
    low
        Text in lower case.

    Returns
    -------
    Score
        Empty for other scales (五分制, stars, 100分), denied scores (给不到5分) and offered ones (记十分可以吗).
    """
    grammar = _grammar()
    if not grammar.guard.search(low):
        return Score()
    best, best_weight = Score(), 0.0
    for match in grammar.candidates.finditer(low):
        kind, figure = _KIND_OF[match.lastgroup or ""]
        span = Span(*match.span(figure))
        value = parse_number(match[figure].removesuffix("分"))
        weight = _weight(low, kind, span, grammar)
        if value is not None and weight is not None and weight > best_weight and 0 <= value <= 10:
            best, best_weight = Score(value, span), weight
    return best
