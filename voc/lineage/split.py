"""People split a topic: into groups of its texts, or at given centres."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from voc.lineage.apply import apply, check_living, check_name
from voc.lineage.book import TopicBook, topic_id
from voc.lineage.change import HISTORY_TEXT, Change, Event, History, Kind
from voc.lineage.errors import SplitError, TopicStateError
from voc.lineage.settings import MATCH
from voc.lineage.sketch import hash_ids, pack_sketch
from voc.lineage.steer import check_form, decided
from voc.lineage.topic import By, Decision, State, Topic, pack_centre


@dataclass(frozen=True, slots=True, eq=False)
class Members:
    """All stored texts that are shown under a topic: ids (n) and L2-normalised vectors (n, dimensions)."""

    ids: tuple[str, ...]
    vectors: NDArray[np.float32]


def split(
    book: TopicBook,
    topic: str,
    groups: Mapping[str, Sequence[str]],
    *,
    members: Members,
    day: date,
    history: History = History.RESTATED,
) -> tuple[TopicBook, Change]:
    """Divide a topic into named groups of its texts.

    Later runs that find the topic whole again divide its texts by the nearest part.

    Parameters
    ----------
    groups
        Text ids by the name of the new topic.
    members
        All texts of the topic; each must be in one group.

    Raises
    ------
    SplitError
        A text is lost, in two groups or not of the topic; a group is empty; there are fewer than two.
    NameTakenError
        A name belongs to another topic.
    """
    known = book[topic]
    check_living(known)
    if known.state is not State.ACTIVE:
        raise TopicStateError(f"话题 {topic} 不是活动状态，不能拆分", hint="请先取消隐藏或撤销升级")
    rows = {item: row for row, item in enumerate(members.ids)}
    _check(groups, rows)
    names = [check_form(name) for name in groups]
    if len({"".join(name.split()).casefold() for name in names}) < len(names):
        raise SplitError("拆分后的话题名称重复", hint="请给每个部分起不同的名称")
    children = []
    placements: list[tuple[str, str]] = []
    for place, (name, ids) in enumerate(zip(names, groups.values(), strict=True)):
        check_name(book, name, but={topic})
        vectors = members.vectors[[rows[item] for item in ids]].astype(np.float64)
        child = Topic(
            id=topic_id(book.number + place),
            name=name,
            named_by=By.PEOPLE,
            made_by=By.PEOPLE,
            centre=pack_centre(vectors.sum(axis=0)),
            sketch=pack_sketch(hash_ids(ids), size=MATCH.sketch),
            size=len(ids),
            encoder=known.encoder,
            parents=(topic,),
        )
        children.append(child)
        placements += ((item, child.id) for item in ids)
    numbers = tuple(child.id for child in children)
    decision = Decision(State.SPLIT, By.PEOPLE, since=day if history is History.FROZEN else None, children=numbers)
    change = Change(
        kind=Kind.SPLIT,
        day=day,
        text=f"把话题 {topic} 拆分为 {'、'.join(numbers)}；{HISTORY_TEXT[history]}",
        number=book.number + len(children),
        history=history,
        decisions=(decided(known, decision),),
        created=tuple(children),
        placements=tuple(sorted(placements)),
        events=(Event(Kind.SPLIT, By.PEOPLE, day, topic, numbers),),
    )
    return apply(book, change), change


def split_at(
    book: TopicBook,
    topic: str,
    centres: Mapping[str, NDArray[np.float32]],
    *,
    members: Members,
    day: date,
    history: History = History.RESTATED,
) -> tuple[TopicBook, Change]:
    """Divide a topic by the nearest of named centres (dimensions,); see :func:`split`."""
    matrix = np.stack([np.asarray(centre, dtype=np.float64) for centre in centres.values()])
    matrix /= np.maximum(np.linalg.norm(matrix, axis=1, keepdims=True), 1e-12)
    nearest = (members.vectors.astype(np.float64) @ matrix.T).argmax(axis=1).tolist()
    groups: dict[str, list[str]] = {name: [] for name in centres}
    names = list(centres)
    for item, place in zip(members.ids, nearest, strict=True):
        groups[names[place]].append(item)
    return split(book, topic, groups, members=members, day=day, history=history)


def _check(groups: Mapping[str, Sequence[str]], rows: Mapping[str, int]) -> None:
    if len(groups) < 2 or not all(groups.values()):
        raise SplitError("拆分至少要有两个非空的部分", hint="请为每个部分指定文本")
    counts = Counter(item for ids in groups.values() for item in ids)
    lost = sum(item not in counts for item in rows)
    strange = sum(item not in rows for item in counts)
    double = sum(count > 1 for count in counts.values())
    if lost or strange or double:
        message = f"拆分不完整：遗漏 {lost} 条，重复 {double} 条，不属于该话题 {strange} 条"
        raise SplitError(message, hint="该话题的每条文本都要恰好归入一个部分")
