"""What the figures of a day say: scope, comparisons, surges, NPS, clocks, copies."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from tests.report.factory import DAY, NOON, build, meeting_day, record, story
from voc.meeting.cases import excerpt
from voc.meeting.model import Intake, TopicSummary
from voc.meeting.summary import summary_rows
from voc.types import Flag, Intent, Rejected, Severity


def metric(report, key):
    return next(metric for metric in report.headline if metric.key == key)


def point(report, code):
    return next(point for point in report.points if point.code == code)


def days(counts, *, code="parts.shortage", day=DAY):
    """Records of one pain point, counts oldest first, the last on the day."""
    return [
        record(f"{ago}-{n}", negative=[code], at=datetime.combine(day - timedelta(days=ago), datetime.min.time()))
        for ago, count in enumerate(reversed(counts))
        for n in range(count)
    ]


# --- scope ---


def test_an_empty_input_gives_an_empty_report():
    report = build([])
    assert report.day.raw == 0
    assert report.balanced
    assert "没有原声" in report.notes[0]
    assert report.points == ()
    assert all(metric.value in (0, None) for metric in report.headline)
    assert all(metric.week.basis is None for metric in report.headline)


def test_a_day_without_records_names_the_days_that_have_some():
    report = build(days([3, 0, 0]))
    assert report.day.raw == 0
    assert report.scope.before == 3
    note = report.notes[0]
    assert "2026-11-20" in note
    assert "--date" in note
    # the day has no data, so nothing is said to have fallen
    assert all(metric.week.absolute is None for metric in report.headline)


def test_one_record():
    report = build([record(negative=["parts.shortage"])])
    assert (report.day.raw, report.day.distinct, report.day.negative) == (1, 1, 1)
    assert metric(report, "negative_share").value is None
    assert "不足 10 条" in metric(report, "negative_share").note
    assert report.points[0].label == "配件缺货"
    assert report.points[0].week.basis is None
    assert "前 7 日没有数据" in report.notes[0]


def test_records_without_any_time_are_the_day():
    report = build([record(str(n), at=None, negative=["repair.queue"]) for n in range(12)])
    assert report.scope.undated_as_day
    assert report.day.date is None
    assert report.day.raw == 12
    assert report.notes[0].startswith("文件无时间列，全部计入当日")
    assert metric(report, "negative_share").value == 1.0


def test_a_few_records_without_time_are_counted_but_not_in_the_day():
    report = build([record("a"), record("b", at=None), record("c", at=None)])
    assert not report.scope.undated_as_day
    assert (report.day.raw, report.scope.undated) == (1, 2)
    assert any("2 条原声没有可读的时间" in note for note in report.notes)
    assert report.balanced


def test_records_after_the_day_are_left_out_and_said():
    report = build([record("a"), record("b", at=NOON + timedelta(days=1))])
    assert (report.day.raw, report.scope.after) == (1, 1)
    assert any("晚于当日" in note for note in report.notes)


def test_sums_that_do_not_agree_are_named():
    intake = Intake(read=5, analysed=2, rejected=1, duplicates=1)
    report = build([record()], intake=intake)
    assert not intake.balanced
    assert not report.balanced
    assert [check.ok for check in report.checks] == [False, False, True, False, True]


def test_exact_copies_dropped_while_reading_still_balance():
    assert build([record()], intake=Intake(read=3, analysed=1, rejected=0, duplicates=2)).balanced
    too_many = build([record(), record("2", duplicate_of="1")], intake=Intake(1, 1, 0, 0))
    assert not too_many.balanced


def test_rejected_rows_are_grouped_by_reason():
    rows = [Rejected(9, "text.empty", "文本为空", file="b.csv"), Rejected(3, "text.empty", "文本为空", file="a.csv")]
    report = build([record()], rejected=[*rows, Rejected(1, "row.width", "列数不符")])
    assert [(row.code, row.count, row.places) for row in report.rejected] == [
        ("text.empty", 2, ("a.csv:3", "b.csv:9")),
        ("row.width", 1, ("1",)),
    ]


# --- comparisons ---


def test_the_day_is_compared_across_a_year_boundary():
    report = build(days([2, 2, 2, 2, 2, 2, 2, 4], day=date(2027, 1, 2)), day=date(2027, 1, 2))
    volume = metric(report, "volume")
    assert volume.previous.basis == 2
    assert (volume.week.basis, volume.week.days) == (2, 7)
    assert volume.week.relative == 1.0
    assert [day.date.year for day in report.daily] == [2026] * 12 + [2027] * 2


def test_days_before_the_file_begins_are_no_basis():
    report = build(days([4, 4, 4, 8]))
    assert metric(report, "volume").week.days == 3
    assert metric(report, "volume").week.basis == 4
    assert any("只有 3 日有数据" in note for note in report.notes)


def test_an_empty_day_between_full_ones_is_missing_not_zero():
    dense = build(days([20, 20, 0, 20, 20, 20, 20, 20]))
    assert metric(dense, "volume").week.basis == 20
    assert metric(dense, "volume").week.days == 6
    assert not next(day for day in dense.daily if day.raw == 0 and day.date == date(2026, 11, 17)).has_data
    thin = build(days([1, 0, 1, 0, 0, 1, 0, 1]))
    assert metric(thin, "volume").week.basis == pytest.approx(3 / 7)


def test_small_differences_are_marked_as_chance_and_large_ones_are_not():
    small = metric(build(days([3] * 13 + [5])), "volume").week
    large = metric(build(days([30] * 13 + [60])), "volume").week
    assert small.significant is False
    assert large.significant is True
    assert large.relative == 1.0


def test_shares_are_compared_by_their_pooled_value():
    rows = [record(f"p{n}", negative=["repair.queue"] if n < 5 else (), at=NOON - timedelta(days=1)) for n in range(50)]
    rows += [record(f"d{n}", negative=["repair.queue"] if n < 15 else ()) for n in range(20)]
    share = metric(build(rows), "negative_share")
    assert (share.value, share.part, share.whole) == (0.75, 15, 20)
    assert share.week.basis == pytest.approx(0.1)
    assert share.week.absolute == pytest.approx(0.65)
    assert share.week.significant
    assert share.low < 0.75 < share.high


# --- surges ---


def test_the_story_of_two_weeks_finds_the_shortage():
    report = build(story())
    assert [point.code for point in report.surging] == ["parts.shortage"]
    found = report.surging[0]
    assert (found.count, found.week.basis) == (15, pytest.approx((12 + 9 + 7 + 5 + 2 + 2 + 2) / 7))
    assert found.since == date(2026, 11, 18)
    assert found.series == (2, 2, 2, 2, 2, 2, 2, 2, 2, 5, 7, 9, 12, 15)
    assert found.rise_p < found.rise_q < 0.05
    assert not found.with_volume
    assert len(found.quotes) == 3
    assert found.action
    assert any("配件缺货" in sentence and "11 月 18 日" in sentence for sentence in report.lead)


def test_few_records_are_no_surge_however_rare():
    report = build([*days([0] * 13 + [4]), record("old", at=NOON - timedelta(days=13))])
    assert point(report, "parts.shortage").rise_p < 0.01
    assert report.surging == ()


def test_a_surge_needs_days_to_compare_with():
    assert build(days([1, 1, 30])).surging == ()
    assert build(days([1, 1, 1, 30])).surging != ()


def test_a_rise_of_everything_is_told_apart():
    rows = [r for code in ("parts.shortage", "repair.queue") for r in days([10] * 7 + [40], code=code)]
    report = build(rows)
    assert {point.code for point in report.surging} == {"parts.shortage", "repair.queue"}
    assert all(point.with_volume for point in report.surging)
    assert not any("激增痛点" in sentence for sentence in report.lead)


def test_a_pain_point_that_vanished_stays_in_the_table():
    report = build([*days([8] * 7 + [0]), record("other", negative=["repair.queue"])])
    gone = point(report, "parts.shortage")
    assert (gone.count, gone.week.basis) == (0, 8)
    assert gone.week.absolute == -8
    assert gone.since is None


def test_a_code_the_taxonomy_does_not_know_is_shown_by_its_code():
    found = point(build([record(negative=["new.code"])]), "new.code")
    assert (found.label, found.domain, found.owner) == ("new.code", "其他", None)


# --- NPS ---


def scores(*values):
    return [record(str(index), nps=value) for index, value in enumerate(values)]


def test_nps_has_a_sample_size_and_an_interval():
    nps = metric(build(scores(10, 10, 9, 9, 9, 9, 8, 7, 6, 0)), "nps")
    assert (nps.value, nps.whole) == (40.0, 10)
    assert -20 < nps.low < 40 < nps.high < 100


def test_nps_of_too_few_answers_is_not_shown():
    nps = metric(build(scores(10, 9, 0)), "nps")
    assert nps.value is None
    assert nps.low is None
    assert nps.whole == 3
    assert "3 份评分" in nps.note


def test_unanimous_answers_keep_an_interval():
    nps = metric(build(scores(*[10] * 12)), "nps")
    assert nps.value == nps.high == 100.0
    assert nps.low < 80


def test_scores_that_contradict_the_text_are_marked():
    report = build([record("a", nps=3, positive=["care.attitude"]), record("b", nps=2, negative=["care.attitude"])])
    assert {case.id: case.mismatch for case in report.detractors.cases} == {"a": True, "b": False}


# --- agenda ---


def test_safety_and_legal_come_first_in_order_of_urgency():
    legal = [Flag("F1.loaner", "停修超过 5 日", "停", 0, 1)]
    rows = [
        record("normal", negative=["repair.queue"], priority=99),
        record("legal", negative=["repair.loaner"], flags=legal, priority=60),
        record("coached", flags=[Flag("F9", "诱导好评", "求", 0, 1)], priority=90),
        record("raised", severity=Severity.ESCALATED, priority=50),
        record("safe", safety=True, severity=Severity.MAJOR, priority=40),
    ]
    report = build(rows)
    assert [case.id for case in report.first.cases] == ["safe", "raised", "legal"]
    assert report.alerts.total == 4
    assert [case.id for case in report.flagged.cases] == ["coached"]
    assert report.first.cases[2].flags[0].reason == "停修超过 5 日"


def test_clocks_that_ended_or_end_soon():
    def due(id, *, ago=0, hours):
        at = NOON - timedelta(days=ago)
        return record(id, at=at, due_at=at + timedelta(hours=hours))

    report = build([due("later", hours=24), due("now", hours=2), due("far", hours=200), due("old", ago=3, hours=24)])
    assert [(case.id, case.due) for case in report.clocks.cases] == [("now", "当日到期"), ("later", "即将到期")]
    assert report.clocks_passed == 1
    carried = build([record("today"), due("carried", ago=3, hours=72)])
    assert [(case.id, case.due) for case in carried.clocks.cases] == [("carried", "当日到期")]


def test_repeats_are_found_by_code_and_by_rule():
    rows = [
        record("code", negative=["repair.rework"]),
        record("rule", flags=[Flag("F2", "同一故障修了 3 次", "修", 0, 1)]),
        record("none", negative=["repair.queue"]),
    ]
    assert {case.id for case in build(rows).repeats.cases} == {"code", "rule"}


def test_copies_are_grouped_and_counted_beside_their_original():
    rows = [record("a", negative=["care.attitude"], safety=True)]
    rows += [record(f"c{n}", negative=["care.attitude"], duplicate_of="a", safety=True) for n in range(4)]
    rows += [record("d", duplicate_of="b")]
    report = build(rows)
    assert (report.day.raw, report.day.distinct) == (6, 1)
    assert [(group.id, group.copies) for group in report.copies] == [("a", 4)]
    assert report.first.cases[0].copies == 4
    assert (metric(report, "safety").value, metric(report, "safety").raw) == (1, 5)
    assert (report.points[0].count, report.points[0].raw) == (1, 5)


def test_praise_is_named_without_blame():
    rows = [record(str(n), positive=["care.attitude"], intent=Intent.PRAISE) for n in range(2)]
    report = build(rows)
    assert (report.praise_points[0].label, report.praise_points[0].count) == ("服务态度", 2)
    assert report.praise.total == 2


def test_departments_have_their_points_cases_and_actions():
    report = build(
        [
            record("1", negative=["parts.shortage"], owner="供应链", severity=Severity.ESCALATED),
            record("2", negative=["care.no_response"], owner=None),
        ]
    )
    assert [owner.owner for owner in report.owners] == ["供应链", "客服", None]
    supply = report.owners[0]
    assert (supply.distinct, supply.alerts, supply.points[0].label) == (1, 1, "配件缺货")
    assert "缺件清单" in supply.points[0].action
    assert supply.cases[0].id == "1"
    # the taxonomy owns the point although triage assigned the record to nobody
    assert report.owners[1].distinct == 0
    assert report.owners[2].points == ()


def test_long_lists_are_cut_with_their_total():
    report = build([record(f"{n:04d}", safety=True, priority=n % 100) for n in range(700)])
    assert (report.first.total, len(report.first.cases)) == (700, 30)
    assert (report.alerts.total, len(report.alerts.cases)) == (700, 500)
    priorities = [case.priority for case in report.alerts.cases]
    assert priorities == sorted(priorities, reverse=True)


def test_new_topics_come_before_known_ones():
    topics = [
        TopicSummary("t1", "旧", 90, 80, 0.1, False),
        TopicSummary("t2", "新", 9, 0, 0.01, True, ("话",), ("词",)),
    ]
    report = build([record()], topics=topics)
    assert [topic.id for topic in report.topics] == ["t2", "t1"]
    assert [topic.id for topic in report.new_topics] == ["t2"]


# --- excerpts ---


def test_a_short_text_is_kept_whole_and_overlapping_evidence_is_merged():
    assert excerpt("配件一直没货，等了半个月", [(0, 6), (4, 8), (9, 12), (3, 3), (5, 99)], size=50) == (
        "配件一直没货，等了半个月",
        ((0, 8), (9, 12)),
    )


def test_a_long_text_is_cut_to_its_evidence():
    text = "前" * 300 + "刹车失灵" + "后" * 300
    cut, marks = excerpt(text, [(300, 304)], size=100)
    assert cut.startswith("…")
    assert cut.endswith("…")
    assert len(cut) == 102
    assert [cut[start:end] for start, end in marks] == ["刹车失灵"]


def test_evidence_beyond_the_excerpt_is_not_marked():
    cut, marks = excerpt("甲" * 10 + "乙" * 500, [(0, 10), (400, 410)], size=100)
    assert cut == "甲" * 10 + "乙" * 90 + "…"
    assert marks == ((0, 10),)


# --- terminal ---


def test_summary_rows_are_short_and_in_words():
    rows = summary_rows(meeting_day())
    labels = [label for label, _, _ in rows]
    assert labels[0] == "读取"
    assert "激增：配件缺货" in labels
    assert all(isinstance(text, str) and len(text) < 40 for row in rows for text in row)
    values = {label: value for label, value, _ in rows}
    assert values["当日原声（去重）"] == "57（含重复 63）"


def test_summary_of_an_empty_day():
    rows = summary_rows(build([]))
    assert ("安全事件", "0", "—") in rows
    assert ("NPS", "—", "当日没有评分") in rows
