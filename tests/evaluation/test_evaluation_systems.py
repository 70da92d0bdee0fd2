"""The analysis and the baselines on the shipped texts, and one run of everything."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from importlib.util import find_spec

import pytest

from corpora.taxonomy import load_taxonomy
from corpora.texts import LabelledAspect, LabelledText, load_texts
from service.evaluation.job import EvaluationReport, run_evaluation
from service.evaluation.systems import load_system
from voc.analysis.analyzer import load_analyzer
from voc.errors import UsageError
from voc.evaluation.baselines import KeywordBaseline, SnowBaseline, taxonomy_words
from voc.evaluation.evaluate import HARMS, evaluate
from voc.evaluation.prediction import Prediction
from voc.evaluation.significance import Verdict
from voc.evaluation.svm import Lesson, train_svm
from voc.types import Analysis, Channel, Feedback, Intent


@pytest.fixture(scope="module")
def report() -> EvaluationReport:
    return run_evaluation({"dev": load_texts("dev"), "test": load_texts("test")}, against="keywords")


@pytest.fixture(scope="module")
def analysed() -> tuple[tuple[LabelledText, ...], list[Analysis]]:
    truth = load_texts("dev")[:80]
    records = [Feedback(text.id, text.text, row, channel=Channel(text.channel)) for row, text in enumerate(truth)]
    return truth, load_analyzer().analyze(records)


def test_counts_of_the_sets_add_up(report: EvaluationReport) -> None:
    parts = report.sets.values()
    assert report.whole.texts == sum(own.texts for own in parts) == len(load_texts("dev")) + len(load_texts("test"))
    assert report.whole.both_micro.score.hit == sum(own.both_micro.score.hit for own in parts)
    for name in HARMS:
        assert len(report.whole.cases[name]) == sum(len(own.cases[name]) for own in parts)


def test_every_figure_lies_in_its_interval(report: EvaluationReport) -> None:
    for own in (report.whole, *report.sets.values()):
        for figure in (own.negative_micro, own.both_micro, *own.events.values()):
            assert figure.f1 is not None
            assert figure.f1.low <= figure.score.f1 <= figure.f1.high
        for share in own.accuracy.values():
            assert share.interval is not None
            assert share.interval.low <= share.value <= share.interval.high


def test_lists_of_errors_are_the_counted_errors_and_redacted(report: EvaluationReport) -> None:
    whole = report.whole
    truth = {text.id: text for split in ("dev", "test") for text in load_texts(split)}
    for event, missed, false in (
        ("safety", "missed_safety", "false_alarm"),
        ("escalation", "missed_escalation", "false_escalation"),
    ):
        assert len(whole.cases[missed]) == whole.events[event].score.missed
        assert len(whole.cases[false]) == whole.events[event].score.false
        assert all(getattr(truth[case.id], event) for case in whole.cases[missed])
        assert not any(getattr(truth[case.id], event) for case in whole.cases[false])
    raw = {digits for text in truth.values() for digits in re.findall(r"1[3-9][0-9]{9}", text.text)}
    told = json.dumps(report.to_dict(), ensure_ascii=False)
    assert raw
    assert not any(digits in told for digits in raw)


def test_perfect_answers_are_perfect(analysed: tuple[tuple[LabelledText, ...], list[Analysis]]) -> None:
    truth, found = analysed
    told = [
        replace(
            text,
            aspects=tuple(LabelledAspect(aspect.code, aspect.polarity, aspect.quote) for aspect in analysis.aspects),
            intent=analysis.intent.value,
            sentiment=analysis.sentiment,
            safety=analysis.safety,
            escalation=analysis.escalation,
        )
        for text, analysis in zip(truth, found, strict=True)
    ]
    result = evaluate(told, found)
    assert result.both_micro.score.f1 == 1.0
    assert result.both_macro.value in (0.0, 1.0)
    assert result.accuracy["intent"].value == result.accuracy["sentiment"].value == 1.0
    assert result.quotes == 1.0
    assert not result.confusions
    assert not any(result.cases.values())
    assert all(own.accuracy == 1.0 for own in result.calibration.bins)


def test_a_label_told_in_place_of_another_is_a_confusion(
    analysed: tuple[tuple[LabelledText, ...], list[Analysis]],
) -> None:
    truth, found = analysed
    row = next(row for row, analysis in enumerate(found) if len(analysis.aspects) == 1)
    told = found[row].aspects[0]
    other = next(code for code in load_taxonomy().ids if code != told.code)
    text = replace(truth[row], aspects=(LabelledAspect(other, -1, told.quote),))
    (pair,) = evaluate([text], [found[row]]).confusions
    assert (pair.truth, pair.told) == ((other, -1), (told.code, told.polarity))
    assert (pair.texts, pair.same_place) == (1, 1)
    with pytest.raises(ValueError, match="1 texts, 0 analyses"):
        evaluate([text], [])


def test_calibration_counts_what_was_told(report: EvaluationReport) -> None:
    score = report.whole.both_micro.score
    assert report.whole.calibration.count == score.hit + score.false
    right = sum(own.count * own.accuracy for own in report.whole.calibration.bins)
    assert right == pytest.approx(score.hit)
    assert report.whole.calibration.expected_error < 0.15


def test_the_model_beats_the_keywords(report: EvaluationReport) -> None:
    assert report.against is not None
    rows = {(row.task, row.measure): row for row in report.against.comparison.tasks}
    for measure in ("micro_f1", "macro_f1"):
        assert rows["aspects_negative", measure].verdict is Verdict.BETTER
        assert rows["aspects_with_polarity", measure].verdict is Verdict.BETTER
    micro = rows["aspects_negative", "micro_f1"]
    assert micro.first == pytest.approx(report.whole.negative_micro.score.f1)
    assert rows["aspects_with_polarity", "macro_f1"].first == pytest.approx(report.whole.both_macro.value)
    assert rows["intent", "accuracy"].first == pytest.approx(report.whole.accuracy["intent"].value)


def test_the_same_model_is_no_better_than_itself() -> None:
    found = run_evaluation({"dev": load_texts("dev")[:40]}, against="builtin")
    assert found.against is not None
    assert {row.p for row in found.against.comparison.tasks} == {1.0}
    assert {row.verdict for row in found.against.comparison.tasks} == {Verdict.SAME}


def test_the_run_is_plain_data_and_repeats(report: EvaluationReport) -> None:
    again = run_evaluation({"dev": load_texts("dev"), "test": load_texts("test")}, against="keywords")
    values = json.dumps(report.to_dict(), ensure_ascii=False, allow_nan=False)
    assert values == json.dumps(again.to_dict(), ensure_ascii=False, allow_nan=False)
    assert set(report.to_dict()["sets"]) == {"dev", "test"}


def test_keywords_come_from_the_taxonomy() -> None:
    words = taxonomy_words()
    assert words["烧机油"] == "quality.powertrain"
    # in the words of several pain points: tells none of them
    assert "维修" not in words
    first, second, third = KeywordBaseline().predict(["发动机烧机油", "救援来得很快，给力", "今天天气不错"])
    assert first.aspects == {("quality.powertrain", -1)}
    assert (first.intent, first.sentiment) == ("投诉", -1)
    assert second.intent == "表扬"
    assert third == Prediction(frozenset(), Intent.NOISE.value, 0, False, False)


def test_the_svm_learns_what_it_is_taught() -> None:
    pytest.importorskip("sklearn")

    def lesson(text: str, code: str, *, safety: bool = False) -> Lesson:
        intent, sentiment = ("投诉", -1) if code.startswith("quality") else ("表扬", 1)
        return Lesson(text, Prediction(frozenset({(code, sentiment)}), intent, sentiment, safety, escalation=safety))

    taught = [lesson(f"刹车踩下去没反应{row}", "quality.brake", safety=True) for row in range(6)]
    taught += [lesson(f"客服态度很好很耐心{row}", "care.attitude") for row in range(6)]
    taught += [Lesson("刹车异响", Prediction(frozenset({("quality.brake", -1)})))]
    peer = train_svm(taught, taught)
    first, second = peer.predict(["高速上刹车没反应", "小姑娘很耐心态度好"])
    assert first == Prediction(frozenset({("quality.brake", -1)}), "投诉", -1, safety=True, escalation=True)
    assert second == Prediction(frozenset({("care.attitude", 1)}), "表扬", 1, safety=False, escalation=False)


@pytest.mark.skipif(find_spec("snownlp") is None, reason="snownlp is no dependency")
def test_snownlp_tells_a_direction() -> None:
    first, second = SnowBaseline().predict(["非常满意，很好用", "太差了，垃圾，后悔买"])
    assert (first.sentiment, second.sentiment) == (1, -1)
    assert first.aspects is None


def test_a_missing_snownlp_is_said_and_passed_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.evaluation.systems.snow_installed", lambda: False)
    said: list[str] = []
    found = run_evaluation({"dev": load_texts("dev")[:20]}, against="snownlp", tell=said.append)
    assert found.against is None
    assert any("没有安装 snownlp" in line for line in said)


def test_an_unknown_system_is_wrong_usage() -> None:
    with pytest.raises(UsageError, match="--against nowhere") as caught:
        load_system("nowhere", None)
    assert "keywords" in caught.value.hint
