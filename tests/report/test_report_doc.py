"""The page about the report names every field, sheet and default."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.report.factory import build, meeting_day
from voc.meeting.settings import load_settings
from voc.report.jsonfile import to_json
from voc.report.xlsx import SHEETS

DOC = (Path(__file__).parents[2] / "docs" / "report.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("field", sorted(to_json(build([]))))
def test_every_field_of_the_data_is_documented(field):
    assert f"`{field}`" in DOC


def test_every_sheet_and_headline_figure_is_documented():
    for name in (*SHEETS, *(metric.label for metric in meeting_day().headline)):
        assert name in DOC, name


def test_the_numbers_in_the_text_are_the_defaults():
    numbers = load_settings()
    assert f"Shares need {numbers.share_min_records} records and NPS {numbers.nps_min_answers} answers" in DOC
    assert f"at least {numbers.surge_min_count} records, at least {numbers.surge_min_ratio} times" in DOC
    assert f"q ≤ {numbers.surge_max_q}" in DOC
    assert f"(p > {numbers.alpha})" in DOC
    assert f"the {numbers.alerts} most urgent" in DOC
    assert (numbers.baseline_days, numbers.series_days) == (7, 14)
