"""Deal examples of several sources into epochs and batches, from the seed and the number of the epoch alone."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence

from models.training.examples import Example, Source, join, mix

BUCKET = 16
"""Batches whose texts are sorted by length together: less padding, still shuffled."""


def epoch_of(sources: Sequence[Source], number: int, *, seed: int, rounds: int | None = None) -> list[Example]:
    """Return the examples of an epoch: each source in its share, every example once before any comes again."""
    first = sources[0]
    deals = rounds or max(1, round(len(first.examples) / max(1, first.share)))
    dealt: list[Example] = []
    fillers = [source for source in sources if source.joined]
    for source in sources:
        count, size = deals * source.share, len(source.examples)
        start, end = number * count, (number + 1) * count
        for turn in range(start // size, -(-end // size)):
            order = list(range(size))
            random.Random(f"{seed}-{source.name}-{turn}").shuffle(order)
            dealt += [source.examples[order[place - turn * size]] for place in _places(turn, size, start, end)]
        generator = random.Random(f"{seed}-{source.name}-joined-{number}")
        for _ in range(deals * source.joined):
            dealt.append(join([generator.choice(source.examples) for _ in range(generator.randint(2, 4))], generator))
        for _ in range(deals * source.mixed):
            dealt.append(mix(source, fillers, draw=_drawer(generator), generator=generator))
    return dealt


def _drawer(generator: random.Random) -> Callable[[Source], Example]:
    """Return a draw from any source, with replacement."""
    return lambda source: generator.choice(source.examples)


def _places(turn: int, size: int, start: int, end: int) -> range:
    """Return the places of one turn through a source that lie in an epoch."""
    return range(max(start, turn * size), min(end, (turn + 1) * size))


def batches_of(examples: Sequence[Example], *, size: int, seed: str) -> list[list[Example]]:
    """Return shuffled batches of texts of similar length."""
    generator = random.Random(seed)
    shuffled = list(examples)
    generator.shuffle(shuffled)
    result: list[list[Example]] = []
    for start in range(0, len(shuffled), size * BUCKET):
        bucket = sorted(shuffled[start : start + size * BUCKET], key=lambda example: len(example.text))
        result.extend(bucket[place : place + size] for place in range(0, len(bucket), size))
    generator.shuffle(result)
    return result
