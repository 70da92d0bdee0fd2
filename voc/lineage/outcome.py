"""The change a run makes: topics as it leaves them, new ones, and the events with their evidence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from voc.lineage.book import TopicBook
from voc.lineage.change import Change, Event, Kind, RunRecord
from voc.lineage.evidence import Evidence
from voc.lineage.living import Living
from voc.lineage.relate import Relations
from voc.lineage.run import Run
from voc.lineage.settings import MatchSettings
from voc.lineage.sketch import pack_sketch
from voc.lineage.topic import By, Decision, Seen, State, Topic, pack_centre

_INHERITED = (State.HIDDEN, State.PROMOTED, State.MERGED)


def build_change(
    book: TopicBook,
    run: Run,
    evidence: Evidence,
    relations: Relations,
    living: Living,
    texts: Sequence[str],
    hashes: NDArray[np.uint64],
    settings: MatchSettings,
) -> Change:
    """Return the change, given the topic of each text."""
    members = _members(texts)
    column_of = {row: column for column, row in relations.same.items()}
    updated: list[Topic] = []
    for row, topic in enumerate(book.topics):
        column = column_of.get(row)
        after = topic
        if row in relations.merged:
            retired = Decision(State.RETIRED, By.MACHINE, into=living.labels[relations.merged[row]])
            after = replace(topic, decisions=(*topic.decisions, retired))
        elif column is not None and topic.state is State.RETIRED:
            after = replace(topic, decisions=topic.decisions[:-1])
        if column is not None or topic.id in living.centres:
            rows = members.get(topic.id, np.zeros(0, dtype=np.int64))
            if column is not None and topic.id not in living.owners[column]:
                # people split it: the whole is remembered, so that a run that finds it whole is recognised
                rows = np.flatnonzero(run.labels == column)
            after = _refreshed(after, run, rows, hashes, settings, _likeness(evidence, row, column))
        if after is not topic:
            updated.append(replace(after, seen=after.seen[len(topic.seen) :]))
    created = [
        _refreshed(_new_topic(book, topic, column, run, relations), run, members[topic], hashes, settings, (None, None))
        for topic, column in living.fresh.items()
    ]
    residual = sum(not topic for topic in texts)
    return Change(
        kind=Kind.RUN,
        day=run.day,
        text=f"收录话题发现运行 {run.name}：{len(texts)} 条文本，{len(created)} 个新话题，{residual} 条未归入话题",
        number=living.number,
        created=tuple(created),
        updated=tuple(updated),
        events=_events(book, run, evidence, relations, living),
        run=RunRecord(run.name, run.day, len(texts), residual),
    )


def _members(texts: Sequence[str]) -> dict[str, NDArray[np.int64]]:
    rows: dict[str, list[int]] = {}
    for row, topic in enumerate(texts):
        if topic:
            rows.setdefault(topic, []).append(row)
    return {topic: np.array(found, dtype=np.int64) for topic, found in rows.items()}


def _likeness(evidence: Evidence, row: int, column: int | None) -> tuple[float | None, float | None]:
    if column is None:
        return None, None
    return round(float(evidence.cosine[row, column]), 4), round(float(evidence.overlap[row, column]), 4)


def _new_topic(book: TopicBook, topic: str, column: int, run: Run, relations: Relations) -> Topic:
    row = relations.parents.get(column)
    parents: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()
    if row is not None:
        parents = (book.topics[row].id,)
        decision = book.topics[row].decision()
        if decision.state in _INHERITED:
            # a run does not undo what people decided about the whole
            decisions = (replace(decision, by=By.MACHINE),)
    return Topic(topic, run.names[column], By.MACHINE, b"", b"", 0, parents=parents, decisions=decisions)


def _refreshed(
    topic: Topic,
    run: Run,
    rows: NDArray[np.int64],
    hashes: NDArray[np.uint64],
    settings: MatchSettings,
    likeness: tuple[float | None, float | None],
) -> Topic:
    seen = (*topic.seen, Seen(run.name, run.day, len(rows), *likeness))
    if not len(rows):
        return replace(topic, seen=seen)
    return replace(
        topic,
        centre=pack_centre(run.vectors[rows].astype(np.float64).sum(axis=0)),
        sketch=pack_sketch(hashes[rows], size=settings.sketch),
        size=len(rows),
        encoder=run.encoder,
        seen=seen,
    )


def _events(book: TopicBook, run: Run, evidence: Evidence, relations: Relations, living: Living) -> tuple[Event, ...]:
    def event(kind: Kind, topic: str, others: tuple[str, ...] = (), row: int = -1, column: int = -1) -> Event:
        return Event(kind, By.MACHINE, run.day, topic, others, _numbers(evidence, row, column))

    events = []
    for topic, column in living.fresh.items():
        row = relations.parents.get(column)
        if row is None:
            events.append(event(Kind.NEW, topic))
        else:
            events.append(event(Kind.SPLIT, topic, (book.topics[row].id,), row, column))
    for column, row in sorted(relations.same.items()):
        known = book.topics[row]
        if known.seen and not book.seen_last(known):
            events.append(event(Kind.RETURNED, known.id, (), row, column))
    for row, column in sorted(relations.merged.items()):
        events.append(event(Kind.MERGE, living.labels[column], (book.topics[row].id,), row, column))
    for row, column in sorted(relations.held.items()):
        known = book.topics[row]
        if not (len(known.seen) > 1 and known.seen[-1].cosine is None):
            events.append(event(Kind.HELD, known.id, (living.labels[column],) if column >= 0 else (), row, column))
    events += (event(Kind.FADED, book.topics[row].id, (), row) for row in relations.faded)
    return tuple(events)


def _numbers(evidence: Evidence, row: int, column: int) -> tuple[tuple[str, float], ...]:
    if row < 0:
        return ()
    found = [("present", float(evidence.stayed[row]))]
    if column >= 0:
        found += (
            ("cosine", float(evidence.cosine[row, column])),
            ("overlap", float(evidence.overlap[row, column])),
            ("common", float(evidence.common[row, column])),
            ("score", float(evidence.excess[row, column])),
        )
    return tuple((name, round(value, 4)) for name, value in found)
