"""Deliveries and outlets, rates per 1 000 cars, coverage; and the wording of signals."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pytest

from tests.signals.signal_worlds import HISTORY, PARTS, START, day
from voc.errors import ColumnError, FormatError, InputFileError
from voc.signals.fleet import Fleet, read_fleet
from voc.signals.lifecycle import advance
from voc.signals.model import Kind, Signal, Stage
from voc.signals.rates import city_coverage
from voc.signals.scope import VOLUME, Scope
from voc.signals.state import empty_state
from voc.signals.wording import signal_text

HEAD = "月份,品牌,车型,城市,交付量\n"
DAY = dt.date(2026, 10, 28)


def _write(path: Path, text: str, *, encoding: str = "utf-8") -> Path:
    path.write_bytes(text.encode(encoding))
    return path


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("", FormatError, "空的"),
        (HEAD, FormatError, "只有表头"),
        ("月份,品牌,车型,城市\n2026-10,小米,YU7,成都\n", ColumnError, "缺少「交付量」"),
        ("月份,month,品牌,车型,城市,交付量\n", ColumnError, "重复出现「月份」"),
        (HEAD + "2026-10,小米,YU7,成都,9\n十月,小米,YU7,成都,9\n", FormatError, "第 2 行的月份"),
        (HEAD + "2026-13,小米,YU7,成都,9\n", FormatError, "第 1 行的月份"),
        (HEAD + "2026-10,小米,YU7,成都,-3\n", FormatError, "第 1 行的「交付量」"),
        (HEAD + "2026-10,小米,YU7,成都,3.5\n", FormatError, "不是非负整数"),
        (HEAD + "2026-10,,YU7,成都,3\n", FormatError, "「品牌」为空"),
        (HEAD + "2026-10,小米\n", FormatError, "只有 2 列"),
        (HEAD + "2026-10,小米,YU7,成都,3\n2026/10,小米,YU7,成都市,4\n", FormatError, "第 2 行与第 1 行重复"),
    ],
)
def test_errors_name_file_row_and_remedy(tmp_path: Path, text: str, error: type[Exception], message: str) -> None:
    with pytest.raises(error, match=message) as caught:
        read_fleet(_write(tmp_path / "交付.csv", text))
    assert "交付.csv" in str(caught.value)
    assert caught.value.hint  # type: ignore[attr-defined]


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputFileError, match="找不到"):
        read_fleet(tmp_path / "没有.csv")


def test_cars_accumulate_within_the_month(tmp_path: Path) -> None:
    text = HEAD + '2026-09,小米,YU7,成都市,"1,000"\n2026年10月,小米,YU7,成都,310\n'
    fleet = read_fleet(_write(tmp_path / "a.csv", text, encoding="gb18030"))
    place = Scope(VOLUME, "小米", "YU7", "成都")
    cars = fleet.cars(place, last=dt.date(2026, 10, 31), days=32)
    assert cars[0] == pytest.approx(1000)
    assert np.allclose(np.diff(cars), 10)
    assert cars[-1] == pytest.approx(1310)
    assert fleet.cars(Scope(VOLUME), last=dt.date(2027, 1, 1), days=1)[0] == 1310


def _fleet(tmp_path: Path, cars: dict[str, int], outlets: str | None = None) -> Fleet:
    rows = "".join(f"2025-01,小米,YU7,{city},{count}\n" for city, count in cars.items())
    table = _write(tmp_path / "d.csv", HEAD + rows)
    return read_fleet(table, outlets=_write(tmp_path / "o.csv", outlets) if outlets else None)


def test_high_rate_and_coverage(tmp_path: Path) -> None:
    cities = ("成都", "北京", "上海", "广州")
    fleet = _fleet(tmp_path, dict.fromkeys(cities, 5000), "城市,品牌,网点数\n成都,小米,2\n北京,小米,10\n")
    state, opened = empty_state(), []
    for number in range(HISTORY + 5):
        # since always twice a day in one city, twice a week in the others: no jump, but a rate
        counts = {PARTS._replace(city=city): 2 if city == "成都" else int(number % 3 == 0) for city in cities}
        talk = {Scope("care.attitude", "小米", "YU7", city): 2 for city in cities}
        state, signals = advance(state, START + dt.timedelta(days=number), day(counts | talk), fleet=fleet)
        opened += [s for s in signals if s.stage is Stage.OPEN]
    rates = [s for s in opened if s.kind is Kind.RATE]
    assert len(rates) == 1
    assert (rates[0].scope.city, rates[0].scope.point) == ("成都", "parts.shortage")
    assert rates[0].per_1000 is not None
    assert rates[0].peers_per_1000 is not None
    assert rates[0].per_1000 > 3 * rates[0].peers_per_1000
    assert "每千车" in signal_text(rates[0])
    rows = {row.city: row for row in city_coverage(fleet, state.history)}
    assert rows["成都"].cars_per_outlet == pytest.approx(2500)
    assert rows["上海"].outlets is None
    assert rows["成都"].per_1000 == pytest.approx(28 * 4 / 5)


def test_growing_fleet_is_no_outbreak(tmp_path: Path) -> None:
    months = [f"2026-{month:02},小米,YU7,成都,{200 * 2**place}\n" for place, month in enumerate(range(6, 10))]
    fleet = read_fleet(_write(tmp_path / "d.csv", HEAD + "".join(months)))
    place = Scope(VOLUME, "小米", "YU7", "成都")
    cars = fleet.cars(place, last=START + dt.timedelta(days=119), days=120)
    counts = np.round(np.cumsum(cars / 400) - np.cumsum(cars / 400) % 1)
    daily = np.diff(counts, prepend=0).astype(int).tolist()

    def jumps(table: Fleet | None) -> int:
        state, found = empty_state(), 0
        for number, count in enumerate(daily):
            date = START + dt.timedelta(days=number)
            talk = {Scope("care.attitude", "小米", "YU7", "成都"): 3}
            state, signals = advance(state, date, day({PARTS: count} | talk), fleet=table)
            found += sum(s.stage is Stage.OPEN and s.scope.point == PARTS.point for s in signals)
        return found

    assert jumps(fleet) == 0
    assert jumps(None) > 0


def _signal(kind: Kind = Kind.LEVEL, **values: object) -> Signal:
    base = {
        "id": "s1",
        "kind": kind,
        "scope": PARTS._replace(city=None),
        "stage": Stage.OPEN,
        "since": DAY,
        "raised": DAY,
        "day": DAY,
        "last_elevated": DAY,
        "days": 3,
        "observed": 9,
        "raw": 9,
        "expected": 0.6,
        "q": 0.004,
    }
    return Signal(**(base | values))  # type: ignore[arg-type]


def test_wording() -> None:
    labels = {"parts.shortage": "缺件等件"}
    expected = "自 10 月 28 日起，小米 YU7「缺件等件」3 天 9 条（平日约 0.6 条），误报可能 < 1%"
    assert signal_text(_signal(), labels=labels) == expected
    assert "含转发共 40 条，随总量上涨" in signal_text(_signal(raw=40, with_volume=True))
    assert "单起即报" in signal_text(_signal(Kind.SAFETY, observed=1, raw=1, q=None))
    assert "首次出现" in signal_text(_signal(Kind.NEW, q=None))
    assert "缓慢上升" in signal_text(_signal(Kind.TREND))
    assert "已关闭" in signal_text(_signal(stage=Stage.CLOSED, calm_days=7))
    assert "并入" in signal_text(_signal(stage=Stage.CLOSED, merged_into="s2"))
    assert "主要在成都小米 YU7" in signal_text(_signal(focus=PARTS))
    assert signal_text(_signal(scope=Scope("topic:1"))).startswith("自 10 月 28 日起，全部车型「topic:1」")
