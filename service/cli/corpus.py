"""``voc taxonomy`` and ``voc models``: what the product knows, and what it has learned."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("taxonomy", help="列出 50 个痛点：编号、名称、定义、责任部门。")(taxonomy)
    app.command("models", help="列出内置模型，核对校验和，显示模型卡。")(models)


def taxonomy(
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。")] = False,
) -> None:
    """Show the taxonomy as a table or as JSON."""
    from dataclasses import asdict

    from corpora.taxonomy import load_taxonomy

    loaded = load_taxonomy()
    if as_json:
        points = [asdict(point) for point in loaded.points]
        json.dump({"version": loaded.version, "points": points}, sys.stdout, ensure_ascii=False, indent=2)
        sys.stdout.write("\n")
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(title=f"标签体系 第 {loaded.version} 版（{len(loaded.points)} 个痛点）")
    for name in ("编号", "痛点", "定义", "责任部门", "旅程"):
        table.add_column(name, overflow="fold")
    for point in loaded.points:
        table.add_row(point.id, point.label, point.covers, point.owner, point.journey)
    Console().print(table)


def models(
    verify: Annotated[bool, typer.Option("--verify", help="核对权重文件的 sha256。")] = False,
    card: Annotated[str | None, typer.Option("--card", help="显示某个模型的模型卡。", show_default=False)] = None,
) -> None:
    """List the shipped artifacts with kind, size and checksum."""
    from models.artifacts.store import verify as weights_are_sound
    from models.registry import artifact_folders
    from voc.errors import ModelError, UsageError

    folders = artifact_folders()
    if card is not None:
        folder = next((item for item in folders if item.name == card), None)
        if folder is None:
            names = "、".join(item.name for item in folders)
            raise UsageError(f"没有名为 {card} 的模型", hint=f"可选：{names}")
        typer.echo((folder / "README.md").read_text(encoding="utf-8"))
        return
    damaged = []
    for folder in folders:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        state = ""
        if verify:
            sound = weights_are_sound(folder)
            state = "  校验通过" if sound else "  校验失败"
            if not sound:
                damaged.append(folder.name)
        typer.echo(f"{folder.name:24} {config['kind']:22} {_size(folder):>8}  sha256 {config['sha256'][:12]}…{state}")
    if damaged:
        raise ModelError(f"权重文件已损坏：{'、'.join(damaged)}", hint="请重新安装，或用 voc train 重建")


def _size(folder: Path) -> str:
    return f"{sum(path.stat().st_size for path in folder.iterdir()) / 1e6:.1f} MB"
