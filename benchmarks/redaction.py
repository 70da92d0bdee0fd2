"""Recall and precision of redaction per kind on the hand-written hard cases, and texts per second.

Run ``python -m benchmarks.redaction`` in the repository root.
"""

from __future__ import annotations

import json
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from voc.text.clean import clean

CASES = Path(__file__).parent.parent / "tests" / "data" / "redaction.jsonl"
# where an address begins is a matter of taste; two characters more or less hide nothing else
ADDRESS_SLACK = 2


@dataclass(slots=True)
class Score:
    """Counts per kind: expected, found (fully hidden), masks and right masks; and the cases that failed."""

    expected: Counter[str] = field(default_factory=Counter)
    hidden: Counter[str] = field(default_factory=Counter)
    masks: Counter[str] = field(default_factory=Counter)
    right: Counter[str] = field(default_factory=Counter)
    failures: list[str] = field(default_factory=list)

    def recall(self, kind: str | None = None) -> float:
        """Return the share of personal data fully hidden under a mask of its kind."""
        return _ratio(self.hidden, self.expected, kind)

    def precision(self, kind: str | None = None) -> float:
        """Return the share of masks that hide personal data of their kind and nothing else."""
        return _ratio(self.right, self.masks, kind)


def _ratio(part: Counter[str], whole: Counter[str], kind: str | None) -> float:
    if kind is None:
        return part.total() / whole.total() if whole else 1.0
    return part[kind] / whole[kind] if whole[kind] else 1.0


def load_cases(path: Path = CASES) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def score(cases: list[dict[str, Any]]) -> Score:
    """Return how the masks of :func:`clean` agree with the marked personal data of the raw texts."""
    result = Score()
    for case in cases:
        text = case["text"]
        cleaned = clean(text)
        masks = [(item.kind, *cleaned.origin_span(item.start, item.end)) for item in cleaned.redactions]
        expected = _places(text, case["pii"])
        for kind, start, end in expected:
            result.expected[kind] += 1
            covered = {place for k, s, e in masks if k == kind for place in range(s, e)}
            if covered.issuperset(range(start, end)):
                result.hidden[kind] += 1
            else:
                result.failures.append(f"missed {kind} {text[start:end]!r}: {text} -> {cleaned.text}")
        for kind, start, end in masks:
            result.masks[kind] += 1
            slack = ADDRESS_SLACK if kind == "address" else 0
            if any(k == kind and s - slack <= start and end <= e + slack for k, s, e in expected):
                result.right[kind] += 1
            else:
                result.failures.append(f"wrong {kind} {text[start:end]!r}: {text} -> {cleaned.text}")
    return result


def _places(text: str, pii: list[dict[str, str]]) -> list[tuple[str, int, int]]:
    places = []
    position = 0
    for item in pii:
        start = text.index(item["value"], position)
        position = start + len(item["value"])
        places.append((item["kind"], start, position))
    return places


def measure(cases: list[dict[str, Any]], *, seconds: float = 2.0) -> float:
    """Return texts per second of ``clean`` over the cases, one thread."""
    texts = [case["text"] for case in cases]
    done = 0
    start = time.perf_counter()
    while time.perf_counter() - start < seconds:
        for text in texts:
            clean(text)
        done += len(texts)
    return done / (time.perf_counter() - start)


def main() -> None:
    cases = load_cases()
    result = score(cases)
    print(f"{len(cases)} cases, {sum(not case['pii'] for case in cases)} without personal data")
    print(f"{'kind':<10} {'n':>4} {'recall':>7} {'precision':>9}")
    for kind in sorted(result.expected):
        print(f"{kind:<10} {result.expected[kind]:>4} {result.recall(kind):>7.3f} {result.precision(kind):>9.3f}")
    print(f"{'all':<10} {result.expected.total():>4} {result.recall():>7.3f} {result.precision():>9.3f}")
    for failure in result.failures:
        print(failure)
    clear = [case for case in cases if not case["pii"]]
    print(f"{measure(cases):,.0f} texts/s over all cases, {measure(clear):,.0f} texts/s without personal data")


if __name__ == "__main__":
    main()
