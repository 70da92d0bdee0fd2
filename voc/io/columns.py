"""Match the columns of a file to the roles they play."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from corpora.columns import RoleNames, fold_name, fold_name_without_brackets, load_columns
from voc.errors import ColumnError
from voc.io.options import ReadOptions

_LISTED = 20
# A column counts as running text when its cells have this many characters on average and mostly Han letters.
_TEXT_LENGTH = 8.0
_TEXT_LEAD = 2.0


@dataclass(frozen=True, slots=True)
class ColumnMatch:
    """Which column plays which role.

    Attributes
    ----------
    roles
        Role to the index of its column; ``text`` is always there.
    warnings
        Chinese remarks on choices that a person should look at.
    """

    roles: Mapping[str, int]
    warnings: tuple[str, ...] = ()


def count_roles(names: Sequence[str]) -> int:
    """Count the roles that these names fill; how a header row is told from data."""
    return len(_match_aliases(names)[0])


def has_text_column(names: Sequence[str]) -> bool:
    """Tell whether an alias or an unmistakable part of a name shows a text column."""
    roles, _ = _match_aliases(names)
    return "text" in roles or bool(_contained(names, roles))


def match_columns(
    names: Sequence[str], *, options: ReadOptions, file: str, sample: Sequence[Sequence[str]] = ()
) -> ColumnMatch:
    """Find the column of every role.

    The text column is, in this order: the one the caller names; the best alias; a name that contains a word such as
    内容; the only column of ``sample`` that holds running text; the title. All but the first two leave a warning.

    Parameters
    ----------
    names
        The file's column names, in order.
    options
        With ``text_column`` and ``id_column`` as the caller gave them.
    file
        The file's name, for messages.
    sample
        The first rows, for files whose header says nothing.

    Raises
    ------
    ColumnError
        No text column can be found, or a named column does not exist.
    """
    roles, warnings = _match_aliases(names)
    for role, wanted in (("text", options.text_column), ("id", options.id_column)):
        if wanted is not None:
            _assign(roles, role, _named(names, wanted, role=role, file=file))
            warnings = [warning for warning in warnings if warning.role != role]
    if "text" not in roles:
        index, warning = _guess_text(names, roles, sample, file=file)
        _assign(roles, "text", index)
        warnings.append(warning)
    notes = [warning.text for warning in warnings]
    notes += _repeated_names(names)
    return ColumnMatch(roles=roles, warnings=tuple(notes))


def match_fields(names: Sequence[str], *, options: ReadOptions, fallback: str | None) -> dict[str, int] | None:
    """Find the field of every role in one object, whose fields may differ from the next one's.

    Parameters
    ----------
    names
        The object's fields, in order.
    options
        With ``text_column`` and ``id_column`` as the caller gave them.
    fallback
        The field that serves as text in the file as a whole when no alias does.

    Returns
    -------
    dict or None
        Role to the index in ``names``; None when the object has no text field.
    """
    roles, _ = _match_aliases(names)
    for role, wanted in (("text", options.text_column), ("id", options.id_column)):
        if wanted is not None:
            roles.pop(role, None)
            index = _position(names, wanted)
            if index is not None:
                _assign(roles, role, index)
    if "text" not in roles and options.text_column is None:
        guess = _position(names, fallback) if fallback is not None else None
        if guess is None:
            guess = next(iter(_contained(names, roles)), roles.get("title"))
        if guess is not None:
            _assign(roles, "text", guess)
    return roles if "text" in roles else None


@dataclass(frozen=True, slots=True)
class _Warning:
    """A remark on the choice for one role."""

    role: str
    text: str


def _assign(roles: dict[str, int], role: str, index: int) -> None:
    """Give a column to a role and take it from any other."""
    for other in [name for name, taken in roles.items() if taken == index]:
        del roles[other]
    roles[role] = index


def _match_aliases(names: Sequence[str]) -> tuple[dict[str, int], list[_Warning]]:
    """Match names to roles by the alias lists; a column fills one role, in the lexicon's order of roles."""
    folded = [fold_name(name) for name in names]
    bare = [fold_name_without_brackets(name) for name in names]
    roles: dict[str, int] = {}
    warnings: list[_Warning] = []
    for role, aliases in load_columns().roles.items():
        found = _by_priority(aliases, folded, bare, taken=roles.values())
        if not found:
            continue
        roles[role] = found[0]
        if role == "text" and len(found) > 1:
            others = "、".join(f"「{names[i]}」" for i in found[1:])
            chosen = names[found[0]]
            warnings.append(
                _Warning("text", f"文本列取「{chosen}」；{others}也像文本列，如应改用请以 --text-column 指定")
            )
        if {folded[found[0]], bare[found[0]]} & aliases.ambiguous:
            warnings.append(
                _Warning(role, f"列「{names[found[0]]}」按 0–10 分的 NPS 读取；若是 5 分制或其他评分，请先给该列改名")
            )
    return roles, warnings


