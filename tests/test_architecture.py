"""The shape of the project: import direction, light imports, file sizes, nothing that must not be there."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("corpora", "models", "voc", "service")


def _run(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)  # noqa: S603
    return done.stdout


def test_imports_go_one_way() -> None:
    from importlinter.cli import lint_imports

    assert lint_imports(config_filename=str(ROOT / "pyproject.toml"), no_cache=True) == 0


@pytest.mark.parametrize(
    "code",
    [
        "import voc",
        "import voc.types, voc.errors",
        "import service.cli.main",
        "import voc.pipeline",
    ],
)
def test_imports_are_light(code: str) -> None:
    names = ("torch", "pandas", "sklearn", "bertopic", "plotly")
    heavy = _run(f"{code}; import sys; print([m for m in {names} if m in sys.modules])")
    assert heavy.strip() == "[]"


def test_help_needs_no_models() -> None:
    loaded = _run(
        "import sys; sys.argv = ['voc', '--help']\n"
        "import contextlib, io\n"
        "from service.cli.main import main\n"
        "with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):\n"
        "    main()\n"
        "print([m for m in ('torch', 'pandas', 'numpy', 'scipy') if m in sys.modules])"
    )
    assert loaded.strip() == "[]"


def test_files_hold_one_idea() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for package in PACKAGES
        for path in (ROOT / package).rglob("*.py")
        if (count := len(path.read_text(encoding="utf-8").splitlines())) > 400
    }
    assert not long


def test_no_print_in_the_packages() -> None:
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            assert "print(" not in path.read_text(encoding="utf-8").replace("console.print(", "").replace(
                ".print(", ""
            ), path


def test_no_pickle_and_no_minified_source() -> None:
    banned = {".pkl", ".pickle", ".joblib", ".pt", ".bin"}
    names = [path for package in PACKAGES for path in (ROOT / package).rglob("*")]
    assert not [path for path in names if path.suffix in banned or path.name.endswith((".min.js", ".min.css"))]
