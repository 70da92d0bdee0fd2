"""The report as data, and its three files together."""

from __future__ import annotations

import json
import time
from dataclasses import fields

from tests.report.factory import build, meeting_day, record, story
from voc.meeting.model import MeetingReport
from voc.report.folder import write_report
from voc.report.html import render_html
from voc.report.jsonfile import dump_json, to_json


def test_every_field_is_there():
    data = to_json(meeting_day())
    assert {field.name for field in fields(MeetingReport)} <= set(data)
    assert data["schema"] == 1
    assert data["balanced"] is True
    assert data["surging"] == ["parts.shortage"]
    assert data["intake"]["read"] == 637
    assert data["by_severity"]["重大"] == 2
    assert data["points"][0]["since"] == "2026-11-18"
    assert len(data["daily"]) == 14
    assert data["date"] == "2026-11-22"


def test_it_is_plain_json_with_rounded_fractions():
    text = dump_json(meeting_day())
    assert json.loads(text) == to_json(meeting_day())
    assert text.endswith("}\n")

    def walk(value):
        if isinstance(value, dict):
            for item in value.values():
                walk(item)
        elif isinstance(value, list):
            for item in value:
                walk(item)
        elif isinstance(value, float):
            assert value == round(value, 6)
            assert str(value) != "-0.0"

    walk(json.loads(text))


def test_the_same_input_gives_the_same_bytes():
    rows = list(story())
    assert dump_json(build(rows)) == dump_json(build(list(reversed(rows))))


def test_half_characters_do_not_break_it():
    dump_json(build([record(text="坏\ud83d字", negative=["parts.shortage"], safety=True)])).encode("utf-8")


def test_three_files_in_a_new_folder(tmp_path):
    rows = list(story())
    report = build(rows)
    files = write_report(report, tmp_path / "new" / "out", records=rows)
    assert files.json.read_text(encoding="utf-8") == dump_json(report)
    assert files.html.read_text(encoding="utf-8") == render_html(report)
    assert files.xlsx.stat().st_size > 5000
    assert sorted(file.name for file in (tmp_path / "new" / "out").iterdir()) == [
        "report.html",
        "report.json",
        "report.xlsx",
    ]


def test_twenty_thousand_records_are_quick():
    rows = list(story(days=2, volume=10_000))
    start = time.perf_counter()
    report = build(rows)
    middle = time.perf_counter()
    assert len(dump_json(report)) < 3_000_000
    assert len(render_html(report)) < 8_000_000
    end = time.perf_counter()
    assert report.day.distinct > 10_000
    # a tenth of this on an idle machine; the limits only catch work that grows faster than the records
    assert middle - start < 3
    assert end - middle < 5
