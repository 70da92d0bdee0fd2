"""Read labelled texts that a user gives, and say in which row what is wrong and what helps."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from corpora.authoring import CHANNELS, INTENTS
from corpora.taxonomy import load_taxonomy
from corpora.texts import LabelledText, parse_text
from voc.errors import EncodingError, FormatError, InputFileError

SHOWN = 5
"""Problems named in one message; a file of another kind would fill the screen."""
_HINT = "每行一个 JSON 对象，字段与取值见 corpora/GUIDELINE.md 与 docs/evaluation.md"
_KINDS: tuple[tuple[tuple[str, ...], tuple[type, ...], str], ...] = (
    (("safety", "escalation"), (bool,), " true 或 false"),
    (("wait_days", "amount_yuan", "nps"), (int, float), "数字或 null"),
    (("brand", "model", "city", "group", "date"), (str,), "文字或 null"),
    (("id",), (str, int), "文字或整数"),
    (("kind",), (list,), "列表"),
)


def read_labelled(paths: Sequence[Path]) -> dict[str, list[LabelledText]]:
    """Return the labelled texts of each file, by the name of the file.

    Rows without an id get ``<file>-<row>``.

    Raises
    ------
    EncodingError
        A file is not UTF-8.
    FormatError
        A row is no labelled text, two rows have the same id, or a file is empty; the message names file and rows.
    """
    found: dict[str, list[LabelledText]] = {}
    places: dict[str, str] = {}
    for path in paths:
        name = path.name if path.name not in found else str(path)
        problems: list[str] = []
        texts = []
        for row, values, own in _rows(path):
            problems.extend(f"第 {row} 行：{problem}" for problem in own)
            if own:
                continue
            if values.get("id") is not None:
                values["id"] = str(values["id"])
            if values.get("kind") is None:
                values.pop("kind", None)
            text = parse_text(values, default_id=f"{path.stem}-{row:03d}", group=path.stem)
            if text.id in places:
                problems.append(f"第 {row} 行：编号与 {places[text.id]} 相同")
            places[text.id] = f"{path.name} 第 {row} 行"
            texts.append(text)
        if problems:
            more = f"……共 {len(problems)} 处" if len(problems) > SHOWN else ""
            raise FormatError(f"{path} 有误：{'；'.join(problems[:SHOWN])}{more}", hint=_HINT)
        if not texts:
            raise FormatError(f"{path} 没有标注文本", hint=_HINT)
        found[name] = texts
    return found


def _rows(path: Path) -> Iterator[tuple[int, dict[str, Any], list[str]]]:
    """Yield number, values and problems of each row; empty lines are passed over."""
    try:
        content = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise InputFileError(f"无法读取 {path}", hint="请检查路径与读取权限") from error
    except UnicodeDecodeError as error:
        raise EncodingError(f"{path} 不是 UTF-8 编码", hint="请另存为 UTF-8 的 jsonl 文件") from error
    # only the line feed ends a row: the other separators Python knows may stand inside a JSON string
    for row, line in enumerate(content.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            values = json.loads(line)
        except json.JSONDecodeError as error:
            yield row, {}, [f"不是 JSON（第 {error.colno} 个字符处）"]
            continue
        except RecursionError:
            yield row, {}, ["JSON 嵌套过深"]
            continue
        yield (row, values, list(problems_of(values))) if isinstance(values, dict) else (row, {}, ["不是 JSON 对象"])


def problems_of(values: dict[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the fields of one row, in Chinese and without its text."""
    text = values.get("text")
    if not isinstance(text, str) or not text.strip():
        yield "缺少 text（正文）"
    for name, allowed in (("channel", CHANNELS), ("intent", INTENTS), ("sentiment", (-1, 0, 1))):
        # True is a number for Python, and equal to 1
        if isinstance(values.get(name), bool) or values.get(name) not in allowed:
            yield f"{name} 应为 {'、'.join(map(str, allowed))} 之一"
    for names, kinds, wanted in _KINDS:
        yield from (f"{name} 应为{wanted}" for name in names if not _is_one_of(values.get(name), kinds))
    aspects = values.get("aspects", [])
    if not isinstance(aspects, list):
        yield "aspects 应为列表"
        return
    for number, aspect in enumerate(aspects, start=1):
        yield from (f"第 {number} 个观点{problem}" for problem in _aspect(aspect))


def _is_one_of(value: object, kinds: tuple[type, ...]) -> bool:
    return value is None or (isinstance(value, kinds) and isinstance(value, bool) == (bool in kinds))


def _aspect(aspect: object) -> Iterator[str]:
    fields = ("code", "polarity", "quote")
    if isinstance(aspect, dict):
        if not set(fields) <= set(aspect):
            yield "应有 code、polarity、quote 三项"
            return
        code, polarity, quote = (aspect[name] for name in fields)
    elif isinstance(aspect, list) and len(aspect) == 3:
        code, polarity, quote = aspect
    else:
        yield "应为 [编号, 方向, 引文]"
        return
    if not isinstance(code, str) or code not in load_taxonomy():
        yield "的编号不在标签体系中（voc taxonomy 列出全部编号）"
    if isinstance(polarity, bool) or polarity not in (-1, 0, 1):
        yield "的方向应为 -1、0 或 1"
    if not isinstance(quote, str) or not quote:
        yield "缺少引文"
