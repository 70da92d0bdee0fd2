"""``voc train`` and ``voc evaluate``: build the shipped models again, and measure them."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from service.cli import inputs

Data = Annotated[
    Path, typer.Option("--data", help="公开训练集所在文件夹，结构见 docs/training.md。", show_default=False)
]
Output = Annotated[
    Path | None, typer.Option("-o", "--output", help="模型文件夹；缺省覆盖内置模型。", show_default=False)
]
train = typer.Typer(help="训练内置模型（需要 torch）。", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands to the application."""
    app.add_typer(train, name="train")


@train.command("encoder", help="训练内置编码器（字符 n-gram，对比学习）。")
def train_encoder(
    data: Data,
    output: Output = None,
    steps: Annotated[int, typer.Option("--steps", min=1, help="训练步数。")] = 5500,
    seed: Annotated[int, typer.Option("--seed", help="随机种子。")] = 7,
) -> None:
    """Train and save the encoder, and print how it does on the held-out tenth."""
    from models.registry import ENCODER_FOLDER
    from service.training.encoder import build_encoder

    _need_folder(data)
    for line in build_encoder(data, output or ENCODER_FOLDER, steps=steps, seed=seed):
        inputs.say(line)


@train.command("classifier", help="训练内置分类器（观点、意图、情感、安全、升级）。")
def train_classifier(
    data: Data,
    output: Output = None,
    steps: Annotated[int, typer.Option("--steps", min=1, help="训练步数。")] = 2800,
    seed: Annotated[int, typer.Option("--seed", help="随机种子。")] = 11,
) -> None:
    """Train and save the classifier with thresholds chosen on the dev split."""
    from models.registry import CLASSIFIER_FOLDER
    from service.training.classifier import build_classifier

    _need_folder(data)
    for line in build_classifier(data, output or CLASSIFIER_FOLDER, steps=steps, seed=seed):
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


def _need_folder(data: Path) -> None:
    """Check what every training command needs: the packages of the extra, and the data folder."""
    from importlib.util import find_spec

    from voc.errors import UsageError

    missing = [name for name in ("torch", "sklearn") if find_spec(name) is None]
    if missing:
        raise UsageError(f"训练缺少 {'、'.join(missing)}", hint="请执行 pip install 'voc-triage[train]'")
    if not (data / "pairs").is_dir():
        raise UsageError(
            f"{data} 不是训练集文件夹（其中没有 pairs/）", hint="请按 docs/training.md 准备数据，再用 --data 指定"
        )
