"""Every way of counting the same records gives the same sum, whatever the records."""

from __future__ import annotations

from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.report.factory import CODES, DAY, build, record
from voc.meeting.model import MeetingReport
from voc.report.jsonfile import dump_json
from voc.types import Channel, Flag, Intent, Severity

CODE = st.sampled_from([*CODES, "unknown.code"])
TIMES = st.none() | st.integers(-3, 20).map(lambda ago: datetime(2026, 11, 22, 9) - timedelta(days=ago))


@st.composite
def rows(draw, times=TIMES):
    count = draw(st.integers(0, 25))
    found = []
    for index in range(count):
        flags = draw(st.lists(st.sampled_from(["F1", "F2.x", "F6", "F9", "R13"]), max_size=2))
        at = draw(times)
        found.append(
            record(
                str(index),
                negative=draw(st.lists(CODE, max_size=3)),
                positive=draw(st.lists(CODE, max_size=1)),
                at=at,
                sentiment=draw(st.sampled_from([-1, 0, 1])),
                intent=draw(st.sampled_from(list(Intent))),
                channel=draw(st.none() | st.sampled_from(list(Channel))),
                severity=draw(st.sampled_from(list(Severity))),
                safety=draw(st.booleans()),
                journey=draw(st.none() | st.sampled_from(["维修", "用车", "别处"])),
                brand=draw(st.none() | st.sampled_from(["小米", "蔚来"])),
                model=draw(st.none() | st.sampled_from(["YU7", "ET5"])),
                owner=draw(st.none() | st.sampled_from(["服务", "研发"])),
                nps=draw(st.none() | st.sampled_from([0, 6, 7, 8.5, 9, 10])),
                priority=draw(st.integers(0, 100)),
                flags=[Flag(rule, "原因", "话", 0, 1) for rule in flags],
                due_at=at + timedelta(hours=draw(st.integers(1, 200))) if at and draw(st.booleans()) else None,
                duplicate_of=draw(st.none() | st.sampled_from(["0", "x"])),
            )
        )
    return found


def check_sums(report: MeetingReport) -> None:
    day, scope = report.day, report.scope
    assert report.balanced, report.checks
    assert scope.day == day.raw
    assert scope.records == scope.day + scope.before + scope.after + (0 if scope.undated_as_day else scope.undated)
    for pairs in (report.by_intent, report.by_severity, report.by_channel):
        assert sum(count for _, count in pairs) == day.distinct
    assert sum(row.raw for row in report.models) == day.raw
    for figures in (report.models, report.journey, report.owners):
        assert sum(row.distinct for row in figures) == day.distinct
        assert sum(row.negative for row in figures) == day.negative
    assert sum(row.positive for row in report.models) == day.positive == report.praise.total
    assert sum(row.safety for row in report.models) == day.safety
    assert sum(sum(row.by_channel) for row in report.journey) == day.distinct
    assert sum(row.alerts for row in report.owners) == report.alerts.total
    assert report.detractors.total == day.detractors <= day.answers
    assert report.copies_total == day.raw - day.distinct
    assert dict(report.by_severity)["一般"] == day.distinct - day.escalated
    assert report.first.total + report.flagged.total == report.alerts.total <= day.distinct
    for point in report.points:
        of_models = [row.count for row in report.model_points if row.code == point.code]
        assert sum(of_models) == point.count == point.series[-1] <= point.raw
        assert len(point.series) == len(report.daily)
    assert sum(len(owner.points) for owner in report.owners) == sum(1 for point in report.points if point.count)
    for listed in (report.first, report.clocks, report.repeats, report.detractors, report.praise, report.alerts):
        assert len(listed.cases) <= listed.total
        for case in listed.cases:
            assert all(0 <= start < end <= len(case.text) for start, end in case.marks)


@settings(max_examples=150, deadline=None)
@given(rows())
def test_all_sums_agree(records):
    check_sums(build(records))


@settings(max_examples=50, deadline=None)
@given(rows(times=st.none()))
def test_all_sums_agree_without_any_time(records):
    report = build(records)
    check_sums(report)
    assert report.scope.undated_as_day == bool(records)
    assert report.day.raw == len(records)


@settings(max_examples=60, deadline=None)
@given(rows(), st.randoms())
def test_the_order_of_the_records_does_not_matter(records, random):
    shuffled = list(records)
    random.shuffle(shuffled)
    assert dump_json(build(shuffled)) == dump_json(build(records))


@settings(max_examples=60, deadline=None)
@given(rows())
def test_copies_raise_no_figure_but_the_raw_ones(records):
    day = [row for row in records if row.created_at is not None and row.created_at.date() == DAY]
    doubled = records + [
        record(f"copy of {row.id}", text=row.text, negative=["care.attitude"], safety=True, duplicate_of=row.id)
        for row in day
    ]
    before, after = build(records), build(doubled)
    assert after.day.raw == before.day.raw + len(day)
    assert after.day.distinct == before.day.distinct
    assert [metric.value for metric in after.headline] == [metric.value for metric in before.headline]
    counts = {point.code: point.count for point in after.points if point.count}
    assert counts == {point.code: point.count for point in before.points if point.count}
