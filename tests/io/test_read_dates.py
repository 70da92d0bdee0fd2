"""Times are read when they are certain, and only then."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.io.dates import parse_time

DAY = datetime(2026, 11, 1)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2026-11-01", DAY),
        ("2026/11/1 8:05", datetime(2026, 11, 1, 8, 5)),
        ("2026.11.01", DAY),
        ("20261101", DAY),
        (20261101, DAY),
        ("20261101080500", datetime(2026, 11, 1, 8, 5)),
        ("2026年11月1日 上午8点05分", datetime(2026, 11, 1, 8, 5)),
        ("2026年11月1日下午3点半", datetime(2026, 11, 1, 15, 30)),
        ("2026年11月1日(周日) 晚上9点", datetime(2026, 11, 1, 21)),
        ("2026年11月1日 中午12点10分", datetime(2026, 11, 1, 12, 10)),
        ("2026年11月1日 中午1点", datetime(2026, 11, 1, 13)),
        ("2026年11月1日凌晨12点", DAY),
        ("2026年11月1日 晚上12点", datetime(2026, 11, 2)),
        ("2026年11月1号", DAY),
        ("２０２６－１１－０１　０８：０５", datetime(2026, 11, 1, 8, 5)),
        ("26-11-01", DAY),
        ("2026-11-01 24:00", datetime(2026, 11, 2)),
        ("2026-11-01 8:05 PM", datetime(2026, 11, 1, 20, 5)),
        ("2026-11-01 12:05 am", datetime(2026, 11, 1, 0, 5)),
        ("2026-11-01T00:05:00Z", datetime(2026, 11, 1, 8, 5)),
        ("2026-11-01T08:05:00.123456+08:00", datetime(2026, 11, 1, 8, 5)),
        ("2026-10-31T19:05:00-0500", datetime(2026, 11, 1, 8, 5)),
        ("Sun Nov 01 08:05:00 +0800 2026", datetime(2026, 11, 1, 8, 5)),
        ("发布于 2026-11-01 08:05 来自 iPhone", datetime(2026, 11, 1, 8, 5)),
        ("11/21/2026", datetime(2026, 11, 21)),
        ("21/11/2026", datetime(2026, 11, 21)),
        (45000.5, datetime(2023, 3, 15, 12)),
        ("45000.5", datetime(2023, 3, 15, 12)),
        (46327, DAY),
        (1793491500, datetime(2026, 11, 1, 8, 5)),
        ("1793491500000", datetime(2026, 11, 1, 8, 5)),
        (1793491500_000_000, datetime(2026, 11, 1, 8, 5)),
        (date(2026, 11, 1), DAY),
        (datetime(2026, 11, 1, 8, 5), datetime(2026, 11, 1, 8, 5)),
        (datetime(2026, 11, 1, 0, 5, tzinfo=UTC), datetime(2026, 11, 1, 8, 5)),
    ],
)
def test_certain_times(value, expected):
    assert parse_time(value) == expected


@pytest.mark.parametrize(
    "value",
    [
        "11月1日",
        "昨天",
        "刚刚",
        "3小时前",
        "2026-02-30",
        "2026-13-01",
        "2026-11",
        "2026年11月",
        "3/4/2026",
        "01-11-26",
        "2026-11-01 25:00",
        "2026-11-01 08:61",
        "下午3点",
        "08:05",
        "",
        "   ",
        "0000-00-00 00:00:00",
        "1900-01-01",
        0,
        7,
        -1,
        True,
        None,
        float("nan"),
        float("inf"),
        "2026-11-01 和 2026-11-02",
        "9" * 400,
        10**30,
        [],
        "2026年11月1日下午0点",
        "2026年11月1日 晚上12点30分",
        datetime(9999, 12, 31, tzinfo=UTC),
        "20261301",
    ],
)
def test_uncertain_times_are_none(value):
    assert parse_time(value) is None


MOMENTS = st.datetimes(datetime(1996, 1, 1), datetime(2099, 12, 30)).map(lambda moment: moment.replace(microsecond=0))


@given(MOMENTS)
def test_written_forms_agree(moment):
    assert parse_time(moment.isoformat()) == moment
    assert parse_time(f"{moment:%Y/%m/%d %H:%M:%S}") == moment
    assert (
        parse_time(f"{moment.year}年{moment.month}月{moment.day}日 {moment.hour}时{moment.minute}分{moment.second}秒")
        == moment
    )
    assert parse_time(f"{moment:%Y%m%d%H%M%S}") == moment
    assert parse_time((moment - datetime(1899, 12, 30)) / timedelta(days=1)) == moment
    assert parse_time(int((moment - timedelta(hours=8) - datetime(1970, 1, 1)).total_seconds() * 1000)) == moment


@given(st.text(max_size=60) | st.floats() | st.integers())
def test_anything_is_a_naive_time_or_none(value):
    moment = parse_time(value)
    assert moment is None or (moment.tzinfo is None and 1990 <= moment.year <= 2100)
