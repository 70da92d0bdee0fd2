"""The headline figures of the day and the daily counts behind them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from voc.meeting.compare import NO_CHANGE, Basis, count_change, net_change, share_change
from voc.meeting.figures import Change, DayFigure, Direction, Metric, Unit
from voc.meeting.settings import Settings
from voc.meeting.statistics import difference_interval, wilson
from voc.meeting.tally import DayTally, Tally


def days_with_data(tally: Tally, *, date: dt.date, settings: Settings) -> list[bool]:
    """Say for each day of the series whether it has data; index = days before the day.

    A day before the file's first record has none. A day without records inside the file's range counts as zero only
    where the other days are so thin that an empty one is plausible; otherwise the export is taken to be missing.
    """
    volumes = [day.raw for day in tally.days]
    filled = [volume for volume in volumes if volume]
    dense = bool(filled) and sum(filled) / len(filled) >= settings.missing_day_from
    oldest = date.toordinal() - tally.first if tally.first is not None else -1
    return [volume > 0 or (ago <= oldest and not dense) for ago, volume in enumerate(volumes)]


def basis_of(tally: Tally, has_data: Sequence[bool], *, settings: Settings) -> Basis:
    """Return the days the day is compared with; none when the day itself has no records."""
    if not tally.days[0].raw:
        return Basis()
    window = range(1, settings.baseline_days + 1)
    week = tuple(tally.days[ago] for ago in window if has_data[ago])
    return Basis(previous=(tally.days[1],) if has_data[1] else (), week=week)


def daily_figures(tally: Tally, has_data: Sequence[bool], *, date: dt.date) -> tuple[DayFigure, ...]:
    """Return the counts of each day of the series, oldest first."""
    return tuple(
        day_figure(tally.days[ago], date=date - dt.timedelta(days=ago), has_data=has_data[ago])
        for ago in range(len(tally.days) - 1, -1, -1)
    )


def day_figure(day: DayTally, *, date: dt.date | None, has_data: bool) -> DayFigure:
    """Return the counts of one day."""
    return DayFigure(
        date=date,
        has_data=has_data,
        raw=day.raw,
        distinct=day.distinct,
        negative=day.negative,
        positive=day.positive,
        safety=day.safety,
        escalated=day.escalated,
        answers=day.answers,
        promoters=day.promoters,
        detractors=day.detractors,
    )


def headline(day: DayTally, basis: Basis, *, settings: Settings) -> tuple[Metric, ...]:
    """Return the headline figures in the order of the page."""
    return (
        _count("volume", "当日原声（去重）", day, basis, lambda d: d.distinct, raw=day.raw, settings=settings),
        _negative(day, basis, settings),
        _net(day, basis, settings),
        _count("safety", "安全事件", day, basis, lambda d: d.safety, raw=day.raw_safety, settings=settings),
        _count("escalated", "升级与重大", day, basis, lambda d: d.escalated, raw=day.raw_escalated, settings=settings),
        _nps(day, basis, settings),
    )


def _count(
    key: str,
    label: str,
    day: DayTally,
    basis: Basis,
    count: Callable[[DayTally], int],
    *,
    raw: int,
    settings: Settings,
) -> Metric:
    return Metric(
        key=key,
        label=label,
        unit=Unit.COUNT,
        better=Direction.NONE if key == "volume" else Direction.DOWN,
        value=count(day),
        raw=raw,
        previous=count_change(count(day), [count(d) for d in basis.previous], settings=settings),
        week=count_change(count(day), [count(d) for d in basis.week], settings=settings),
    )


def _negative(day: DayTally, basis: Basis, settings: Settings) -> Metric:
    shown = day.distinct >= settings.share_min_records
    low, high = wilson(day.negative, day.distinct, z=settings.z) if shown else (None, None)

    def change(days: Sequence[DayTally]) -> Change:
        return share_change(day.negative, day.distinct, [(d.negative, d.distinct) for d in days], settings=settings)

    return Metric(
        key="negative_share",
        label="负面率",
        unit=Unit.SHARE,
        better=Direction.DOWN,
        value=day.negative / day.distinct if shown else None,
        part=day.negative,
        whole=day.distinct,
        low=low,
        high=high,
        previous=change(basis.previous) if basis.previous else NO_CHANGE,
        week=change(basis.week) if basis.week else NO_CHANGE,
        note=_too_few(day.distinct, settings.share_min_records),
    )


def _net(day: DayTally, basis: Basis, settings: Settings) -> Metric:
    shown = day.distinct >= settings.share_min_records
    low, high = difference_interval(day.positive, day.negative, day.distinct, z=settings.z) if shown else (None, None)

    def change(days: Sequence[DayTally]) -> Change:
        return net_change(
            (day.positive, day.negative, day.distinct),
            [(d.positive, d.negative, d.distinct) for d in days],
            minimum=settings.share_min_records,
            scale=1.0,
            settings=settings,
        )

    return Metric(
        key="net_sentiment",
        label="净情感",
        unit=Unit.NET,
        better=Direction.UP,
        value=(day.positive - day.negative) / day.distinct if shown else None,
        part=day.positive - day.negative,
        whole=day.distinct,
        low=low,
        high=high,
        previous=change(basis.previous) if basis.previous else NO_CHANGE,
        week=change(basis.week) if basis.week else NO_CHANGE,
        note=_too_few(day.distinct, settings.share_min_records),
    )


def _nps(day: DayTally, basis: Basis, settings: Settings) -> Metric:
    shown = day.answers >= settings.nps_min_answers
    low, high = difference_interval(day.promoters, day.detractors, day.answers, z=settings.z) if shown else (None, None)

    def change(days: Sequence[DayTally]) -> Change:
        return net_change(
            (day.promoters, day.detractors, day.answers),
            [(d.promoters, d.detractors, d.answers) for d in days],
            minimum=settings.nps_min_answers,
            scale=100.0,
            settings=settings,
        )

    note = _too_few(day.answers, settings.nps_min_answers, unit="份评分") if day.answers else "当日没有评分"
    return Metric(
        key="nps",
        label="NPS",
        unit=Unit.SCORE,
        better=Direction.UP,
        value=100.0 * (day.promoters - day.detractors) / day.answers if shown else None,
        part=day.promoters - day.detractors,
        whole=day.answers,
        low=None if low is None else 100.0 * low,
        high=None if high is None else 100.0 * high,
        previous=change(basis.previous) if basis.previous else NO_CHANGE,
        week=change(basis.week) if basis.week else NO_CHANGE,
        note=note,
    )


def _too_few(n: int, minimum: int, *, unit: str = "条") -> str:
    if n >= minimum:
        return ""
    return f"仅 {n} {unit}，不足 {minimum} {unit}不显示" if n else "当日没有原声"
