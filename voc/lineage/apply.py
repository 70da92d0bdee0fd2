"""Apply a change to the book, and undo it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from voc.lineage.book import TopicBook
from voc.lineage.change import HISTORY_TEXT, Change, DecisionEdit, Event, Kind, NameEdit, Naming
from voc.lineage.errors import AlreadyMergedError, ChangeConflictError, NameTakenError, TopicStateError
from voc.lineage.topic import By, Decision, State, Topic

LIVING = (State.ACTIVE, State.HIDDEN, State.PROMOTED)


def apply(book: TopicBook, change: Change) -> TopicBook:
    """Return the book with a change.

    Raises
    ------
    ChangeConflictError
        The book is not in the state the change was made for.
    """
    topics = _with_run(book, change)
    for name in change.names:
        topic = book[name.topic]
        if Naming(topic.name, topic.named_by) != name.before:
            raise _conflict(topic.id)
        topics[topic.id] = replace(topics[topic.id], name=name.after.name, named_by=name.after.by)
    for edit in change.decisions:
        if book[edit.topic].decisions != edit.before:
            raise _conflict(edit.topic)
        topics[edit.topic] = replace(topics[edit.topic], decisions=edit.after)
    after = TopicBook(
        # by number: t-10000 comes after t-9999
        topics=tuple(sorted(topics.values(), key=lambda topic: (len(topic.id), topic.id))),
        number=max(book.number, change.number),
        runs=book.runs if change.run is None else (*book.runs, change.run),
        events=(*book.events, *change.events),
    )
    for topic in after.topics:
        after.shown(topic.id)
    return after


def _with_run(book: TopicBook, change: Change) -> dict[str, Topic]:
    """Return the topics by id, with what a run updated and with new ones."""
    topics = {topic.id: topic for topic in book.topics}
    if change.run is not None and change.run.name in {run.name for run in book.runs}:
        raise ChangeConflictError(f"话题发现运行 {change.run.name} 已收录", hint="请检查日志中是否有重复的记录")
    for topic in change.updated:
        if topic.id not in topics:
            raise _conflict(topic.id)
        topics[topic.id] = replace(topic, seen=(*topics[topic.id].seen, *topic.seen))
    for topic in change.created:
        if topic.id in topics:
            raise _conflict(topic.id)
        topics[topic.id] = topic
    return topics


def _conflict(topic: str) -> ChangeConflictError:
    return ChangeConflictError(f"话题 {topic} 之后又有过改动", hint="请先撤销后来的改动，再做这一步")


def undo(book: TopicBook, change: Change, *, day: date | None = None) -> tuple[TopicBook, Change]:
    """Take back a change that people made.

    The undoing is a change itself, and can be undone. The parts of an undone split are merged back into their parent,
    since texts may have been stored under them and ids are not reused.

    Parameters
    ----------
    book, change
        The book as it is now, and the change it took in.
    day
        The day of the undoing; that of the change by default.

    Raises
    ------
    ChangeConflictError
        Something later stands on it, or it is a run (runs are not undone: a new run is).
    NameTakenError
        The former name belongs to another topic by now.
    """
    if change.kind is Kind.RUN:
        raise ChangeConflictError("话题发现的运行不能撤销", hint="请用改正后的数据重新运行")
    parents = tuple(edit.topic for edit in change.decisions)
    back = [DecisionEdit(edit.topic, edit.after, edit.before) for edit in change.decisions]
    for child in change.created:
        if book[child.id].decisions:
            raise _conflict(child.id)
        home = Decision(State.MERGED, By.PEOPLE, into=parents[0])
        back.append(DecisionEdit(child.id, (), (home,)))
    names = tuple(NameEdit(edit.topic, edit.after, edit.before) for edit in change.names)
    children = {child.id for child in change.created}
    for name in names:
        check_name(book, name.after.name, but={name.topic})
    for edit in change.decisions:
        topic = book[edit.topic]
        if topic.state not in LIVING and topic.named_by is By.PEOPLE:
            check_name(book, topic.name, but={topic.id, *children})
    touched = tuple(dict.fromkeys((*parents, *(edit.topic for edit in names), *(child.id for child in change.created))))
    undone = Change(
        kind=Kind.UNDO,
        day=day or change.day,
        text=f"撤销：{change.text.split('；')[0]}；{HISTORY_TEXT[change.history]}",
        number=book.number,
        history=change.history,
        names=names,
        decisions=tuple(back),
        events=(Event(Kind.UNDO, By.PEOPLE, day or change.day, touched[0], touched[1:]),),
    )
    return apply(book, undone), undone


def check_name(book: TopicBook, name: str, *, but: Collection[str] = ()) -> None:
    """Raise when another living topic has a name.

    Raises
    ------
    NameTakenError
        One has.
    """
    for topic in book.topics:
        if topic.id not in but and topic.state in LIVING and _folded(topic.name) == _folded(name):
            raise NameTakenError(f"已有话题 {topic.id} 叫这个名称", hint="请换一个名称，或把两个话题合并")


def _folded(name: str) -> str:
    return "".join(name.split()).casefold()


def check_living(topic: Topic) -> None:
    """Raise when a topic went into others.

    Raises
    ------
    AlreadyMergedError
        People or a run joined it to another.
    TopicStateError
        People split it.
    """
    if topic.state in (State.MERGED, State.RETIRED):
        message = f"话题 {topic.id} 已并入 {topic.decision().into}"
        raise AlreadyMergedError(message, hint="请对并入后的话题操作，或先撤销那次合并")
    if topic.state is State.SPLIT:
        message = f"话题 {topic.id} 已拆分为 {'、'.join(topic.decision().children)}"
        raise TopicStateError(message, hint="请对拆分后的话题操作，或先撤销那次拆分")
