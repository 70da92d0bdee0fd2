"""Identity numbers and bank cards: long digit runs with a check digit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from corpora.redaction import load_redaction
from voc.text.redaction.found import Found, alternatives
from voc.text.redaction.phones import is_order_number

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"
_DIGITS = re.compile("[0-9]{7}")
_LONG = re.compile(r"[0-9](?:[ \-]?[0-9*xX]){13,}")
_GAP = r"[ \-]?"


class _Patterns(NamedTuple):
    identity: re.Pattern[str]
    old_identity: re.Pattern[str]
    hidden_identity: re.Pattern[str]
    card: re.Pattern[str]
    hidden_card: re.Pattern[str]
    paper: re.Pattern[str]
    id_cue: re.Pattern[str]
    bank_cue: re.Pattern[str]
    prefix: re.Pattern[str]


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    words = load_redaction().card
    region = f"(?:{'|'.join(words.id_regions)})"
    month_day = rf"(?:0[1-9]|1[0-2]){_GAP}(?:0[1-9]|[12][0-9]|3[01])"
    link = r"(?:号码|号|是|为|如下)?[^0-9A-Za-z]{0,4}$"
    return _Patterns(
        identity=re.compile(
            rf"(?<![0-9A-Za-z]){region}[0-9]{{4}}{_GAP}(?:18|19"
            rf"|20)[0-9]{{2}}{_GAP}{month_day}{_GAP}[0-9]{{3}}[0-9Xx](?![0-9A-Za-z])"
        ),
        old_identity=re.compile(
            rf"(?<![0-9A-Za-z.]){region}[0-9]{{4}}[0-9]{{2}}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{{3}}"
            rf"(?![0-9A-Za-z.])"
        ),
        hidden_identity=re.compile(
            rf"(?<![0-9A-Za-z*]){region}[0-9]{{1,12}}[*xX×●]{{3,14}}[0-9]{{0,4}}[0-9Xx]?(?![0-9A-Za-z*])"
        ),
        card=re.compile(
            r"(?<![0-9A-Za-z.\-])(?:[0-9]{4}[ \-]){3,4}[0-9]{1,4}(?![0-9A-Za-z])|"
            r"(?<![0-9A-Za-z.])[0-9]{6} [0-9]{10,13}(?![0-9A-Za-z])|(?<![0-9A-Za-z.])[0-9]{16,19}"
            r"(?![0-9A-Za-z])"
        ),
        hidden_card=re.compile(
            r"(?<![0-9A-Za-z*])[3-6][0-9]{3,5}[ \-]?[*xX×●]{3,12}(?:[ \-][*xX×●]{2,4}){0,2}[ \-]?[0-9]{3,4}"
            r"(?![0-9A-Za-z*])"
        ),
        paper=re.compile(
            rf"(?:{alternatives(words.paper_cues)})(?:号码|号|是|为)?[:： ]{{0,2}}"
            rf"(?P<number>[A-Za-z]{{1,2}}[0-9]{{7,9}}"
            rf"|[0-9]{{8}})(?![0-9A-Za-z])"
        ),
        id_cue=re.compile(rf"(?:{alternatives(words.id_cues)}){link}"),
        bank_cue=re.compile(rf"(?:{alternatives(words.bank_cues)}){link}"),
        prefix=re.compile("|".join(words.bank_prefixes)),
    )


def find_cards(text: str) -> Iterator[Found]:
    """Yield identity numbers (18 digits with check digit, 15 with a valid date) and bank cards (Luhn or a cue)."""
    patterns = _patterns()
    if _DIGITS.search(text):
        for match in patterns.paper.finditer(text):
            yield Found(match.start("number"), match.end("number"), "id_card")
    if not _LONG.search(text):
        return
    for match in patterns.identity.finditer(text):
        if _identity_holds(re.sub(r"[ \-]", "", match[0])) or _announced(patterns.id_cue, text, match.start()):
            yield Found(match.start(), match.end(), "id_card")
    for match in patterns.old_identity.finditer(text):
        if _announced(patterns.id_cue, text, match.start()) or not is_order_number(text, match.start()):
            yield Found(match.start(), match.end(), "id_card")
    for match in patterns.hidden_identity.finditer(text):
        if 15 <= len(match[0]) <= 19 and (len(match[0]) == 18 or _announced(patterns.id_cue, text, match.start())):
            yield Found(match.start(), match.end(), "id_card")
    yield from _bank_cards(text, patterns)


def _bank_cards(text: str, patterns: _Patterns) -> Iterator[Found]:
    for match in patterns.card.finditer(text):
        digits = re.sub(r"[ \-]", "", match[0])
        if not 16 <= len(digits) <= 19:
            continue
        start = match.start()
        if _announced(patterns.id_cue, text, start):
            if len(digits) == 18:  # an identity number with a typing error is one all the same
                yield Found(start, match.end(), "id_card")
        elif _announced(patterns.bank_cue, text, start) or (
            patterns.prefix.match(digits) and _luhn_holds(digits) and not is_order_number(text, start)
        ):
            yield Found(start, match.end(), "bank_card")
    for match in patterns.hidden_card.finditer(text):
        if _announced(patterns.bank_cue, text, match.start()):
            yield Found(match.start(), match.end(), "bank_card")


def _announced(cue: re.Pattern[str], text: str, start: int) -> bool:
    return cue.search(text, max(0, start - 14), start) is not None


def _identity_holds(value: str) -> bool:
    """Whether the check digit of GB 11643 holds."""
    total = sum(int(digit) * weight for digit, weight in zip(value, _WEIGHTS, strict=False))
    return _CHECK[total % 11] == value[17].upper()


def _luhn_holds(digits: str) -> bool:
    """Whether the check digit of ISO/IEC 7812 holds."""
    total = 0
    for index, char in enumerate(reversed(digits)):
        value = int(char) * (1 + index % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0
