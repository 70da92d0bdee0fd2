"""Mobile numbers in every disguise, landlines with their area code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from corpora.redaction import load_redaction
from voc.text.redaction.found import Found, alternatives

DASH = r"。\-‐‑‒–—―−_.·•/"
_GAP = rf"[ {DASH}]"
_SPOKEN = str.maketrans(
    "零〇○Oo一幺壹二贰两三叁四肆五伍六陆七柒八捌九玖Il", "0" * 5 + "1" * 3 + "222" + "33445566778899" + "11"
)
_SPOKEN_RUN = re.compile(rf"[零〇○Oo一幺壹二贰两三叁四肆五伍六陆七柒八捌九玖Il0-9 {DASH},，、]{{11,}}")
_NUMBER = re.compile(r"[0-9][0-9 \-‐‑‒–—―−_.。·•/()（）*xX×●#]{5,}[0-9*xX×●#]")
# two or three mobile numbers written without a space
_GLUED = re.compile(r"(?<![0-9])(?:1[3-9][0-9]{9}){2,3}(?![0-9])")


class _Patterns(NamedTuple):
    mobile: re.Pattern[str]
    cued: re.Pattern[str]
    masked: re.Pattern[str]
    landline: re.Pattern[str]
    local: re.Pattern[str]
    order: re.Pattern[str]
    latin: re.Pattern[str]
    units: re.Pattern[str]


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    words = load_redaction().phone
    areas = "|".join(words.area_codes)
    star = r"[*xX×●#•?？]"
    local = rf"[2-8][0-9]{{2,3}}{_GAP}?[0-9]{{4}}"
    extension = r"(?:(?:转|-|—| ?ext\.? ?)[0-9]{1,5})?"
    return _Patterns(
        mobile=re.compile(
            rf"(?:(?:[(（]?(?:\+|00)?86[)）]?|\+[(（]86[)）]){_GAP}{{0,2}})?(?<![0-9])0?"
            rf"(?:1[3-9][0-9]{_GAP}{{1,3}}[0-9]{{4}}{_GAP}{{1,3}}[0-9]{{4}}"
            rf"|1[3-9][0-9]{{2}}{_GAP}{{1,3}}[0-9]{{3}}{_GAP}{{1,3}}[0-9]{{4}}"
            rf"|1[3-9][0-9]{_GAP}{{1,3}}[0-9]{{3}}{_GAP}{{1,3}}[0-9]{{5}}"
            rf"|1[3-9][0-9]{_GAP}{{1,3}}[0-9]{{2}}{_GAP}{{1,3}}[0-9]{{3}}{_GAP}{{1,3}}[0-9]{{3}}"
            rf"|1[3-9][0-9]{_GAP}{{1,3}}[0-9]{{8}}|1[3-9][0-9]{{5}}{_GAP}{{1,3}}[0-9]{{4}}"
            rf"|1[3-9][0-9]{{3}}{_GAP}{{1,3}}[0-9]{{6}}|1[3-9][0-9]{{2}}{_GAP}{{1,3}}[0-9]{{7}}"
            rf"|1[3-9][0-9]{{9}}"
            rf"|1(?P<one>{_GAP})[3-9](?:(?P=one)[0-9]){{9}})(?![0-9])"
            rf"|(?<![0-9])(?:\+|00)?86{_GAP}{{0,2}}1[3-9][0-9]{{9}}(?![0-9])"
        ),
        cued=re.compile(
            rf"(?:{alternatives(words.mobile_cues)})(?:是|为)?[:：]? ?(?P<number>1(?:[ {DASH}，,、]{{0,2}}[0-9]){{10}})"
            rf"(?![0-9])",
            re.IGNORECASE,
        ),
        masked=re.compile(
            rf"(?<![0-9A-Za-z*])(?:1[3-9][0-9]{_GAP}?{star}{{3,5}}{_GAP}?[0-9]{{4}}"
            rf"|1[3-9][0-9]{{5,6}}{_GAP}?{star}{{3,5}}"
            rf"|1[3-9][0-9]{{1,2}}{_GAP}?[0-9]?{star}{{4,7}}{_GAP}?[0-9]{{2,4}}"
            rf"|1[3-9][0-9]{{2,5}}{star}{{3,6}}[0-9]{{1,3}})(?![0-9*])"
        ),
        landline=re.compile(
            rf"(?<![0-9A-Za-z.\-])(?:(?:\+|00)86{_GAP}?)?(?:"
            rf"[(（]0(?:{areas})[)）] ?{local}|0(?:{areas})(?:{_GAP}| - ){{1,2}}{local}"
            rf"|0(?:10|2[0-57-9])[2-8][0-9]{{7}}|0(?!10|2[0-9])(?:{areas})[2-8][0-9]{{6,7}}"
            rf"|(?:\+|00)?86{_GAP}(?:\(0\) ?)?(?:{areas}){_GAP}{local}){extension}(?![0-9])(?!{_GAP}[0-9]{{3,}})"
        ),
        local=re.compile(
            rf"(?:{alternatives(words.local_cues)})(?:号码|是|为)?[:：]? ?"
            rf"(?P<number>[2-8][0-9]{{2,3}}[ \-]?[0-9]{{4}}{extension})(?![0-9.])"
        ),
        order=re.compile(
            rf"(?:{alternatives(words.order_cues)})(?:号码|号|是|为|如下)?[^0-9A-Za-z一-龥]{{0,3}}[A-Za-z\-]{{0,6}}$",
            re.IGNORECASE,
        ),
        latin=re.compile(r"([A-Za-z]+(?:/[A-Za-z]+)?)[.]?$"),
        units=re.compile(rf" ?(?:{alternatives(words.units)})"),
    )


def find_phones(text: str) -> Iterator[Found]:
    """Yield mobile numbers (also spaced, spoken, partly masked) and landlines."""
    patterns = _patterns()
    if _NUMBER.search(text):
        yield from _mobiles(text, text, patterns)
        for match in patterns.cued.finditer(text):
            if not is_order_number(text, match.start("number")):
                yield Found(match.start("number"), match.end("number"), "phone")
        for match in patterns.masked.finditer(text):
            if not is_order_number(text, match.start()):
                yield Found(match.start(), match.end(), "phone")
        for match in patterns.landline.finditer(text):
            if not is_order_number(text, match.start()):
                yield Found(match.start(), match.end(), "landline")
        for match in patterns.local.finditer(text):
            if not is_order_number(text, match.start("number")):
                yield Found(match.start("number"), match.end("number"), "landline")
    yield from _spoken(text, patterns)


def _mobiles(text: str, digits: str, patterns: _Patterns) -> Iterator[Found]:
    """Yield mobile numbers of ``digits``, a text of the same length whose neighbours are judged in ``text``."""
    for match in patterns.mobile.finditer(digits):
        start, end = match.span()
        if _is_mobile(text, start, end, spaced=not match[0].lstrip("+").isdigit(), patterns=patterns):
            yield Found(start, end, "phone")
    for match in _GLUED.finditer(digits):
        if not is_order_number(text, match.start()):
            yield Found(match.start(), match.end(), "phone")


def _is_mobile(text: str, start: int, end: int, *, spaced: bool, patterns: _Patterns) -> bool:
    """Whether the neighbours of an eleven-digit shape leave it a telephone number."""
    before = text[max(0, start - 16) : start]
    after = text[end : end + 6]
    # 104.13812345678 is a coordinate, but "1.13812345678" is the first number of a list
    if re.search(r"[0-9]{2}[.,]$|[0-9]-$|[.,][0-9]+ ?[.,]$", before) or re.match(r"[.][0-9]|-[0-9]{2,}-", after):
        return False
    if is_order_number(text, start):
        return False
    if spaced and patterns.units.match(after):
        return False
    latin = patterns.latin.search(before)
    if latin:
        return latin[1].lower() in load_redaction().phone.latin_before
    return not re.match(r"[A-Z]{1,3}-?[0-9]", after)


def is_order_number(text: str, start: int) -> bool:
    """Whether an order, part or document number is announced directly before ``start``."""
    return _patterns().order.search(text, max(0, start - 18), start) is not None


def _spoken(text: str, patterns: _Patterns) -> Iterator[Found]:
    """Yield numbers written in Chinese numerals or with letters for digits (一三八, 138OO13)."""
    for run in _SPOKEN_RUN.finditer(text):
        piece = run[0]
        if piece.replace(" ", "").isascii() and not re.search("[OoIl]", piece):
            continue
        digits = re.sub("[,，、]", " ", piece.translate(_SPOKEN))
        for match in patterns.mobile.finditer(digits):
            start, end = run.start() + match.start(), run.start() + match.end()
            letters = re.search("[OoIl]", text[start:end])
            if letters and re.search("[A-Za-z]$", text[:start]):
                continue
            if not is_order_number(text, start):
                yield Found(start, end, "phone")
