"""``voc evaluate``: how right the analysis is on texts the models never saw, and whether it beats another system."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from service.cli import inputs

if TYPE_CHECKING:
    from corpora.texts import LabelledText

SPLITS = {"dev": ("dev",), "test": ("test",), "all": ("dev", "test")}


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("evaluate", help="在留出的标注文本上评测，附置信区间；可与另一模型或基线比较。")(evaluate)


def evaluate(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE...]", help="标注文本（jsonl）；缺省为自带测试集。", show_default=False),
    ] = None,
    split: Annotated[str, typer.Option("--split", help="自带语料的部分：dev、test 或 all。")] = "test",
    model: inputs.Classifier = "builtin",
    against: Annotated[
        str | None,
        typer.Option(
            "--against",
            metavar="B",
            help="比较对象：模型文件夹、builtin、keywords（关键词规则）、svm、snownlp。",
            show_default=False,
        ),
    ] = None,
    data: Annotated[
        Path | None, typer.Option("--data", help="公开训练集文件夹：一并评测其留出部分。", show_default=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。")] = False,
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="FILE", help="把 JSON 写入文件。", show_default=False)
    ] = None,
    top: Annotated[int, typer.Option("--top", min=0, help="各清单显示的条数。")] = 12,
) -> None:
    """Analyse labelled texts and print what was right."""
    texts = _texts(files, split)
    _check_data(data)
    from service.evaluation.job import run_evaluation

    report = run_evaluation(texts, model=model, against=against, data=data, tell=inputs.say)
    values = report.to_dict()
    if output is not None:
        from voc.io.write import open_atomic

        with open_atomic(output) as file:
            json.dump(values, file, ensure_ascii=False, indent=2)
            file.write("\n")
    if as_json:
        typer.echo(json.dumps(values, ensure_ascii=False, indent=2))
        return
    from service.evaluation.tables import show

    show(report, top=top)
    if output is not None:
        inputs.say(f"已写入 {output}")


def _texts(files: list[Path] | None, split: str) -> dict[str, list[LabelledText]]:
    from corpora.texts import load_texts
    from voc.errors import UsageError

    if split not in SPLITS:
        raise UsageError(f"--split {split} 无效", hint="可选 dev、test 或 all；训练集上的数字没有意义")
    if not files:
        return {name: list(load_texts(name)) for name in SPLITS[split]}
    missing = [str(path) for path in files if not path.is_file()]
    if missing:
        raise UsageError(f"找不到文件 {'、'.join(missing)}", hint="请检查路径")
    from service.evaluation.labelled import read_labelled

    return read_labelled(files)


def _check_data(data: Path | None) -> None:
    if data is None:
        return
    from service.evaluation.systems import need_sklearn
    from voc.errors import UsageError

    if not (data / "complaints_12365" / "train.csv").is_file():
        raise UsageError(
            f"{data} 不是公开数据集文件夹（其中没有 complaints_12365/train.csv）",
            hint="请按 docs/training.md 准备数据，再用 --data 指定",
        )
    need_sklearn()
