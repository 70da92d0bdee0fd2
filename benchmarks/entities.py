"""Accuracy per field on labelled records and texts per second of fact extraction.

Run ``python -m benchmarks.entities [FILE.jsonl ...]``; without a file the records of the test suite are used. A file
holds one object a line with ``text`` and any of brand, model, city, wait_days, amount_yuan, nps (absent = null).
"""

from __future__ import annotations

import json
import sys
import time
from datetime import datetime
from pathlib import Path

from voc.entities import extract

FIELDS = ("brand", "model", "city", "wait_days", "amount_yuan", "nps")
OWN = Path(__file__).parents[1] / "tests" / "data" / "entities.jsonl"
SECONDS = 2.0


def measure(path: Path) -> None:
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    moments = [datetime.fromisoformat(record["date"]) if record.get("date") else None for record in records]
    texts = [record["text"] for record in records]
    facts = [extract(text, sent_at=moment).entities for text, moment in zip(texts, moments, strict=True)]
    print(f"{path.name}: {len(records)} records, {sum(map(len, texts)) / len(texts):.1f} characters on average")
    for name in FIELDS:
        pairs = [(getattr(found, name), record.get(name)) for found, record in zip(facts, records, strict=True)]
        right = sum(got == want for got, want in pairs)
        hits = sum(got == want for got, want in pairs if want is not None)
        said = sum(got is not None for got, _ in pairs)
        wanted = sum(want is not None for _, want in pairs)
        precision, recall = hits / said if said else 1.0, hits / wanted if wanted else 1.0
        print(f"  {name:12s} accuracy {right / len(pairs):.3f}  precision {precision:.3f}  recall {recall:.3f}")
    rounds, start = 0, time.perf_counter()
    while time.perf_counter() - start < SECONDS:
        for text in texts:
            extract(text)
        rounds += 1
    each = (time.perf_counter() - start) / rounds / len(texts)
    print(f"  {1 / each:,.0f} texts/s on one core ({each * 1e6:.0f} µs a text)")


def main(arguments: list[str]) -> int:
    for name in arguments or [str(OWN)]:
        measure(Path(name))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
