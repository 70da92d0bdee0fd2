"""The book and its changes as plain data and back; arrays as base64."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import StrEnum
from typing import Any, TypeVar

from voc.lineage.book import TopicBook
from voc.lineage.change import (
    Change,
    DecisionEdit,
    Event,
    History,
    Kind,
    NameEdit,
    Naming,
    RunRecord,
)
from voc.lineage.errors import BookFormatError
from voc.lineage.topic import By, Decision, Seen, State, Topic

T = TypeVar("T")
SCHEMA = 1
"""Version of the shape; fields may be added under one version, never renamed or removed."""


def to_json(book: TopicBook) -> dict[str, Any]:
    """Return a book as plain data, ``schema`` first; :func:`from_json` reads it back unchanged."""
    return {"schema": SCHEMA, **plain(book)}


def from_json(data: Mapping[str, Any]) -> TopicBook:
    """Return the book that :func:`to_json` wrote.

    Raises
    ------
    BookFormatError
        The data is of another version, lacks something or does not fit together.
    """
    if data.get("schema") != SCHEMA:
        raise BookFormatError(f"话题簿的版本不是 {SCHEMA}", hint="请用当前版本的软件重新生成")
    return reading(lambda: _book(data))


def change_from_json(data: Mapping[str, Any]) -> Change:
    """Return the change that :func:`plain` wrote.

    Raises
    ------
    BookFormatError
        The data lacks something or does not fit together.
    """
    return reading(lambda: _change(data))


def reading(read: Callable[[], T]) -> T:
    """Return what a reader finds.

    Raises
    ------
    BookFormatError
        It does not find what it needs.
    """
    try:
        return read()
    except (KeyError, TypeError, ValueError) as error:
        raise BookFormatError("话题簿或日志不完整，或某一项写错了", hint="请从备份恢复，或由日志重放") from error


def plain(value: Any) -> Any:  # noqa: ANN401 - any of our values
    """Return our dataclasses, tuples, dates and bytes as JSON's own types."""
    if is_dataclass(value) and not isinstance(value, type):
        return {item.name: plain(getattr(value, item.name)) for item in fields(value) if item.init}
    if isinstance(value, tuple):
        return [plain(item) for item in value]
    if isinstance(value, bytes):
        return b64encode(value).decode("ascii")
    if isinstance(value, StrEnum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return value


def _book(data: Mapping[str, Any]) -> TopicBook:
    book = TopicBook(
        topics=tuple(_topic(item) for item in data["topics"]),
        number=int(data["number"]),
        runs=tuple(_run(item) for item in data["runs"]),
        events=tuple(_event(item) for item in data["events"]),
    )
    if len({topic.id for topic in book.topics}) < len(book.topics):
        raise ValueError("ids")
    return book


def _topic(data: Mapping[str, Any]) -> Topic:
    centre, sketch = b64decode(data["centre"], validate=True), b64decode(data["sketch"], validate=True)
    if len(centre) % 4 or len(sketch) % 8:
        raise ValueError("bytes")
    return Topic(
        id=str(data["id"]),
        name=str(data["name"]),
        named_by=By(data["named_by"]),
        centre=centre,
        sketch=sketch,
        size=int(data["size"]),
        encoder=str(data["encoder"]),
        made_by=By(data["made_by"]),
        seen=tuple(Seen(**{**item, "day": date.fromisoformat(item["day"])}) for item in data["seen"]),
        parents=tuple(data["parents"]),
        decisions=_decisions(data["decisions"]),
    )


def _decisions(data: list[Mapping[str, Any]]) -> tuple[Decision, ...]:
    return tuple(
        Decision(
            state=State(item["state"]),
            by=By(item["by"]),
            since=None if item["since"] is None else date.fromisoformat(item["since"]),
            into=item["into"],
            children=tuple(item["children"]),
            code=item["code"],
            proposed=bool(item["proposed"]),
        )
        for item in data
    )


def _run(data: Mapping[str, Any]) -> RunRecord:
    return RunRecord(**{**data, "day": date.fromisoformat(data["day"])})


def _event(data: Mapping[str, Any]) -> Event:
    return Event(
        kind=Kind(data["kind"]),
        by=By(data["by"]),
        day=date.fromisoformat(data["day"]),
        topic=data["topic"],
        others=tuple(data["others"]),
        evidence=tuple((name, float(value)) for name, value in data["evidence"]),
    )


def _naming(data: Mapping[str, Any]) -> Naming:
    return Naming(data["name"], By(data["by"]))


def _change(data: Mapping[str, Any]) -> Change:
    return Change(
        kind=Kind(data["kind"]),
        day=date.fromisoformat(data["day"]),
        text=data["text"],
        number=int(data["number"]),
        history=History(data["history"]),
        names=tuple(NameEdit(item["topic"], _naming(item["before"]), _naming(item["after"])) for item in data["names"]),
        decisions=tuple(
            DecisionEdit(item["topic"], _decisions(item["before"]), _decisions(item["after"]))
            for item in data["decisions"]
        ),
        created=tuple(_topic(item) for item in data["created"]),
        updated=tuple(_topic(item) for item in data["updated"]),
        placements=tuple((text, topic) for text, topic in data["placements"]),
        events=tuple(_event(item) for item in data["events"]),
        run=None if data["run"] is None else _run(data["run"]),
    )
