"""Model cards and the table of figures: measured and written by one command, never typed."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpora.texts import load_texts
from models.artifacts.store import FOLDER
from service.evaluation.public import complaints, polarity
from voc.analysis.analyzer import Analyzer, load_analyzer
from voc.evaluation.evaluate import Evaluation, evaluate
from voc.types import Channel, Feedback

SETS = """\
- hand-written texts and clause bank of this repository (Apache-2.0; `corpora/samples/README.md`)
- public sets named in `docs/training.md`: 12365auto complaint list, CCF BDCI 2018, car review sentences, shopping, food
  and hotel reviews, LCQMC, BUSTM, AFQMC, QBQTC, topic sets, citizens' messages, posts. No licence is stated for most of
  them; their rows are not part of the repository."""

CARD = """\
# {name}

{what}

- kind: `{kind}` · size: {size:.1f} MB · sha256: `{sha256}`

## Data

{sets}

{split}

## Figures

{figures}

## Limits

{limits}

## Rebuild

    {command}
"""


def measure(data: Path) -> dict[str, Any]:
    """Return all figures of the shipped models as plain data."""
    analyzer = load_analyzer()
    return {
        "test": _texts("test", analyzer).to_dict(),
        "dev": _texts("dev", analyzer).to_dict(),
        "complaints": complaints(data, analyzer),
        "polarity": polarity(data, analyzer),
    }


def _texts(split: str, analyzer: Analyzer) -> Evaluation:
    truth = load_texts(split)
    records = [Feedback(t.id, t.text, row, channel=Channel(t.channel)) for row, t in enumerate(truth, start=1)]
    return evaluate(truth, analyzer.analyze(records))


def classifier_table(figures: dict[str, Any]) -> str:
    """Return the classifier's figures as Markdown tables."""
    lines = [
        "| measured on | what | precision | recall | F1 / accuracy | n |",
        "| --- | --- | ---: | ---: | ---: | ---: |",
    ]
    for split in ("test", "dev"):
        own = figures[split]
        for key, label in (
            ("aspects_negative", "negative pain points, micro"),
            ("aspects_with_polarity", "pain points with direction, micro"),
            ("safety", "safety"),
            ("escalation", "escalation"),
        ):
            row = own[key]
            lines.append(
                f"| {split} | {label} | {row['precision']:.3f} | {row['recall']:.3f} "
                f"| {row['f1']:.3f} | {row['support']} |"
            )
        for key, value in own["accuracy"].items():
            lines.append(f"| {split} | {key} | | | {value:.3f} | {own['texts']} |")
    for key, label in (("built_in", "complaints, built-in"), ("tfidf_svm", "complaints, TF-IDF + linear SVM")):
        row = figures["complaints"][key]
        lines.append(
            f"| complaints, held out | {label}, micro (macro {row['macro_f1']:.3f}) | {row['precision']:.3f} "
            f"| {row['recall']:.3f} | {row['micro_f1']:.3f} | {row['texts']} |"
        )
    for name, row in figures["polarity"].items():
        lines.append(f"| reviews, held out | sentiment sign, {name} | | | {row['accuracy']:.3f} | {row['texts']} |")
    lines += ["", "Per pain point (negative), test texts and complaints:", ""]
    lines += [
        "| pain point | test P | R | F1 | n | complaints F1 | n |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    public = figures["complaints"]["built_in"]["per_label"]
    for code, row in figures["test"]["per_label"].items():
        own, other = row["negative"], public.get(code)
        tail = f"{other['f1']:.2f} | {other['support']}" if other else " | "
        lines.append(
            f"| {code} | {own['precision']:.2f} | {own['recall']:.2f} | {own['f1']:.2f} | {own['support']} | {tail} |"
        )
    return "\n".join(lines)


def write_cards(data: Path, *, docs: Path | None = None) -> Iterator[str]:
    """Measure, write the cards, and put the table into ``docs/training.md`` where it is at hand."""
    figures = measure(data)
    table = classifier_table(figures)
    cards = {
        "classifier-zh": (
            "Pain points with polarity by position, intent, sentiment, safety and escalation for Chinese car feedback.",
            table,
            "Thresholds are chosen on the dev texts. Test and dev texts are by other writers than the training texts.",
            "Written for feedback about cars and their service. Irony without a cue, rare wordings and facts that\n"
            "need world knowledge are missed. The hand-written texts are more varied, but tidier than real ones:\n"
            "measure on your own data.",
            "voc train classifier --data DIR && voc train cards --data DIR",
        ),
        "encoder-static-zh": (
            "Static encoder: bag of character 1–4-grams, 256 dimensions, trained contrastively.",
            _encoder_table(_config("encoder-static-zh")),
            "A tenth of each pair set, by a hash of the first text, and an eighth of the complaints were never seen.",
            "No word order beyond four characters; negation across a clause is invisible. For short texts.",
            "voc train encoder --data DIR && voc train cards --data DIR",
        ),
        "polarity-zh": (
            "General polarity of Chinese texts: one weight a character n-gram.",
            _json_table(_config("polarity-zh").get("accuracy", {}), "held-out tenth of", "accuracy"),
            "A tenth of each review set, by a hash of the text, was never seen.",
            "Knows praise and blame, not neutrality; irony inverts it.",
            "voc train polarity --data DIR && voc train cards --data DIR",
        ),
    }
    for name, (what, own, split, limits, command) in cards.items():
        config = _config(name)
        size = (FOLDER / name / "model.safetensors").stat().st_size / 1e6
        text = CARD.format(
            name=name,
            what=what,
            kind=config["kind"],
            size=size,
            sha256=config["sha256"],
            sets=SETS,
            split=split,
            figures=own,
            limits=limits,
            command=command,
        )
        (FOLDER / name / "README.md").write_text(text, encoding="utf-8")
        yield f"模型卡 {name}：{size:.1f} MB"
    page = docs or FOLDER.parents[1] / "docs" / "training.md"
    if page.is_file():
        old = page.read_text(encoding="utf-8")
        new = re.sub(
            r"(<!-- figures -->).*(<!-- /figures -->)", lambda m: f"{m[1]}\n{table}\n{m[2]}", old, flags=re.DOTALL
        )
        page.write_text(new, encoding="utf-8")
        yield f"已更新 {page}"


def _config(name: str) -> dict[str, Any]:
    config: dict[str, Any] = json.loads((FOLDER / name / "config.json").read_text(encoding="utf-8"))
    return config


def _encoder_table(config: dict[str, Any]) -> str:
    pairs = _json_table(config.get("spearman", {}), "held-out pairs of", "Spearman")
    return f"{pairs}\n\nk-means on held-out complaints of one code: V-measure {config.get('v_measure', 0):.3f}."


def _json_table(values: dict[str, float], what: str, figure: str) -> str:
    rows = [
        f"| {what} | {figure} |",
        "| --- | ---: |",
        *(f"| {name} | {value:.3f} |" for name, value in values.items()),
    ]
    return "\n".join(rows)
