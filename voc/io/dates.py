"""Read the times that feedback files hold, in the many ways they are written.

What cannot be read for certain is None, never a guess: ``11月1日`` (no year), ``昨天``, ``3/4/2026`` (month or day
first?) and ``2026-02-30`` all are.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, timedelta, timezone
from functools import lru_cache

# China has kept UTC+8 without summer time since 1992; a fixed offset needs no time-zone database.
_CHINA = timezone(timedelta(hours=8))
_EPOCH = datetime(1970, 1, 1)
# Day 0 of the 1900 date system, moved by its famous leap-year error (right from 1900-03-01 on).
_SERIAL_ZERO = datetime(1899, 12, 30)
# Serial numbers from 1995-01-01 to 2100-01-01: smaller and larger numbers in a time column are something else.
_SERIALS = (34700.0, 73051.0)
_YEARS = (1990, 2100)
_EPOCH_SECONDS = (631_152_000, 4_102_444_800)  # 1990-01-01 … 2100-01-01
# Milliseconds, microseconds and nanoseconds by the digits of the number.
_EPOCH_UNITS = (1, 10**3, 10**6, 10**9)

_DATE = r"""
    (?:
        (?P<year>\d{4}) \s*[-/.年]\s* (?P<month>\d{1,2}) \s*[-/.月]\s* (?P<day>\d{1,2}) \s*[日号]?
      | (?P<shortyear>\d{2}) (?P<sep>[-/.年]) (?P<shortmonth>\d{1,2}) [-/.月] (?P<shortday>\d{1,2}) [日号]?
      | (?P<first>\d{1,2}) / (?P<second>\d{1,2}) / (?P<lastyear>\d{4})
    )
"""
_WEEKDAY = r"(?:\s*\(?(?:星期|周|礼拜)[一二三四五六日天]\)?)?"
_TIME = r"""
    (?:
        [T\s,]*
        (?P<half>凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜里|晚|[AaPp]\.?[Mm]\.?)? \s*
        (?P<hour>\d{1,2}) \s*[:点时]\s*
        (?:
            (?P<minute>\d{1,2}) \s* (?: [:分]\s* (?: (?P<second_>\d{1,2}) (?:[.,]\d{1,9})? \s*秒? )? )?
          | (?P<word>半|整|一刻|三刻)
        )?
        \s* (?P<meridiem>[AaPp]\.?[Mm]\.?)?
        \s* (?P<zone>[Zz]|UTC|GMT|[+-]\d{2}:?\d{2})?
    )?
