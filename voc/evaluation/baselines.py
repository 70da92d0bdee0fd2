"""Plain systems to measure against: rules of keywords, and SnowNLP for the direction of a text.

A figure alone does not say whether the task is hard. The keyword rules are what a team has before it has a model: the
words of the taxonomy's own labels and definitions, searched in the text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from importlib.util import find_spec

from voc.evaluation.prediction import Label, Prediction

_PARTS = re.compile(r"[、，,；或与和]")
_PRAISE = (
    "满意",
    "点赞",
    "好评",
    "表扬",
    "感谢",
    "贴心",
    "省心",
    "给力",
    "靠谱",
    "耐心",
    "专业",
    "惊喜",
    "放心",
    "很快",
)
_QUESTION = ("？", "?", "吗", "请问", "想问", "咨询")
_SUGGESTION = ("建议", "希望", "能不能加", "最好能")
_HELP = ("求助", "怎么办", "帮帮", "救救", "急")
SURE_PRAISE, SURE_BLAME = 0.6, 0.4
"""SnowNLP gives a probability of praise; between these it is taken as neutral."""


class KeywordBaseline:
    """Tells a pain point where a word stands that only its own label or definition has.

    Words of two or more characters that are no stop words. Words shared by several pain points were tried on the
    training texts and cost more precision than they gain recall. Safety and escalation are told by the shipped cue
    phrases alone, so this is also the measure of what the learned head adds to them.
    """

    name = "keywords"
    label = "关键词规则"

    def __init__(self) -> None:
        self.words = taxonomy_words()

    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        """Return what the words tell about each cleaned text."""
        return [self._predict(text) for text in texts]

    def _predict(self, text: str) -> Prediction:
        from voc.analysis.events import find_events
        from voc.text.split import clauses

        parts = clauses(text)
        aspects: set[Label] = set()
        for part in parts:
            clause = text[part.start : part.end]
            direction = 1 if _has(clause, _PRAISE) else -1
            aspects.update((code, direction) for word, code in self.words.items() if word in clause)
        events = find_events(text, clauses=parts)
        intent = _intent(text, aspects)
        return Prediction(
            aspects=frozenset(aspects),
            intent=intent,
            sentiment={"投诉": -1, "表扬": 1}.get(intent, 0),
            safety=events.safety is not None,
            escalation=events.escalation is not None,
        )


def _has(text: str, words: Sequence[str]) -> bool:
    return any(word in text for word in words)


def _intent(text: str, aspects: set[Label]) -> str:
    told = sum(direction for _, direction in aspects)
    if told > 0 or (not aspects and _has(text, _PRAISE)):
        return "表扬"
    for words, intent in ((_SUGGESTION, "建议"), (_HELP, "求助"), (_QUESTION, "咨询")):
        if _has(text, words):
            return intent
    return "投诉" if aspects else "噪音"


def taxonomy_words() -> dict[str, str]:
    """Return the words of the taxonomy's labels and definitions that belong to one pain point only."""
    from corpora.taxonomy import load_taxonomy
    from corpora.words import stop_words
    from voc.text.segment import load_segmenter

    segmenter, stops = load_segmenter("rjieba"), stop_words()
    codes: dict[str, set[str]] = defaultdict(set)
    for point in load_taxonomy().points:
        for part in _PARTS.split(f"{point.label}，{point.covers}"):
            for word in segmenter.cut(part):
                if len(word) > 1 and word not in stops:
                    codes[word].add(point.id)
    return {word: next(iter(own)) for word, own in sorted(codes.items()) if len(own) == 1}


class SnowBaseline:
    """Direction of a text by SnowNLP, a naive Bayes model of shopping reviews; speaks of nothing else."""

    name = "snownlp"
    label = "SnowNLP"

    def predict(self, texts: Sequence[str]) -> list[Prediction]:
        """Return the direction of each cleaned text."""
        from snownlp import SnowNLP  # type: ignore[import-not-found,import-untyped,unused-ignore]

        return [Prediction(sentiment=_direction(SnowNLP(text).sentiments)) for text in texts]


def _direction(praise: float) -> int:
    if praise >= SURE_PRAISE:
        return 1
    return -1 if praise <= SURE_BLAME else 0


def snow_installed() -> bool:
    """Return whether the optional package is at hand; this project does not depend on it."""
    return find_spec("snownlp") is not None
