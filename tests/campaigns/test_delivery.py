"""Experience with a car that nobody had yet."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.report.factory import record
from voc.campaigns.delivery import experience_before_delivery, first_deliveries
from voc.types import Intent

EARLY = datetime(2025, 6, 30, 9)


def test_the_lexicon_knows_first_deliveries() -> None:
    assert first_deliveries()["小米", "YU7"].isoformat() == "2025-07-01"


def test_experience_before_the_first_delivery_is_marked() -> None:
    row = record(negative=["quality.brake"], at=EARLY)
    found = experience_before_delivery(row)
    assert found is not None
    assert row.text[found.start : found.end] == found.quote
    assert found.reason == "发布于 2025-06-30，早于小米 YU7 首次交付（2025 年 7 月），却讲述了用车体验，请核实"


@pytest.mark.parametrize(
    "values",
    [
        {"at": datetime(2025, 7, 1)},
        {"at": None},
        {"intent": Intent.QUESTION},
        {"intent": Intent.NOISE},
        {"model": None},
        {"brand": None},
        {"model": "没有这款"},
        {"negative": ["delivery.delay"]},
        {"negative": []},
        {"text": "试驾的时候刹车踩下去突然变软"},
        {"text": "听说刹车踩下去突然变软"},
    ],
    ids=lambda values: "-".join(map(str, values)),
)
def test_what_is_no_claim_of_an_experience(values: dict[str, object]) -> None:
    chosen = {"negative": ["quality.brake"], "at": EARLY, **values}
    row = record(**chosen)  # type: ignore[arg-type]
    assert experience_before_delivery(row) is None
