"""Parquet files with the types that real writers use."""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from voc.errors import ColumnError, FormatError
from voc.io.options import ReadOptions
from voc.io.read import read_feedback
from voc.types import Feedback


@pytest.fixture
def save(tmp_path):
    def _save(name="a.parquet", **columns):
        pq.write_table(pa.table(columns), tmp_path / name, row_group_size=3)
        return tmp_path / name

    return _save


def read(path, **options):
    return list(read_feedback([path], options=ReadOptions(**options)))


def texts(records):
    return [record.text if isinstance(record, Feedback) else record.code for record in records]


@pytest.mark.parametrize("kind", [pa.string(), pa.large_string(), pa.binary(), pa.dictionary(pa.int32(), pa.string())])
def test_text_types(save, kind):
    values = ["好的", None, "不好", "", "可以"]
    encoded = [value and value.encode() for value in values] if kind == pa.binary() else values
    records = read(save(反馈内容=pa.array(encoded, kind), id=pa.array([1, 2, 3, 4, 5])))
    assert texts(records) == ["好的", "empty_text", "不好", "empty_text", "可以"]
    assert [record.id for record in records] == ["1", "2", "3", "4", "5"]
    assert records[1].file == "a.parquet"


@pytest.mark.parametrize("unit", ["s", "ms", "us", "ns"])
@pytest.mark.parametrize("zone", [None, "UTC", "America/New_York"])
def test_timestamps(save, unit, zone):
    moments = pa.array([1793491500], pa.timestamp("s", zone)).cast(pa.timestamp(unit, zone))
    (record,) = read(save(text=["好的"], time=moments))
    assert record.created_at == datetime(2026, 11, 1, 8 if zone else 0, 5)


def test_dates_numbers_and_nulls(save):
    first, second = read(
        save(
            text=["好的", "不好"],
            日期=pa.array([20758, None], pa.date32()),
            nps=pa.array([9.0, None]),
            手机号=pa.array([13812345678, None]),
            品牌=pa.array(["小米", None]),
        )
    )
    assert (first.created_at, first.nps, first.phone_ok, first.brand) == (datetime(2026, 11, 1), 9.0, True, "小米")
    assert (second.created_at, second.nps, second.phone_ok, second.brand) == (None, None, False, None)


def test_numbers_are_no_text(save):
    (record,) = read(save(text=[3]))
    assert (record.code, record.row) == ("bad_type", 1)
    assert "数字" in record.reason


def test_broken_utf8_is_rejected_alone(save):
    broken = pa.Array.from_buffers(
        pa.string(), 2, [None, pa.py_buffer(b"\0\0\0\0\2\0\0\0\5\0\0\0"), pa.py_buffer(b"\xff\xfe" + "好".encode())]
    )
    assert texts(read(save(text=broken))) == ["broken_encoding", "好"]


def test_order_over_many_row_groups_and_batches(save):
    values = [f"第 {i} 条" for i in range(10_000)]
    assert texts(read(save(text=values))) == values


def test_only_running_text_column(save):
    assert texts(read(save(dataset=["客户反映交车延期一个多月没有说法"], k=["a"]))) == [
        "客户反映交车延期一个多月没有说法"
    ]


def test_errors(save, tmp_path):
    with pytest.raises(ColumnError, match=r"a.parquet：找不到文本列，现有的列是「x」、「y」.*--text-column"):
        read(save(x=[1], y=["a"]))
    with pytest.raises(ColumnError, match=r"是否想用「text」"):
        read(save(text=["a"]), text_column="texts")
    data = save(text=["好的"] * 100).read_bytes()
    (tmp_path / "坏.parquet").write_bytes(data[:-20])
    with pytest.raises(FormatError, match=r"坏.parquet：parquet 文件已损坏.*重新导出"):
        read(tmp_path / "坏.parquet")
    (tmp_path / "假.parquet").write_text("text\n好\n", encoding="utf-8")
    with pytest.raises(FormatError, match=r"假.parquet：文件名是 .parquet，内容却是文本"):
        read(tmp_path / "假.parquet")
    middle = bytearray(save(text=[f"第 {i} 条反馈" for i in range(5000)]).read_bytes())
    middle[100:400] = bytes(300)
    (tmp_path / "中.parquet").write_bytes(middle)
    with pytest.raises(FormatError, match=r"中.parquet"):
        read(tmp_path / "中.parquet")


def test_no_rows(save):
    assert read(save(text=pa.array([], pa.string()))) == []
