"""A report from the file to its three outputs: seconds and texts per second with one and two processes.

Run ``python -m benchmarks.whole_report [RECORDS]``; records are clauses of the clause bank with a number, on ten days.
"""

from __future__ import annotations

import json
import random
import sys
import tempfile
import time
from datetime import date
from pathlib import Path

from corpora.texts import load_clauses
from service.reporting.job import run_report
from voc.io.options import ReadOptions

DEFAULT = 10_000


def write_records(path: Path, count: int) -> None:
    generator = random.Random(1)
    clauses = [clause.text for clause in load_clauses()]
    with path.open("w", encoding="utf-8") as stream:
        for number in range(count):
            text = "，".join(generator.sample(clauses, 3)) + f"，编号{number}"
            row = {"text": text, "time": f"2026-10-{generator.randint(20, 29)} 10:00", "channel": "评论"}
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        source = folder / "feedback.jsonl"
        write_records(source, count)
        for workers in (1, 2):
            started = time.perf_counter()
            run_report([source], date=date(2026, 10, 29), folder=folder, options=ReadOptions(), workers=workers)
            spent = time.perf_counter() - started
            print(f"{count:,} records, {workers} process(es): {spent:.1f} s, {count / spent:,.0f} records/s")


if __name__ == "__main__":
    main()
