"""Lengths of time as people write them, in days.

Conventions: 半个月 15, 一个半月 45; 一个多月 30 and 十来天 10 (the number itself); 两三天 2 (the lower end);
小半年 and 半年 180, 大半年 200, 大半个月 20; hours and minutes are rounded to two decimals of a day. 半天 and 几天
are no figures.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from voc.entities.numerals import HAN_NUMBER, parse_number

_DAY_OF_UNIT = {
    "分": 1 / 1440, "m": 1 / 1440, "小": 1 / 24, "钟": 1 / 24, "h": 1 / 24, "天": 1.0, "日": 1.0, "工": 1.0, "宿": 1.0,
    "晚": 1.0, "周": 7.0, "星": 7.0, "礼": 7.0, "月": 30.0, "季": 90.0, "年": 365.0,
}  # fmt: skip
_PARTS = {"半": 0.5, "小半": 0.5, "大半": 2 / 3}
_N = rf"(?:\d+(?:\.\d+)?|[{HAN_NUMBER}]+)"
_UNIT = (
    r"(?:分钟|mins?(?![a-z])|分(?=就|才|左右|半|到场|内)|小时|钟头|(?<=[个半])钟|h(?:rs?|ours?)?(?![a-z])|工作日|日历日"
    r"|天(?!窗|线|气|幕|价|猫|花|使|然|河|津|府)|日(?!期|程|常|产|系|间|本)|宿(?!舍)|晚上|晚(?!点|高峰|饭)"
    r"|周(?![一二三四五六日天末边围年转报岁])|星期(?![一二三四五六日天])|礼拜(?![一二三四五六日天])|季度|月(?!份|底|初|中|供|薪|租|饼)|年(?!款|轻|纪|份|初|底|检|龄|代|货|夜|费|会))"
)
_DURATION = re.compile(
    rf"(?P<part>[小大]?半)个?(?P<pmany>多|来)?(?P<punit>分钟|小时|钟头|钟|月|年|周|星期|礼拜)(?!轴)"
    rf"|(?P<n>{_N})(?P<range>[-~到至](?P<upper>{_N}))?\s?(?P<many>多|来|余|几)?(?P<ge>个)?(?P<half>半)?(?P<many2>多|来)?"
    rf"(?P<unit>{_UNIT})(?P<tail>半(?!路|夜|天|道|年|月|个|价|小时)|多|来)?"
    rf"(?:[零又]?(?P<n2>{_N})(?P<half2>个半)?(?P<unit2>分钟?|mins?|m(?![a-z])|天|小时))?"
)
_RANGE_DIGITS = "一二两三四五六七八九"
_GUARD = re.compile(r"[分时钟hm天日宿晚周期拜月季年]")


@dataclass(frozen=True, slots=True)
class Duration:
    """One length of time in a text."""

    start: int
    end: int
    days: float
    ordinal: bool
    unit: str


def _lower_end(text: str) -> float | None:
    """Return the lower end of a spoken range: 三五 3, 十七八 17, 二三十 20."""
    if len(text) == 2 and set(text) <= set(_RANGE_DIGITS):
        return parse_number(text[0])
    if len(text) == 3 and text[0] == "十":
        return parse_number(text[:2])
    if len(text) == 3 and text[2] == "十" and set(text[:2]) <= set(_RANGE_DIGITS):
        return parse_number(text[0] + "十")
    if len(text) == 4 and text[1] == "十":
        return parse_number(text[:3])
    return None


def _value(text: str) -> float | None:
    value = parse_number(text)
    return _lower_end(text) if value is None else value


def _is_calendar(match: re.Match[str], text: str) -> bool:
    """Say whether the figure is a date (3月, 5日, 2023年) and not a length."""
    unit, number = match["unit"], match["n"]
    before = text[max(0, match.start() - 2) : match.start()]
    if unit == "月":
        # a month's name; 俩月 and 三个月 are lengths
        return not (match["ge"] or number in ("俩", "仨", "两"))
    if unit == "日":
        return before.endswith(("月", "/", ".")) or bool(match["n2"])
    if unit == "年":
        return number[0].isdigit() and len(number) in (2, 4) and not match["many"]
    return False


def _parse(match: re.Match[str], text: str) -> float | None:
    if match["part"]:
        days = _PARTS[match["part"]] * _DAY_OF_UNIT[match["punit"][0]]
        if match["punit"] == "年":
            # half a year is 180 days by convention, not 182.5
            return 200.0 if match["part"] == "大半" else 180.0
        return days
    if _is_calendar(match, text):
        return None
    value = _value(match["n"])
    if value is None:
        return None
    per = _DAY_OF_UNIT[match["unit"][0]]
    days = value * per
    if match["half"] or match["tail"] == "半":
        days += 180.0 if match["unit"] == "年" else per / 2
    if match["n2"]:
        days += (_value(match["n2"]) or 0.0) * _DAY_OF_UNIT[match["unit2"][0]]
    return days


def find_durations(low: str) -> Iterator[Duration]:
    """Yield the lengths of time named in a lower-case text, in its order, whatever they measure."""
    if not _GUARD.search(low):
        return
    for match in _DURATION.finditer(low):
        start, end = match.span()
        ordinal = start > 0 and low[start - 1] == "第"
        if start > 0 and low[start - 1] in ".0123456789:" and not ordinal:
            continue
        days = _parse(match, low)
        # under seven minutes rounds to nothing
        if days and round(days, 2):
            yield Duration(start, end, round(days, 2), ordinal, (match["unit"] or match["punit"])[0])
