"""Vehicle identification numbers and number plates."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from corpora.redaction import load_redaction
from voc.text.redaction.found import Found, alternatives

_LETTER_VALUES = dict(
    zip("ABCDEFGHJKLMNPRSTUVWXYZ", (1, 2, 3, 4, 5, 6, 7, 8, 1, 2, 3, 4, 5, 7, 9, 2, 3, 4, 5, 6, 7, 8, 9), strict=True)
)
_WEIGHTS = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
_VIN = re.compile(r"(?<![A-Za-z0-9\-_/])[A-HJ-NPR-Za-hj-npr-z0-9]{17}(?![A-Za-z0-9])")
_HIDDEN_VIN = re.compile(r"(?<![A-Za-z0-9])L[A-HJ-NPR-Za-hj-npr-z0-9]{2,11}\*{3,12}[A-Za-z0-9]{2,8}(?![A-Za-z0-9*])")
_CODE = re.compile(r"[A-Za-z0-9*]{4}|[A-Za-z0-9][ \-]?[A-Za-z0-9]{3}")
_PLATE_CHAR = "A-HJ-NP-Za-hj-np-z0-9"


class _Patterns(NamedTuple):
    cued_vin: re.Pattern[str]
    any_vin_cue: re.Pattern[str]
    vin_cue: re.Pattern[str]
    plate: re.Pattern[str]
    hidden_plate: re.Pattern[str]
    cued_plate: re.Pattern[str]
    special_plate: re.Pattern[str]
    model_like: re.Pattern[str]
    province: re.Pattern[str]


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    words = load_redaction().vehicle
    cue = alternatives(words.vin_cues)
    tail = alternatives(words.vin_tail)
    gap = r"[ \-·•.‐–—・]{0,2}"
    body = (
        rf"(?:[0-9]{{5}}[A-Ka-k]|[A-HJ-Ka-hj-k][{_PLATE_CHAR}]{gap}[0-9]{{4}}|[{_PLATE_CHAR}]{{4}}[{words.tails}]"
        rf"|[{_PLATE_CHAR}]{{5}}|[{_PLATE_CHAR}]{{2}}[ \-·•.][{_PLATE_CHAR}]{{3}}"
        rf"|[{_PLATE_CHAR}]{{3}}[ \-·•.][{_PLATE_CHAR}]{{2}})"
    )
    return _Patterns(
        cued_vin=re.compile(
            rf"(?<![A-Za-z])(?:{cue})(?:码|号)?(?:(?:{tail})|[(（](?:{tail})[)）])?(?:是|为)?[^0-9A-Za-z一-龥]{{0,3}}"
            r"(?P<value>(?=[A-Za-z \-]{0,24}[0-9])(?:[A-Za-z0-9]{17,20}|[A-Za-z0-9]{3,9}(?:[ \-][A-Za-z0-9]{3,9}){1,4}"
            r"|[A-Za-z0-9]{6,20}|[A-Za-z0-9*]{8,18}))(?![A-Za-z0-9])"
            rf"|(?<![A-Za-z])(?:{cue})(?:码|号)?[^0-9A-Za-z。！？]{{0,2}}(?:{tail})(?:是|为)?[^0-9A-Za-z一-龥]{{0,3}}"
            rf"(?P<tail>[A-Za-z0-9]{{4,8}})(?![A-Za-z0-9])"
            r"|(?<![A-Za-z0-9])(?P<back>[A-HJ-NPR-Z][0-9]{7}|[A-HJ-NPR-Z]{2}[0-9]{6})(?=[ (（]{0,2}(?:车架|VIN))",
            re.IGNORECASE,
        ),
        any_vin_cue=re.compile(cue, re.IGNORECASE),
        vin_cue=re.compile(rf"(?:{cue})(?:码|号|是|为)?[^0-9A-Za-z]{{0,4}}$", re.IGNORECASE),
        plate=re.compile(
            rf"(?P<province>[{words.provinces}])(?P<rest>[A-Za-z]{gap}{body}|{gap}[A-Za-z]{gap}{body})(?![A-Za-z0-9])"
        ),
        hidden_plate=re.compile(
            rf"[{words.provinces}][A-Za-z]{gap}(?=[{_PLATE_CHAR}]*[*xX×●]{{2}})[{_PLATE_CHAR}*×●]{{5,6}}"
            rf"(?![A-Za-z0-9*])"
        ),
        cued_plate=re.compile(
            rf"(?:{alternatives(words.plate_cues)})(?:号|是|为)?[:：]? ?(?P<value>[A-Za-z]{gap}"
            rf"(?=[A-Za-z]{{0,3}}[0-9])[{_PLATE_CHAR}]{{5,6}})(?![A-Za-z0-9])"
        ),
        special_plate=re.compile(
            rf"[{words.provinces}][A-Za-z] ?临 ?[0-9]{{4,6}}(?![0-9A-Za-z])"
            rf"|WJ[ ·\-]?[{words.provinces}][ ·\-]?[0-9A-Z]{{5}}(?![0-9A-Za-z])|(?<![一-龥])使 ?[0-9]{{6}}"
            rf"(?![0-9A-Za-z])|[沪粤川陕鄂渝鲁辽]领 ?[A-Z]?[0-9]{{4,5}}(?![0-9A-Za-z])"
        ),
        model_like=re.compile(rf"(?:{'|'.join(words.model_like)})$", re.IGNORECASE),
        province=re.compile(f"[{words.provinces}使领J]"),
    )


def find_vins(text: str) -> Iterator[Found]:
    """Yield VINs: 17 characters whose shape or check digit holds, or anything like it after a cue."""
    if not _CODE.search(text):
        return
    patterns = _patterns()
    for match in _VIN.finditer(text):
        value = match[0].upper()
        if _is_vin(value) or (
            _mixed(value) and patterns.vin_cue.search(text, max(0, match.start() - 14), match.start())
        ):
            yield Found(match.start(), match.end(), "vin")
    for match in _HIDDEN_VIN.finditer(text):
        if 12 <= len(match[0]) <= 18:
            yield Found(match.start(), match.end(), "vin")
    if not patterns.any_vin_cue.search(text):
        return
    for match in patterns.cued_vin.finditer(text):
        name = str(match.lastgroup)
        yield Found(match.start(name), match.end(name), "vin")


def find_plates(text: str) -> Iterator[Found]:
    """Yield number plates: five or six characters after province and letter, special plates, plates after a cue."""
    patterns = _patterns()
    if patterns.province.search(text):
        for match in patterns.plate.finditer(text):
            if _is_plate(match["province"], re.sub(r"[^A-Za-z0-9]", "", match["rest"])):
                yield Found(match.start(), match.end(), "plate")
        for pattern in (patterns.hidden_plate, patterns.special_plate):
            for match in pattern.finditer(text):
                yield Found(match.start(), match.end(), "plate")
    if "牌" in text or "牌照" in text:
        for match in patterns.cued_plate.finditer(text):
            yield Found(match.start("value"), match.end("value"), "plate")


def _is_plate(province: str, value: str) -> bool:
    """Whether letter and characters look like a plate and not like a product after 新 or 贵."""
    if sum(char.isdigit() for char in value) < 2:
        return False
    return not (province in "新贵青宁云" and load_redaction() and _patterns().model_like.match(value))


def _mixed(value: str) -> bool:
    return any(char.isdigit() for char in value) and any(char.isalpha() for char in value)


def _is_vin(value: str) -> bool:
    """Whether 17 characters are a VIN without any cue: made in China with a serial number, or a true check digit."""
    letters = sum(char.isalpha() for char in value)
    if letters < 3 or not value[-4:].isdigit():
        return False
    return (value[0] == "L" and value[:3].isalnum() and not value[1:3].isdigit()) or _check_digit_holds(value)


def _check_digit_holds(value: str) -> bool:
    """Whether the ninth character is the check digit of GB 16735 / ISO 3779."""
    total = sum(
        (int(char) if char.isdigit() else _LETTER_VALUES[char]) * weight
        for char, weight in zip(value, _WEIGHTS, strict=True)
    )
    return value[8] == "0123456789X"[total % 11]
