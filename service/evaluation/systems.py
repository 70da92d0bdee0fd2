"""What ``--against`` can name: another classifier, or one of the baselines."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

from models.errors import ArtifactError
from voc.errors import UsageError
from voc.evaluation.baselines import KeywordBaseline, SnowBaseline, snow_installed
from voc.evaluation.prediction import Baseline, Prediction, told_by
from voc.types import Feedback

CHOICES = "可选：keywords、svm、snownlp、builtin 或模型文件夹"
NO_SNOW = "没有安装 snownlp，跳过这一对照；它不是本项目的依赖，需要时执行 pip install snownlp"


class ModelSystem:
    """The whole analysis with another classifier."""

    def __init__(self, name: str) -> None:
        from voc.analysis.analyzer import load_analyzer

        self.name = name
        self.label = "内置模型" if name == "builtin" else name
        self._analyzer = load_analyzer(classifier=name)

    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        """Return what the analysis tells about each cleaned text."""
        records = [Feedback(str(row), text, row) for row, text in enumerate(texts, start=1)]
        return [told_by(analysis) for analysis in self._analyzer.analyze(records)]


def load_system(name: str, data: Path | None) -> Baseline | None:
    """Return the system of this name, trained if need be; None for SnowNLP where it is not installed.

    Raises
    ------
    UsageError
        There is no such system, or a package it needs is missing.
    """
    if name == "keywords":
        return KeywordBaseline()
    if name == "snownlp":
        return SnowBaseline() if snow_installed() else None
    if name == "svm":
        need_sklearn()
        from service.evaluation.training_texts import all_lessons, lessons
        from voc.evaluation.svm import train_svm

        return train_svm(all_lessons(data), lessons("dev"))
    try:
        return ModelSystem(name)
    except ArtifactError as error:
        raise UsageError(f"--against {name} 无法载入：{error}", hint=CHOICES) from error


def need_sklearn() -> None:
    """Check for scikit-learn, which only the SVM needs; raises ``UsageError`` with the remedy."""
    if find_spec("sklearn") is None:
        raise UsageError("TF-IDF + SVM 对照需要 scikit-learn", hint="请执行 pip install 'voc-triage[topics]'")
