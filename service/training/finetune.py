"""Fine-tune a transformer of the user's choice as a classifier, choose its thresholds, save it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, cast

import numpy as np
import torch

from corpora.taxonomy import load_taxonomy
from corpora.texts import load_texts
from models.errors import ArtifactError
from models.heads.base import TRANSFORMER_KIND
from models.heads.classifier import Classifier
from models.heads.transformer import HeadShape, TransformerClassifier, TransformerNetwork, load_base
from models.heads.tuning import Tuning
from models.training.atomic import written_folder
from models.training.examples import Example
from models.training.recipes import INTENTS
from models.training.transformer import FineTuneOptions, FineTuner, read_checkpoint
from service.training.classifier import EVENTS
from service.training.figures import measure
from service.training.output import check_output
from service.training.shipped import dev_examples, training_sources
from service.training.tuning import DEFAULT_THRESHOLD, GRID, score_texts, truth_of, tuned
from voc.errors import UsageError

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

LEAST_LENGTH = 16


def checkpoint_of(output: Path) -> Path:
    """Return where a run keeps its checkpoints: beside the model, which stays free of them."""
    return output.with_name(f"{output.name}.checkpoint")


def longest_of(tokenizer: PreTrainedTokenizerBase, encoder: PreTrainedModel, asked: int) -> int:
    """Return the most tokens of a text: as asked, or what the model can read."""
    config = encoder.config
    positions = getattr(config, "max_position_embeddings", None)
    limit = min(int(tokenizer.model_max_length), int(positions) if positions else 10**9)
    # RoBERTa's positions begin behind the number of its padding token
    embeddings = getattr(encoder, "embeddings", None)
    if positions and hasattr(embeddings, "padding_idx"):
        limit = min(limit, int(positions) - int(config.pad_token_id or 0) - 1)
    return min(asked, limit)


def common_f1(classifier: Classifier, examples: list[Example]) -> float:
    """Return micro-F1 over the labels at the best common threshold: the figure that early stopping watches."""
    scores = np.stack([scored.labels.ravel() for scored in score_texts(classifier, examples)])
    truth = truth_of(examples, scores.shape[1])
    best = 0.0
    for threshold in GRID:
        told = scores >= threshold
        best = max(best, 2 * float((told & truth).sum()) / max(1.0, float(told.sum() + truth.sum())))
    return best


def _classifier(
    network: TransformerNetwork, tokenizer: PreTrainedTokenizerBase, name: str, *, longest: int
) -> TransformerClassifier:
    shape = network.shape
    return TransformerClassifier(
        name=name,
        network=network,
        tokenizer=tokenizer,
        longest=longest,
        labels=shape.labels,
        events=shape.events,
        intents=shape.intents,
        tuning=Tuning.plain(labels=shape.labels, events=shape.events, threshold=DEFAULT_THRESHOLD),
        config={},
    )


def _check_checkpoint(checkpoint: Path, *, resume: bool) -> None:
    """Refuse to throw away an unfinished run, or to resume none."""
    if resume:
        read_checkpoint(checkpoint)
        return
    try:
        unfinished = not read_checkpoint(checkpoint)["progress"]["finished"]
    except ArtifactError:
        return
    if unfinished:
        raise UsageError(f"{checkpoint} 里有一次未完成的训练", hint="加 --resume 继续；要重新训练，请先删去这个文件夹")


def fine_tune(
    base: str, output: Path, *, data: Path | None, options: FineTuneOptions, resume: bool = False
) -> Iterator[str]:
    """Fine-tune, choose thresholds on dev and save; yield lines that tell how it goes.

    Raises
    ------
    UsageError
        The output folder holds something else, or an unfinished run would be lost.
    ArtifactError
        The base cannot be used, or there is nothing to resume.
    """
    checkpoint = checkpoint_of(output)
    check_output(output, kind=TRANSFORMER_KIND)
    _check_checkpoint(checkpoint, resume=resume)
    tokenizer, encoder, hidden = load_base(base)
    longest = longest_of(tokenizer, encoder, options.max_length)
    if longest < options.max_length:
        yield f"该模型最多读 {longest} 个词元：--max-length {options.max_length} 改为 {longest}"
    options = replace(options, max_length=max(LEAST_LENGTH, longest))
    taxonomy = load_taxonomy()
    torch.manual_seed(options.seed)
    network = TransformerNetwork(encoder, hidden, HeadShape(len(taxonomy.ids), EVENTS, len(INTENTS)))
    sources = training_sources(data)
    tuner = FineTuner(network, tokenizer, sources, options=options, checkpoint=checkpoint, base=base)
    if resume:
        tuner.resume()
        yield f"从第 {tuner.progress.epoch} 轮之后继续"
    texts, complaints = dev_examples(data)

    def dev(now: TransformerNetwork) -> float:
        current = _classifier(now, tokenizer, output.name, longest=options.max_length)
        return common_f1(cast(Classifier, current), texts)

    yield "训练样本：" + "，".join(f"{source.name} {len(source.examples)}" for source in tuner.sources)
    yield f"每轮 {tuner.steps} 步，每步 {options.batch} 条，设备 {next(network.parameters()).device.type}"
    try:
        yield from tuner.run(dev)
    except KeyboardInterrupt:
        done = tuner.progress.epoch
        yield f"已中断：{f'第 {done} 轮的检查点在 {checkpoint}，加 --resume 继续' if done else '还没有检查点'}"
        raise
    plain = _classifier(tuner.network, tokenizer, output.name, longest=options.max_length)
    plain = replace(
        plain, config={"taxonomy": taxonomy.version, "best_epoch": tuner.progress.best_epoch, **tuner.settings}
    )
    best = cast(TransformerClassifier, tuned(cast(Classifier, plain), texts, complaints))
    figures = measure(best, load_texts("dev"))
    report = {"kind": "fine-tune", **plain.config, "epochs": tuner.progress.epoch, "dev": figures.to_dict()}
    with written_folder(output) as folder:
        best.save(folder)
        text = json.dumps(report, ensure_ascii=False, indent=2) + "\n"
        (folder / "training-report.json").write_text(text, encoding="utf-8")
    yield (
        f"dev（第 {tuner.progress.best_epoch} 轮）：观点 micro-F1 {figures.micro.f1:.3f}，"
        f"安全召回率 {figures.events['safety'].recall:.3f}，升级召回率 {figures.events['escalation'].recall:.3f}，"
        f"意图 {figures.intent:.3f}，情感 {figures.sentiment:.3f}"
    )
    yield f"模型已写入 {output}；使用：voc analyze --model {output}"
    yield f"检查点留在 {checkpoint}，不再续训即可删去"
