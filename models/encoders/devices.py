"""Where and in which number format a transformer runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from models.encoders.settings import EncoderSettingError, Precision

if TYPE_CHECKING:
    import torch


def choose_device(device: str) -> str:
    """Return the torch device for a setting; ``auto`` is CUDA where present, otherwise the CPU."""
    import torch

    if device == "auto":
        return "cuda" if torch.cuda.is_available() else "cpu"
    if device.startswith("cuda"):
        count = torch.cuda.device_count() if torch.cuda.is_available() else 0
        if int(device.partition(":")[2] or 0) >= count:
            raise EncoderSettingError(f"VOC_ENCODER_DEVICE={device}，但本机可用的 CUDA 设备有 {count} 个：请改为 auto")
    return device


def choose_dtype(precision: Precision, device: str) -> torch.dtype:
    """Return the number format; float32 is named too, since a checkpoint's own format would be taken otherwise."""
    import torch

    if precision is Precision.AUTO:
        if not device.startswith("cuda"):
            return torch.float32
        return torch.bfloat16 if torch.cuda.is_bf16_supported(including_emulation=False) else torch.float16
    return {Precision.FP32: torch.float32, Precision.FP16: torch.float16, Precision.BF16: torch.bfloat16}[precision]


@contextmanager
def cpu_threads(count: int) -> Iterator[None]:
    """Let torch use so many threads, and as many as before afterwards."""
    import torch

    before = torch.get_num_threads()
    torch.set_num_threads(count)
    try:
        yield
    finally:
        torch.set_num_threads(before)
