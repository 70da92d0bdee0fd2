"""The index of copies on disk: one safetensors file, no pickle, no text; written whole or not at all."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from voc.campaigns.index import CopyIndex
from voc.campaigns.minhash import ShingleSets
from voc.campaigns.posts import Post
from voc.campaigns.settings import CopySettings
from voc.errors import FormatError

VERSION = "1"
_HINT = "请删除该文件，并用原声重新建立近似文本索引"


def save_index(index: CopyIndex, path: Path) -> None:
    """Write the index; a crash in the middle leaves the earlier file as it was."""
    from safetensors.numpy import save_file

    rows = json.dumps([post.to_row() for post in index.posts], ensure_ascii=False, separators=(",", ":"))
    arrays = {
        "posts": np.frombuffer(rows.encode("utf-8", "surrogatepass"), dtype=np.uint8),
        "texts": np.array(index.texts, dtype=np.int64),
        "digests": np.frombuffer(b"".join(index.digests), dtype=np.uint8).reshape(-1, 16),
        "values": index.sets.values,
        "starts": index.sets.starts,
        "bands": index.bands,
    }
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".part")
    settings = json.dumps(asdict(index.settings), sort_keys=True)
    save_file(
        {name: np.ascontiguousarray(array) for name, array in arrays.items()},
        draft,
        metadata={"kind": "copy-index", "version": VERSION, "settings": settings},
    )
    draft.replace(path)


def load_index(path: Path) -> CopyIndex:
    """Read an index with the settings it was built with.

    Raises
    ------
    FormatError
        The file is missing, damaged, or no index of this version.
    """
    from safetensors import SafetensorError, safe_open

    try:
        with safe_open(path, framework="numpy") as file:
            metadata = file.metadata() or {}
            arrays = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 -- no mapping
    except (OSError, SafetensorError) as error:
        raise FormatError(f"近似文本索引 {path.name} 缺失或已损坏", hint=_HINT) from error
    if metadata.get("kind") != "copy-index" or metadata.get("version") != VERSION:
        raise FormatError(f"{path.name} 不是本版本的近似文本索引", hint=_HINT)
    try:
        return _restored(json.loads(metadata["settings"]), arrays)
    except (KeyError, TypeError, ValueError) as error:
        raise FormatError(f"近似文本索引 {path.name} 的内容不完整", hint=_HINT) from error


def _restored(values: dict[str, Any], arrays: dict[str, NDArray[Any]]) -> CopyIndex:
    index = CopyIndex(settings=CopySettings(**{**values, "orders": tuple(values["orders"])}))
    posts = [Post.from_row(row) for row in json.loads(arrays["posts"].tobytes().decode("utf-8", "surrogatepass"))]
    digests = [bytes(row) for row in arrays["digests"]]
    texts = arrays["texts"].tolist()
    sets = ShingleSets(arrays["values"], arrays["starts"])
    sizes = {len(digests), len(sets.starts) - 1, len(arrays["bands"])}
    wrong = len(sizes) != 1 or len(posts) != len(texts) or int(sets.starts[-1]) != len(sets.values)
    if wrong or (texts and max(texts) >= len(digests)):
        raise ValueError("sizes")
    index.restore(posts, texts, digests, sets, arrays["bands"])
    return index
