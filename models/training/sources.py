"""Read the public training sets from a data folder, as plain texts, pairs and labelled rows.

The folder is named by the user (``voc train … --data DIR``); its rows are never copied into the project. A missing
file is skipped by the caller's choice: :func:`available` says which sets are there.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path

csv.field_size_limit(10_000_000)

_SPACE = re.compile(r"\s+")
_SENTENCE = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]*")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two texts and how alike they are, from 0 (different) to 1 (same meaning)."""

    first: str
    second: str
    grade: float
    source: str


@dataclass(frozen=True, slots=True)
class Complaint:
    """One row of the public complaint list: a one-line summary and its pain points."""

    text: str
    brand: str
    model: str
    labels: tuple[str, ...]
    codes: tuple[str, ...]


def rows(path: Path) -> Iterator[dict[str, str]]:
    """Yield the rows of a UTF-8 csv file as dictionaries."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        yield from csv.DictReader(stream)


def squeeze(text: str) -> str:
    """Return the text with every run of white space as one space."""
    return _SPACE.sub(" ", text).strip()


def bucket(text: str, *, parts: int = 10) -> int:
    """Return a stable number below ``parts`` for a text: the same text falls into the same split on every machine."""
    return int.from_bytes(blake2b(text.encode(), digest_size=4).digest(), "big") % parts


COMPLAINT_PARTS = 8
"""An eighth of the complaint list is held out; of the larger sets a tenth."""


def part_of(text: str, *, parts: int = 10) -> str:
    """Return the split a row of a public set belongs to.

    One part of ``parts`` is never trained on: a quarter of it is ``dev``, which settings are chosen on, the rest is
    ``test``, which is only measured on.
    """
    if bucket(text, parts=parts):
        return "train"
    return "test" if bucket(text, parts=4 * parts) else "dev"


def pairs(folder: Path) -> Iterator[Pair]:
    """Yield the graded question pairs of all four sets."""
    grades = {"匹配": 1.0, "不匹配": 0.0, "非常相关": 1.0, "有一定相关性": 0.5, "相关程度差": 0.0}
    for name in ("lcqmc", "bustm", "afqmc", "qbqtc"):
        for row in rows(folder / "pairs" / f"{name}.csv"):
            yield Pair(squeeze(row["a"]), squeeze(row["b"]), grades[row["label"]], name)


def complaints(folder: Path) -> Iterator[Complaint]:
    """Yield the complaints with at least one pain point."""
    for row in rows(folder / "complaints_12365" / "train.csv"):
        labels = tuple(label for label in row["pain_points"].split("|") if label)
        if labels:
            yield Complaint(squeeze(row["text"]), row["brand"], row["model"], labels, tuple(row["codes"].split(",")))


def without_vehicle(complaint: Complaint) -> str:
    """Return the complaint's text without brand and model, which say nothing about the pain point."""
    text = complaint.text
    for name in (
        complaint.brand,
        complaint.model,
        complaint.brand.replace("-", ""),
        complaint.brand.replace("汽车", ""),
    ):
        if len(name) > 1:
            text = text.replace(name, "")
    return text


def reviews(folder: Path) -> Iterator[tuple[str, int, str]]:
    """Yield (text, 1 good or 0 bad, set) of the shopping, food and hotel reviews."""
    for name in ("online_shopping_10_cats", "waimai_10k", "chnsenticorp_htl"):
        for row in rows(folder / "reviews" / f"{name}.csv"):
            text = squeeze(row["review"].lstrip("\ufeff"))
            if text:
                yield text, int(row["label"]), name


def topics(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield (text, topic) of the two topic sets; topics of different sets differ."""
    for name in ("domain_18", "tnews_15"):
        for row in rows(folder / "topics" / f"{name}.csv"):
            yield squeeze(row["text"]), f"{name}:{row['label']}"


def unlabelled(folder: Path) -> Iterator[str]:
    """Yield long texts without labels: citizens' messages, posts, call notes."""
    for row in rows(folder / "gov_messages" / "messages.csv"):
        yield squeeze(row["text"])
    for row in rows(folder / "posts" / "dongchedi.csv"):
        yield squeeze(row["text"].replace("\\n", " "))
    for row in rows(folder / "posts" / "nev_weibo.csv"):
        yield squeeze(row["text"])
    for row in rows(folder / "posts" / "heimao.csv"):
        yield squeeze(row["投诉详情"])
    for row in rows(folder / "call_notes" / "ccb.csv"):
        yield squeeze(row["dataset"])
    for row in rows(folder / "bdci2018_car" / "train.csv"):
        yield squeeze(row["content"])


def sentences(text: str, *, shortest: int = 6, longest: int = 80) -> list[str]:
    """Return the sentences of a text that have a usable length, in order."""
    found = (match.group().strip() for match in _SENTENCE.finditer(text))
    return [sentence[:longest] for sentence in found if len(sentence) >= shortest]
