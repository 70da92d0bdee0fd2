"""The topics that live in a run: whose texts each of its topics holds, and where their centres are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from voc.lineage.book import TopicBook, topic_id
from voc.lineage.evidence import Evidence, centre_in
from voc.lineage.relate import Relations
from voc.lineage.run import Run
from voc.lineage.settings import MatchSettings
from voc.lineage.sticky import RESIDUAL
from voc.lineage.topic import State


@dataclass(frozen=True, slots=True)
class Living:
    """What lives in a run.

    Attributes
    ----------
    labels
        Stable topic of each topic of the run.
    owners
        For each topic of the run, the topics its texts are divided among.
    centres
        Centre of each topic that lives.
    fresh
        New topics: id → topic of the run.
    number
        The number the next new topic gets.
    """

    labels: tuple[str, ...]
    owners: tuple[tuple[str, ...], ...]
    centres: dict[str, NDArray[np.float32]]
    fresh: dict[str, int]
    number: int


def find_living(book: TopicBook, run: Run, relations: Relations, evidence: Evidence) -> Living:
    """Return what lives, new topics numbered in the order of the run."""
    count = len(run.names)
    labels = [""] * count
    owners: list[tuple[str, ...]] = [()] * count
    centres: dict[str, NDArray[np.float32]] = {}
    fresh: dict[str, int] = {}
    columns_of_rows = {row: column for column, row in relations.same.items()}
    known = {}
    for topic, members in zip(book.topics, evidence.members, strict=True):
        centre = centre_in(run, topic, members)
        if centre is not None:
            known[topic.id] = centre
    for column, row in relations.same.items():
        labels[column] = book.topics[row].id
        held = (book.topics[other].id for other, goal in relations.held.items() if goal == column)
        claims = dict.fromkeys(part for item in (labels[column], *held) for part in _parts(book, item))
        owners[column] = tuple(claim for claim in claims if claim in known) or (labels[column],)
        if owners[column] == (labels[column],):
            centres[labels[column]] = run.centres[column]
        for part in owners[column]:
            centres.setdefault(part, known.get(part, run.centres[column]))
    for row in relations.held:
        topic = book.topics[row]
        if topic.id in known:
            centres.setdefault(topic.id, known[topic.id])
    number = book.number
    for column in sorted((*relations.new, *relations.parents)):
        labels[column] = topic_id(number)
        owners[column] = (labels[column],)
        centres[labels[column]] = run.centres[column]
        fresh[labels[column]] = column
        number += 1
    for column, row in relations.folded.items():
        main = columns_of_rows[row]
        labels[column], owners[column] = labels[main], owners[main]
    return Living(tuple(labels), tuple(owners), centres, fresh, number)


def _parts(book: TopicBook, topic: str) -> tuple[str, ...]:
    """Return the topics that a topic's texts are divided among: itself, or the parts people split it into."""
    if book[topic].state is State.RETIRED:
        # it is found again, so it lives again
        return (topic,)
    goal = book[book.shown(topic).topic]
    if goal.state is not State.SPLIT:
        return (topic,)
    return tuple(dict.fromkeys(part for child in goal.decision().children for part in _parts(book, child)))


def drop_small(
    living: Living, relations: Relations, run: Run, texts: list[str], settings: MatchSettings
) -> tuple[Living, list[str]]:
    """Do away with new topics that kept too few texts: those go to the parent, or to the residual."""
    counts = Counter(texts)
    small = {topic: column for topic, column in living.fresh.items() if counts[topic] < settings.least_texts}
    if not small:
        return living, texts
    columns = {row: column for column, row in relations.same.items()}
    goals: dict[str, str] = {}
    for topic, column in small.items():
        row = relations.parents.get(column)
        goals[topic] = RESIDUAL if row is None else living.owners[columns[row]][0]
    texts = [goals.get(topic, topic) for topic in texts]
    labels = list(living.labels)
    for column in small.values():
        members = Counter(texts[row] for row in np.flatnonzero(run.labels == column).tolist())
        labels[column] = min(members, key=lambda item: (-members[item], item)) if members else RESIDUAL
    fresh = {topic: column for topic, column in living.fresh.items() if topic not in small}
    return replace(living, labels=tuple(labels), fresh=fresh), texts
