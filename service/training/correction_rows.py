"""Read corrected texts: every row is checked before anything is trained; the format is in ``docs/fine-tuning.md``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from corpora.authoring import CHANNELS, FIELDS, INTENTS, folded
from corpora.taxonomy import load_taxonomy
from corpora.texts import LabelledText, load_texts, parse_text
from models.heads.classifier import LONGEST
from models.training.examples import IGNORE, Example
from models.training.recipes import example_of_text
from models.training.sources import bucket
from service.training.classifier import clean_text
from service.training.shipped import label_numbers
from voc.analysis.windows import windows
from voc.errors import FormatError
from voc.text.split import sentences

EXTRA_FIELDS = frozenset(["corrected_at", "corrected_by"])
MOST_TOLD = 20
LEAST_ROWS = 20
"""Fewer corrections are all learned from: a fifth of them would measure nothing."""
PARTS = 5
_CODE = re.compile(r"[a-z0-9_.]{1,60}")


@dataclass(frozen=True, slots=True)
class Corrections:
    """The corrected texts of a file.

    Attributes
    ----------
    train, held_out
        What is learned from, and what is only measured on.
    repeated
        Rows that say the same as an earlier one.
    """

    train: tuple[LabelledText, ...]
    held_out: tuple[LabelledText, ...]
    repeated: int


def read_corrections(path: Path) -> Corrections:
    """Read, check and split a file of corrections.

    Raises
    ------
    FormatError
        A row is wrong; the message names every row and what helps. Nothing is left out silently.
    """
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise FormatError(f"无法读取 {path}", hint="需要 UTF-8 编码的 jsonl 文件") from error
    measured = {folded(text.text) for split in ("dev", "test") for text in load_texts(split)}
    problems: list[str] = []
    kept: dict[str, tuple[int, LabelledText]] = {}
    repeated = 0
    for row, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        record = _object(line)
        own = ["不是 JSON 对象 → 每行写一个 {…}"] if record is None else list(_problems(record))
        if record is not None and not own:
            text = parse_text(_completed(record), default_id=f"{path.stem}-{row:03d}", group=path.stem)
            key = folded(text.text)
            first = kept.get(key)
            if key in measured:
                own.append("正文在内置的 dev 或 test 集里，用它训练会让评测失真 → 请删去这一行")
            elif first is not None and _labels(first[1]) != _labels(text):
                own.append(f"与第 {first[0]} 行正文相同、标签不同 → 只保留正确的一行")
            elif first is not None:
                repeated += 1
            else:
                kept[key] = (row, text)
        problems.extend(f"第 {row} 行：{problem}" for problem in own)
    if problems:
        more = [f"……另有 {len(problems) - MOST_TOLD} 处"] if len(problems) > MOST_TOLD else []
        told = "\n  ".join([*problems[:MOST_TOLD], *more])
        raise FormatError(
            f"{path} 有 {len(problems)} 处错误，没有开始训练：\n  {told}",
            hint="改好后重新运行；格式见 docs/fine-tuning.md",
        )
    if not kept:
        raise FormatError(f"{path} 里没有更正", hint="每行写一条更正；格式见 docs/fine-tuning.md")
    return _split([text for _, text in kept.values()], repeated)


def _split(texts: Sequence[LabelledText], repeated: int) -> Corrections:
    if len(texts) < LEAST_ROWS:
        return Corrections(tuple(texts), (), repeated)
    held = tuple(text for text in texts if bucket(folded(text.text), parts=PARTS) == 0)
    train = tuple(text for text in texts if bucket(folded(text.text), parts=PARTS) != 0)
    return Corrections(train, held, repeated)


def _object(line: str) -> dict[str, Any] | None:
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) else None


def _labels(text: LabelledText) -> tuple[object, ...]:
    aspects = frozenset((aspect.code, aspect.polarity) for aspect in text.aspects)
    return aspects, text.intent, text.sentiment, text.safety, text.escalation


def _completed(record: dict[str, Any]) -> dict[str, Any]:
    """Return the row in the full form of a labelled text."""
    aspects = []
    for aspect in record.get("aspects", []):
        values = [aspect.get(name) for name in ("code", "polarity", "quote")] if isinstance(aspect, dict) else aspect
        code, polarity, quote = [*values, None][:3]
        aspects.append([code, polarity, quote or ""])
    return {"channel": "review", **record, "aspects": aspects}


def _problems(record: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with a row and what helps; never a piece of its text."""
    text = record.get("text")
    if not isinstance(text, str) or not text.strip():
        yield "没有正文 text → 填写原文"
        return
    if not set(record) <= FIELDS | EXTRA_FIELDS:
        strange = "、".join(sorted(name for name in set(record) - FIELDS - EXTRA_FIELDS if _CODE.fullmatch(name)))
        yield f"有不认识的字段 {strange} → 删去或改正拼写"
    if record.get("channel", CHANNELS[0]) not in CHANNELS:
        yield f"channel 应为 {'、'.join(CHANNELS)} 之一，或不写"
    if record.get("intent") not in INTENTS:
        yield f"intent 应为 {'、'.join(INTENTS)} 之一"
    if not _is_direction(record.get("sentiment")):
        yield "sentiment 应为 -1、0 或 1"
    for name in ("safety", "escalation"):
        if not isinstance(record.get(name, False), bool):
            yield f"{name} 应为 true 或 false，或不写"
    aspects = record.get("aspects")
    if not isinstance(aspects, list):
        yield "没有观点 aspects → 写 [[代码, 方向, 引文], …]；没有观点写 []"
        return
    if aspects and record.get("intent") == "噪音":
        yield "噪音不应有观点 → 改 intent，或清空 aspects"
    yield from _aspect_problems(aspects, text)


