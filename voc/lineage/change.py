"""A change of the book: everything needed to apply it, to undo it and to say what it does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from voc.lineage.topic import By, Decision, Topic


class Kind(StrEnum):
    """What happened: to the book (run, rename … undo) or, within a run, to a topic (new … held)."""

    RUN = "run"
    RENAME = "rename"
    MERGE = "merge"
    SPLIT = "split"
    HIDE = "hide"
    UNHIDE = "unhide"
    PROMOTE = "promote"
    UNDO = "undo"
    NEW = "new"
    FADED = "faded"
    RETURNED = "returned"
    HELD = "held"


class History(StrEnum):
    """Whether texts dated before the change are counted anew (restated) or as they were (frozen)."""

    RESTATED = "restated"
    FROZEN = "frozen"


HISTORY_TEXT = {History.RESTATED: "历史数据按新口径重算", History.FROZEN: "此前的历史数据保持不变"}


@dataclass(frozen=True, slots=True)
class Event:
    """A step in the life of a topic, with the numbers that speak for it."""

    kind: Kind
    by: By
    day: date
    topic: str
    others: tuple[str, ...] = ()
    evidence: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class RunRecord:
    """One run the book has taken in."""

    name: str
    day: date
    texts: int
    residual: int


@dataclass(frozen=True, slots=True)
class Naming:
    """A name and who gave it."""

    name: str
    by: By


@dataclass(frozen=True, slots=True)
class NameEdit:
    """A topic's name before and after."""

    topic: str
    before: Naming
    after: Naming


@dataclass(frozen=True, slots=True)
class DecisionEdit:
    """A topic's decisions before and after."""

    topic: str
    before: tuple[Decision, ...]
    after: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One change.

    Attributes
    ----------
    text
        What it does, in Chinese, with what happens to history.
    names, decisions
        What people changed about existing topics.
    created
        Topics that came up.
    updated
        Topics as a run left them, with what it adds to ``seen`` (runs only): a journal of all would grow with the
        square of the days.
    placements
        Texts that go to another topic (splits only), as (text id, topic).
    number
        The number the next new topic gets.
    run
        The run that was taken in (runs only).
    """

    kind: Kind
    day: date
    text: str
    number: int
    history: History = History.RESTATED
    names: tuple[NameEdit, ...] = ()
    decisions: tuple[DecisionEdit, ...] = ()
    created: tuple[Topic, ...] = ()
    updated: tuple[Topic, ...] = ()
    placements: tuple[tuple[str, str], ...] = ()
    events: tuple[Event, ...] = ()
    run: RunRecord | None = None

    @property
    def since(self) -> date | None:
        """First day of texts it moves; None for all history."""
        return self.day if self.history is History.FROZEN else None
