"""The hand-written, labelled texts and the clause bank: typed access and splits.

The split is by file, since one file is one sitting of one writer with voices of its own: a model is measured on
voices it never saw.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
TEXTS = FOLDER / "texts"
CLAUSES = FOLDER / "clauses"
NONE_CODE = "none"


@dataclass(frozen=True, slots=True)
class LabelledAspect:
    """One pain point a reader found, with the shortest quote that shows it."""

    code: str
    polarity: int
    quote: str


@dataclass(frozen=True, slots=True)
class LabelledText:
    """One text with all its labels; see ``GUIDELINE.md`` for their meaning."""

    id: str
    channel: str
    text: str
    aspects: tuple[LabelledAspect, ...]
    intent: str
    sentiment: int
    safety: bool
    escalation: bool
    brand: str | None
    model: str | None
    city: str | None
    wait_days: float | None
    amount_yuan: float | None
    nps: float | None
    kinds: tuple[str, ...]
    group: str
    date: str | None


@dataclass(frozen=True, slots=True)
class LabelledClause:
    """One clause of the clause bank; no labels when it speaks of no pain point."""

    text: str
    labels: tuple[tuple[str, int], ...]
    file: str


def _aspects(values: list[Any]) -> tuple[LabelledAspect, ...]:
    # the compact form is a list, the form of the outside gold set an object
    return tuple(
        LabelledAspect(v["code"], v["polarity"], v["quote"]) if isinstance(v, dict) else LabelledAspect(*v)
        for v in values
    )


def parse_text(row: dict[str, Any], *, default_id: str, group: str) -> LabelledText:
    """Return one labelled text from its JSON object; absent fields take their defaults."""
    return LabelledText(
        id=row.get("id") or default_id,
        channel=row["channel"],
        text=row["text"],
        aspects=_aspects(row.get("aspects", [])),
        intent=row["intent"],
        sentiment=row["sentiment"],
        safety=bool(row.get("safety")),
        escalation=bool(row.get("escalation")),
        brand=row.get("brand"),
        model=row.get("model"),
        city=row.get("city"),
        wait_days=row.get("wait_days"),
        amount_yuan=row.get("amount_yuan"),
        nps=row.get("nps"),
        kinds=tuple(row.get("kind", ())),
        group=row.get("group") or group,
        date=row.get("date"),
    )


def read_texts(path: Path) -> Iterator[LabelledText]:
    """Yield the labelled texts of one JSONL file; the id is ``<file>-<row>`` where the row has none."""
    for row, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        yield parse_text(json.loads(line), default_id=f"{path.stem}-{row:03d}", group=path.stem)


@lru_cache(maxsize=1)
def splits() -> dict[str, tuple[str, ...]]:
    """Return the names of the text files of each split; a file named nowhere is for training."""
    data = tomllib.loads((TEXTS / "splits.toml").read_text(encoding="utf-8"))
    named = {name: tuple(data[name]) for name in ("dev", "test")}
    rest = sorted(path.stem for path in TEXTS.glob("*.jsonl"))
    named["train"] = tuple(stem for stem in rest if stem not in named["dev"] + named["test"])
    return named


def load_texts(split: str) -> tuple[LabelledText, ...]:
    """Load all labelled texts of a split: ``train``, ``dev`` or ``test``."""
    return tuple(text for stem in splits()[split] for text in read_texts(TEXTS / f"{stem}.jsonl"))


def read_clauses(path: Path) -> Iterator[LabelledClause]:
    """Yield the clauses of one file ``<code>[@voice].tsv``."""
    code = path.stem.partition("@")[0]
    for line in path.read_text(encoding="utf-8").splitlines():
        if not line.strip() or line.startswith("#"):
            continue
        polarity, text, *extra = line.split("\t")
        labels = [] if code == NONE_CODE else [(code, int(polarity))]
        for item in extra[0].split() if extra else ():
            name, _, direction = item.partition(":")
            labels.append((name, int(direction)))
        yield LabelledClause(text.strip(), tuple(dict.fromkeys(labels)), path.stem)


def load_clauses() -> tuple[LabelledClause, ...]:
    """Load the whole clause bank, files in the order of their names."""
    return tuple(clause for path in sorted(CLAUSES.glob("*.tsv")) for clause in read_clauses(path))
