"""Settings of the encoders, read from the environment in this one place."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from models.errors import ArtifactError

BUILTIN = "builtin"
VARIABLES = (
    "VOC_ENCODER",
    "VOC_ENCODER_PROMPT",
    "VOC_ENCODER_MAX_TOKENS",
    "VOC_ENCODER_BATCH",
    "VOC_ENCODER_THREADS",
    "VOC_ENCODER_DEVICE",
    "VOC_ENCODER_PRECISION",
)
_DEVICE = re.compile(r"auto|cpu|cuda(:\d+)?")


class EncoderSettingError(ArtifactError):
    """An environment variable of the encoders has a value that cannot be used."""


class Precision(StrEnum):
    """Number format of a transformer's weights; ``auto`` takes float32 on a CPU and a half format on a GPU."""

    AUTO = "auto"
    FP32 = "fp32"
    FP16 = "fp16"
    BF16 = "bf16"


def available_cores() -> int:
    """Return the number of cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class EncoderSettings:
    """Which encoder, and how a transformer runs; the built-in encoder needs only the name.

    Attributes
    ----------
    name
        ``builtin``, a folder, or the name of a hub model.
    prompt
        Name of one of the model's own prompts; None leaves the choice to the model (its ``default_prompt_name``).
    max_tokens
        Longer texts are cut; None, or more than the model can take, means the model's own limit.
    batch
        Texts in one pass.
    threads
        CPU threads of one pass.
    device
        ``auto`` (CUDA where present), ``cpu``, ``cuda`` or ``cuda:1``.
    precision
        Number format of the weights.
    """

    name: str = BUILTIN
    prompt: str | None = None
    max_tokens: int | None = None
    batch: int = 64
    threads: int = field(default_factory=available_cores)
    device: str = "auto"
    precision: Precision = Precision.AUTO


def read_settings(environ: Mapping[str, str] | None = None) -> EncoderSettings:
    """Return the settings of the environment; a variable that is unset or empty takes its default.

    Parameters
    ----------
    environ
        The variables; those of the process by default.

    Raises
    ------
    EncoderSettingError
        A value cannot be used; the message names the variable and what it may be.
    """
    source = os.environ if environ is None else environ
    given = {name: value for name in VARIABLES if (value := source.get(name, "").strip())}
    standard = EncoderSettings()
    device = given.get("VOC_ENCODER_DEVICE", standard.device).lower()
    if not _DEVICE.fullmatch(device):
        raise _unusable("VOC_ENCODER_DEVICE", device, "auto、cpu、cuda 或 cuda:编号")
    precision = given.get("VOC_ENCODER_PRECISION", standard.precision).lower()
    if precision not in set(Precision):
        raise _unusable("VOC_ENCODER_PRECISION", precision, "、".join(Precision))
    return EncoderSettings(
        name=given.get("VOC_ENCODER", standard.name),
        prompt=given.get("VOC_ENCODER_PROMPT"),
        max_tokens=_positive(given, "VOC_ENCODER_MAX_TOKENS"),
        batch=_positive(given, "VOC_ENCODER_BATCH") or standard.batch,
        threads=_positive(given, "VOC_ENCODER_THREADS") or standard.threads,
        device=device,
        precision=Precision(precision),
    )


def _positive(given: Mapping[str, str], name: str) -> int | None:
    if name not in given:
        return None
    if not re.fullmatch(r"[0-9]{1,6}", given[name]) or int(given[name]) == 0:
        raise _unusable(name, given[name], "1 到 999999 的整数")
    return int(given[name])


def _unusable(name: str, value: str, allowed: str) -> EncoderSettingError:
    return EncoderSettingError(f"环境变量 {name} 的值“{value}”无效：应为 {allowed}")