"""
_WRITTEN = re.compile(
    rf"(?:(?:发布|发表|更新|编辑|创建|评论)[于:]?\s*)?{_DATE}{_WEEKDAY}{_TIME}{_WEEKDAY}(?:\s*来自.*)?", re.VERBOSE
)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?:[T\s]?(\d{2})(\d{2})(\d{2})?)?")
_NUMBER = re.compile(r"\d{1,19}(?:\.\d+)?")
# The Weibo interface: Sun Nov 01 08:05:00 +0800 2026
_WEIBO = re.compile(r"[A-Z][a-z]{2} ([A-Z][a-z]{2}) (\d{1,2}) (\d{2}):(\d{2}):(\d{2}) ([+-]\d{4}) (\d{4})")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_AFTERNOON = ("下午", "傍晚", "晚上", "夜里", "晚")
_NIGHT = ("晚上", "夜里", "晚")
_WORDS = {None: 0, "整": 0, "一刻": 15, "半": 30, "三刻": 45}
# The longest written form is under 60 characters; a text in the time column is not worth a search.
_LONGEST = 80


def parse_time(value: object) -> datetime | None:
    """Read one cell of a time column.

    Reads dates and times in Chinese, ISO, compact and slash forms, with a 12- or 24-hour clock, spreadsheet serial
    numbers (days since 1899-12-30), and seconds, milliseconds, microseconds and nanoseconds since 1970.

    Parameters
    ----------
    value
        A cell: text, number, date or datetime.

    Returns
    -------
    datetime or None
        Naive time of Asia/Shanghai, years 1990-2100; a value with a zone is converted. None when the value does not
        say year, month and day for certain, or says a day that does not exist.

    Examples
    --------
    >>> parse_time("2026年11月1日 下午3点半")
    datetime.datetime(2026, 11, 1, 15, 30)
    >>> parse_time("2026-11-01T00:05:00Z")
    datetime.datetime(2026, 11, 1, 8, 5)
    >>> parse_time("11月1日") is None
    True
    """
    if isinstance(value, str):
        return _parse_text(value) if len(value) <= _LONGEST else None
    if isinstance(value, datetime):
        moment = _plausible(value)
        return moment.astimezone(_CHINA).replace(tzinfo=None) if moment and moment.tzinfo else moment
    if isinstance(value, date):
        return _plausible(datetime(value.year, value.month, value.day))
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _parse_number(value)
    return None


@lru_cache(maxsize=1 << 12)
def _parse_text(value: str) -> datetime | None:
    """Read a written time; cached, because the rows of a file share their dates."""
    text = unicodedata.normalize("NFKC", value).strip()
    if _NUMBER.fullmatch(text):
        return _parse_number(float(text) if "." in text else int(text))
    if match := _WRITTEN.fullmatch(text):
        return _from_written(match)
    if match := _COMPACT.fullmatch(text):
        return _build(*(int(part or 0) for part in match.groups()))
    if match := _WEIBO.fullmatch(text):
        return _from_weibo(match)
    return None


def _parse_number(number: float) -> datetime | None:
    """Read a compact date, a spreadsheet serial number or a time since 1970 by its size."""
    whole = isinstance(number, int) or number.is_integer() if number == number else False  # noqa: PLR0124  NaN
    digits = str(int(number)) if whole else ""
    if len(digits) in (8, 12, 14) and (match := _COMPACT.fullmatch(digits)):
        moment = _build(*(int(part or 0) for part in match.groups()))
        if moment is not None:
            return moment
    if _SERIALS[0] <= number < _SERIALS[1]:
        return _SERIAL_ZERO + timedelta(seconds=round(number * 86_400))
    for unit in _EPOCH_UNITS:
        if _EPOCH_SECONDS[0] * unit <= number < _EPOCH_SECONDS[1] * unit:
            utc = _EPOCH + timedelta(microseconds=int(number * 1_000_000) // unit)
            return _plausible(utc + timedelta(hours=8))
    return None


def _from_written(match: re.Match[str]) -> datetime | None:
    """Build the time of a match of the written forms."""
    day = _calendar_day(match)
    clock = _clock(match)
    if day is None or clock is None:
        return None
    moment = _build(*day, *clock)
    zone = match["zone"]
    if moment is None or zone is None:
        return moment
    return _plausible(moment - _offset(zone) + timedelta(hours=8))


def _calendar_day(match: re.Match[str]) -> tuple[int, int, int] | None:
    """Return year, month and day; None when their order is open."""
    if match["year"]:
        return int(match["year"]), int(match["month"]), int(match["day"])
    if match["shortyear"]:
        year = int(match["shortyear"])
        # 26-11-01 is year first in Chinese files; up to 12 it could as well be a month.
        certain = match["sep"] == "年" or 13 <= year <= 39
        return (2000 + year, int(match["shortmonth"]), int(match["shortday"])) if certain else None
    first, second, year = int(match["first"]), int(match["second"]), int(match["lastyear"])
    if first > 12:
        return year, second, first
    return (year, first, second) if second > 12 or first == second else None


def _clock(match: re.Match[str]) -> tuple[int, int, int] | None:
    """Return hour, minute and second in 24-hour form; None for a contradiction such as 下午0点30分."""
    if match["hour"] is None:
        return 0, 0, 0
    hour = int(match["hour"])
    minute = int(match["minute"]) if match["minute"] else _WORDS[match["word"]]
    second = int(match["second_"] or 0)
    half = match["half"] or match["meridiem"] or ""
    latin = half[:1].lower()
    if latin in ("a", "p"):
        if not 1 <= hour <= 12:
            return (hour, minute, second) if latin == "p" and hour > 12 else None
        hour = hour % 12 + (12 if latin == "p" else 0)
    elif half in _AFTERNOON and hour == 0:
        return None
    elif half in _NIGHT and hour == 12:
        # 晚上12点 ends the day it is written with; of 晚上12点30分 nobody knows the day.
        return (24, 0, 0) if minute == second == 0 else None
    elif half in _AFTERNOON and hour < 12:
        # 夜里2点 is after midnight; 夜里11点 is not.
        hour += 0 if half == "夜里" and hour < 6 else 12
    elif half == "中午" and hour in (1, 2):
        hour += 12
    elif half == "凌晨" and hour == 12:
        hour = 0
    return hour, minute, second


def _offset(zone: str) -> timedelta:
    """Return the offset from UTC of Z, UTC, GMT, +08:00 or +0800."""
    if zone[0] not in "+-":
        return timedelta(0)
    digits = zone[1:].replace(":", "")
    offset = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return -offset if zone[0] == "-" else offset


def _from_weibo(match: re.Match[str]) -> datetime | None:
    """Build the time of the Weibo interface's form."""
    month, day, hour, minute, second, zone, year = match.groups()
    if month not in _MONTHS:
        return None
    moment = _build(int(year), _MONTHS.index(month) + 1, int(day), int(hour), int(minute), int(second))
    return moment and _plausible(moment - _offset(zone) + timedelta(hours=8))


def _build(*parts: int) -> datetime | None:
    """Build a time of year, month, day, hour, minute and second, taking 24:00 as the next midnight.

    None when the day or the clock does not exist.
    """
    year, month, day, hour, minute, second = parts
    late = (hour, minute, second) == (24, 0, 0)
    try:
        moment = datetime(year, month, day, 0 if late else hour, minute, second)
    except ValueError:
        return None
    return _plausible(moment + timedelta(days=1) if late else moment)


def _plausible(moment: datetime) -> datetime | None:
    """Return the time if feedback can have been given then."""
    return moment if _YEARS[0] <= moment.year <= _YEARS[1] else None
