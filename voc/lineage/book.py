"""The book of topics: what is known, by stable id, and where a text of a topic is shown."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from voc.lineage.change import Event, RunRecord
from voc.lineage.errors import SelfMergeError, UnknownTopicError
from voc.lineage.topic import State, Topic

GOES_ON = (State.MERGED, State.RETIRED)


@dataclass(frozen=True, slots=True)
class Shown:
    """Where a text is shown: the topic after all decisions, its state and, when promoted, the taxonomy code."""

    topic: str
    state: State
    code: str = ""

    @property
    def key(self) -> str:
        """What it is counted under: code or topic; empty when hidden."""
        return "" if self.state is State.HIDDEN else self.code or self.topic


@dataclass(frozen=True, slots=True)
class TopicBook:
    """All known topics, ascending by id; never changed in place.

    A text is stored with its topic as found (see :class:`voc.lineage.match.TextTopic`); decisions are read through
    :meth:`shown`, so that they can be taken back and hold for history or not.
    """

    topics: tuple[Topic, ...] = ()
    number: int = 1
    runs: tuple[RunRecord, ...] = ()
    events: tuple[Event, ...] = ()
    _by_id: dict[str, Topic] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_id", {topic.id: topic for topic in self.topics})

    def __contains__(self, topic: object) -> bool:
        return topic in self._by_id

    def __getitem__(self, topic: str) -> Topic:
        """Return a topic.

        Raises
        ------
        UnknownTopicError
            No topic has this id.
        """
        try:
            return self._by_id[topic]
        except KeyError:
            raise UnknownTopicError(f"没有编号为 {topic} 的话题", hint="请核对话题编号，形如 t-0001") from None

    def shown(self, topic: str, *, day: date | None = None) -> Shown:
        """Return where a text of a topic is shown.

        Parameters
        ----------
        topic
            The topic it was found in.
        day
            The day of the text: a decision with frozen history does not hold for earlier texts. None is the newest.

        Raises
        ------
        UnknownTopicError
            No topic has this id.
        SelfMergeError
            Merges go round in a circle.
        """
        passed: set[str] = set()
        decision = self[topic].decision(day)
        while decision.state in GOES_ON:
            if topic in passed:
                raise SelfMergeError(f"话题 {topic} 的合并关系绕成了圈", hint="请先撤销其中一次合并")
            passed.add(topic)
            topic = decision.into
            decision = self[topic].decision(day)
        return Shown(topic, decision.state, decision.code)

    def seen_last(self, topic: Topic) -> bool:
        """Return whether the newest run saw a topic."""
        return bool(self.runs and topic.seen and topic.seen[-1].run == self.runs[-1].name)


def topic_id(number: int) -> str:
    """Return the id of the n-th topic."""
    return f"t-{number:04d}"
