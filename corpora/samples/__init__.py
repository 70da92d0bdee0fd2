"""The sample feedback of the demo: three channels, fourteen days, every text written by hand."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent
NAMES = ("social.jsonl", "reviews.jsonl", "call_notes.jsonl")


def sample_files() -> tuple[Path, ...]:
    """Return the sample files, one a channel."""
    return tuple(FOLDER / name for name in NAMES)