def _by_priority(aliases: RoleNames, folded: list[str], bare: list[str], *, taken: Iterable[int]) -> list[int]:
    """Return the columns that match a role, best first."""
    used = set(taken)
    rank = {name: position for position, name in enumerate(aliases.names)}
    found: list[tuple[int, int]] = []
    for index, (whole, short) in enumerate(zip(folded, bare, strict=True)):
        name = whole if whole in rank else short
        if index not in used and name in rank:
            found.append((rank[name], index))
    return [index for _, index in sorted(found)]


def _named(names: Sequence[str], wanted: str, *, role: str, file: str) -> int:
    """Return the index of the column the caller named, by exact or folded name."""
    index = _position(names, wanted)
    if index is not None:
        return index
    folded = [fold_name(name) for name in names]
    key = fold_name(wanted)
    close = difflib.get_close_matches(key, [name for name in folded if name], n=1, cutoff=0.5)
    hint = f"是否想用「{names[folded.index(close[0])]}」？" if close else ""
    raise ColumnError(
        f"{file}：没有名为「{wanted}」的列，现有的列是{list_names(names)}",
        hint=f"{hint}请用 --{role}-column 写出其中一个列名",
    )


def _position(names: Sequence[str], wanted: str) -> int | None:
    """Return the index of a name, spelled exactly or after folding; None when it is not there."""
    if wanted in names:
        return names.index(wanted)
    key = fold_name(wanted)
    return next((index for index, name in enumerate(names) if key and fold_name(name) == key), None)


def _guess_text(
    names: Sequence[str], roles: Mapping[str, int], sample: Sequence[Sequence[str]], *, file: str
) -> tuple[int, _Warning]:
    """Find the text column of a file whose names match no text alias."""
    contained = _contained(names, roles)
    if contained:
        chosen = names[contained[0]]
        return contained[0], _Warning("text", f"没有常见的文本列名，按列名推断「{chosen}」是文本列")
    longest = _only_running_text(sample, len(names), taken=set(roles.values()))
    if longest is not None:
        return longest, _Warning("text", f"没有常见的文本列名，只有「{names[longest]}」列是成句的文字，按文本列读取")
    if len(names) == 1 and not roles:
        return 0, _Warning("text", f"只有「{names[0]}」一列，按文本列读取")
    if "title" in roles:
        index = roles["title"]
        return index, _Warning("text", f"没有文本列，以标题列「{names[index]}」为文本")
    raise ColumnError(
        f"{file}：找不到文本列，现有的列是{list_names(names)}",
        hint="请用 --text-column 指定文本所在的列，或把列名改为「文本」",
    )


def _contained(names: Sequence[str], roles: Mapping[str, int]) -> list[int]:
    """Return the free columns whose name contains a word for text and none that speaks against it, best first."""
    aliases = load_columns().roles["text"]
    found: list[tuple[int, int]] = []
    for index, name in enumerate(names):
        folded = fold_name(name)
        if index in roles.values() or any(_speaks(word, folded) for word in aliases.contains_not):
            continue
        ranks = [rank for rank, word in enumerate(aliases.contains) if word in folded]
        if ranks:
            found.append((ranks[0], index))
    return [index for _, index in sorted(found)]


def _speaks(word: str, name: str) -> bool:
    """Tell whether a word stands in a name: Han words anywhere, Latin words at its end (``video`` is no ``id``)."""
    return name.endswith(word) if word.isascii() else word in name


def _only_running_text(sample: Sequence[Sequence[str]], width: int, *, taken: set[int]) -> int | None:
    """Return the one free column that holds sentences; None when there is none or more than one."""
    lengths: list[tuple[float, int]] = []
    for index in range(width):
        cells = [row[index].strip() for row in sample if index < len(row) and row[index].strip()]
        if index in taken or not cells:
            continue
        han = sum(1 for cell in cells for char in cell if "\u4e00" <= char <= "\u9fff")
        letters = sum(len(cell) for cell in cells)
        if han * 2 >= letters:
            lengths.append((letters / len(cells), index))
    lengths.sort(reverse=True)
    if not lengths or lengths[0][0] < _TEXT_LENGTH:
        return None
    if len(lengths) > 1 and (lengths[1][0] >= _TEXT_LENGTH or lengths[0][0] < _TEXT_LEAD * lengths[1][0]):
        return None
    return lengths[0][1]


def _repeated_names(names: Sequence[str]) -> list[str]:
    """Warn of column names that stand twice; the first is read."""
    seen: set[str] = set()
    notes: list[str] = []
    for name in names:
        if name.strip() and name in seen:
            notes.append(f"列名「{name}」出现了不止一次，只读第一列")
        seen.add(name)
    return list(dict.fromkeys(notes))


def list_names(names: Sequence[str]) -> str:
    """Return the names for a message, at most twenty of them and each cut to forty characters."""
    shown = "、".join(f"「{name.strip()[:40]}」" for name in names[:_LISTED])
    return f"{shown}等 {len(names)} 列" if len(names) > _LISTED else shown or "（无）"
