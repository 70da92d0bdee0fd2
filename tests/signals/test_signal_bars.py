"""The two bars of the issue, in a small simulation with a fixed seed."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.outbreaks import World, inject, judge_series, quiet_counts, quiet_year, strictness
from voc.signals.settings import DEFAULT_SETTINGS


@pytest.mark.slow
def test_few_false_alerts_and_four_on_a_fifth_caught() -> None:
    days = 91
    rng = np.random.default_rng(11)
    alerts, _, panel = quiet_year(rng, days=days, settings=DEFAULT_SETTINGS, world=World())
    assert sum(alerts.values()) / (days / 7) <= 1.0
    leaf = next(row for row, scope in enumerate(panel.scopes) if scope.depth == 3)
    law = panel.baseline.dispersion
    start = DEFAULT_SETTINGS.width + 2
    counts = quiet_counts(rng, np.full(400, 0.2), start + 1, World())
    quiet = counts.copy()
    inject(rng, counts, size=4, span=1, start=start)
    options = {
        "p_limit": strictness(panel, DEFAULT_SETTINGS),
        "law": (float(law.linear[leaf]), float(law.quadratic[leaf])),
        "settings": DEFAULT_SETTINGS,
    }
    # In the others chance put so many texts into the history that its own estimate lies well above 0.2.
    assert judge_series(counts, start, **options).mean() >= 0.75  # type: ignore[arg-type]
    assert judge_series(quiet, start, **options).mean() <= 0.01  # type: ignore[arg-type]
