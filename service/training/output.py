"""Where a trained model may be written."""

from __future__ import annotations

from pathlib import Path

from models.artifacts.store import FOLDER as ARTIFACTS
from models.heads.base import kind_of
from voc.errors import UsageError


def check_output(folder: Path, *, kind: str) -> None:
    """Raise ``UsageError`` unless the folder is new, empty, or holds a model of the same kind that is not shipped."""
    if folder.exists() and not folder.is_dir():
        raise UsageError(f"{folder} 是文件，不是文件夹", hint="请用 -o 指定一个文件夹")
    if folder.resolve().is_relative_to(ARTIFACTS.resolve()):
        raise UsageError("不能覆盖内置模型", hint="请用 -o 指定别的文件夹，再用 --model 使用它")
    if not folder.is_dir() or not any(folder.iterdir()):
        return
    found = kind_of(folder)
    if found is None:
        raise UsageError(f"{folder} 里有别的文件，不是模型文件夹", hint="请用 -o 指定一个新文件夹")
    if found != kind:
        raise UsageError(f"{folder} 里是 {found} 模型，这里会写入 {kind}", hint="请用 -o 指定一个新文件夹")
