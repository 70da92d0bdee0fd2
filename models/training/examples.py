"""Training examples in plain numbers, and how batches are dealt from several sources of them."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass

IGNORE = -100
TWO_TEXTS = 0.4
"""Share of mixed examples that hold two texts."""
JOINTS = ("，", "，", "。", " ", "，但是", "；")


@dataclass(frozen=True, slots=True)
class Example:
    """One training text in plain numbers.

    Attributes
    ----------
    text
        Cleaned text.
    labels
        (label, polarity) pairs that hold, polarity in -1, 0, 1.
    quotes
        Half-open character spans that show a label: (label, polarity, start, end).
    intent, sentiment
        Class numbers, or IGNORE when not known.
    events
        1, 0 or IGNORE for each event.
    open_labels
        True when labels that are not listed may hold as well (their loss is left out).
    """

    text: str
    labels: tuple[tuple[int, int], ...] = ()
    quotes: tuple[tuple[int, int, int, int], ...] = ()
    intent: int = IGNORE
    sentiment: int = IGNORE
    events: tuple[int, ...] = ()
    open_labels: bool = False


@dataclass(frozen=True, slots=True)
class Source:
    """Examples of one origin and how many of them stand in each batch.

    Attributes
    ----------
    share
        Examples of a batch.
    joined
        Further examples of a batch, each of two to four of the source's joined to one text: a label must be found
        among other clauses, not only when it stands alone.
    mixed
        Further examples of a batch, each of one or two of the source's texts with clauses of the joined sources before,
        between or after them: what a long text says in passing must be found too.
    """

    name: str
    examples: Sequence[Example]
    share: int
    joined: int = 0
    mixed: int = 0


class Dealer:
    """Deals batches: of each source its share, every example once before any comes again."""

    def __init__(self, sources: Sequence[Source], *, seed: int) -> None:
        self.sources = sources
        self.generator = random.Random(seed)
        self._decks: dict[str, list[int]] = {}
        self._fillers = [source for source in sources if source.joined]

    def batch(self) -> list[Example]:
        """Return the next batch."""
        dealt = []
        for source in self.sources:
            dealt += [self.draw(source) for _ in range(source.share)]
            for _ in range(source.joined):
                dealt.append(join([self.draw(source) for _ in range(self.generator.randint(2, 4))], self.generator))
            dealt += [self.mix(source) for _ in range(source.mixed)]
        return dealt

    def draw(self, source: Source) -> Example:
        """Return the next example of a source."""
        deck = self._decks.get(source.name)
        if not deck:
            deck = list(range(len(source.examples)))
            self.generator.shuffle(deck)
            self._decks[source.name] = deck
        return source.examples[deck.pop()]

    def mix(self, source: Source) -> Example:
        """Return one or two texts of a source among clauses of the joined sources."""
        return mix(source, self._fillers, draw=self.draw, generator=self.generator)


def mix(
    source: Source, fillers: Sequence[Source], *, draw: Callable[[Source], Example], generator: random.Random
) -> Example:
    """Return one or two drawn texts of a source among drawn clauses of the fillers, joined in any order."""
    parts = [draw(source) for _ in range(2 if generator.random() < TWO_TEXTS else 1)]
    if fillers:
        parts += [draw(generator.choice(fillers)) for _ in range(generator.randint(1, 2))]
    generator.shuffle(parts)
    return join(parts, generator)


def join(parts: Sequence[Example], generator: random.Random) -> Example:
    """Return one text made of several, with all their labels, each quoted where it is told.

    A part without quotes is a clause: all of it tells its labels. An event holds when a part tells it, and is unknown
    when it is unknown for a part.
    """
    gap = generator.choice(JOINTS)
    text = ""
    labels: dict[tuple[int, int], None] = {}
    quotes: list[tuple[int, int, int, int]] = []
    for part in parts:
        start = len(text)
        text += part.text + gap
        labels.update(dict.fromkeys(part.labels))
        spans = part.quotes or [(label, polarity, 0, len(part.text)) for label, polarity in part.labels]
        quotes.extend((label, polarity, start + first, start + last) for label, polarity, first, last in spans)
    return Example(text.rstrip("，。 "), tuple(labels), tuple(quotes), events=_events_of(parts))


def _events_of(parts: Sequence[Example]) -> tuple[int, ...]:
    width = max(len(part.events) for part in parts)
    events = []
    for number in range(width):
        known = [part.events[number] if number < len(part.events) else IGNORE for part in parts]
        events.append(1 if 1 in known else IGNORE if IGNORE in known else 0)
    return tuple(events)
