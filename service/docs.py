"""Rebuild what the READMEs show: real output of real runs, put between the marks ``<!-- name -->`` (``make docs``).

Needs nothing but the installed project; the picture of the report is taken when Chromium is at hand.
"""

from __future__ import annotations

import json
import platform
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
READMES = {"README.md": "en", "README.zh-CN.md": "zh"}
EXAMPLE = "YU7前杠等了23天还没货，客服只会说在催，再不给说法就去12315。我电话13812345678，成都"
ACCURACY = {
    "intent": ("intent", "意图"),
    "sentiment": ("sentiment", "情感"),
    "brand": ("brand", "品牌"),
    "model": ("model", "车型"),
    "city": ("city", "城市"),
    "wait_days": ("waiting time", "等待天数"),
    "amount_yuan": ("amount", "金额"),
    "nps": ("NPS score", "NPS 分数"),
}


def run(*command: str, text: str | None = None) -> str:
    """Return the standard output of one of our commands."""
    done = subprocess.run(  # noqa: S603 -- our own commands only
        [sys.executable, *command], cwd=ROOT, input=text, capture_output=True, text=True, check=True
    )
    return done.stdout


def voc(*arguments: str, text: str | None = None) -> str:
    """Return the standard output of ``voc``."""
    return run("-c", "from service.cli.main import main; main()", *arguments, text=text)


def demo_block(folder: Path) -> str:
    """Return what ``make demo`` prints at its end."""
    printed = voc("demo", "-o", str(folder)).replace(str(folder), "out/demo")
    return _code(printed)


def record_block() -> str:
    """Return one analysed record, one field a line."""
    row: dict[str, Any] = json.loads(voc("analyze", "-", text=json.dumps({"text": EXAMPLE}, ensure_ascii=False)))
    fields = [f"{json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in row.items()]
    return _code("{" + ",\n ".join(fields) + "}")


def figures_block(language: str, figures: dict[str, Any]) -> str:
    """Return the main figures of the test texts as a table."""
    en = language == "en"
    lines = (
        ["| | precision | recall | F1 | n |", "| --- | ---: | ---: | ---: | ---: |"]
        if en
        else ["| | 查准 | 查全 | F1 | 支持数 |", "| --- | ---: | ---: | ---: | ---: |"]
    )
    names = {
        "aspects_negative": ("pain points complained of", "痛点（负面）"),
        "aspects_with_polarity": ("pain points with direction", "痛点＋方向"),
        "safety": ("safety", "安全"),
        "escalation": ("escalation", "升级"),
    }
    for key, (english, chinese) in names.items():
        row = figures[key]
        label = english if en else chinese
        lines.append(f"| {label} | {row['precision']:.3f} | {row['recall']:.3f} | {row['f1']:.3f} | {row['support']} |")
    joined = (" · " if en else "，").join(
        f"{pair[0 if en else 1]} {figures['accuracy'][key]:.3f}" for key, pair in ACCURACY.items()
    )
    lines += [
        "",
        f"{figures['texts']} texts. Accuracy: {joined}." if en else f"共 {figures['texts']} 条。准确率：{joined}。",
    ]
    return "\n".join(lines)


def speed_block(language: str, printed: str) -> str:
    """Return the table of the stages and the machine it ran on."""
    commit = subprocess.run(  # noqa: S603 -- git with fixed arguments
        [shutil.which("git") or "git", "rev-parse", "--short", "HEAD"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    machine = f"{platform.machine()}, Python {platform.python_version()}, commit {commit or '?'}"
    note = (
        f"`python -m benchmarks.stages` ({machine}; a virtual machine with 2 cores):"
        if language == "en"
        else f"`python -m benchmarks.stages`（{machine}；双核虚拟机）："
    )
    return f"{note}\n\n{_code(printed)}"


def screenshot(page: Path, picture: Path) -> bool:
    """Take a picture of the report's first page; return whether Chromium was at hand."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser")
    if browser is None:
        return False
    picture.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as profile:
        subprocess.run(  # noqa: S603 -- the browser with fixed arguments
            [
                browser,
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                f"--user-data-dir={profile}",
                "--window-size=1280,1500",
                "--virtual-time-budget=5000",
                f"--screenshot={picture}",
                page.as_uri(),
            ],
            capture_output=True,
            check=True,
        )
    return True


def _code(text: str) -> str:
    lines = [f"    {line.rstrip()}".rstrip() for line in text.strip("\n").splitlines()]
    return "\n".join(lines)


def main() -> None:
    """Rebuild all blocks."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        demo = demo_block(folder)
        screenshot(folder / "report.html", ROOT / "docs" / "images" / "report.png")
    figures = json.loads(voc("evaluate", "--json"))
    stages = run("-m", "benchmarks.stages")
    for name, language in READMES.items():
        blocks = {
            "demo": demo,
            "record": record_block(),
            "figures": figures_block(language, figures),
            "speed": speed_block(language, stages),
        }
        text = (ROOT / name).read_text(encoding="utf-8")
        for mark, block in blocks.items():
            start, end = f"<!-- {mark} -->", f"<!-- /{mark} -->"
            before, _, rest = text.partition(start)
            text = f"{before}{start}\n\n{block}\n\n{end}{rest.partition(end)[2]}"
        (ROOT / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
