"""What became of the topics that the assignment left over: splits, merges, new and faded ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voc.lineage.book import TopicBook
from voc.lineage.evidence import Evidence, centre_in, gain
from voc.lineage.run import Run
from voc.lineage.settings import MatchSettings
from voc.lineage.topic import By, State, Topic

NOWHERE = -1


@dataclass(frozen=True, slots=True)
class Relations:
    """Pairs of places: rows are known topics, columns topics of the run.

    Attributes
    ----------
    same
        Column → row: the same topic.
    parents
        Column → row: a new topic split from the row's.
    folded
        Column → row: too close to the row's topic to be a part of its own; its texts stay there.
    new
        Columns without any relation.
    merged
        Row → column: the topic went into the column's.
    held
        Row → column: found no more, but kept: its texts are still here and belong together, or people stand for it.
        The column's texts are divided; ``NOWHERE`` when its texts went no common way.
    faded
        Rows seen in the run before, whose texts are gone.
    """

    same: dict[int, int]
    parents: dict[int, int]
    folded: dict[int, int]
    new: tuple[int, ...]
    merged: dict[int, int]
    held: dict[int, int]
    faded: tuple[int, ...]


def relate(
    book: TopicBook,
    topics: Sequence[Topic],
    run: Run,
    evidence: Evidence,
    same: dict[int, int],
    settings: MatchSettings,
) -> Relations:
    """Return what became of everything, given the assignment ``same`` (column → row)."""
    column_of = {row: column for column, row in same.items()}
    parents: dict[int, int] = {}
    folded: dict[int, int] = {}
    new = []
    for column in range(len(run.names)):
        if column in same:
            continue
        row = _origin(column, column_of, evidence, settings)
        if row is None:
            new.append(column)
        elif topics[row].state is not State.SPLIT and _stands_alone(run, column, column_of[row], settings):
            parents[column] = row
        else:
            folded[column] = row
    merged, held, faded = _left_over(book, topics, run, evidence, same, settings)
    return Relations(dict(same), parents, folded, tuple(new), merged, held, faded)


def _left_over(
    book: TopicBook,
    topics: Sequence[Topic],
    run: Run,
    evidence: Evidence,
    same: dict[int, int],
    settings: MatchSettings,
) -> tuple[dict[int, int], dict[int, int], tuple[int, ...]]:
    """Return the known topics that are merged, held and faded."""
    pinned = _pinned(book)
    matched = set(same.values())
    merged: dict[int, int] = {}
    held: dict[int, int] = {}
    faded = []
    for row, topic in enumerate(topics):
        if row in matched or topic.state in (State.SPLIT, State.RETIRED):
            continue
        here = evidence.stayed[row] >= settings.relative_texts
        if not (here or topic.id in pinned or book.seen_last(topic)):
            continue
        goal = _destination(row, same, evidence, settings)
        if goal is None and not here:
            if book.seen_last(topic):
                faded.append(row)
        elif goal is None or topic.id in pinned or _holds(run, topics, evidence, (row, same[goal]), settings):
            held[row] = NOWHERE if goal is None else goal
        else:
            merged[row] = goal
    return merged, held, tuple(faded)


def _pinned(book: TopicBook) -> frozenset[str]:
    """Return the topics people stand for: the machine may not do away with them."""
    found = set()
    for topic in book.topics:
        decision = topic.decision()
        if By.PEOPLE in (topic.named_by, topic.made_by) or (topic.decisions and decision.by is By.PEOPLE):
            found.add(topic.id)
        if decision.by is By.PEOPLE and decision.into:
            found.add(decision.into)
    return frozenset(found)


def _origin(column: int, column_of: dict[int, int], evidence: Evidence, settings: MatchSettings) -> int | None:
    """Return the matched topic that a leftover topic of the run came from."""
    rows = sorted(column_of)
    known = int(evidence.known[column])
    return _relative(rows, evidence.common[rows, column], known, evidence.cosine[rows, column], settings)


def _destination(row: int, same: dict[int, int], evidence: Evidence, settings: MatchSettings) -> int | None:
    """Return the topic of the run that a leftover known topic went into."""
    columns = sorted(same)
    stayed = int(evidence.stayed[row])
    return _relative(columns, evidence.common[row, columns], stayed, evidence.cosine[row, columns], settings)


def _relative(
    candidates: list[int], common: NDArray[Any], texts: int, cosine: NDArray[Any], settings: MatchSettings
) -> int | None:
    """Return the candidate that shares most texts, or the nearest one where too few texts can tell."""
    if not candidates:
        return None
    if texts >= settings.relative_texts:
        best = int(common.argmax())
        return candidates[best] if common[best] >= settings.relative_share * texts else None
    rounded = np.round(cosine, 6)
    best = int(rounded.argmax())
    return candidates[best] if rounded[best] >= settings.relative_cosine else None


def _stands_alone(run: Run, part: int, rest: int, settings: MatchSettings) -> bool:
    """Return whether enough of the part's texts are clearly nearer to it than to what is left of its parent."""
    vectors = run.vectors[run.labels == part].astype(np.float64)
    return _clear(gain(vectors, run.centres[rest]), settings.split_margin, settings)


def _holds(
    run: Run, topics: Sequence[Topic], evidence: Evidence, pair: tuple[int, int], settings: MatchSettings
) -> bool:
    """Return whether enough of a topic's texts are clearly nearer to each other than to the topic they went into."""
    row, other = pair
    members = evidence.members[row]
    centre = centre_in(run, topics[other], evidence.members[other])
    if len(members) < 2 or centre is None:
        return False
    return _clear(gain(run.vectors[members].astype(np.float64), centre), settings.margin, settings)


def _clear(gains: NDArray[np.float64], margin: float, settings: MatchSettings) -> bool:
    return bool(len(gains)) and float((gains > margin).mean()) >= settings.split_share
