"""The quality gate of an import counts what it says (rule R17)."""

from __future__ import annotations

from pathlib import Path

from voc.io.read import read_feedback
from voc.quality import QualityGate

ROWS = """内容,时间,渠道,品牌,车型,手机号,客户编号
配件没货等了很久,2026-11-01,微博,小米,YU7,13812345678,C1
配件没货还要再等,2026-11-01,微博,小米,YU7,13812345678,C2
车机黑屏两次了,2020-01-01,热线,,,12345,C3
空调不制冷修不好,,热线,理想,L6,,C4
"""


def test_missing_wrong_and_doubled(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(ROWS, encoding="utf-8")
    gate = QualityGate()
    assert len(list(gate.watch(read_feedback([path])))) == 4
    quality = gate.result()
    assert (quality.phone_checked, quality.phone_missing, quality.phone_wrong) == (4, 1, 1)
    assert quality.customers_with_several_ids == 1
    assert quality.incomplete == 2
    assert quality.undated == 1
    assert quality.out_of_window == 1
    columns = {column.name: column for column in quality.by_column}
    assert (columns["品牌"].filled, columns["品牌"].missing) == (3, 1)
    assert (columns["手机号"].filled, columns["手机号"].missing, columns["手机号"].wrong) == (2, 1, 1)


def test_nothing_read() -> None:
    quality = QualityGate().result()
    assert quality.undated == quality.incomplete == quality.phone_checked == 0
