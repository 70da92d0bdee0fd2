"""Postal addresses down to the door: the road or estate with its numbers; city and district before it stay."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from corpora.redaction import load_redaction
from voc.text.redaction.found import Found, alternatives

_NUMBER = r"(?:[0-9]{1,5}|[一二三四五六七八九十百零]{1,5})"
_GUARD = re.compile(r"[0-9一二三四五六七八九十]\s?(?:号|弄|巷|栋|幢|座|单元|室|组|社|队|#|[\-—][0-9])")
_DOOR = re.compile(r"单元|[0-9]{3}|[0-9一二三四五六七八九十](?:室|房|户|号)|[\-—][0-9]")
_HAN = "一-龥"
_BEFORE = re.compile(rf"[{_HAN}A-Za-z0-9·]{{1,16}}$")


class _Patterns(NamedTuple):
    road: re.Pattern[str]
    building: re.Pattern[str]
    estate_numbers: re.Pattern[str]
    village: re.Pattern[str]
    not_road: re.Pattern[str]
    start: re.Pattern[str]
    estate_end: re.Pattern[str]


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    words = load_redaction().address
    estates = alternatives(words.estates)
    step = rf"(?:[A-Za-z]?{_NUMBER}[A-Za-z]?(?:号楼|号院|号|栋|幢|座|单元|楼|层|室|房|户|弄|#楼?)|[A-Z]座)"
    # a room number without 室 is none if a unit follows
    unit = "0-9.元块万公k度年月日天分点%次个台千m平多余户型层人名"
    door = rf"(?:[ \-—]?[A-Za-z]?[0-9]{{2,4}}(?:室|房|户|号)?(?![{unit}]))"
    inner = rf"(?: ?[{_HAN}]{{2,8}}?(?:{estates})(?=[A-Za-z]?{_NUMBER}(?:[期栋幢座号单\-#])))"
    section = "[附内之]|第|[一二三四五1-9]期|[东南西北中]区|[A-Z]区"
    detail = rf"(?:(?:{section})?(?:{inner}|[ ,，]?{step}))*{door}?(?:[\-—][0-9]{{1,4}})*"
    roads = alternatives(words.roads)
    part = (
        r"(?:[东南西北中]|[东南西北中]?[一二三四五六七八九十]段|[东南西北中]段"
        r"|[支横后前][一二三四五六]?[路街巷]|[一二三四五六七八九十]{1,3}[巷弄])"
    )
    refuse = alternatives(words.not_after_number)
    return _Patterns(
        road=re.compile(
            rf"(?P<road>{roads}){part}{{0,2}} ?(?:{_NUMBER}(?:[\-—之][0-9]{{1,4}})?"
            rf"(?:号院|号楼|号(?!{refuse}|[0-9])|弄|栋"
            rf"|幢|#)|"
            rf"{_NUMBER}号(?=[{_HAN}]{{0,8}}[0-9]+(?:栋|幢|号楼|单元|室))|{_NUMBER}号(?=[0-9]))" + detail
        ),
        building=re.compile(
            rf"(?:[A-Za-z]?{_NUMBER}[A-Za-z]?|[A-Z])(?P<level>栋|幢|号楼|单元|座|#楼)(?P<rest>(?:{_NUMBER}[A-Za-z]?(?:单元|楼"
            rf"|层|室|房|户(?!型)|号|门|梯))*{door}?(?:[\-—][0-9]{{1,4}})*)"
        ),
        estate_numbers=re.compile(
            rf"(?:{estates})(?:[一二三四五六1-9]期)?(?:[东南西北A-Z]区)?[ ]?"
            rf"(?P<numbers>[A-Z]?[0-9]{{1,3}}[\-—][0-9]{{1,2}}[\-—][0-9]{{3,4}}"
            rf"|[A-Z]?[0-9]{{1,3}}[\-—][0-9]{{3,4}}(?![0-9元万]))"
            rf"|[一二三四五六七八九十]区[0-9]{{1,3}}号?楼(?:[0-9]{{1,2}}(?:单元|门))?(?:[0-9]{{2,4}}(?:室|号)?)?"
            rf"|(?:小区|花园|花苑|家园|公寓|新村|苑|大厦|宿舍|山庄)(?P<room>[0-9]{{1,4}}(?:室|号(?!{refuse}|楼|院)))"
        ),
        village=re.compile(
            rf"(?:村|屯|寨|庄|社区|湾|坪|沟)(?:第)?{_NUMBER}(?:组|社|队)(?:[0-9一二三四五六七八九十]{{1,4}}号)?"
            rf"|(?:村|屯|寨|庄)[0-9]{{1,4}}号(?!{refuse})"
        ),
        not_road=re.compile(rf"(?:{alternatives(words.not_roads)})$"),
        start=re.compile(rf"{alternatives([*words.starts, *words.admin, *words.cities])}"),
        estate_end=re.compile(rf"(?:{estates})(?:[一二三四五六1-9]期)?(?:[东南西北A-Z]区)?$"),
    )


def find_addresses(text: str) -> Iterator[Found]:
    """Yield the personal part of detailed addresses."""
    if not _GUARD.search(text):
        return
    patterns = _patterns()
    for match in patterns.road.finditer(text):
        road_end = match.end("road")
        if patterns.not_road.search(text, max(0, road_end - 4), road_end):
            continue
        start = _name_start(text, match.start(), patterns)
        if match.start() > start:
            yield Found(start, match.end(), "address")
    for match in patterns.building.finditer(text):
        found = _building(text, match, patterns)
        if found:
            yield found
    for pattern in (patterns.estate_numbers, patterns.village):
        for match in pattern.finditer(text):
            start = _name_start(text, match.start(), patterns)
            if match.start() > start:
                yield Found(start, match.end(), "address")


def _building(text: str, match: re.Match[str], patterns: _Patterns) -> Found | None:
    """Return a building with an estate's name before it, or with unit and door behind it."""
    start = _name_start(text, match.start(), patterns)
    name = text[start : match.start()]
    # "一栋11层" counts floors; a unit or a door is somebody's home
    detailed = _DOOR.search(match["rest"]) is not None and (match["level"] != "单元" or len(match["rest"]) >= 3)
    if not name or name in load_redaction().address.generic:
        return Found(match.start(), match.end(), "address") if detailed else None
    if patterns.estate_end.search(name) and len(name) >= 3:
        return Found(start, match.end(), "address")
    if detailed:
        return Found(start if len(name) <= 8 else match.start(), match.end(), "address")
    return None


def _name_start(text: str, end: int, patterns: _Patterns) -> int:
    """Return where the name of a road or estate that ends at ``end`` begins: after the last word that is no name."""
    window = _BEFORE.search(text, max(0, end - 16), end)
    if window is None:
        return end
    start = window.start()
    words = load_redaction().address
    for word in patterns.start.finditer(text, start, end):
        name = text[word.end() : end]
        if word[0] in words.cities:
            # 中山北路, 锦江花园: the city's name is the name of the road or estate
            if len(name) < 2 or name in words.estates:
                continue
        elif not name or text[word.start() - 1 : word.end()] in ("小区", "社区"):
            continue
        start = word.end()
    return start
