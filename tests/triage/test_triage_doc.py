"""The tables of docs/triage.md are kept by hand; these tests keep them true."""

import re
from pathlib import Path

import pytest

from corpora.cues import load_cues
from corpora.rules import load_rules

RULES = load_rules()
DOC = (Path(__file__).parents[2] / "docs" / "triage.md").read_text(encoding="utf-8")
POINTS = [number for number in RULES["T1"].numbers.values() if number.unit == "分"]


@pytest.mark.parametrize("number", POINTS, ids=lambda number: number.key)
def test_every_reason_is_documented_with_its_points(number):
    assert f"| {number.note} | {int(number.value):+d} | `{number.key}` |" in DOC


@pytest.mark.parametrize(("key", "form"), [("wait_days", "{:g} d {:+g}"), ("amount_yuan", "{:g} {:+g}")])
def test_the_bands_are_documented(key, form):
    assert " · ".join(form.format(*band) for band in RULES.bands("T1", key)) in DOC


def test_every_family_of_events_is_documented():
    for family in load_cues().families:
        if family.kind != "context":
            assert f"| {family.label} | `{family.id}` |" in DOC


def test_the_rules_named_exist():
    named = set(re.findall(r"\b([RFT]\d{1,2})\b", DOC))
    assert named <= set(RULES.rules)
    assert {"F1", "F2", "F3", "F4"} <= named
