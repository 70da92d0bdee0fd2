"""How figures are put into Chinese words."""

from __future__ import annotations

import doctest

import pytest

from voc.meeting import wording
from voc.meeting.figures import Change, Unit


def test_the_examples_of_the_docstrings_hold():
    assert doctest.testmod(wording).failed == 0


@pytest.mark.parametrize(
    ("change", "unit", "text"),
    [
        (Change(), Unit.COUNT, "—"),
        (Change(basis=4, absolute=2, relative=0.5), Unit.COUNT, "+2（+50%）"),
        (Change(basis=4.5, absolute=-1.5, relative=-1 / 3), Unit.COUNT, "−1.5（−33%）"),
        (Change(basis=0, absolute=3), Unit.COUNT, "+3（基数为 0）"),
        (Change(basis=0, absolute=0), Unit.COUNT, "±0"),
        (Change(basis=0.4, absolute=0.0312), Unit.SHARE, "+3.1 个百分点"),
        (Change(basis=-0.2, absolute=-0.131), Unit.NET, "−13.1"),
        (Change(basis=30.0, absolute=0.01), Unit.SCORE, "±0"),
    ],
)
def test_changes(change, unit, text):
    assert wording.change_text(change, unit=unit) == text


def test_chance_is_said_only_where_there_is_a_basis():
    assert wording.chance_text(Change()) == ""
    assert wording.chance_text(Change(significant=True)) == ""
    assert wording.chance_text(Change(significant=False)) == "差异不显著"


def test_models_without_a_name():
    assert wording.model_name(None, None) == "未提及"
    assert wording.model_name("小米", None) == "小米"
    assert wording.model_name(None, "YU7") == "YU7"
