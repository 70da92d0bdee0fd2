"""One run of ``voc evaluate``: all sets, the comparison, the leakage check, the public sets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from corpora.texts import LabelledText
from service.evaluation.systems import NO_SNOW, load_system
from service.evaluation.training_texts import known_texts
from voc.analysis.analyzer import load_analyzer
from voc.evaluation.compare import Comparison, compare
from voc.evaluation.evaluate import Evaluation, evaluate
from voc.evaluation.leakage import KnownText, NearDuplicate, near_duplicates
from voc.evaluation.prediction import told_by, truth_of
from voc.types import Analysis, Channel, Feedback

Tell = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Leakage:
    """Evaluated texts that nearly stand among the training texts.

    Attributes
    ----------
    searched
        Number of training texts compared with.
    found
        The texts, each with its nearest training text.
    """

    searched: int
    found: tuple[NearDuplicate, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return the list as plain data."""
        return {"searched": self.searched, "near_duplicates": [pair.to_dict() for pair in self.found]}


@dataclass(frozen=True, slots=True)
class Against:
    """A comparison and what it is with."""

    first: str
    second: str
    comparison: Comparison

    def to_dict(self) -> dict[str, Any]:
        """Return the comparison as plain data."""
        return {"first": self.first, "second": self.second, **self.comparison.to_dict()}


@dataclass(frozen=True, slots=True)
class EvaluationReport:
    """Everything one run found.

    Attributes
    ----------
    model
        Name and version of the classifier.
    whole
        Figures of all texts together.
    sets
        Figures of each split or file.
    leakage
        The near-duplicates with training texts.
    against
        The comparison; None without one.
    public
        Figures of the public sets' held-out parts, plain; empty without a data folder.
    texts
        The redacted texts by id.
    """

    model: str
    whole: Evaluation
    sets: dict[str, Evaluation]
    leakage: Leakage
    against: Against | None = None
    public: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """Return the run as plain data: figures of all texts on top, then the parts."""
        own = {name: part.to_dict() for name, part in self.sets.items()} if len(self.sets) > 1 else {}
        return {
            "model": self.model,
            **self.whole.to_dict(),
            "leakage": self.leakage.to_dict(),
            **({"sets": own} if own else {}),
            **({"against": self.against.to_dict()} if self.against else {}),
            **self.public,
        }


def run_evaluation(
    sets: Mapping[str, Sequence[LabelledText]],
    *,
    model: str = "builtin",
    against: str | None = None,
    data: Path | None = None,
    tell: Tell = lambda _: None,
) -> EvaluationReport:
    """Measure a model on labelled texts.

    Parameters
    ----------
    sets
        Texts of each split or file.
    model
        ``builtin`` or the folder of a classifier.
    against
        See :func:`service.evaluation.systems.load_system`.
    data
        Folder of the public sets; adds their held-out parts.
    tell
        Called with what the user should know meanwhile.
    """
    analyzer = load_analyzer(classifier=model)
    truth = [text for own in sets.values() for text in own]
    found = analyzer.analyze(_records(truth))
    parts: dict[str, Evaluation] = {}
    start = 0
    for name, own in sets.items():
        parts[name] = evaluate(own, found[start : start + len(own)])
        start += len(own)
    whole = next(iter(parts.values())) if len(parts) == 1 else evaluate(truth, found)
    public: dict[str, Any] = {}
    if data is not None:
        from service.evaluation.public import complaints, polarity

        tell("评测公开数据集的留出部分……")
        public = {"complaints": complaints(data, analyzer), "polarity": polarity(data, analyzer)}
    return EvaluationReport(
        model=analyzer.versions.classifier,
        whole=whole,
        sets=parts,
        leakage=find_leakage(truth, data),
        against=_compare(truth, found, model, against, data, tell) if against else None,
        public=public,
        texts={text.id: analysis.text for text, analysis in zip(truth, found, strict=True)},
    )


def _records(truth: Sequence[LabelledText]) -> list[Feedback]:
    return [Feedback(text.id, text.text, row, channel=Channel(text.channel)) for row, text in enumerate(truth, start=1)]


def find_leakage(truth: Sequence[LabelledText], data: Path | None = None) -> Leakage:
    """Search near-duplicates between labelled texts and the training texts of the corpora (and the public sets)."""
    train = list(known_texts(data))
    found = near_duplicates([KnownText(text.id, text.text) for text in truth], train)
    return Leakage(len(train), tuple(found))


def _compare(
    truth: Sequence[LabelledText],
    found: Sequence[Analysis],
    model: str,
    name: str,
    data: Path | None,
    tell: Tell,
) -> Against | None:
    if name == "svm":
        tell("训练 TF-IDF + 线性 SVM 对照……")
    system = load_system(name, data)
    if system is None:
        tell(NO_SNOW)
        return None
    told = system.predict([analysis.text for analysis in found])
    comparison = compare([truth_of(text) for text in truth], [told_by(analysis) for analysis in found], told)
    return Against("内置模型" if model == "builtin" else model, system.label, comparison)
