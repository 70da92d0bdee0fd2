"""Working time of customer care: Chinese holidays, working weekends (调休) and split shifts (rule F7)."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from corpora.rules import RuleFileError, Rules
from voc.errors import CalendarError, RuleError

_DAY = timedelta(days=1)
_NOTHING = timedelta()


class Mode(StrEnum):
    """Which time a clock counts."""

    ROUND_THE_CLOCK = "round_the_clock"
    """Every minute: safety and rescue."""
    WORKING = "working"
    """The shifts of working days."""
    WORKING_DAYS = "working_days"
    """Working days from midnight to midnight: 24 hours are one working day."""


Shift = tuple[time, time]


class WorkingCalendar:
    """Working days and shifts.

    Days are looked up once and remembered, so a batch of a day costs one look-up.

    Parameters
    ----------
    rules
        Rule F7 holds the shifts, such as ``09:00-12:00``; ``24:00`` ends a day.

    Raises
    ------
    voc.errors.RuleError
        The shifts cannot be read, or overlap.
    """

    __slots__ = ("_known", "_shifts")

    def __init__(self, rules: Rules) -> None:
        self._known: dict[date, bool] = {}
        try:
            texts = rules.words("F7", "shifts")
            shifts = [_shift(text) for text in texts]
        except (RuleFileError, ValueError) as error:
            raise RuleError(f"规则 F7 的班次无法识别：{error}", hint="写成 09:00-12:00 这样的时段") from error
        if any(start >= end for start, end in shifts) or any(
            earlier[1] > later[0] for earlier, later in itertools.pairwise(shifts)
        ):
            raise RuleError("规则 F7 的班次有重叠或先后颠倒", hint="按时间先后写，互不重叠")
        self._shifts = tuple(shifts)

    def is_working_day(self, day: date) -> bool:
        """Return whether a day is worked, working weekends included.

        Raises
        ------
        voc.errors.CalendarError
            The calendar does not know the year.
        """
        known = self._known.get(day)
        if known is None:
            known = self._known[day] = _look_up(day)
        return known

    def add(self, start: datetime, duration: timedelta, mode: Mode) -> datetime:
        """Return when a clock that starts at ``start`` runs out.

        Raises
        ------
        voc.errors.CalendarError
            The clock runs into a year the calendar does not know.
        """
        if mode is Mode.ROUND_THE_CLOCK:
            return start + duration
        return self._advance(start, duration, self._shifts if mode is Mode.WORKING else None)

    def add_working(self, start: datetime, duration: timedelta) -> datetime:
        """Return the instant at which ``duration`` of working time has passed since ``start``.

        A start outside the shifts waits for the next one; a duration that is used up exactly at the end of a shift ends
        there. A duration of zero gives the first working instant not before ``start``.
        """
        return self._advance(start, duration, self._shifts)

    def add_working_days(self, start: datetime, duration: timedelta) -> datetime:
        """Return the same where working days count from midnight to midnight and other days not at all."""
        return self._advance(start, duration, None)

    def working_between(self, start: datetime, end: datetime) -> timedelta:
        """Return the working time between two instants; zero when ``end`` is not after ``start``."""
        total = _NOTHING
        day = start.date()
        while day <= end.date():
            for opens, closes in self._open(day, start, self._shifts):
                total += max(_NOTHING, min(closes, end) - max(opens, start))
            day += _DAY
        return total

    def _open(self, day: date, like: datetime, shifts: tuple[Shift, ...] | None) -> Iterator[tuple[datetime, datetime]]:
        if not self.is_working_day(day):
            return
        midnight = datetime.combine(day, time.min, tzinfo=like.tzinfo)
        if shifts is None:
            yield midnight, midnight + _DAY
            return
        for opens, closes in shifts:
            # time.max stands for 24:00
            end = midnight + _DAY if closes == time.max else datetime.combine(day, closes, tzinfo=like.tzinfo)
            yield datetime.combine(day, opens, tzinfo=like.tzinfo), end

    def _advance(self, start: datetime, duration: timedelta, shifts: tuple[Shift, ...] | None) -> datetime:
        if duration < _NOTHING:
            raise ValueError("a clock cannot run backwards")
        left = duration
        day = start.date()
        while True:
            for opens, closes in self._open(day, start, shifts):
                begin = max(opens, start)
                if begin >= closes:
                    continue
                if closes - begin >= left:
                    return begin + left
                left -= closes - begin
            day += _DAY


def _clock_time(text: str) -> time:
    hour, _, minute = text.strip().partition(":")
    return time.max if (int(hour), int(minute)) == (24, 0) else time(int(hour), int(minute))


def _shift(text: str) -> Shift:
    start, _, end = text.partition("-")
    return _clock_time(start), _clock_time(end)


def _look_up(day: date) -> bool:
    # imported here: the table of holidays is needed by the first clock, not by every reader of the package
    from chinese_calendar import is_workday

    try:
        return bool(is_workday(day))
    except NotImplementedError as error:
        raise CalendarError(
            f"工作日历不认识 {day.year} 年", hint="升级节假日数据：pip install -U chinesecalendar"
        ) from error
