"""What the shipped models learned from, as plain texts: for the leakage check and for peers of the same schooling."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from corpora.texts import load_clauses, load_texts
from voc.evaluation.leakage import KnownText
from voc.evaluation.prediction import Prediction, truth_of
from voc.evaluation.svm import Lesson


def known_texts(data: Path | None) -> Iterator[KnownText]:
    """Yield the training texts and clauses of the corpora, and with a data folder the public sets' train parts."""
    for text in load_texts("train"):
        yield KnownText(text.id, text.text)
    rows: Counter[str] = Counter()
    for clause in load_clauses():
        rows[clause.file] += 1
        yield KnownText(f"{clause.file} 第 {rows[clause.file]} 条", clause.text)
    if data is not None:
        yield from public_texts(data)


def public_texts(data: Path) -> Iterator[KnownText]:
    """Yield the train parts of the public sets that the classifier and the polarity head learned from."""
    from models.training import sources

    for row, complaint in enumerate(sources.complaints(data), start=1):
        if sources.part_of(complaint.text, parts=sources.COMPLAINT_PARTS) == "train":
            yield KnownText(f"complaints_12365 第 {row} 条", complaint.text)
    for row, (text, _, name) in enumerate(sources.reviews(data), start=1):
        if sources.bucket(text) != 0:
            yield KnownText(f"{name} 第 {row} 条", text)
    for name, column in (("auto_implicit_sentiment", "comment"), ("bdci2018_car", "content")):
        for row, line in enumerate(sources.rows(data / name / "train.csv"), start=1):
            if sources.bucket(line[column]) != 0:
                yield KnownText(f"{name} 第 {row} 条", line[column])
    for row, (text, topic) in enumerate(sources.topics(data), start=1):
        yield KnownText(f"topics {topic.partition(':')[0]} 第 {row} 条", text)
    for row, line in enumerate(sources.rows(data / "posts" / "nev_weibo.csv"), start=1):
        yield KnownText(f"nev_weibo 第 {row} 条", line["text"])


def lessons(split: str) -> list[Lesson]:
    """Return the hand-written texts of a split with all their labels."""
    from voc.text.clean import clean

    return [Lesson(clean(text.text).text, truth_of(text)) for text in load_texts(split)]


def all_lessons(data: Path | None) -> list[Lesson]:
    """Return training texts and clauses, and with a data folder the public complaints' train part.

    A clause tells its labels and, where it has one direction, its sentiment; a complaint tells its labels only.
    """
    from voc.text.clean import clean

    found = lessons("train")
    for clause in load_clauses():
        directions = {polarity for _, polarity in clause.labels if polarity != 0}
        sentiment = directions.pop() if len(directions) == 1 else None
        found.append(Lesson(clean(clause.text).text, Prediction(frozenset(clause.labels), sentiment=sentiment)))
    if data is not None:
        from models.training import sources

        for complaint in sources.complaints(data):
            if sources.part_of(complaint.text, parts=sources.COMPLAINT_PARTS) == "train":
                labels = frozenset((label, -1) for label in complaint.labels)
                found.append(Lesson(clean(complaint.text).text, Prediction(labels)))
    return found
