"""The command line as a user meets it: files in, files out, exit statuses, messages."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from corpora.samples import sample_files

ROWS = [
    "反馈内容,渠道,时间,手机号",
    "YU7前杠等了23天还没货，客服只会说在催,微博,2026-10-30 09:00,13812345678",
    ",微博,2026-10-30 09:10,",
    "问界送的代步车挺新的，点赞,口碑,2026-11-01 10:00,123",
    "YU7前杠等了23天还没货，客服只会说在催,微博,2026-10-31 09:00,13812345678",
]


def voc(*arguments: str | Path, stdin: str | None = None, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    command = [sys.executable, "-c", "from service.cli.main import main; main()", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, input=stdin, cwd=cwd, check=False)  # noqa: S603


@pytest.fixture
def feedback(tmp_path: Path) -> Path:
    path = tmp_path / "反馈.csv"
    path.write_text("\n".join(ROWS) + "\n", encoding="gb18030")
    return path


def lines(path: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_analyze_writes_results_rejects_and_counts(feedback: Path, tmp_path: Path) -> None:
    out = tmp_path / "结果" / "out.jsonl"
    done = voc("analyze", feedback, "-o", out)
    assert done.returncode == 0, done.stderr
    assert "读取 4 条 = 分析 2 条 + 拒绝 1 条 + 重复 1 条" in done.stderr
    found = lines(out)
    assert [row["id"] for row in found] == ["1", "3", "4"]
    assert [row["duplicate_of"] for row in found] == [None, None, "1"]
    assert found[0]["brand"] == "小米"
    assert found[0]["wait_days"] == 23.0
    assert found[0]["channel"] == "social"
    assert "13812345678" not in out.read_text(encoding="utf-8")
    (rejected,) = lines(out.with_name("out.rejected.jsonl"))
    assert rejected["row"] == 2
    assert rejected["code"] == "empty_text"
    assert done.stdout == ""


def test_analyze_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    for name, workers in (("a", "1"), ("b", "2")):
        assert voc("analyze", sample_files()[1], "-o", tmp_path / f"{name}.jsonl", "--workers", workers).returncode == 0
    assert (tmp_path / "a.jsonl").read_bytes() == (tmp_path / "b.jsonl").read_bytes()


def test_analyze_reads_standard_input_and_writes_standard_output() -> None:
    done = voc("analyze", "-", stdin='{"id": "x1", "text": "車機黑屏，等了三週"}\n{"text": 5}\n')
    assert done.returncode == 0, done.stderr
    (row,) = [json.loads(line) for line in done.stdout.splitlines()]
    assert row["id"] == "x1"
    assert row["text"] == "车机黑屏，等了三周"
    assert row["wait_days"] == 21.0
    assert "拒绝 1 条" in done.stderr


def test_embed_gives_a_row_a_record(feedback: Path, tmp_path: Path) -> None:
    out = tmp_path / "v.npy"
    done = voc("embed", feedback, "-o", out)
    assert done.returncode == 0, done.stderr
    vectors = np.load(out)
    assert vectors.shape == (4, 256)
    assert vectors.dtype == np.float32
    assert np.allclose(np.linalg.norm(vectors[[0, 2, 3]], axis=1), 1.0, atol=1e-5)
    assert not vectors[1].any()
    assert np.array_equal(vectors[0], vectors[3])


def test_discover_assigns_every_record_and_repeats(tmp_path: Path) -> None:
    for name in ("a", "b"):
        done = voc("discover", *sample_files(), "-o", tmp_path / name, "--seed", "3")
        assert done.returncode == 0, done.stderr
    for file in ("assignments.jsonl", "topics.json"):
        assert (tmp_path / "a" / file).read_bytes() == (tmp_path / "b" / file).read_bytes()
    assigned = lines(tmp_path / "a" / "assignments.jsonl")
    topics = json.loads((tmp_path / "a" / "topics.json").read_text(encoding="utf-8"))
    total = sum(len(path.read_text(encoding="utf-8").splitlines()) for path in sample_files())
    assert len(assigned) == total == topics["texts"]
    assert sum(topic["size"] for topic in topics["topics"]) + topics["residual"]["size"] == total
    assert {row["topic"] for row in assigned} == {topic["id"] for topic in topics["topics"]} | {-1}
    for topic in topics["topics"]:
        assert topic["name"]
        assert len(set(topic["quotes"])) == len(topic["quotes"])


def test_discover_needs_enough_texts(feedback: Path, tmp_path: Path) -> None:
    done = voc("discover", feedback, "-o", tmp_path / "d")
    assert done.returncode == 1
    assert "至少需要 10 条" in done.stderr
    assert "办法：" in done.stderr


def test_report_of_files(feedback: Path, tmp_path: Path) -> None:
    done = voc("report", feedback, "--date", "2026-11-01", "-o", tmp_path / "r")
    assert done.returncode == 0, done.stderr
    report = json.loads((tmp_path / "r" / "report.json").read_text(encoding="utf-8"))
    intake = report["intake"]
    assert intake["read"] == intake["analysed"] + intake["rejected"] + intake["duplicates"] == 4
    page = (tmp_path / "r" / "report.html").read_text(encoding="utf-8")
    assert "13812345678" not in page
    assert (tmp_path / "r" / "report.xlsx").stat().st_size > 5000
    assert "report.html" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["analyze", "没有.csv"], 1, "没有.csv"),
        (["analyze"], 2, "缺少参数 FILE..."),
        (["analyze", "x.csv", "--nope"], 2, "没有选项 --nope"),
        (["report", "x.csv", "-o", "out"], 2, "缺少选项 --date"),
        (["analyze", "x.csv", "--channel", "fax"], 2, "可选：review、social、call_note"),
        (["analyze", "x.csv", "--workers", "0"], 2, "--workers"),
        (["nosuch"], 2, "没有命令 nosuch"),
        (["report", "x.csv", "--date", "2026-13-01", "-o", "out"], 2, "2026-13-01"),
        (["evaluate", "--split", "train"], 2, "--split train"),
        (["evaluate", "none.jsonl"], 2, "none.jsonl"),
        (["analyze", "-", "--model", "nowhere"], 1, "nowhere"),
        (["embed", "-", "-o", "x.npy", "--encoder", "nowhere/none"], 1, "nowhere/none"),
        (["models", "--card", "none"], 2, "none"),
        (["train", "encoder", "--data", "nowhere"], 2, "nowhere"),
    ],
)
def test_wrong_use_is_said_clearly(tmp_path: Path, arguments: list[str], status: int, message: str) -> None:
    done = voc(*arguments, stdin='{"text": "你好"}\n', cwd=None)
    assert done.returncode == status, done.stderr
    assert message in done.stderr
    assert "Traceback" not in done.stderr


def test_a_failed_run_leaves_no_half_file(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    out.write_text("old\n", encoding="utf-8")
    done = voc("analyze", tmp_path / "missing.csv", "-o", out)
    assert done.returncode == 1
    assert out.read_text(encoding="utf-8") == "old\n"
    assert [path.name for path in tmp_path.iterdir()] == ["out.jsonl"]


def test_taxonomy_and_models() -> None:
    done = voc("taxonomy", "--json")
    assert len(json.loads(done.stdout)["points"]) == 50
    done = voc("models", "--verify")
    assert done.returncode == 0
    assert "校验失败" not in done.stdout
    assert "classifier-zh" in done.stdout


def test_debug_shows_the_trace(tmp_path: Path) -> None:
    done = voc("--debug", "analyze", tmp_path / "missing.csv")
    assert done.returncode == 1
    assert "Traceback" in done.stderr


def test_preview_shows_what_was_understood(feedback: Path) -> None:
    done = voc("preview", feedback)
    assert done.returncode == 0, done.stderr
    for word in ("反馈.csv", "GB18030", "正文", "手机号", "拒绝", "看过 4 行"):
        assert word.lower() in done.stdout.lower(), word
    assert "13812345678" not in done.stdout


def test_preview_of_a_missing_file(tmp_path: Path) -> None:
    done = voc("preview", tmp_path / "none.csv")
    assert done.returncode == 1
    assert "none.csv" in done.stderr
