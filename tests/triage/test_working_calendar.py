from datetime import date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.rules import Number, Rule, Rules, load_rules
from voc.errors import CalendarError, RuleError
from voc.triage.calendar import Mode, WorkingCalendar

CALENDAR = WorkingCalendar(load_rules())
KNOWN = st.datetimes(datetime(2025, 1, 1), datetime(2026, 10, 31))
HOURS = st.integers(0, 60 * 60).map(lambda minutes: timedelta(minutes=minutes))


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def with_shifts(*shifts: str) -> WorkingCalendar:
    number = Number("shifts", shifts, "时段", "测试", "测试", "1")
    rule = Rule("F7", "工作时间", "测试", "测试", "1", None, "field.toml", {"shifts": number})
    return WorkingCalendar(Rules("1", {"F7": rule}))


def test_an_ordinary_morning():
    assert CALENDAR.add_working(datetime(2026, 9, 7, 9, 30), hours(2)) == datetime(2026, 9, 7, 11, 30)


def test_the_noon_break_does_not_count():
    assert CALENDAR.add_working(datetime(2026, 9, 7, 11, 0), hours(2)) == datetime(2026, 9, 7, 14, 0)


def test_a_duration_used_up_at_the_end_of_a_shift_ends_there():
    assert CALENDAR.add_working(datetime(2026, 9, 7, 10, 0), hours(2)) == datetime(2026, 9, 7, 12, 0)
    assert CALENDAR.add_working(datetime(2026, 9, 7, 17, 0), hours(1)) == datetime(2026, 9, 7, 18, 0)


@pytest.mark.parametrize(
    "start",
    [datetime(2026, 9, 7, 6, 0), datetime(2026, 9, 7, 0, 0), datetime(2026, 9, 6, 12, 0), datetime(2026, 9, 4, 18, 0)],
    ids=["early", "midnight", "sunday", "friday at closing"],
)
def test_a_start_outside_the_shifts_waits_for_the_next_one(start):
    assert CALENDAR.add_working(start, hours(1)) == datetime(2026, 9, 7, 10, 0)


def test_over_the_weekend():
    assert CALENDAR.add_working(datetime(2026, 9, 11, 17, 0), hours(4)) == datetime(2026, 9, 14, 12, 0)


def test_spring_festival_2026_is_nine_days_off_and_its_saturday_is_worked():
    # 2026-02-15 to 02-23 are off; Saturday 02-14 and Saturday 02-28 are worked
    assert CALENDAR.is_working_day(date(2026, 2, 14))
    assert not any(CALENDAR.is_working_day(date(2026, 2, day)) for day in range(15, 24))
    assert CALENDAR.is_working_day(date(2026, 2, 28))
    assert CALENDAR.add_working(datetime(2026, 2, 14, 17, 0), hours(2)) == datetime(2026, 2, 24, 10, 0)


def test_a_working_saturday_counts_and_a_plain_one_does_not():
    assert CALENDAR.add_working(datetime(2026, 2, 28, 9, 0), hours(3)) == datetime(2026, 2, 28, 12, 0)
    assert CALENDAR.add_working(datetime(2026, 9, 12, 9, 0), hours(3)) == datetime(2026, 9, 14, 12, 0)


def test_national_day_2026():
    assert CALENDAR.add_working(datetime(2026, 9, 30, 17, 30), hours(1)) == datetime(2026, 10, 8, 9, 30)


def test_working_days_run_through_the_night_and_stop_on_the_weekend():
    assert CALENDAR.add_working_days(datetime(2026, 9, 8, 20, 0), hours(24)) == datetime(2026, 9, 9, 20, 0)
    assert CALENDAR.add_working_days(datetime(2026, 9, 11, 16, 0), hours(24)) == datetime(2026, 9, 14, 16, 0)
    assert CALENDAR.add_working_days(datetime(2026, 9, 12, 16, 0), hours(24)) == datetime(2026, 9, 15, 0, 0)


def test_round_the_clock_knows_no_holiday_and_no_year():
    start = datetime(2031, 2, 1, 23, 0)
    assert CALENDAR.add(start, hours(2), Mode.ROUND_THE_CLOCK) == datetime(2031, 2, 2, 1, 0)


def test_an_unknown_year_is_an_error_that_names_year_and_remedy():
    with pytest.raises(CalendarError) as caught:
        CALENDAR.add_working(datetime(2199, 5, 4, 9, 0), hours(1))
    assert "2199" in caught.value.message
    assert "pip install -U chinesecalendar" in caught.value.hint


def test_a_clock_that_runs_into_an_unknown_year_is_an_error_too():
    with pytest.raises(CalendarError):
        CALENDAR.add(datetime(2003, 12, 31, 17, 59), hours(4), Mode.WORKING)


def test_a_clock_cannot_run_backwards():
    with pytest.raises(ValueError, match="backwards"):
        CALENDAR.add_working(datetime(2026, 9, 7, 9, 0), timedelta(minutes=-1))


def test_the_time_zone_of_the_start_is_kept():
    shanghai = timezone(timedelta(hours=8))
    due = CALENDAR.add_working(datetime(2026, 9, 7, 8, 0, tzinfo=shanghai), hours(1))
    assert due == datetime(2026, 9, 7, 10, 0, tzinfo=shanghai)


@given(KNOWN, HOURS)
def test_the_time_between_start_and_due_is_the_duration(start, duration):
    due = CALENDAR.add_working(start, duration)
    assert CALENDAR.working_between(start, due) == duration


@given(KNOWN, HOURS, HOURS)
def test_two_clocks_in_a_row_are_one_clock(start, first, second):
    between = CALENDAR.add_working(start, first)
    assert CALENDAR.working_between(start, CALENDAR.add_working(between, second)) == first + second


@given(KNOWN, HOURS, st.sampled_from(list(Mode)))
def test_no_clock_is_faster_than_time(start, duration, mode):
    assert CALENDAR.add(start, duration, mode) >= start + duration


@given(KNOWN, KNOWN)
def test_working_time_is_never_negative_and_never_more_than_time(a, b):
    worked = CALENDAR.working_between(a, b)
    assert timedelta() <= worked <= max(timedelta(), b - a)


@pytest.mark.parametrize(
    "shifts", [("09:00",), ("09:00-08:00",), ("09:00-13:00", "12:00-18:00"), ("25:00-26:00",), ("九点-十点",)]
)
def test_wrong_shifts_are_a_rule_error(shifts):
    with pytest.raises(RuleError, match="F7"):
        with_shifts(*shifts)


def test_a_shift_may_end_at_midnight():
    late = with_shifts("20:00-24:00")
    assert late.add_working(datetime(2026, 9, 7, 23, 0), hours(2)) == datetime(2026, 9, 8, 21, 0)
