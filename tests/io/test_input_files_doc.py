"""The page about input files and the code agree."""

from __future__ import annotations

import re
from pathlib import Path

from corpora.columns import load_columns
from voc.io.rejects import REASONS
from voc.io.sniff import FORMATS

PAGE = (Path(__file__).parents[2] / "docs" / "input-files.md").read_text(encoding="utf-8")


def test_every_reject_code_is_documented_and_no_other():
    documented = re.findall(r"^\| `([a-z_]+)` \|", PAGE.split("## Rejected rows")[1], re.MULTILINE)
    assert documented == list(REASONS)


def test_every_suffix_and_role_is_documented():
    for suffix in FORMATS:
        assert f"`{suffix}`" in PAGE, suffix
    for role in load_columns().roles:
        assert f"| `{role}` |" in PAGE, role


def test_every_reason_says_what_to_do():
    for reason in REASONS.values():
        assert "；" in reason
        assert "请" in reason
