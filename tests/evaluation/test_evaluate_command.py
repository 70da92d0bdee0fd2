"""``voc evaluate`` as a user meets it: tables, JSON, labelled files that are wrong."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from corpora.texts import TEXTS, load_texts
from service.cli.main import app
from service.evaluation.labelled import read_labelled
from voc.errors import EncodingError, FormatError, UsageError

GOOD: dict[str, Any] = {
    "channel": "social",
    "text": "大灯进雾，总仓没货，等了25天，电话13812345678",
    "aspects": [{"code": "parts.shortage", "polarity": -1, "quote": "总仓没货"}, ["quality.electrics", -1, "大灯进雾"]],
    "intent": "投诉",
    "sentiment": -1,
    "wait_days": 25,
    "brand": None,
}


def voc(*arguments: str | Path) -> Result:
    return CliRunner().invoke(app, ["evaluate", *map(str, arguments)], env={"COLUMNS": "100"})


def written(path: Path, *rows: object) -> Path:
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows) + "\n", encoding="utf-8")
    return path


def test_all_splits_in_one_table() -> None:
    done = voc("--split", "all", "--top", "3")
    assert done.exit_code == 0, done.output
    dev, test = (len(load_texts(split)) for split in ("dev", "test"))
    counts = (f"dev（{dev} 条）", f"test（{test} 条）", f"合计（{dev + test} 条）")
    for words in (*counts, "宏平均 F1", "逐痛点", "说成", "期望校准误差"):
        assert words in done.output
    for words in ("漏报安全", "误报安全", "漏报升级", "误报升级", "与训练集近似重复：没有"):
        assert words in done.output


def test_json_of_one_split_and_the_file(tmp_path: Path) -> None:
    out = tmp_path / "数字" / "e.json"
    done = voc("--json", "-o", out, "--against", "keywords")
    assert done.exit_code == 0, done.output
    values = json.loads(done.stdout)
    assert values == json.loads(out.read_text(encoding="utf-8"))
    assert values["texts"] == len(load_texts("test"))
    assert set(values["aspects_negative"]) >= {"precision", "recall", "f1", "support", "interval", "macro_f1"}
    low, high = values["safety"]["interval"]["recall"]
    assert low <= values["safety"]["recall"] <= high
    assert {"id", "text"} == set(values["false_alarm"][0])
    assert values["leakage"]["near_duplicates"] == []
    assert values["against"]["tasks"][0]["verdict"] == "显著更好"
    assert "sets" not in values


def test_comparison_is_side_by_side() -> None:
    done = voc("--against", "keywords", "--top", "1")
    assert done.exit_code == 0, done.output
    for words in ("A = 内置模型，B = 关键词规则", "A − B", "显著更好", "差别不显著", "McNemar", "逐标签 F1"):
        assert words in done.output
    assert "…" not in done.output.partition("比较")[2].partition("逐标签")[0]


def test_own_files_of_both_forms_are_measured(tmp_path: Path) -> None:
    first = written(tmp_path / "一月.jsonl", GOOD, {**GOOD, "text": "提车一个月，一切都好", "aspects": [], "id": 7})
    second = written(tmp_path / "二月.jsonl", {**GOOD, "id": "a"})
    found = read_labelled([first, second])
    assert [text.id for text in found["一月.jsonl"]] == ["一月-001", "7"]
    assert found["一月.jsonl"][0].aspects == (
        *read_labelled([second])["二月.jsonl"][0].aspects[:1],
        found["一月.jsonl"][0].aspects[1],
    )
    third = written(tmp_path / "三月.jsonl", {**GOOD, "id": "b"})
    done = voc(first, second, third)
    assert done.exit_code == 0, done.output
    assert "逐文件" in done.output
    assert "三月.jsonl" in done.output
    assert "13812345678" not in done.output


def test_training_texts_are_reported_as_seen() -> None:
    done = voc(TEXTS / "t1.jsonl", "--json")
    assert done.exit_code == 0, done.output
    values = json.loads(done.stdout)
    assert len(values["leakage"]["near_duplicates"]) == values["texts"]
    assert "这些文本上的数字偏于乐观" in voc(TEXTS / "t1.jsonl", "--top", "2").output


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({**GOOD, "text": " "}, "第 2 行：缺少 text"),
        ({**GOOD, "intent": "抱怨"}, "intent 应为 投诉、求助"),
        ({**GOOD, "sentiment": True}, "sentiment 应为 -1、0、1 之一"),
        ({**GOOD, "channel": None}, "channel 应为 social"),
        ({**GOOD, "safety": "是"}, "safety 应为 true 或 false"),
        ({**GOOD, "wait_days": "两周"}, "wait_days 应为数字"),
        ({**GOOD, "nps": True}, "nps 应为数字"),
        ({**GOOD, "brand": 5}, "brand 应为文字"),
        ({**GOOD, "kind": "irony"}, "kind 应为列表"),
        ({**GOOD, "aspects": None}, "aspects 应为列表"),
        ({**GOOD, "aspects": [["parts.none", -1, "没货"]]}, "第 1 个观点的编号不在标签体系中"),
        ({**GOOD, "aspects": [["parts.shortage", 2, "没货"]]}, "第 1 个观点的方向"),
        ({**GOOD, "aspects": [["parts.shortage", -1]]}, "第 1 个观点应为"),
        ({**GOOD, "aspects": [{"code": "parts.shortage"}]}, "应有 code、polarity、quote"),
        ({**GOOD, "aspects": [["parts.shortage", -1, ""]]}, "缺少引文"),
        ([GOOD], "不是 JSON 对象"),
        ({**GOOD, "id": "x"}, "编号与 a.jsonl 第 1 行 相同"),
    ],
)
def test_bad_rows_are_named(tmp_path: Path, row: object, message: str) -> None:
    path = written(tmp_path / "a.jsonl", {**GOOD, "id": "x"}, row)
    with pytest.raises(FormatError) as caught:
        read_labelled([path])
    assert message in caught.value.message
    assert "a.jsonl" in caught.value.message
    assert "第 2 行" in caught.value.message
    assert "总仓" not in str(caught.value)
    assert caught.value.hint


def test_broken_files_are_named(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text("{\n" * 9, encoding="utf-8")
    with pytest.raises(FormatError, match="共 9 处"):
        read_labelled([path])
    path.write_text("\n\n", encoding="utf-8")
    with pytest.raises(FormatError, match="没有标注文本"):
        read_labelled([path])
    path.write_bytes(json.dumps(GOOD, ensure_ascii=False).encode("gb18030"))
    with pytest.raises(EncodingError, match="不是 UTF-8"):
        read_labelled([path])
    path.write_text("\ufeff" + json.dumps({**GOOD, "text": "上\u2028下"}, ensure_ascii=False), encoding="utf-8")
    assert read_labelled([path])["a.jsonl"][0].text == "上\u2028下"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--split", "train"], "--split train"),
        (["none.jsonl"], "none.jsonl"),
        (["--against", "nowhere"], "--against nowhere"),
        (["--data", "nowhere"], "nowhere"),
    ],
)
def test_wrong_use(arguments: list[str], message: str) -> None:
    done = voc(*arguments)
    assert isinstance(done.exception, UsageError)
    assert message in done.exception.message
    assert done.exception.hint
