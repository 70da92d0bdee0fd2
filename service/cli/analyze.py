"""``voc analyze``: feedback files in, one analysed JSON object a line out."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import typer

from service.cli import inputs


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("analyze", help="分析原声：观点、意图、情感、实体与分诊，逐行输出 JSON。")(analyze)


def analyze(
    files: inputs.Files,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", help="输出文件（.jsonl）；缺省为标准输出。", show_default=False)
    ] = None,
    text_column: inputs.TextColumn = None,
    id_column: inputs.IdColumn = None,
    channel: inputs.ChannelOption = None,
    max_chars: inputs.MaxChars = 20_000,
    workers: inputs.Workers = None,
    model: inputs.Classifier = "builtin",
) -> None:
    """Analyse files and say how many records were read, analysed, rejected and repeated."""
    from voc.counts import Counts
    from voc.io.read import read_feedback
    from voc.io.write import rejected_path, rejected_row, write_jsonl
    from voc.pipeline import analyze_records
    from voc.types import Rejected

    options = inputs.read_options(text_column=text_column, id_column=id_column, channel=channel, max_chars=max_chars)
    counts = Counts()
    rejected: list[dict[str, Any]] = []

    def rows() -> Iterator[dict[str, Any]]:
        with inputs.progress("分析") as track:
            records = read_feedback(files, options=options)
            results = analyze_records(
                records, workers=inputs.workers_or_default(workers), classifier=model, counts=counts
            )
            for result in track(results):
                if isinstance(result, Rejected):
                    rejected.append(rejected_row(result))
                else:
                    yield result.to_dict()

    if output is None:
        for row in rows():
            sys.stdout.write(json.dumps(row, ensure_ascii=False) + "\n")
    else:
        write_jsonl(output, rows())
        write_jsonl(rejected_path(output), iter(rejected))
    inputs.say(inputs.counts_line(counts))
    for item in rejected[:5]:
        inputs.say(f"  拒绝 {item.get('file', '')} 第 {item['row']} 行：{item['reason']}")
    if len(rejected) > 5:
        where = f"，详见 {rejected_path(output)}" if output is not None else ""
        inputs.say(f"  ……共拒绝 {len(rejected)} 条{where}")
