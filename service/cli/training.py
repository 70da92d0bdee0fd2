"""``voc train``: build the shipped models again, fine-tune, learn from corrections."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from service.cli import inputs
from voc.errors import UsageError

Data = Annotated[
    Path, typer.Option("--data", help="公开训练集所在文件夹，结构见 docs/training.md。", show_default=False)
]
Output = Annotated[
    Path | None, typer.Option("-o", "--output", help="模型文件夹；缺省覆盖内置模型。", show_default=False)
]
OptionalData = Annotated[
    Path | None,
    typer.Option("--data", help="公开训练集所在文件夹；微调与更正可不给，只用随附语料。", show_default=False),
]
train = typer.Typer(help="训练模型（需要 torch）。", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.add_typer(train, name="train")


@train.command("encoder", help="训练内置编码器（字符 n-gram，对比学习）。")
def train_encoder(
    data: Data,
    output: Output = None,
    steps: Annotated[int, typer.Option("--steps", min=1, help="训练步数。")] = 5000,
    seed: Annotated[int, typer.Option("--seed", help="随机种子。")] = 7,
) -> None:
    """Train and save the encoder, and print how it does on the held-out tenth."""
    from models.registry import ENCODER_FOLDER
    from service.training.encoder import build_encoder

    _need_folder(data)
    for line in build_encoder(data, output or ENCODER_FOLDER, steps=steps, seed=seed):
        inputs.say(line)


@train.command(
    "classifier", help="训练分类器：内置的、微调 transformers 模型（--base），或从更正中学习（--corrections）。"
)
def train_classifier(
    data: OptionalData = None,
    output: Output = None,
    base: Annotated[
        str | None, typer.Option("--base", help="微调：transformers 模型名或文件夹。", show_default=False)
    ] = None,
    corrections: Annotated[
        Path | None, typer.Option("--corrections", help="从更正中学习：jsonl 文件。", show_default=False)
    ] = None,
    base_model: Annotated[
        str | None, typer.Option("--base-model", help="更正的起点：builtin 或模型文件夹。", show_default="builtin")
    ] = None,
    steps: Annotated[
        int | None, typer.Option("--steps", min=1, help="训练步数。", show_default="内置 2400，更正 300")
    ] = None,
    seed: Annotated[int, typer.Option("--seed", help="随机种子。")] = 11,
    epochs: Annotated[int | None, typer.Option("--epochs", min=1, help="微调：轮数。", show_default="5")] = None,
    batch: Annotated[int | None, typer.Option("--batch", min=1, help="微调：每步条数。", show_default="32")] = None,
    max_length: Annotated[
        int | None, typer.Option("--max-length", min=16, help="微调：每条最多词元数。", show_default="256")
    ] = None,
    learning_rate: Annotated[
        float | None, typer.Option("--learning-rate", min=1e-8, help="微调与更正：学习率。", show_default="按模型")
    ] = None,
    resume: Annotated[bool, typer.Option("--resume", help="微调：从检查点继续。")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="更正：只报告，不写模型。")] = False,
) -> None:
    """Train and save a classifier in one of three ways; see ``docs/training.md`` and ``docs/fine-tuning.md``."""
    if base is not None and corrections is not None:
        raise UsageError("--base 与 --corrections 不能同时使用", hint="先微调，再用 --base-model 指定微调后的文件夹")
    tuning = {"epochs": epochs, "batch": batch, "max_length": max_length, "resume": resume or None}
    learning = {"base_model": base_model, "dry_run": dry_run or None}
    if data is not None or (base is None and corrections is None):
        _need_folder(data)
    if base is not None:
        _refuse("--base", learning | {"steps": steps})
        _fine_tune(base, output, data, seed, learning_rate, tuning)
    elif corrections is not None:
        _refuse("--corrections", tuning)
        _learn(corrections, output, data, base_model, steps, seed, learning_rate, dry_run=dry_run)
    else:
        _refuse("训练内置分类器", tuning | learning | {"learning_rate": learning_rate})
        _build(data, output, steps, seed)


def _refuse(way: str, options: dict[str, Any]) -> None:
    """Refuse options of another way of training: they would do nothing."""
    given = [f"--{name.replace('_', '-')}" for name, value in options.items() if value is not None]
    if given:
        raise UsageError(f"{way} 时不能使用 {'、'.join(given)}", hint="用法见 voc train classifier --help")


def _build(data: Path | None, output: Path | None, steps: int | None, seed: int) -> None:
    from models.registry import CLASSIFIER_FOLDER
    from service.training.classifier import build_classifier

    if data is not None:
        for line in build_classifier(data, output or CLASSIFIER_FOLDER, steps=steps or 2400, seed=seed):
            inputs.say(line)


def _fine_tune(
    base: str, output: Path | None, data: Path | None, seed: int, rate: float | None, tuning: dict[str, Any]
) -> None:
    if output is None:
        raise UsageError("缺少选项 -o", hint="请指定微调后的模型文件夹")
    _need_packages("torch", "transformers")
    from models.training.transformer import FineTuneOptions
    from service.training.finetune import fine_tune

    resume = bool(tuning.pop("resume"))
    given = {name: value for name, value in tuning.items() if value is not None}
    if rate is not None:
        given["learning_rate"] = rate
    try:
        for line in fine_tune(base, output, data=data, options=FineTuneOptions(seed=seed, **given), resume=resume):
            inputs.say(line)
    except KeyboardInterrupt:
        # what is kept has been told; the general message would deny it
        raise typer.Exit(130) from None


def _learn(
    corrections: Path,
    output: Path | None,
    data: Path | None,
    base: str | None,
    steps: int | None,
    seed: int,
    rate: float | None,
    *,
    dry_run: bool,
) -> None:
    _need_packages("torch", "transformers")
    from service.training.continuing import ContinueOptions
    from service.training.corrections import learn

    options = ContinueOptions(steps=steps or 300, learning_rate=rate, seed=seed)
    for line in learn(corrections, output, base=base or "builtin", data=data, options=options, dry_run=dry_run):
        inputs.say(line)


@train.command("polarity", help="训练通用情感方向模型（线性）。")
def train_polarity(
    data: Data,
    output: Output = None,
) -> None:
    """Train and save the polarity head."""
    from models.registry import POLARITY_FOLDER
    from service.training.polarity import build_polarity

    _need_folder(data)
    for line in build_polarity(data, output or POLARITY_FOLDER):
        inputs.say(line)


@train.command("cards", help="评测内置模型，写模型卡与 docs/training.md 的数字。")
def write_model_cards(data: Data) -> None:
    """Measure the shipped models and write their cards."""
    from service.evaluation.cards import write_cards

    _need_folder(data)
    for line in write_cards(data):
        inputs.say(line)


def _need_folder(data: Path | None) -> None:
    """Check what a training command with a data folder needs: the packages of the extra, and the folder."""
    _need_packages("torch", "sklearn")
    if data is None:
        raise UsageError("缺少选项 --data", hint="请按 docs/training.md 准备数据，再用 --data 指定")
    if not (data / "pairs").is_dir():
        raise UsageError(
            f"{data} 不是训练集文件夹（其中没有 pairs/）", hint="请按 docs/training.md 准备数据，再用 --data 指定"
        )


def _need_packages(*names: str) -> None:
    from importlib.util import find_spec

    missing = [name for name in names if find_spec(name) is None]
    if missing:
        raise UsageError(f"训练缺少 {'、'.join(missing)}", hint="请执行 pip install 'voc-triage[train]'")
