"""What people decide about topics: pure steps from a book to a new book and the change that says what it does."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from datetime import date

from corpora.taxonomy import load_taxonomy
from voc.lineage.apply import apply, check_living, check_name
from voc.lineage.book import TopicBook
from voc.lineage.change import HISTORY_TEXT, Change, DecisionEdit, Event, History, Kind, NameEdit, Naming
from voc.lineage.errors import SelfMergeError, TopicCodeError, TopicStateError
from voc.lineage.topic import ACTIVE, By, Decision, State, Topic

_CODE = re.compile(r"[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*")
LONGEST_NAME = 40


def rename(book: TopicBook, topic: str, name: str, *, day: date) -> tuple[TopicBook, Change]:
    """Give a topic a name; runs keep it from now on. No text moves.

    Raises
    ------
    NameTakenError
        Another living topic has the name.
    TopicStateError
        The name is empty or too long.
    """
    known = book[topic]
    check_living(known)
    name = check_form(name)
    check_name(book, name, but={topic})
    change = Change(
        kind=Kind.RENAME,
        day=day,
        text=f"把话题 {topic} 改名为「{name}」；数据不变",
        number=book.number,
        names=(NameEdit(topic, Naming(known.name, known.named_by), Naming(name, By.PEOPLE)),),
        events=(Event(Kind.RENAME, By.PEOPLE, day, topic),),
    )
    return apply(book, change), change


def check_form(name: str) -> str:
    """Return a name without blanks around it.

    Raises
    ------
    TopicStateError
        It is empty or too long.
    """
    name = " ".join(name.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise TopicStateError(f"话题名称应为 1 至 {LONGEST_NAME} 个字", hint="请写成“部件 + 问题”，如“充电口盖打不开”")
    return name


def merge(
    book: TopicBook, sources: Sequence[str], target: str, *, day: date, history: History = History.RESTATED
) -> tuple[TopicBook, Change]:
    """Let the texts of some topics be shown under another one.

    Raises
    ------
    SelfMergeError
        The target is among the sources, or there are none.
    AlreadyMergedError
        A topic went into another one before.
    TopicStateError
        A topic is split, or the target is hidden, or a source is promoted.
    """
    sources = tuple(dict.fromkeys(sources))
    if not sources or target in sources:
        raise SelfMergeError("不能把话题并入它自己", hint="请另选一个并入的话题")
    goal = book[target]
    check_living(goal)
    if goal.state is State.HIDDEN:
        raise TopicStateError(f"话题 {target} 已隐藏，不能并入", hint="请先取消隐藏")
    edits = []
    for source in sources:
        topic = book[source]
        check_living(topic)
        if topic.state is State.PROMOTED:
            raise TopicStateError(f"话题 {source} 已升级为标签 {topic.decision().code}", hint="请先撤销升级")
        edits.append(decided(topic, Decision(State.MERGED, By.PEOPLE, since=_since(day, history), into=target)))
    change = Change(
        kind=Kind.MERGE,
        day=day,
        text=f"把话题 {'、'.join(sources)} 并入 {target}；{HISTORY_TEXT[history]}",
        number=book.number,
        history=history,
        decisions=tuple(edits),
        events=(Event(Kind.MERGE, By.PEOPLE, day, target, sources),),
    )
    return apply(book, change), change


def hide(book: TopicBook, topic: str, *, day: date, history: History = History.RESTATED) -> tuple[TopicBook, Change]:
    """Count a topic nowhere; runs go on recognising it, so that it does not come back as new."""
    known = book[topic]
    check_living(known)
    if known.state is State.HIDDEN:
        raise TopicStateError(f"话题 {topic} 已是隐藏状态", hint="无需再次隐藏")
    return _decide(
        book, Kind.HIDE, known, Decision(State.HIDDEN, By.PEOPLE, since=_since(day, history)), f"隐藏话题 {topic}", day
    )


def unhide(book: TopicBook, topic: str, *, day: date, history: History = History.RESTATED) -> tuple[TopicBook, Change]:
    """Show a hidden topic again, as it was before it was hidden."""
    known = book[topic]
    if known.state is not State.HIDDEN:
        raise TopicStateError(f"话题 {topic} 没有隐藏", hint="只有隐藏的话题可以取消隐藏")
    before = next((item for item in reversed(known.decisions) if item.state is not State.HIDDEN), ACTIVE)
    since = _since(day, history)
    again = Decision(before.state, By.PEOPLE, since=since, code=before.code, proposed=before.proposed)
    return _decide(book, Kind.UNHIDE, known, again, f"取消隐藏话题 {topic}", day)


def promote(
    book: TopicBook,
    topic: str,
    code: str,
    *,
    day: date,
    history: History = History.RESTATED,
    proposed: bool = False,
    codes: Collection[str] | None = None,
) -> tuple[TopicBook, Change]:
    """Count a topic under a taxonomy code.

    Parameters
    ----------
    code, proposed
        A code of the taxonomy or, ``proposed``, a new one.
    codes
        The codes there are; those of the shipped taxonomy by default.

    Raises
    ------
    TopicCodeError
        The code does not exist; a proposed one exists or is not of the form ``group.name``.
    """
    known = book[topic]
    check_living(known)
    if known.state is not State.ACTIVE:
        raise TopicStateError(f"话题 {topic} 不是活动状态，不能升级为标签", hint="请先取消隐藏或撤销上一次升级")
    exists = code in (load_taxonomy().ids if codes is None else codes)
    if proposed and (exists or not _CODE.fullmatch(code)):
        raise TopicCodeError(f"不能提议标签 {code}：已存在或格式不对", hint="新标签形如 quality.charge_flap")
    if not proposed and not exists:
        raise TopicCodeError(f"标签体系中没有 {code}", hint="用 voc taxonomy 查看现有标签，或作为新标签提议")
    decision = Decision(State.PROMOTED, By.PEOPLE, since=_since(day, history), code=code, proposed=proposed)
    text = f"把话题 {topic} 升级为{'提议的新标签' if proposed else '标签'} {code}"
    return _decide(book, Kind.PROMOTE, known, decision, text, day)


def decided(topic: Topic, decision: Decision) -> DecisionEdit:
    """Return the edit that adds a decision."""
    return DecisionEdit(topic.id, topic.decisions, (*topic.decisions, decision))


def _since(day: date, history: History) -> date | None:
    return day if history is History.FROZEN else None


def _decide(
    book: TopicBook, kind: Kind, topic: Topic, decision: Decision, text: str, day: date
) -> tuple[TopicBook, Change]:
    history = History.FROZEN if decision.since else History.RESTATED
    change = Change(
        kind=kind,
        day=day,
        text=f"{text}；{HISTORY_TEXT[history]}",
        number=book.number,
        history=history,
        decisions=(decided(topic, decision),),
        events=(Event(kind, By.PEOPLE, day, topic.id),),
    )
    return apply(book, change), change
