"""What is documented exists, and what exists is documented."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path

import voc
from voc.errors import VocError

ROOT = Path(__file__).parents[1]


def _every_error() -> set[type[VocError]]:
    for module in pkgutil.walk_packages(voc.__path__, "voc."):
        importlib.import_module(module.name)
    found: set[type[VocError]] = {VocError}
    pending = [VocError]
    while pending:
        for child in pending.pop().__subclasses__():
            found.add(child)
            pending.append(child)
    return {error for error in found if error.__module__.startswith("voc.")}


def test_every_error_code_is_documented_and_unique() -> None:
    errors = _every_error()
    codes = [error.code for error in errors]
    assert len(codes) == len(set(codes))
    table = (ROOT / "docs" / "errors.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([a-z._]+)` \|", table, flags=re.MULTILINE)) == set(codes)


def test_every_command_is_in_both_readmes() -> None:
    from service.cli.main import app

    names = [command.name for command in app.registered_commands] + [group.name for group in app.registered_groups]
    for readme in ("README.md", "README.zh-CN.md"):
        text = (ROOT / readme).read_text(encoding="utf-8")
        for name in names:
            assert f"voc {name}" in text, (readme, name)


def test_links_in_documents_lead_somewhere() -> None:
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]:
        for target in re.findall(r"\]\((?!https?://|#)([^)#]+)", path.read_text(encoding="utf-8")):
            assert (path.parent / target).exists(), (path.name, target)


def test_scripts_named_in_documents_exist() -> None:
    for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "corpora").rglob("*.md")]:
        for name in re.findall(r"benchmarks[./](\w+)", path.read_text(encoding="utf-8")):
            assert (ROOT / "benchmarks" / f"{name}.py").exists(), (path.name, name)


def test_make_help_lists_every_target() -> None:
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target in ("setup", "demo", "test", "check", "bench", "docs", "clean"):
        assert re.search(rf"^{target}:.*## ", text, flags=re.MULTILINE), target
