"""Learn from people's corrections: train on, compare with the old model, and write only what is no worse."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpora.texts import load_texts
from models.heads.base import TRANSFORMER_KIND, PositionClassifier
from models.heads.classifier import KIND, Classifier
from models.heads.transformer import TransformerClassifier
from models.registry import load_classifier
from models.training.atomic import written_folder
from service.training.acceptance import TOLERANCE, Comparison, objections
from service.training.continuing import ContinueOptions, continued, mixed
from service.training.correction_rows import examples_of, read_corrections
from service.training.figures import measure
from service.training.output import check_output
from service.training.shipped import training_sources
from voc.errors import ModelError, UsageError

REPORT = "training-report.json"


def report_beside(output: Path) -> Path:
    """Return where the report of a model lies that was not written: beside the folder, which is left as it was."""
    return output.with_name(f"{output.name}.{REPORT}")


def _fresh(name: str) -> PositionClassifier:
    """Return the base once more: a transformer is trained in place, and the loaded one is the old model."""
    loaded: PositionClassifier = load_classifier(name)
    return TransformerClassifier.load(Path(name)) if isinstance(loaded, TransformerClassifier) else loaded


def learn(
    path: Path,
    output: Path | None,
    *,
    base: str = "builtin",
    data: Path | None = None,
    options: ContinueOptions,
    dry_run: bool = False,
) -> Iterator[str]:
    """Train on corrections and write the new model if it is accepted; yield lines that tell how it goes.

    Parameters
    ----------
    path
        The corrections.
    output
        Folder of the new model; may be None for a dry run.
    base
        ``builtin`` or the folder of a classifier.
    data
        Public training sets to replay as well.
    options
        Settings of the run.
    dry_run
        Only report.

    Raises
    ------
    FormatError
        A row of the corrections is wrong.
    ModelError
        The new model is worse where it must not be; nothing was written but the report.
    """
    if output is None and not dry_run:
        raise UsageError("缺少选项 -o", hint="请指定新模型的文件夹；只看报告可加 --dry-run")
    corrections = read_corrections(path)
    old: PositionClassifier = load_classifier(base)
    if output is not None:
        check_output(output, kind=KIND if isinstance(old, Classifier) else TRANSFORMER_KIND)
    yield (
        f"更正：训练 {len(corrections.train)} 条，留出 {len(corrections.held_out)} 条，重复 {corrections.repeated} 条"
    )
    sources = mixed(examples_of(corrections.train), training_sources(data), steps=options.steps)
    new = old
    for item in continued(_fresh(base), sources, options=options):
        if isinstance(item, str):
            yield item
        else:
            new = item
    dev_texts = load_texts("dev")
    dev = Comparison(measure(old, dev_texts), measure(new, dev_texts))
    yield from dev.lines("内置 dev 集")
    held = None
    if corrections.held_out:
        held = Comparison(measure(old, corrections.held_out), measure(new, corrections.held_out))
        yield from held.lines("留出的更正")
        if held.new.micro.f1 <= held.old.micro.f1:
            yield "  留出的更正没有变好：这些更正可能太少，或彼此不一致"
    else:
        yield "更正太少，没有留出：看不出新模型在新文本上是否更好"
    reasons = objections(dev)
    report = {
        "kind": "corrections",
        "base": old.name,
        "steps": options.steps,
        "learning_rate": options.learning_rate,
        "seed": options.seed,
        "tolerance": TOLERANCE,
        "train": len(corrections.train),
        "held_out": len(corrections.held_out),
        "repeated": corrections.repeated,
        "sources": {source.name: len(source.examples) for source in sources},
        "accepted": not reasons,
        "objections": reasons,
        "dev": dev.to_dict(),
        "corrections": held.to_dict() if held else None,
    }
    yield from _finish(new, output, report, reasons, dry_run=dry_run)


def _finish(
    new: PositionClassifier, output: Path | None, report: dict[str, Any], reasons: list[str], *, dry_run: bool
) -> Iterator[str]:
    """Write the model with its report, or only the report."""
    text = json.dumps(report, ensure_ascii=False, indent=2) + "\n"
    if output is None or dry_run or reasons:
        if output is not None:
            report_beside(output).parent.mkdir(parents=True, exist_ok=True)
            report_beside(output).write_text(text, encoding="utf-8")
            yield f"报告已写入 {report_beside(output)}"
        if reasons:
            raise ModelError(
                "新模型没有被采用，原模型未改动：\n  " + "\n  ".join(reasons),
                hint="请检查更正是否标错；也可增加正确的更正，或减小 --learning-rate、--steps",
            )
        yield "新模型可以采用（--dry-run，没有写入）"
        return
    with written_folder(output) as folder:
        new.save(folder)
        (folder / REPORT).write_text(text, encoding="utf-8")
    yield f"新模型已采用，写入 {output}；使用：voc analyze --model {output}"
