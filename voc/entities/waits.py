"""The waiting time a text complains of or reports, in days."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache

from corpora.facts import Cue, load_figure_cues
from voc.entities.durations import Duration, find_durations
from voc.entities.numerals import HAN_NUMBER, parse_number
from voc.types import Span

_BEFORE = 18
_AFTER = 18
_ISOLATED = 2.0
_NEVER = -9.0
_YEARS = 3.0
_REACH = 36
_END = re.compile(r"[,，。!！?？;； \n]|$|了[,，。!！?？;； ]")
_OPENING = re.compile(r"(?:^|\s)(?:足足|整整|前后|一共|总共|都|已经?)?$")
_CLAUSE = re.compile(r"[,，。!！?？;；:：\n「『“]")
_N = rf"(\d{{1,2}}|[{HAN_NUMBER}]{{1,3}})"
# 从3月等到现在, 3月5号报修到现在, 10.9 … 至今; only with the date of the record these are lengths
_SINCE = re.compile(
    rf"(?<![\d.]){_N}(?:月份?(?:{_N}[号日]?)?|[./](\d{{1,2}})(?![\d.]))(?=[^。!！?？\n]{{0,24}}(?:到现在|至今|到今天|等到今|仍未|还没|迟迟|未到))"
)
_SINCE_HINT = re.compile(r"到现在|至今|到今天|等到今|仍未|还没|迟迟|未到")


@dataclass(frozen=True, slots=True)
class Wait:
    """A waiting time with its evidence."""

    days: float | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class _Cues:
    before: tuple[tuple[re.Pattern[str], float], ...]
    after: tuple[tuple[re.Pattern[str], float], ...]
    threshold: float
    stem: re.Pattern[str]


@lru_cache(maxsize=1)
def _cues() -> _Cues:
    lexicon = load_figure_cues()

    def compiled(cues: tuple[Cue, ...]) -> tuple[tuple[re.Pattern[str], float], ...]:
        return tuple((re.compile(cue.pattern), cue.weight) for cue in cues)

    wait = lexicon.wait
    return _Cues(compiled(wait.before), compiled(wait.after), wait.threshold, re.compile(lexicon.wait_stem))


def _has_stem(low: str, duration: Duration) -> bool:
    start, end = max(0, duration.start - _REACH), min(len(low), duration.end + _AFTER)
    return _cues().stem.search(low, start, end) is not None


def _score(low: str, duration: Duration) -> float:
    cues = _cues()
    before = low[max(0, duration.start - _BEFORE) : duration.start]
    cuts = [match.end() for match in _CLAUSE.finditer(before)]
    before = before[cuts[-1] :] if cuts else before
    after = low[duration.end : duration.end + _AFTER]
    if duration.ordinal and (duration.days <= 2 or duration.unit in "月年"):
        # 第二天 is the next day, 第三个月 is the age of something
        return _NEVER
    score = sum(weight for pattern, weight in cues.before if pattern.search(before))
    score += sum(weight for pattern, weight in cues.after if pattern.match(after))
    if _END.match(after) and (duration.ordinal or (duration.start and _OPENING.search(before))):
        # "…等一块前大灯，一百二十天。", "第 31 天": a clause of its own near words of waiting
        score += _ISOLATED if duration.ordinal or _has_stem(low, duration) else 0.0
    elif duration.ordinal and _has_stem(low, duration):
        score += _ISOLATED
    # so long is the age of a car or a working life unless the words are plain
    return score - _YEARS if duration.days >= 700 else score


def _since(low: str, sent_at: datetime) -> Wait:
    for match in _SINCE.finditer(low):
        month = parse_number(match[1])
        day = parse_number(match[2] or match[3] or "") if match[2] or match[3] else None
        if not month or not 1 <= month <= 12 or (day is not None and not 1 <= day <= 31):
            continue
        year = sent_at.year if (month, day or 0) <= (sent_at.month, sent_at.day) else sent_at.year - 1
        if day is None:
            # only the month is said: whole months of thirty days
            days = ((sent_at.year - year) * 12 + sent_at.month - month) * 30
        else:
            try:
                began = date(year, int(month), int(day))
            except ValueError:  # 2月30号
                continue
            days = (sent_at.date() - began).days
        if days > 0:
            return Wait(float(days), Span(*match.span()))
    return Wait()


def find_wait(low: str, *, sent_at: datetime | None = None, expected: bool = False) -> Wait:
    """Return the waiting time of a text.

    Parameters
    ----------
    low
        Text in lower case.
    sent_at
        When it was said; without it, dates ("从3月等到现在") give no length.
    expected
        Whether the text is known to complain of waiting: then a length needs no words of waiting beside it.

    Returns
    -------
    Wait
        The longest length that is a wait; empty for the age of a car, a term of contract, a frequency, a trip …
    """
    threshold = _cues().threshold - (load_figure_cues().wait_expected if expected else 0.0)
    best: Duration | None = None
    for duration in find_durations(low):
        if (best is None or duration.days > best.days) and _score(low, duration) >= threshold:
            best = duration
    if best is not None:
        return Wait(best.days, Span(best.start, best.end))
    if sent_at is not None and _SINCE_HINT.search(low):
        return _since(low, sent_at)
    return Wait()
