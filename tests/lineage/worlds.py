"""Synthetic worlds: clusters around random directions, like von-Mises-Fisher samples, with known true topics."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from voc.lineage.book import TopicBook
from voc.lineage.match import Matching, match
from voc.lineage.run import Run

WIDTH = 32
START = date(2026, 3, 2)
CENTRES = np.linalg.qr(np.random.default_rng(7).normal(size=(WIDTH, WIDTH)))[0].astype(np.float32)


def day(number: int) -> date:
    return START + timedelta(days=number)


def vectors_of(centre: NDArray[np.float32], ids: Sequence[str], *, noise: float = 0.1) -> NDArray[np.float32]:
    """Vectors around a centre; a text's vector depends on its id alone, as an encoder's would."""
    rows = [np.random.default_rng(list(item.encode())).normal(size=WIDTH) for item in ids]
    found = centre + noise * np.array(rows)
    return (found / np.linalg.norm(found, axis=1, keepdims=True)).astype(np.float32)


def texts(topic: str, start: int, stop: int) -> list[str]:
    return [f"{topic}{number}" for number in range(start, stop)]


def build_run(
    number: int, groups: Sequence[Sequence[str]], *, rest: Sequence[str] = (), order: Sequence[int] | None = None
) -> Run:
    """A run that found these groups of texts; a text "b12" lies around the true centre of topic "b"."""
    places = list(order) if order is not None else list(range(len(groups)))
    ids, labels = [], []
    for group, place in zip(groups, places, strict=True):
        ids += group
        labels += [place] * len(group)
    ids += rest
    labels += [-1] * len(rest)
    vectors = np.concatenate([vectors_of(CENTRES[ord(item[0]) - ord("a")], [item]) for item in ids])
    own = np.array(labels, dtype=np.int64)
    sums = np.array([vectors[own == place].sum(axis=0) for place in range(len(groups))])
    centres = (sums / np.linalg.norm(sums, axis=1, keepdims=True)).astype(np.float32)
    names = [""] * len(groups)
    for group, place in zip(groups, places, strict=True):
        names[place] = f"话题{group[0][0]}"
    return Run(f"r{number}", day(number), tuple(ids), own, vectors, centres, tuple(names))


def first(groups: Sequence[Sequence[str]]) -> Matching:
    return match(TopicBook(), build_run(0, groups))


def topic_of(matching: Matching, text: str) -> str:
    return next(item.shown for item in matching.texts if item.id == text)
