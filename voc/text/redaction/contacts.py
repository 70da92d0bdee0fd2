"""E-mail addresses and messenger accounts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from corpora.redaction import load_redaction
from voc.text.redaction.found import Found, alternatives

_EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+\-])[A-Za-z0-9_%+][A-Za-z0-9._%+*\-]*"
    r"(?:@[A-Za-z0-9\-]+(?:\.[A-Za-z0-9\-]+)*\.[A-Za-z]{2,10}"
    r"|(?: ?@ ?| ?[(（\[]at[)）\]] ?| at |#|艾特)(?:qq|vip\.qq|foxmail|163|126|gmail|outlook|hotmail|sina|sohu|icloud"
    r"|yeah|139|189|aliyun|yahoo)"
    r" ?(?:[.。]| ?dot | ?点) ?(?:com|cn|net)(?:[.。]cn)?)(?![A-Za-z0-9])",
    re.IGNORECASE,
)
_WORD = re.compile(r"[A-Za-z0-9_\-]{5}")
_UNIT = re.compile(r" ?(?:元|块|公里|km|万|年|月|转|次|个|台|辆|分|秒|度|度电|款|人|%)", re.IGNORECASE)


class _Patterns(NamedTuple):
    guard: re.Pattern[str]
    account: re.Pattern[str]
    qq: re.Pattern[str]
    bare: re.Pattern[str]
    not_ids: re.Pattern[str]


@lru_cache(maxsize=1)
def _patterns() -> _Patterns:
    words = load_redaction().im
    cue = alternatives(words.cues)
    link = rf"(?P<link>(?:{alternatives(words.links)}|[:：= ❤♥\ufe0f]|\[[^\]]{{1,6}}\])*)"
    return _Patterns(
        guard=re.compile(rf"{cue}|[微薇威]\W{{1,3}}信|{alternatives(words.qq_cues)}|[vV][:：]", re.IGNORECASE),
        account=re.compile(
            rf"(?:(?<![A-Za-z0-9])|(?<=[0-9])(?=[vw]))(?P<cue>{cue}|[微薇威]\W{{1,3}}信){link}"
            rf"(?P<id>[A-Za-z_][A-Za-z0-9_\-]{{4,19}}|[1-9][0-9]{{4,11}})(?![A-Za-z0-9_])",
            re.IGNORECASE,
        ),
        qq=re.compile(
            rf"(?<![A-Za-z0-9])(?:{alternatives(words.qq_cues)}){link}(?P<id>[1-9][0-9]{{4,10}})(?![0-9A-Za-z.])",
            re.IGNORECASE,
        ),
        bare=re.compile(
            r"(?<![A-Za-z0-9])[vV][:：]? ?(?<=[:： ])(?P<id>[A-Za-z_][A-Za-z0-9_\-]{5,19})(?![A-Za-z0-9_])"
        ),
        not_ids=re.compile(rf"(?:{alternatives(words.not_ids)})", re.IGNORECASE),
    )


def find_emails(text: str) -> Iterator[Found]:
    """Yield e-mail addresses, also with (at) or spaces around the sign for the usual providers."""
    if "@" not in text and "com" not in text.lower() and "cn" not in text.lower():
        return
    for match in _EMAIL.finditer(text):
        yield Found(match.start(), match.end(), "email")


def find_accounts(text: str) -> Iterator[Found]:
    """Yield WeChat and QQ accounts after a cue."""
    if not _WORD.search(text):
        return
    patterns = _patterns()
    if not patterns.guard.search(text):
        return
    for match in patterns.account.finditer(text):
        if _is_account(
            match["id"],
            linked=bool(match["link"].strip()) or match["cue"][0] in "加+➕",
            after=text[match.end() : match.end() + 4],
            not_ids=patterns.not_ids,
        ):
            yield Found(match.start("id"), match.end("id"), "im_id")
    for match in patterns.qq.finditer(text):
        if not _UNIT.match(text, match.end()):
            yield Found(match.start("id"), match.end("id"), "im_id")
    for match in patterns.bare.finditer(text):
        if _is_account(match["id"], linked=True, after="", not_ids=patterns.not_ids):
            yield Found(match.start("id"), match.end("id"), "im_id")


def _is_account(value: str, *, linked: bool, after: str, not_ids: re.Pattern[str]) -> bool:
    """Whether the word after a cue is an account and not a product, a function or an amount."""
    if value.isdigit():
        return (linked or len(value) >= 8) and not _UNIT.match(after)
    if not_ids.match(value):
        return False
    return linked or (not re.match(r"[vV][0-9.]+$", value) and any(char.isdigit() or char in "_-" for char in value))
