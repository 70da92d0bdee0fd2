"""The meeting's data files are complete."""

from __future__ import annotations

import pytest

from corpora.taxonomy import load_taxonomy
from voc.errors import RuleError
from voc.meeting import settings


def test_every_pain_point_has_a_counter_measure_and_no_other():
    actions = settings.load_actions()
    assert set(actions.by_code) == set(load_taxonomy().ids)
    for code, action in actions.by_code.items():
        assert action.action.endswith("。"), code
        assert action.check.endswith("。"), code
        assert 2 <= len(action.theme) <= 12, code
    assert len({action.action for action in actions.by_code.values()}) == len(actions.by_code)


def test_an_unknown_pain_point_has_the_default():
    actions = settings.load_actions()
    assert actions["no.such"] == actions.default


def test_who_promotes_and_detracts_comes_from_rule_r9():
    numbers = settings.load_settings()
    assert (numbers.promoter_from, numbers.detractor_to) == (9, 6)
    assert numbers.series_days > numbers.baseline_days


def test_the_codes_and_rules_named_exist():
    from corpora.rules import load_rules

    numbers = settings.load_settings()
    assert numbers.repeat_codes <= set(load_taxonomy().ids)
    assert numbers.legal_rules | numbers.repeat_rules <= set(load_rules().rules)


def test_rules_belong_to_their_family():
    assert [settings.rule_family(rule) for rule in ("F1", "F1.loaner", "F11", "R13-a", "自定")] == [
        "F1",
        "F1",
        "F11",
        "R13",
        "自定",
    ]


def test_an_incomplete_file_is_a_rule_error(tmp_path, monkeypatch):
    (tmp_path / "meeting.toml").write_text('version = "1"\n[windows]\nbaseline_days = 7\n', encoding="utf-8")
    (tmp_path / "actions.toml").write_text('version = "1"\nsource = "x"\n[default]\naction = "x"\n', encoding="utf-8")
    monkeypatch.setattr(settings, "_RULES", tmp_path)
    with pytest.raises(RuleError, match=r"meeting\.toml"):
        settings.load_settings.__wrapped__()
    with pytest.raises(RuleError, match=r"actions\.toml"):
        settings.load_actions.__wrapped__()
    (tmp_path / "meeting.toml").write_text("version = ", encoding="utf-8")
    with pytest.raises(RuleError, match="无法读取"):
        settings.load_settings.__wrapped__()
