"""Agreement of two readers on 300 texts: F1 of aspects, accuracy of the other fields, and where they differ most."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from corpora.texts import TEXTS, read_texts

SECOND = Path(__file__).parents[1] / "corpora" / "agreement" / "second.jsonl"


def main() -> None:
    """Print the figures."""
    first = {text.id: text for path in TEXTS.glob("*.jsonl") for text in read_texts(path)}
    rows = [json.loads(line) for line in SECOND.read_text(encoding="utf-8").splitlines()]
    rows = [row for row in rows if row["id"] in first]
    for name, polarities in (("negative aspects", {-1}), ("aspects with direction", {-1, 1})):
        hit = ours = theirs = 0
        for row in rows:
            mine = {(a.code, a.polarity) for a in first[row["id"]].aspects if a.polarity in polarities}
            other = {(code, polarity) for code, polarity, _ in row["aspects"] if polarity in polarities}
            hit, ours, theirs = hit + len(mine & other), ours + len(mine), theirs + len(other)
        print(f"{name}: F1 {2 * hit / (ours + theirs):.3f} ({ours} and {theirs} labels on {len(rows)} texts)")
    for field in ("intent", "sentiment"):
        same = sum(row[field] == getattr(first[row["id"]], field) for row in rows)
        print(f"{field}: {same / len(rows):.3f}")
    for field in ("safety", "escalation"):
        mine = {row["id"] for row in rows if getattr(first[row["id"]], field)}
        other = {row["id"] for row in rows if row.get(field)}
        print(f"{field}: F1 {2 * len(mine & other) / max(1, len(mine) + len(other)):.3f}")
    only: Counter[str] = Counter()
    for row in rows:
        mine = {(a.code, a.polarity) for a in first[row["id"]].aspects}
        other = {(code, polarity) for code, polarity, _ in row["aspects"]}
        only.update(code for code, _ in mine ^ other)
    print("most disputed:", ", ".join(f"{code} {count}" for code, count in only.most_common(10)))


if __name__ == "__main__":
    main()
