"""Write numpy files so that a crash leaves the old file or the new one."""

from __future__ import annotations

import secrets
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from voc.io.write import OutputFileError


def write_array(path: Path, array: NDArray[np.float32]) -> None:
    """Write an array as ``.npy``, atomically; missing folders are made.

    Raises
    ------
    OutputFileError
        The file cannot be written.
    """
    place = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with place.open("xb") as file:
            np.save(file, array)
        place.replace(path)
    except OSError as error:
        raise OutputFileError(f"{path}：无法写入", hint="请检查文件夹是否存在、有无写权限、磁盘是否已满") from error
    finally:
        place.unlink(missing_ok=True)
