"""Build the sample files from the hand-written texts: ``python -m corpora.samples.build``.

Texts that carry a story have their own dates; the others are spread over the same fourteen days by a fixed rule, with
the rhythm of a day and busier Mondays.
"""

from __future__ import annotations

import json
import random
from datetime import date, datetime, timedelta
from pathlib import Path

from corpora.samples import FOLDER
from corpora.texts import TEXTS, LabelledText, read_texts

SOURCES = ("s1", "s2", "s3", "s4", "s5")
FIRST_DAY = date(2026, 10, 19)
DAYS = 14
FILES = {"social": "social.jsonl", "review": "reviews.jsonl", "call_note": "call_notes.jsonl"}
HOURS = {"social": (7, 24), "review": (8, 23), "call_note": (9, 20)}


def dated(texts: list[LabelledText], *, seed: int) -> list[tuple[datetime, LabelledText]]:
    """Return the texts with their time, ascending; the same for the same texts and seed."""
    generator = random.Random(seed)
    days = [FIRST_DAY + timedelta(days=n) for n in range(DAYS)]
    weights = [1.3 if day.weekday() == 0 else 0.85 if day.weekday() > 4 else 1.0 for day in days]
    result = []
    for text in texts:
        if text.date:
            moment = datetime.fromisoformat(text.date)
        else:
            day = generator.choices(days, weights)[0]
            first, last = HOURS[text.channel]
            moment = datetime(day.year, day.month, day.day, generator.randrange(first, last), generator.randrange(60))
        result.append((moment, text))
    return sorted(result, key=lambda pair: (pair[0], pair[1].id))


def sample_row(moment: datetime, text: LabelledText) -> dict[str, object]:
    """Return one sample as plain data: what a customer's file would hold, and the labels beside it."""
    return {
        "id": text.id,
        "时间": moment.isoformat(timespec="minutes"),
        "渠道": text.channel,
        "内容": text.text,
        "labels": {
            "aspects": [{"code": a.code, "polarity": a.polarity, "quote": a.quote} for a in text.aspects],
            "intent": text.intent,
            "sentiment": text.sentiment,
            "safety": text.safety,
            "escalation": text.escalation,
            "brand": text.brand,
            "model": text.model,
            "city": text.city,
            "wait_days": text.wait_days,
            "amount_yuan": text.amount_yuan,
            "nps": text.nps,
        },
    }


def main(folder: Path = FOLDER) -> None:
    """Write the sample files."""
    texts = [
        text for name in SOURCES if (TEXTS / f"{name}.jsonl").is_file() for text in read_texts(TEXTS / f"{name}.jsonl")
    ]
    rows = dated(texts, seed=2026)
    for channel, name in FILES.items():
        lines = [json.dumps(sample_row(*row), ensure_ascii=False) for row in rows if row[1].channel == channel]
        (folder / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
