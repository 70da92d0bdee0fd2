"""Numbers as people write them: 12, 1.8, １２, 十二, 廿六, 俩, 两万五, 三百八."""

from __future__ import annotations

import re

_DIGITS = {
    "零": 0, "〇": 0, "一": 1, "壹": 1, "幺": 1, "二": 2, "贰": 2, "两": 2, "俩": 2, "三": 3, "叁": 3, "仨": 3, "四": 4,
    "肆": 4, "五": 5, "伍": 5, "六": 6, "陆": 6, "七": 7, "柒": 7, "八": 8, "捌": 8, "九": 9, "玖": 9,
}  # fmt: skip
_UNITS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_TENS = {"廿": 20, "卅": 30}
HAN_NUMBER = "零〇一壹二贰两俩三叁仨四肆五伍六陆七柒八捌九玖十拾百佰千仟廿卅"
_DECIMAL = re.compile(r"\d+(?:\.\d+)?")
_GROUPED = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")


def _section(text: str) -> int | None:
    """Return the value of a numeral below 万; a digit after 百 or 千 counts tens or hundreds (三百八 = 380)."""
    total, digit, unit, zero = 0, None, 0, False
    for char in text:
        if char in _UNITS:
            if unit and _UNITS[char] >= unit:
                return None
            unit = _UNITS[char]
            total += (1 if digit is None else digit) * unit
            digit, zero = None, False
        elif char in _TENS:
            total, unit, digit = total + _TENS[char], 10, None
        elif char in "零〇" and text != char:
            if digit is not None:
                return None
            zero = True
        elif char in _DIGITS and digit is None:
            digit = _DIGITS[char]
        else:
            return None
    if digit is None:
        return total
    return total + digit * (unit // 10 if unit >= 100 and not zero else 1)


def _han(text: str) -> float | None:
    if "万" not in text:
        return _spelled(text) if len(text) > 1 and not set(text) & set("十拾百佰千仟廿卅") else _section(text)
    head, _, tail = text.partition("万")
    high = _section(head) if head else None
    if high is None:
        return None
    if not tail:
        return high * 10_000
    low = _section(tail)
    if low is None:
        return None
    # 两万五 = 25 000, 两万零五 = 20 005
    return high * 10_000 + (low * 1000 if len(tail) == 1 and tail in _DIGITS else low)


def _spelled(text: str) -> float | None:
    """Return a number read digit by digit (二零二四), None for 三五 (three to five)."""
    if len(text) < 3 or not all(char in _DIGITS for char in text):
        return None
    return float("".join(str(_DIGITS[char]) for char in text))


def parse_number(text: str) -> float | None:
    """Return the value of a numeral without its unit.

    Parameters
    ----------
    text
        ASCII digits (``1.8``, ``12,000``) or Chinese numerals up to 万 (``两万五``).

    Returns
    -------
    float or None
        None for what is no single number, such as 三五 or 几.
    """
    if not text:
        return None
    if text[0].isascii():
        plain = _GROUPED.sub("", text)
        return float(plain) if _DECIMAL.fullmatch(plain) else None
    value = _han(text)
    return None if value is None else float(value)
