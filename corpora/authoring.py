"""Check hand-written texts and clauses before they enter the corpora.

Run ``python -m corpora.authoring texts FILE...`` or ``python -m corpora.authoring clauses FILE...``;
every problem is printed as ``file:row: remedy`` and the exit status is 1 if there is one.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

CHANNELS = ("social", "review", "call_note")
INTENTS = ("投诉", "求助", "咨询", "建议", "表扬", "噪音")
KINDS = frozenset(
    [
        "irony",
        "no_keyword",
        "negation",
        "resolved",
        "comparison",
        "several",
        "telegram",
        "typo",
        "dialect",
        "traditional",
        "lookalike",
        "noise",
        "question",
        "mixed",
    ]
)
FIELDS = frozenset(
    [
        "id",
        "channel",
        "date",
        "text",
        "aspects",
        "intent",
        "sentiment",
        "safety",
        "escalation",
        "brand",
        "model",
        "city",
        "wait_days",
        "amount_yuan",
        "nps",
        "kind",
        "group",
    ]
)
NONE_CODE = "none"
_PUNCTUATION = re.compile(r"[\W_]+")


def taxonomy_codes() -> frozenset[str]:
    """Return the ids of all pain points of the shipped taxonomy."""
    path = Path(__file__).parent / "taxonomies" / "v1.toml"
    data = tomllib.loads(path.read_text(encoding="utf-8"))
    return frozenset(point["id"] for domain in data["domain"] for point in domain["pain_point"])


def folded(text: str) -> str:
    """Return the text without punctuation and spaces, lower-cased; equal keys are duplicates."""
    return _PUNCTUATION.sub("", text).lower()


def shingles(text: str, *, size: int = 4) -> frozenset[str]:
    """Return the character n-grams of the folded text, the unit of near-duplicate search."""
    key = folded(text)
    if len(key) <= size:
        return frozenset({key})
    return frozenset(key[i : i + size] for i in range(len(key) - size + 1))


def check_text(row: dict[str, Any], codes: frozenset[str]) -> Iterator[str]:
    """Yield what is wrong with one labelled text.

    Parameters
    ----------
    row
        One JSON object as described in ``GUIDELINE.md``.
    codes
        The known taxonomy ids.

    Yields
    ------
    str
        A problem with its remedy; nothing when the row is fine.
    """
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        yield "text is missing"
        return
    yield from _check_fields(row)
    yield from _check_aspects(row.get("aspects", []), text, codes)
    if row.get("intent") == "噪音" and row.get("aspects"):
        yield "noise has no aspects"


def _check_fields(row: dict[str, Any]) -> Iterator[str]:
    unknown = set(row) - FIELDS
    if unknown:
        yield f"unknown field {sorted(unknown)}"
    for name, allowed in (("channel", CHANNELS), ("intent", INTENTS), ("sentiment", (-1, 0, 1))):
        if row.get(name) not in allowed:
            yield f"{name} must be one of {allowed}"
    for name in ("wait_days", "amount_yuan", "nps"):
        if not isinstance(row.get(name, 0), int | float):
            yield f"{name} must be a number"
    for kind in row.get("kind", []):
        if kind not in KINDS:
            yield f"unknown kind {kind}"


def _check_aspects(aspects: list[Any], text: str, codes: frozenset[str]) -> Iterator[str]:
    seen: set[tuple[str, int]] = set()
    for aspect in aspects:
        if len(aspect) != 3:
            yield f"aspect {aspect!r} must be [code, polarity, quote]"
            continue
        code, polarity, quote = aspect
        if code not in codes:
            yield f"unknown code {code}"
        if polarity not in (-1, 0, 1):
            yield f"polarity of {code} must be -1, 0 or 1"
        if not quote or quote not in text:
            yield f"quote of {code} is not in the text: {quote!r}"
        if (code, polarity) in seen:
            yield f"{code} {polarity:+d} stands twice; aspects are a set over (code, polarity)"
        seen.add((code, polarity))


def check_clause(line: str, codes: frozenset[str]) -> Iterator[str]:
    """Yield what is wrong with one line of a clause file: ``polarity<TAB>clause[<TAB>code:polarity ...]``."""
    parts = line.split("\t")
    if len(parts) not in (2, 3):
        yield "needs polarity<TAB>clause[<TAB>extra code:polarity ...]"
        return
    if parts[0] not in ("-1", "0", "1"):
        yield f"polarity must be -1, 0 or 1, not {parts[0]!r}"
    if not 2 <= len(parts[1].strip()) <= 45:
        yield f"clause must have 2 to 45 characters, has {len(parts[1])}"
    for extra in parts[2].split() if len(parts) == 3 else ():
        code, _, polarity = extra.partition(":")
        if code not in codes or polarity not in ("-1", "0", "1"):
            yield f"extra label {extra!r} must be code:polarity"


def near_duplicates(texts: Iterable[str], *, threshold: float = 0.8) -> Iterator[tuple[int, int]]:
    """Yield pairs of positions whose texts share most of their 4-grams (Jaccard index ≥ threshold)."""
    index: dict[str, list[int]] = {}
    grams: list[frozenset[str]] = []
    for position, text in enumerate(texts):
        own = shingles(text)
        shared: Counter[int] = Counter()
        for gram in own:
            # a gram that stands everywhere finds nothing and makes the search quadratic
            if len(index.get(gram, ())) < 400:
                shared.update(index.get(gram, ()))
        for other, count in shared.items():
            if count / (len(own) + len(grams[other]) - count) >= threshold:
                yield other, position
        for gram in own:
            index.setdefault(gram, []).append(position)
        grams.append(own)


def _problems_of_texts(path: Path, codes: frozenset[str]) -> Iterator[str]:
    texts: list[str] = []
    for row, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip():
            yield f"{path}:{row}: empty line"
            continue
        try:
            record = json.loads(line)
        except json.JSONDecodeError as error:
            yield f"{path}:{row}: not JSON: {error}"
            continue
        for problem in check_text(record, codes):
            yield f"{path}:{row}: {problem}"
        texts.append(record.get("text", ""))
    for first, second in near_duplicates(texts):
        yield f"{path}:{second + 1}: nearly the same as row {first + 1}"


def _problems_of_clauses(path: Path, codes: frozenset[str]) -> Iterator[str]:
    seen: dict[str, int] = {}
    if path.stem.partition("@")[0] not in codes | {NONE_CODE}:
        yield f"{path}:0: the file must be named <code>[@voice].tsv"
    for row, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.startswith("#") or not line.strip():
            continue
        for problem in check_clause(line, codes):
            yield f"{path}:{row}: {problem}"
        key = folded(line.split("\t")[1]) if "\t" in line else line
        if key in seen:
            yield f"{path}:{row}: same as row {seen[key]}"
        seen[key] = row


def _summary(kind: str, paths: list[Path]) -> str:
    labels: Counter[tuple[str, int]] = Counter()
    rows = 0
    for path in paths:
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.strip() or line.startswith("#"):
                continue
            rows += 1
            if kind == "texts":
                labels.update((code, polarity) for code, polarity, _ in json.loads(line).get("aspects", []))
            else:
                labels[path.stem.partition("@")[0], int(line.split("\t")[0])] += 1
    counts = {code: [labels[code, p] for p in (-1, 0, 1)] for code, _ in sorted(labels)}
    table = "\n".join(f"  {code:32s} -:{n[0]:4d}  0:{n[1]:4d}  +:{n[2]:4d}" for code, n in counts.items())
    return f"{rows} rows\n{table}"


def main(arguments: list[str]) -> int:
    """Check the named files and print every problem; see the module's docstring."""
    if len(arguments) < 2 or arguments[0] not in ("texts", "clauses"):
        sys.stderr.write(f"{__doc__}\n")
        return 2
    codes = taxonomy_codes()
    check = _problems_of_texts if arguments[0] == "texts" else _problems_of_clauses
    paths = [Path(name) for name in arguments[1:]]
    problems = [problem for path in paths for problem in check(path, codes)]
    sys.stdout.writelines(f"{problem}\n" for problem in problems)
    if not problems:
        sys.stdout.write(f"{_summary(arguments[0], paths)}\n")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
