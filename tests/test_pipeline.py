"""The pipeline: order, counts, duplicates, and the same bytes whatever the number of processes."""

from __future__ import annotations

import json
import os
from datetime import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from corpora.samples import sample_files
from corpora.taxonomy import load_taxonomy
from voc.analysis.analyzer import load_analyzer
from voc.counts import Counts
from voc.errors import WorkerError
from voc.io.read import read_feedback
from voc.pipeline import BATCH, analyze_records
from voc.types import Analysis, Channel, Feedback, Rejected


def _feedback(text: str, row: int = 1, **more: object) -> Feedback:
    return Feedback(str(row), text, row, **more)


def _analyses(*texts: str) -> list[Analysis]:
    results = analyze_records([_feedback(text, row) for row, text in enumerate(texts, start=1)])
    return [result for result in results if isinstance(result, Analysis)]


def check(analysis: Analysis) -> None:
    """Assert what must hold of every result."""
    text, row = analysis.text, analysis.to_dict()
    assert list(json.loads(json.dumps(row))) == list(row)
    codes = [(aspect.code, aspect.polarity) for aspect in analysis.aspects]
    assert len(codes) == len(set(codes))
    for aspect in analysis.aspects:
        assert aspect.code in load_taxonomy()
        assert aspect.polarity in (-1, 0, 1)
        assert 0 <= aspect.score <= 1
    for item in (*analysis.aspects, *analysis.assessment.flags):
        assert text[item.start : item.end] == item.quote
    for span in analysis.sentences:
        assert 0 <= span.start < span.end <= len(text)
    for redaction in analysis.redactions:
        assert text[redaction.start] == "["
        assert text[redaction.end - 1] == "]"
    assert 0 <= analysis.assessment.priority <= 100
    assert min(100, max(0, sum(r.points for r in analysis.assessment.reasons))) == analysis.assessment.priority


def test_every_sample_is_sound() -> None:
    results = list(analyze_records(read_feedback(sample_files())))
    assert len(results) >= 1200
    for result in results:
        assert isinstance(result, Analysis)
        check(result)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=120), min_size=1, max_size=5))
def test_any_text_gives_a_sound_result(texts: list[str]) -> None:
    analyzer = load_analyzer()
    for analysis in analyzer.analyze([_feedback(text, row) for row, text in enumerate(texts, start=1)]):
        check(analysis)


def test_a_text_longer_than_a_window() -> None:
    text = "今天天气不错。" * 200 + "配件一直没货，等了半个月。" + "周末去爬山。" * 100
    (analysis,) = _analyses(text)
    check(analysis)
    shortage = [aspect for aspect in analysis.aspects if aspect.code == "parts.shortage"]
    assert shortage
    assert "没货" in shortage[0].quote


def test_a_long_text_without_any_boundary() -> None:
    (analysis,) = _analyses("等" * 5 + "配件没货还要再等一个月才行" * 90)
    check(analysis)


def test_order_counts_and_rejects() -> None:
    records: list[Feedback | Rejected] = [_feedback(f"第{n}次进店，配件还没到", n) for n in range(1, BATCH + 5)]
    records.insert(3, Rejected(4, "empty_text", "正文为空"))
    records.append(_feedback(records[0].text if isinstance(records[0], Feedback) else "", 999))
    counts = Counts()
    results = list(analyze_records(records, counts=counts))
    assert [r.row if isinstance(r, Rejected) else r.id for r in results] == [
        r.row if isinstance(r, Rejected) else r.id for r in records
    ]
    assert (counts.analysed, counts.rejected, counts.duplicates) == (BATCH + 4, 1, 1)
    assert counts.read == len(records)
    assert isinstance(results[-1], Analysis)
    assert results[-1].duplicate_of == "1"


def test_short_texts_of_different_people_are_no_duplicates() -> None:
    first, second = _analyses("不错", "不错")
    assert first.duplicate_of is None
    assert second.duplicate_of is None


def test_the_same_text_in_another_channel_is_no_duplicate() -> None:
    text = "配件一直没货，等了半个月"
    results = list(
        analyze_records([_feedback(text, 1, channel=Channel.SOCIAL), _feedback(text, 2, channel=Channel.CALL_NOTE)])
    )
    assert [r.duplicate_of for r in results if isinstance(r, Analysis)] == [None, None]


@pytest.mark.slow
def test_processes_do_not_change_a_byte(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voc.pipeline.PARALLEL_FROM", 300)
    records = list(read_feedback(sample_files()))[:700]
    one = [json.dumps(r.to_dict(), ensure_ascii=False) for r in analyze_records(records) if isinstance(r, Analysis)]
    two = [
        json.dumps(r.to_dict(), ensure_ascii=False)
        for r in analyze_records(records, workers=2)
        if isinstance(r, Analysis)
    ]
    assert one == two


def test_personal_data_never_comes_out() -> None:
    secret = ("13812345678", "川A12345", "wang@example.com")
    (analysis,) = _analyses(f"我电话{secret[0]}，车牌{secret[1]}，邮箱{secret[2]}，刹车失灵撞了护栏，要去市场监管投诉")
    line = json.dumps(analysis.to_dict(), ensure_ascii=False)
    assert not [value for value in secret if value in line]
    assert {r.kind for r in analysis.redactions} == {"phone", "plate", "email"}


def test_columns_win_and_time_sets_the_clock() -> None:
    record = Feedback(
        "a", "高速上刹车突然失灵，踩不动", 1, created_at=datetime(2026, 11, 2, 10, 0), brand="理想汽车", city="成都"
    )
    (analysis,) = (r for r in analyze_records([record]) if isinstance(r, Analysis))
    assert analysis.entities.brand == "理想"
    assert analysis.entities.city == "成都"
    assert analysis.safety
    assert analysis.assessment.severity.value == "重大"
    assert analysis.assessment.due_at is not None
    assert analysis.assessment.due_at <= datetime(2026, 11, 2, 12, 0)


def test_without_a_time_there_is_no_clock() -> None:
    (analysis,) = _analyses("高速上刹车突然失灵，踩不动")
    assert analysis.assessment.due_at is None


def _die(_batch: object) -> None:
    os._exit(9)


@pytest.mark.slow
def test_a_process_that_dies_is_a_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("voc.pipeline.PARALLEL_FROM", 10)
    monkeypatch.setattr("voc.pipeline._work", _die)
    with pytest.raises(WorkerError, match="--workers 1"):
        list(analyze_records([_feedback("配件没货", row) for row in range(20)], workers=2))
