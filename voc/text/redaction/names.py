"""Names of people beside a title, a cue or a telephone number; surnames, word lists and cues are data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from corpora.redaction import NameWords, load_redaction
from voc.text.redaction.found import Found, alternatives

_HAN = "一-龥"
_LATIN_NAME = r"[A-Z][a-z]{1,14}(?:[ ·][A-Z][a-z]{1,14}){0,2}"
_LATIN = re.compile("[A-Z][a-z]|[·•]")
# names with a middle dot: 阿卜杜拉·买买提
_DOTTED = rf"[{_HAN}]{{2,7}}[·•][{_HAN}]{{2,7}}"


@dataclass(frozen=True, slots=True)
class _Names:
    words: NameWords
    common: frozenset[str]
    hesitant: frozenset[str]
    surnames: frozenset[str]
    compound: frozenset[str]
    given: frozenset[str]
    never: frozenset[str]
    no_name: frozenset[str]
    no_given: frozenset[str]
    not_title: re.Pattern[str]
    cue: re.Pattern[str]
    right: re.Pattern[str]
    left: re.Pattern[str]
    latin: re.Pattern[str]
    anonymous: re.Pattern[str]
    surname_said: re.Pattern[str]


@lru_cache(maxsize=1)
def _names() -> _Names:
    words = load_redaction().name
    strong = alternatives(words.strong_cues)
    weak = alternatives(words.weak_cues)
    titles = alternatives([*words.titles, *words.full_name_titles])
    surnames = words.common + words.rare
    not_title = alternatives(words.not_titles)
    return _Names(
        words=words,
        common=frozenset(words.common),
        hesitant=frozenset(words.hesitant),
        surnames=frozenset(surnames),
        compound=frozenset(words.compound),
        given=frozenset(words.given),
        never=frozenset(words.never),
        no_name=frozenset(words.words),
        no_given=frozenset(words.not_given),
        not_title=re.compile(not_title),
        cue=re.compile(
            rf"(?P<title>{titles})"
            rf"|(?:(?P<strong>{strong})|(?P<weak>{weak}))(?:姓名|名字)?(?P<link>[:：]|是|为|叫)?[:： ]{{0,2}}"
        ),
        right=re.compile(rf"$|[^{_HAN}]|(?:{alternatives(words.right_words)})"),
        left=re.compile(rf"(?:^|[^{_HAN}]|{weak}|{strong}|[跟和找叫与及是请对给问向由]|联系|那个|这个|一位|一个)$"),
        latin=re.compile(
            rf"(?<![A-Za-z0-9])(?:{'|'.join(words.latin_titles)})\.? ?(?P<after>{_LATIN_NAME})(?![A-Za-z])"
            rf"|(?<![A-Za-z0-9])(?P<before>{_LATIN_NAME}|{_DOTTED}) ?(?={alternatives(words.titles)})"
            rf"|(?:{strong})[:： ]{{1,2}}(?P<cued>{_DOTTED}|[A-Z][a-z]{{1,14}} [A-Z][a-z]{{1,14}})(?![A-Za-z])"
        ),
        anonymous=re.compile(
            rf"(?<!某)(?P<name>[{surnames}]某(?:某|人)?)(?!村|路|街|县|市|镇|乡|区|公司|些|个|种|次|天|时|处|地|款|品牌|店|一|4S)"
        ),
        surname_said=re.compile(
            rf"(?:^|[^{_HAN}]|我|免贵|客户|车主|本人|他|她|销售|顾问|经理)姓(?P<name>[{surnames}])(?=$|[^{_HAN}]|的|先生|女士|小姐)"
        ),
    )


def find_names(text: str) -> Iterator[Found]:
    """Yield names of people.

    A surname before 先生/女士, a full name before 师傅, a full name after a cue such as 联系人 or 客户, a full name
    beside a masked telephone number, 刘某某, and Latin names beside Mr/Ms or a title.
    """
    names = _names()
    for match in names.cue.finditer(text):
        found = _titled(text, match, names) if match["title"] else _cued(text, match, names)
        if found is not None:
            yield found
    if _LATIN.search(text):
        for match in names.latin.finditer(text):
            name = str(match.lastgroup)
            if match[name].split(" ")[0] not in names.words.latin_not:
                yield Found(match.start(name), match.end(name), "name")
    for char, pattern in (("某", names.anonymous), ("姓", names.surname_said)):
        if char in text:
            for match in pattern.finditer(text):
                yield Found(match.start("name"), match.end("name"), "name")
    yield from _beside_numbers(text, names)


def _titled(text: str, match: re.Match[str], names: _Names) -> Found | None:
    """Return the surname or full name before a title."""
    if names.not_title.match(text, match.start()):
        return None
    start = _before_title(text, match.start(), names, full=match["title"] in names.words.full_name_titles)
    return None if start is None else Found(start, match.start(), "name")


def _cued(text: str, match: re.Match[str], names: _Names) -> Found | None:
    """Return the full name after a cue."""
    # the cue inside a mask such as [姓名] is none
    if match.start() and text[match.start() - 1] == "[":
        return None
    strong = match["strong"] is not None or (match["link"] or "") in (":", "：", "叫")
    if not strong and match[0].endswith(" "):
        return None
    end = _after_cue(text, match.end(), names, strong=strong)
    return None if end is None else Found(match.end(), end, "name")


_BESIDE = re.compile(
    rf"(?:^|[^{_HAN}\]])(?P<left>[{_HAN}]{{2,4}})[ ,，:：、(（]{{0,2}}"
    rf"(?:电话|手机|手机号|tel)?[:： ]?(?=\[(?:手机号|身份证号)\])"
    rf"|\[手机号\][ ,，、(（]{{0,2}}(?P<right>[{_HAN}]{{2,4}})(?=$|[^{_HAN}])",
)


def _beside_numbers(text: str, names: _Names) -> Iterator[Found]:
    """Yield a full name that stands alone beside a telephone or identity number."""
    if "手机号]" not in text and "身份证号]" not in text:
        return
    for match in _BESIDE.finditer(text):
        name = str(match.lastgroup)
        start, end = match.span(name)
        value = text[start:end]
        for suffix in ("电话", "手机", "手机号"):
            value = value.removesuffix(suffix)
        if _is_full(value, names, weak=True):
            yield Found(start, start + len(value), "name")


def _before_title(text: str, end: int, names: _Names, *, full: bool) -> int | None:
    """Return where the name before a title begins, or None."""
    for size in (4, 3, 2):
        start = end - size
        if start < 0:
            continue
        value = text[start:end]
        if not _is_full(value, names, weak=False) and not (size == 2 and value in names.compound and not full):
            continue
        # 宝马王先生: a surname at the end is the whole name unless something separates the longer one
        if value[-1] not in names.surnames or names.left.search(text, max(0, start - 6), start):
            return start
    if full or end == 0:
        return None
    surname = text[end - 1]
    before = text[end - 2] if end > 1 else ""
    if surname not in names.surnames or text[max(0, end - 2) : end] in names.no_name:
        return None
    if before and before in names.words.not_before.get(surname, ""):
        return None
    return end - 1


def _after_cue(text: str, start: int, names: _Names, *, strong: bool) -> int | None:
    """Return where the name after a cue ends, or None."""
    for size in (4, 3, 2):
        end = start + size
        value = text[start:end]
        if len(value) == size and _is_full(value, names, weak=not strong) and names.right.match(text, end):
            return end
    # nothing that usually follows a name follows: two characters frequent in given names decide
    value = text[start : start + 3]
    if strong or value[:1] not in names.hesitant:
        if len(value) == 3 and _is_full(value, names, weak=True) and all(char in names.given for char in value[1:]):
            return start + 3
        if strong and _is_full(value[:2], names, weak=True):
            return start + 2
    return None


def _is_full(value: str, names: _Names, *, weak: bool) -> bool:
    """Whether the characters are a surname with a given name of one or two characters."""
    compound = value[:2] in names.compound
    given = value[2:] if compound else value[1:]
    if not 1 <= len(given) <= 2 or (not compound and len(value) == 4):
        return False
    if not compound and value[0] not in (names.common if weak else names.surnames):
        return False
    if value[:2] in names.no_name or given in names.no_given:
        return False
    if any(char in names.never or not "一" <= char <= "龥" for char in given):
        return False
    return not weak or any(char in names.given for char in given)
