"""``voc discover``: topics in feedback files."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from service.cli import inputs


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("discover", help="发现话题：每条原声归入一个话题，未归类的如实列出。")(discover)


def discover(
    files: inputs.Files,
    output: Annotated[Path, typer.Option("-o", "--output", help="输出文件夹。", show_default=False)],
    text_column: inputs.TextColumn = None,
    id_column: inputs.IdColumn = None,
    seed: Annotated[int, typer.Option("--seed", help="随机种子；相同输入与种子得到相同结果。")] = 0,
    min_size: Annotated[int, typer.Option("--min-size", min=2, help="话题至少包含的条数。")] = 5,
    distance: Annotated[
        float, typer.Option("--distance", min=0.05, max=1.0, help="合并的最大余弦距离，越小话题越细。")
    ] = 0.5,
    encoder: inputs.Encoder = None,
) -> None:
    """Write ``assignments.jsonl`` (id, topic) and ``topics.json`` into the folder."""
    import json

    from models.registry import load_encoder
    from voc.counts import Counts
    from voc.discovery.topics import DiscoveryOptions
    from voc.discovery.topics import discover as find_topics
    from voc.io.read import read_feedback
    from voc.io.write import open_atomic, rejected_row, write_jsonl
    from voc.types import Feedback, Rejected

    folder = inputs.output_folder(output)
    counts = Counts()
    records: list[Feedback] = []
    rejected: list[Rejected] = []
    options = inputs.read_options(text_column=text_column, id_column=id_column)
    with inputs.progress("读取") as track:
        for record in track(read_feedback(files, options=options)):
            if isinstance(record, Feedback):
                records.append(record)
                counts.analysed += 1
            else:
                rejected.append(record)
                counts.rejected += 1
    settings = DiscoveryOptions(seed=seed, min_size=min_size, distance=distance)
    result = find_topics(records, encoder=load_encoder(encoder), options=settings)
    write_jsonl(folder / "assignments.jsonl", ({"id": name, "topic": topic} for name, topic in result.assignments))
    write_jsonl(folder / "assignments.rejected.jsonl", (rejected_row(item) for item in rejected))
    with open_atomic(folder / "topics.json") as file:
        json.dump({"seed": seed, **result.to_dict()}, file, ensure_ascii=False, indent=2)
        file.write("\n")
    inputs.say(inputs.counts_line(counts))
    inputs.say(f"话题 {len(result.topics)} 个，未归类 {result.residual} 条")
    for topic in result.topics[:10]:
        inputs.say(f"  {topic.id:>3}  {topic.size:>5} 条  {topic.name}")
