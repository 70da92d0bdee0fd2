"""One topic of the book: its id, what it looks like, when it was seen, and what was decided about it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray


class By(StrEnum):
    """Who named or decided."""

    MACHINE = "machine"
    PEOPLE = "people"


class State(StrEnum):
    """What holds for a topic.

    ``MERGED`` and ``SPLIT`` are people's decisions; ``RETIRED`` is the machine's: a run joined the topic to another.
    """

    ACTIVE = "active"
    HIDDEN = "hidden"
    PROMOTED = "promoted"
    MERGED = "merged"
    SPLIT = "split"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Decision:
    """A state that holds from a day on.

    Attributes
    ----------
    since
        First day of texts it holds for; None restates all history.
    into
        The topic that texts go to (merged, retired).
    children
        The topics that texts go to (split).
    code, proposed
        The taxonomy code (promoted), and whether it is only proposed.
    """

    state: State
    by: By
    since: date | None = None
    into: str = ""
    children: tuple[str, ...] = ()
    code: str = ""
    proposed: bool = False


ACTIVE = Decision(State.ACTIVE, By.MACHINE)


@dataclass(frozen=True, slots=True)
class Seen:
    """A topic in one run: its texts, and how like its former self it was (None when it was new)."""

    run: str
    day: date
    size: int
    cosine: float | None = None
    overlap: float | None = None


@dataclass(frozen=True, slots=True)
class Topic:
    """A known topic.

    Attributes
    ----------
    id
        Stable id, never given twice.
    name, named_by
        People's name, or the machine's first one (which is kept: a name that changes daily cannot be talked about).
    encoder
        Version of the encoder the centre comes from; centres of two encoders are never compared.
    made_by
        Whether a run or a person's split brought it up.
    centre
        L2-normalised centre, little-endian float32.
    sketch
        The smallest hashes of the member ids of the run seen last, ascending, little-endian uint64.
    size
        Members the sketch was drawn from.
    seen
        The runs it was seen in, oldest first.
    parents
        The topics it was split from.
    decisions
        Everything that was decided about it and not undone, oldest first.
    """

    id: str
    name: str
    named_by: By
    centre: bytes
    sketch: bytes
    size: int
    encoder: str = ""
    made_by: By = By.MACHINE
    seen: tuple[Seen, ...] = ()
    parents: tuple[str, ...] = ()
    decisions: tuple[Decision, ...] = ()

    @property
    def vector(self) -> NDArray[np.float32]:
        """The centre as an array (dimensions,)."""
        return np.frombuffer(self.centre, dtype="<f4").astype(np.float32)

    @property
    def hashes(self) -> NDArray[np.uint64]:
        """The sketch as an array, ascending."""
        return np.frombuffer(self.sketch, dtype="<u8").astype(np.uint64)

    @property
    def state(self) -> State:
        """The state that holds now."""
        return self.decision().state

    def decision(self, day: date | None = None) -> Decision:
        """Return the decision that holds for texts of a day; for the newest texts without one."""
        for decision in reversed(self.decisions):
            if day is None or decision.since is None or decision.since <= day:
                return decision
        return ACTIVE


def pack_centre(vector: NDArray[np.float32] | NDArray[np.float64]) -> bytes:
    """Return a centre as bytes, L2-normalised."""
    norm = float(np.linalg.norm(vector))
    return np.asarray(vector / (norm or 1.0), dtype="<f4").tobytes()
