import shutil

import pytest

from corpora.cues import load_cues
from corpora.rules import FILES, FOLDER, RuleFileError, load_rules
from voc.errors import RuleError
from voc.triage.policy import policy_of

RULES = load_rules()


@pytest.fixture
def folder(tmp_path):
    for name in FILES:
        shutil.copy(FOLDER / name, tmp_path / name)
    return tmp_path


def edit(folder, name, old, new):
    path = folder / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def test_every_rule_of_the_documents_and_of_the_field_is_there():
    wanted = {f"R{n}" for n in range(1, 19)} | {f"F{n}" for n in range(1, 12)}
    assert wanted <= set(RULES.rules)


def test_every_number_says_where_it_comes_from():
    for rule in RULES.rules.values():
        assert rule.numbers, rule.id
        for number in rule.numbers.values():
            assert number.source
            assert number.version
            assert number.note
            assert "\n" not in number.note


@pytest.mark.parametrize("rule", ["F1", "F2", "F3", "F4"])
def test_legal_rules_ask_for_confirmation(rule):
    assert RULES[rule].confirm == "请法务确认"


@pytest.mark.parametrize(
    ("rule", "key", "value"),
    [
        ("R2", "software_minutes", 20),
        ("R2", "light_hardware_hours", 24),
        ("R2", "severe_hours", 2),
        ("R3", "minutes", 20),
        ("R9", "detractor_max", 6),
        ("R12", "free_after_minutes", 45),
        ("R18", "system_use_percent", 70),
        ("F1", "repair_days", 5),
        ("F2", "cumulative_repair_days", 30),
        ("F2", "same_problem_repairs", 4),
        ("F3", "fault_km", 3000),
        ("F4", "casualties_hours", 6),
    ],
)
def test_numbers_of_the_sources(rule, key, value):
    assert RULES.number(rule, key) == value


def test_the_own_defaults_are_marked():
    assert all("缺省" in RULES[rule].source for rule in ("T1", "T2", "T3", "T4", "T5"))


def test_the_fifth_level_has_five_items_as_the_others():
    assert [len(RULES.words("R16", f"level_{n}_items")) for n in range(1, 6)] == [5] * 5


def test_a_changed_number_changes_the_policy(folder):
    edit(folder, "field.toml", "repair_days = { value = 5,", "repair_days = { value = 7,")
    assert policy_of(load_rules(folder)).limits.repair_days == 7


def test_a_missing_number_names_file_and_key(folder):
    edit(folder, "field.toml", "repair_days = {", "renamed_days = {")
    with pytest.raises(RuleError, match=r"field\.toml.*F1\.numbers\.repair_days"):
        policy_of(load_rules(folder))


@pytest.mark.parametrize(
    ("old", "new", "key"),
    [
        ('version = "1"', "", "version"),
        ('repair_days = { value = 5, unit = "天",', 'repair_days = { unit = "天",', "F1.numbers.repair_days"),
        ("repair_days = { value = 5,", "repair_days = { value = true,", "F1.numbers.repair_days"),
        (
            'repair_days = { value = 5, unit = "天"',
            'repair_days = { value = 5, unit = ""',
            "F1.numbers.repair_days.unit",
        ),
        ("[F1]\ntitle", "[F1]\nname", "F1.title"),
        ("[F1]", "[F1", "TOML"),
    ],
)
def test_a_broken_file_names_itself_and_the_place(folder, old, new, key):
    edit(folder, "field.toml", old, new)
    with pytest.raises(RuleFileError) as caught:
        load_rules(folder)
    assert caught.value.file == "field.toml"
    assert caught.value.key.strip(".") == key


def test_an_id_must_not_stand_twice(folder):
    edit(folder, "triage.toml", "[T5]", "[F1]")
    edit(folder, "triage.toml", "[T5.numbers]", "[F1.numbers]")
    with pytest.raises(RuleFileError, match="重复"):
        load_rules(folder)


@pytest.mark.parametrize(
    ("read", "rule", "key"),
    [
        (RULES.number, "F7", "shifts"),
        (RULES.number, "X9", "days"),
        (RULES.word, "F1", "repair_days"),
        (RULES.words, "F1", "repair_days"),
        (RULES.bands, "R8", "miss_rate_one_level"),
    ],
)
def test_a_value_of_the_wrong_kind_is_refused(read, rule, key):
    with pytest.raises(RuleFileError):
        read(rule, key)


def test_bands_must_rise(folder):
    edit(folder, "triage.toml", "[[500, 2], [3000, 4]", "[[5000, 2], [3000, 4]")
    with pytest.raises(RuleFileError, match="递增"):
        load_rules(folder).bands("T1", "amount_yuan")


def test_the_scenes_of_rule_r13_are_the_families_of_the_cues():
    scenes = [family.label for family in load_cues().families if family.kind == "safety"]
    assert sorted(scenes) == sorted(RULES.words("R13", "scenes"))
