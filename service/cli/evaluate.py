"""``voc evaluate``: how right the analysis is, per label, on texts the models never saw."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from service.cli import inputs

if TYPE_CHECKING:
    from voc.analysis.analyzer import Analyzer
    from voc.evaluation.evaluate import Evaluation
    from voc.evaluation.prf import PRF


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("evaluate", help="在留出的标注文本上评测：逐痛点查准、查全、F1。")(evaluate)


def evaluate(
    files: Annotated[
        list[Path] | None,
        typer.Argument(metavar="[FILE...]", help="标注文本（jsonl）；缺省为自带测试集。", show_default=False),
    ] = None,
    split: Annotated[str, typer.Option("--split", help="自带语料的部分：dev 或 test。")] = "test",
    model: inputs.Classifier = "builtin",
    data: Annotated[
        Path | None, typer.Option("--data", help="公开训练集文件夹：一并评测其留出部分。", show_default=False)
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。")] = False,
) -> None:
    """Analyse labelled texts and print what was right."""
    from corpora.texts import load_texts, read_texts
    from voc.analysis.analyzer import load_analyzer
    from voc.errors import UsageError
    from voc.evaluation.evaluate import evaluate as compare
    from voc.types import Channel, Feedback

    if split not in ("dev", "test"):
        raise UsageError(f"--split {split} 无效", hint="可选 dev 或 test；训练集上的数字没有意义")
    missing = [str(path) for path in files or () if not path.is_file()]
    if missing:
        raise UsageError(f"找不到文件 {'、'.join(missing)}", hint="请检查路径")
    truth = [text for path in files for text in read_texts(path)] if files else list(load_texts(split))
    records = [
        Feedback(text.id, text.text, row, channel=Channel(text.channel)) for row, text in enumerate(truth, start=1)
    ]
    analyzer = load_analyzer(classifier=model)
    result = compare(truth, analyzer.analyze(records))
    public = _public(data, analyzer) if data is not None else {}
    if as_json:
        typer.echo(json.dumps(result.to_dict() | public, ensure_ascii=False, indent=2))
        return
    _show(result)
    if public:
        _show_public(public)


def _public(data: Path, analyzer: Analyzer) -> dict[str, Any]:
    from service.evaluation.public import complaints, polarity

    return {"complaints": complaints(data, analyzer), "polarity": polarity(data, analyzer)}


def _show_public(public: dict[str, Any]) -> None:
    from rich.console import Console

    console = Console()
    for name, label in (("built_in", "内置分类器"), ("tfidf_svm", "TF-IDF + 线性 SVM")):
        row = public["complaints"][name]
        console.print(
            f"车质网投诉留出集（{row['texts']} 条）{label}："
            f"micro-F1 {row['micro_f1']:.3f}，macro-F1 {row['macro_f1']:.3f}",
            highlight=False,
        )
    for name, row in public["polarity"].items():
        console.print(f"情感方向 {name}（{row['texts']} 条）：准确率 {row['accuracy']:.3f}", highlight=False)


def _show(result: Evaluation) -> None:
    from rich.console import Console
    from rich.table import Table

    from corpora.taxonomy import load_taxonomy

    console = Console()
    console.print(f"{result.texts} 条标注文本", highlight=False)
    table = Table("项目", "查准", "查全", "F1", "支持数", title="总体", title_justify="left")
    rows: list[tuple[str, PRF]] = [
        ("痛点（负面）", result.negative_micro),
        ("痛点＋方向", result.both_micro),
        ("安全", result.events["safety"]),
        ("升级", result.events["escalation"]),
    ]
    for name, score in rows:
        table.add_row(name, *_cells(score))
    console.print(table)
    console.print(f"痛点（负面）宏平均 F1（支持数 ≥ 5）：{result.negative_macro:.3f}", highlight=False)
    names = {"intent": "意图", "sentiment": "情感", "brand": "品牌", "model": "车型", "city": "城市"}
    names |= {"wait_days": "等待天数", "amount_yuan": "金额", "nps": "NPS"}
    console.print("，".join(f"{label} {result.share(name):.3f}" for name, label in names.items()), highlight=False)
    if result.missed_safety:
        console.print(f"漏报安全：{'、'.join(result.missed_safety)}", highlight=False)
    if result.false_alarm:
        console.print(f"误报安全：{'、'.join(result.false_alarm)}", highlight=False)
    labels = Table(
        "痛点", "查准", "查全", "F1", "支持数", "正面 F1", "支持数", title="逐痛点（负面）", title_justify="left"
    )
    for point in load_taxonomy().points:
        negative, positive = result.negative[point.id], result.positive[point.id]
        labels.add_row(f"{point.label}（{point.id}）", *_cells(negative), f"{positive.f1:.3f}", str(positive.support))
    console.print(labels)


def _cells(score: PRF) -> tuple[str, ...]:
    return f"{score.precision:.3f}", f"{score.recall:.3f}", f"{score.f1:.3f}", str(score.support)
