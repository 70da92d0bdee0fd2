"""Options and habits that several commands share: reading options, progress, the line of counts."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from voc.types import Channel

if TYPE_CHECKING:
    from voc.counts import Counts
    from voc.io.options import ReadOptions

T = TypeVar("T")

Files = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE...", help="csv、tsv、xlsx、jsonl、parquet 文件；- 表示从标准输入读 jsonl。", show_default=False
    ),
]
TextColumn = Annotated[
    str | None, typer.Option("--text-column", help="正文所在列；缺省按列名自动识别。", show_default=False)
]
IdColumn = Annotated[str | None, typer.Option("--id-column", help="编号所在列；缺省用行号。", show_default=False)]
ChannelOption = Annotated[
    Channel | None, typer.Option("--channel", help="渠道：review、social、call_note。", show_default=False)
]
MaxChars = Annotated[int, typer.Option("--max-chars", min=1, help="单条正文的字数上限，超出则拒绝。")]
Workers = Annotated[
    int | None, typer.Option("--workers", min=1, help="进程数；缺省按 CPU 核数，结果与进程数无关。", show_default=False)
]
Encoder = Annotated[
    str | None,
    typer.Option(
        "--encoder",
        help="编码器：builtin、文件夹或模型名；缺省取环境变量 VOC_ENCODER，再缺省为 builtin。",
        show_default=False,
    ),
]
Classifier = Annotated[str, typer.Option("--model", help="分类模型：builtin 或模型文件夹。")]


def read_options(
    *, text_column: str | None, id_column: str | None = None, channel: Channel | None = None, max_chars: int = 20_000
) -> ReadOptions:
    """Build the reading options from the command line's."""
    from voc.io.options import ReadOptions

    return ReadOptions(text_column=text_column, id_column=id_column, channel=channel, max_chars=max_chars)


def workers_or_default(workers: int | None) -> int:
    """Return the number of processes: as asked, or one a core, at most four."""
    if workers is not None:
        return workers
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return min(4, cores)


@contextmanager
def progress(title: str) -> Iterator[TrackFunction]:
    """Give a function that counts what passes through it, shown on a terminal and silent otherwise."""
    if not sys.stderr.isatty():
        yield TrackFunction(None)
        return
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TextColumn("{task.completed:,} 条"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(title, total=None)
        yield TrackFunction(lambda: bar.advance(task))


class TrackFunction:
    """Passes items through and counts them."""

    def __init__(self, tick: object) -> None:
        self._tick = tick

    def __call__(self, items: Iterable[T]) -> Iterator[T]:
        """Yield the items unchanged; each one moves the bar."""
        if not callable(self._tick):
            yield from items
            return
        for item in items:
            self._tick()
            yield item


def counts_line(counts: Counts) -> str:
    """Return the sum that every run shows: read = analysed + rejected + duplicates."""
    return (
        f"读取 {counts.read} 条 = 分析 {counts.analysed} 条 + 拒绝 {counts.rejected} 条 + 重复 {counts.duplicates} 条"
    )


def say(message: str) -> None:
    """Tell the user something on standard error, so that standard output stays data."""
    typer.echo(message, err=True)


def output_folder(path: Path) -> Path:
    """Make a folder for results; a file of that name is a usage error."""
    from voc.errors import UsageError

    if path.exists() and not path.is_dir():
        raise UsageError(f"{path} 是文件，不是文件夹", hint="请用 -o 指定一个文件夹")
    path.mkdir(parents=True, exist_ok=True)
    return path