def _aspect_problems(aspects: list[Any], text: str) -> Iterator[str]:
    seen: set[tuple[Any, Any]] = set()
    codes = frozenset(load_taxonomy().ids)
    long = len(clean_text(text)) > LONGEST
    for number, aspect in enumerate(aspects, start=1):
        values = [aspect.get(n) for n in ("code", "polarity", "quote")] if isinstance(aspect, dict) else aspect
        if not isinstance(values, list) or len(values) not in (2, 3):
            yield f"第 {number} 个观点应为 [代码, 方向] 或 [代码, 方向, 引文]"
            continue
        code, polarity, quote = [*values, None][:3]
        if not isinstance(code, str) or code not in codes:
            shown = f" {code}" if isinstance(code, str) and _CODE.fullmatch(code) else ""
            yield f"第 {number} 个观点的代码{shown} 不在标签体系里 → 用 voc taxonomy 查看代码"
            continue
        if not _is_direction(polarity):
            yield f"第 {number} 个观点的方向应为 -1、0 或 1"
            continue
        if quote and (not isinstance(quote, str) or quote not in text):
            yield f"第 {number} 个观点的引文不在正文里 → 逐字照抄正文，或不写引文"
        elif long and not quote:
            yield f"正文超过 {LONGEST} 字，第 {number} 个观点需要引文 → 补上引文，或截短正文"
        if (code, polarity) in seen:
            yield f"观点 {code} {polarity:+d} 重复 → 只保留一个"
        seen.add((code, polarity))


def _is_direction(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value in (-1, 0, 1)


def examples_of(texts: Sequence[LabelledText]) -> list[Example]:
    """Return corrected texts as training examples; one longer than the network reads becomes its windows."""
    number = label_numbers()
    result: list[Example] = []
    for text in texts:
        whole = example_of_text(text, number, clean=clean_text)
        if len(whole.text) <= LONGEST:
            result.append(whole)
            continue
        for start, end in windows(sentences(whole.text), longest=LONGEST):
            inside = [quote for quote in whole.quotes if start <= quote[2] < end]
            result.append(
                Example(
                    text=whole.text[start:end],
                    labels=tuple(dict.fromkeys((label, polarity) for label, polarity, _, _ in inside)),
                    quotes=tuple((label, p, first - start, min(last, end) - start) for label, p, first, last in inside),
                    # a danger told somewhere in a long text is not told in each of its windows
                    events=tuple(0 if value == 0 else IGNORE for value in whole.events),
                )
            )
    return result
