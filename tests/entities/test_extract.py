"""All facts together: labelled records, spans, determinism, weight of the import."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.entities import extract

ROOT = Path(__file__).parents[2]
FIELDS = ("brand", "model", "city", "wait_days", "amount_yuan", "nps")
RECORDS: list[dict[str, Any]] = [
    json.loads(line) for line in (ROOT / "tests/data/entities.jsonl").read_text(encoding="utf-8").splitlines()
]
PIECES = [
    "小米",
    "SU7",
    "我的汉",
    "成都",
    "等了",
    "半个月",
    "收了",
    "一千二",
    "NPS 9",
    "L6",
    "，",
    " ",
    "İ",
    "[手机号]",
    "从3月",
    "至今",
    "😀",
]


def test_accuracy_on_the_own_records() -> None:
    right: Counter[str] = Counter()
    for record in RECORDS:
        entities = extract(record["text"]).entities
        right.update(name for name in FIELDS if getattr(entities, name) == record.get(name))
    assert {name: right[name] / len(RECORDS) for name in FIELDS if right[name] / len(RECORDS) < 0.95} == {}


@pytest.mark.parametrize("record", RECORDS, ids=range(len(RECORDS)))
def test_every_value_of_the_text_has_a_span(record: dict[str, Any]) -> None:
    facts = extract(record["text"])
    found = {name for name in FIELDS if getattr(facts.entities, name) is not None}
    assert found == set(facts.spans)


@given(st.lists(st.sampled_from(PIECES), max_size=12))
def test_spans_lie_in_any_text_and_the_result_repeats(pieces: list[str]) -> None:
    text = "".join(pieces)
    facts = extract(text)
    assert all(0 <= span.start < span.end <= len(text) for span in facts.spans.values())
    assert extract(text) == facts


@given(st.text(max_size=60))
def test_any_text_is_accepted(text: str) -> None:
    facts = extract(text)
    assert all(text[span.start : span.end] for span in facts.spans.values())


@pytest.mark.parametrize("record", RECORDS[:20], ids=range(20))
def test_case_does_not_matter(record: dict[str, Any]) -> None:
    assert extract(record["text"].upper()).entities == extract(record["text"].lower()).entities


def test_evidence_is_the_words_of_the_text() -> None:
    text = "坐标成都，我的su7等了半个月，收了我一千二，NPS 3"
    spans = extract(text).spans
    assert {name: text[span.start : span.end] for name, span in spans.items()} == {
        "brand": "su7",
        "model": "su7",
        "city": "成都",
        "wait_days": "半个月",
        "amount_yuan": "一千二",
        "nps": "3",
    }


def test_masked_values_are_no_figures() -> None:
    facts = extract("客户[手机号]来电 工单[订单号] 车牌[车牌号] 收了[金额]")
    assert facts.spans == {}


def test_the_import_is_light() -> None:
    code = (
        "import sys, voc.entities; print(sorted({'torch', 'pandas', 'sklearn', 'numpy', 'jieba'} & set(sys.modules)))"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT)  # noqa: S603
    assert run.stdout.strip() == "[]"
