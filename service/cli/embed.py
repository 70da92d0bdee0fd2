"""``voc embed``: one L2-normalised vector a record, as a numpy file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from service.cli import inputs


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("embed", help="把每条原声变成向量（float32，已归一化），存为 .npy。")(embed)


def embed(
    file: Annotated[str, typer.Argument(metavar="FILE", help="反馈文件；- 表示标准输入。", show_default=False)],
    output: Annotated[Path, typer.Option("-o", "--output", help="输出文件（.npy）。", show_default=False)],
    text_column: inputs.TextColumn = None,
    encoder: inputs.Encoder = None,
    max_chars: inputs.MaxChars = 20_000,
) -> None:
    """Write row i for record i; a rejected record keeps its place as a row of zeros, so that rows and records match."""
    import numpy as np

    from models.registry import load_encoder
    from voc.counts import Counts
    from voc.io.arrays import write_array
    from voc.io.read import read_feedback
    from voc.text.clean import clean
    from voc.types import Feedback

    counts = Counts()
    engine = load_encoder(encoder)
    texts: list[str] = []
    options = inputs.read_options(text_column=text_column, max_chars=max_chars)
    with inputs.progress("读取") as track:
        for record in track(read_feedback([file], options=options)):
            if isinstance(record, Feedback):
                counts.analysed += 1
                texts.append(clean(record.text).text)
            else:
                counts.rejected += 1
                texts.append("")
    vectors = engine.encode(texts)
    vectors[[place for place, text in enumerate(texts) if not text]] = 0.0
    write_array(output, vectors.astype(np.float32))
    inputs.say(f"{inputs.counts_line(counts)}；向量 {vectors.shape[0]} × {vectors.shape[1]}，编码器 {engine.name}")
