"""The one amount in dispute, in yuan: the figure beside a fee, a refund or a deduction, never a car's price."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from corpora.facts import load_figure_cues
from voc.entities.numerals import HAN_NUMBER, parse_number
from voc.types import Span

_N = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_H = rf"[{HAN_NUMBER}]+"
_CURRENCY = r"元|块钱|块(?![屏表板砖石玻前后漆充大电新布])|蚊|大洋|人民币|rmb|刀(?!片)"
# the tail of 1万2, 8千5, 6百3 and of 一万二, 三百八; a tail needs no unit of its own
_AMOUNT = re.compile(
    rf"(?P<sign>[¥￥]|rmb ?)?(?<![\d.a-z/·*])(?P<number>{_N})"
    rf"(?:\s?(?P<scale>万|千|百|w|k)(?P<tail>(?<=[万千百])\d(?!\d))?)?(?:\s?(?P<unit>{_CURRENCY}))?"
    rf"|(?P<han>[{HAN_NUMBER}万]*[百千万两一二三四五六七八九十][{HAN_NUMBER}万]*)(?P<hunit>{_CURRENCY})?"
)
_SCALES = {"万": 10_000, "w": 10_000, "千": 1000, "k": 1000, "百": 100}
# a bare figure that counts something else; a space ends the figure, except before the commonest units
_COUNTS = re.compile(
    r"\s?(?:公里|km|千米|分钟|小时|个月|天(?!津)|ms|mm|kw)"
    r"|[多几]?个|[千万日号月年分点次回码转度%％米台辆部家人位名条颗趟版楼层单项级期寸款系种周星页句遍封通伏秒里斤座缸桶升把根张双副套只件门道成折倍岁届步份]"
    r"|块(?!钱)|小时|[:/\-.~]\d|[valt](?![a-z])|cm|ml|h(?![a-z])|版本"
)
_SMALLEST = 20
_CLEAR = 100
# a bare figure between the marks of a clause: …深度养护”680，谁让…
_ALONE = re.compile(r"^[”」』\"',，:：)） ][,，。!！?？;；]")
_VAGUE_BEFORE = re.compile(r"[大好上几成近]$|小$")
_BEFORE = 16
_AFTER = 14
_CLAUSE = re.compile(r"[,，。!！?？;；\n]")
_HINT = re.compile(r"\d|[百千万元块蚊]")
_MASKED = re.compile(r"\[[^\]\n]{1,12}\]")


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount with its evidence."""

    yuan: float | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class _Cues:
    before: tuple[tuple[re.Pattern[str], float], ...]
    after: tuple[tuple[re.Pattern[str], float], ...]
    threshold: float
    context: re.Pattern[str]
    hotlines: frozenset[int]


@lru_cache(maxsize=1)
def _cues() -> _Cues:
    lexicon = load_figure_cues()
    amount = lexicon.amount
    before = tuple((re.compile(cue.pattern), cue.weight) for cue in amount.before)
    after = tuple((re.compile(cue.pattern), cue.weight) for cue in amount.after)
    return _Cues(before, after, amount.threshold, re.compile(lexicon.amount_context), lexicon.hotlines)


def _value(match: re.Match[str]) -> float | None:
    if match["number"] is None:
        return parse_number(match["han"])
    value = parse_number(match["number"])
    if value is None:
        return None
    scale = _SCALES.get(match["scale"] or "", 1)
    value *= scale
    if match["tail"]:
        value += int(match["tail"]) * scale / 10
    return round(value, 2)


def _is_money(low: str, match: re.Match[str], value: float) -> float | None:
    """Return the weight of the figure's own form (unit, size), None if it counts something else."""
    start, end = match.span()
    marked = bool(match["sign"] or match["unit"] or match["hunit"])
    if value < 5 and not match["sign"]:
        # 一块儿, 一块玻璃
        return None
    if _VAGUE_BEFORE.search(low[max(0, start - 1) : start]) and not match["sign"]:
        return None
    if not marked and (_COUNTS.match(low, end) or value < _SMALLEST or value in _cues().hotlines):
        return None
    if match["scale"] in ("w", "k") and low[end : end + 1].isascii() and low[end : end + 1].isalpha():
        return None
    return 1.0 if marked else 0.0


def _score(low: str, start: int, end: int) -> float:
    cues = _cues()
    before = low[max(0, start - _BEFORE) : start]
    cuts = [match.end() for match in _CLAUSE.finditer(before)]
    before = before[cuts[-1] :] if cuts else before
    after = low[end : end + _AFTER]
    score = sum(weight for pattern, weight in cues.before if pattern.search(before))
    return score + sum(weight for pattern, weight in cues.after if pattern.match(after))


def find_amount(low: str) -> Amount:
    """Return the amount in dispute.

    Parameters
    ----------
    low
        Text in lower case.

    Returns
    -------
    Amount
        The best supported amount, the first among equals; empty for prices of cars, distances, counts and vague
        figures (大几千).
    """
    if not _HINT.search(low):
        return Amount()
    masks = [match.span() for match in _MASKED.finditer(low)] if "[" in low else []
    threshold = _cues().threshold
    best: Amount = Amount()
    best_score = threshold
    marked: list[Amount] = []
    for match in _AMOUNT.finditer(low):
        value = _value(match)
        if not value or any(left <= match.start() < right for left, right in masks):
            continue
        form = _is_money(low, match, value)
        if form is None:
            continue
        amount = Amount(value, Span(*match.span()))
        score = form + _score(low, *match.span())
        if score > best_score or (best.yuan is None and score == best_score):
            best, best_score = amount, score
        elif score >= form and (
            form or (value >= _CLEAR and _ALONE.search(low[: match.start()][-1:] + low[match.end() :][:1]))
        ):
            marked.append(amount)
    if best.yuan is None and len({amount.yuan for amount in marked}) == 1 and _cues().context.search(low):
        return marked[0]
    return best
