"""Wrong usage of the command line, said in Chinese."""

from __future__ import annotations

import re

import typer

_REASONS = (
    (re.compile(r"Input should be greater than or equal to (\S+?)\.?$"), r"不得小于 \1"),
    (re.compile(r"Input should be less than or equal to (\S+?)\.?$"), r"不得大于 \1"),
    (re.compile(r"Input should be a valid (?:integer|number).*"), "应为数字"),
)
_QUOTED = re.compile(r"'([^']*)'")


def usage_message(error: typer.TyperException) -> tuple[str, str]:
    """Return message and remedy for a mistake on the command line.

    The parser speaks English only; its sentences are few and carry the names in quotes.
    """
    text = error.format_message()
    names = _QUOTED.findall(text)
    first = names[0] if names else ""
    if text.startswith("Missing argument"):
        message = f"缺少参数 {first}"
    elif text.startswith("Missing option"):
        message = f"缺少选项 {first}"
    elif text.startswith("No such command"):
        message = f"没有命令 {first}"
    elif text.startswith("No such option"):
        message = f"没有选项 {_after_colon(text)}"
    elif text.startswith("Invalid value for"):
        allowed = "、".join(names[2:])
        value = f"“{names[1]}”" if len(names) > 1 else ""
        message = f"{first} 的值{value}无效" + (f"，可选：{allowed}" if allowed else f"：{_after_colon(text)}")
    else:
        message = text
    context = getattr(error, "ctx", None)
    command = context.command_path if context is not None else "voc"
    return message, f"请看 {command} --help"


def _after_colon(text: str) -> str:
    told = text.partition(": ")[2].replace(" (Possible options:", "（是否想用").replace(")", "？）").strip()
    for pattern, chinese in _REASONS:
        told = pattern.sub(chinese, told)
    return told
