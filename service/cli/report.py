"""``voc report`` and ``voc demo``: the report of the VOC meeting from files."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli import inputs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from voc.meeting.model import MeetingReport
    from voc.report.folder import ReportFiles

DEMO_DATE = dt.date(2026, 11, 1)
"""Last day of the shipped samples."""


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.command("report", help="生成 VOC 日会报告：report.html、report.xlsx、report.json。")(report)
    app.command("demo", help="用自带样例跑通全程：分析、发现话题、生成报告。")(demo)


def report(
    files: inputs.Files,
    date: Annotated[str, typer.Option("--date", metavar="YYYY-MM-DD", help="报告日期。", show_default=False)],
    output: Annotated[Path, typer.Option("-o", "--output", help="输出文件夹。", show_default=False)],
    text_column: inputs.TextColumn = None,
    id_column: inputs.IdColumn = None,
    channel: inputs.ChannelOption = None,
    max_chars: inputs.MaxChars = 20_000,
    workers: inputs.Workers = None,
    model: inputs.Classifier = "builtin",
) -> None:
    """Analyse the files and write the report of one day; days before it in the files are the basis of comparison."""
    from service.reporting.job import run_report

    folder = inputs.output_folder(output)
    options = inputs.read_options(text_column=text_column, id_column=id_column, channel=channel, max_chars=max_chars)
    with inputs.progress("分析") as track:
        made, paths, counts = run_report(
            files,
            date=parse_date(date),
            folder=folder,
            options=options,
            workers=inputs.workers_or_default(workers),
            classifier=model,
            track=track,
        )
    inputs.say(inputs.counts_line(counts))
    _show(made, paths)


def demo(
    output: Annotated[Path, typer.Option("-o", "--output", help="输出文件夹。")] = Path("out/demo"),
) -> None:
    """Run everything on the shipped samples and say where the results lie."""
    from corpora.samples import sample_files
    from service.reporting.job import run_report
    from voc.io.options import ReadOptions
    from voc.io.read import read_feedback
    from voc.io.write import write_jsonl
    from voc.pipeline import analyze_records
    from voc.types import Analysis

    folder = inputs.output_folder(output)
    files: Sequence[Path] = sample_files()
    inputs.say(f"自带样例：{len(files)} 个文件，14 天，三个渠道")
    with inputs.progress("逐条分析") as track:
        results = track(analyze_records(read_feedback(files)))
        analysed = folder / "analysis.jsonl"
        write_jsonl(analysed, (result.to_dict() for result in results if isinstance(result, Analysis)))
    with inputs.progress("生成日会报告") as track:
        made, paths, counts = run_report(files, date=DEMO_DATE, folder=folder, options=ReadOptions(), track=track)
    inputs.say(inputs.counts_line(counts))
    _show(made, paths, extra=(("逐条结果", analysed),))


def parse_date(value: str) -> dt.date:
    """Read a date of the command line.

    Raises
    ------
    UsageError
        It is no date in the form YYYY-MM-DD.
    """
    from voc.errors import UsageError

    try:
        return dt.date.fromisoformat(value)
    except ValueError as error:
        raise UsageError(f"--date {value} 不是有效日期", hint="请写成 2026-11-01 这样的形式") from error


def _show(made: MeetingReport, paths: ReportFiles, *, extra: Sequence[tuple[str, Path]] = ()) -> None:
    from rich.console import Console
    from rich.table import Table

    from voc.meeting.summary import summary_rows

    console = Console()
    table = Table(title=f"VOC 日会 {made.date.isoformat()}", title_justify="left")
    table.add_column("指标")
    table.add_column("数值", justify="right")
    table.add_column("较前 7 日")
    for row in summary_rows(made):
        table.add_row(*row)
    console.print(table)
    for name, path in (("日会报告", paths.html), ("明细表格", paths.xlsx), ("全部数据", paths.json), *extra):
        console.print(f"{name}：{path}", soft_wrap=True, highlight=False)
