"""The rules of triage as plain attributes, read once: the per-text path looks nothing up by name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from corpora.rules import RuleFileError, Rules
from voc.errors import RuleError
from voc.triage.calendar import Mode
from voc.types import Intent, Severity

POINTS = (
    "intent_complaint",
    "intent_help",
    "intent_question",
    "intent_suggestion",
    "intent_praise",
    "negative_sentiment",
    "negative_aspect",
    "negative_aspects_counted",
    "safety",
    "fire",
    "injury",
    "persons_exposed",
    "traffic_exposed",
    "escalation",
    "group_action",
    "legal_repair_days",
    "legal_replace",
    "legal_early",
    "detractor",
    "repeat_repair",
    "broken_promise",
    "late_rescue",
    "fault_severe",
    "fault_light_hardware",
    "fault_software",
    "duplicate",
)
"""Keys of rule T1 that hold points or a count."""

Bands = tuple[tuple[float, float], ...]


@dataclass(frozen=True, slots=True)
class Clock:
    """A time limit and the time it counts."""

    duration: timedelta
    mode: Mode


@dataclass(frozen=True, slots=True)
class Limits:
    """Thresholds of the rules."""

    repair_days: float
    cumulative_repair_days: float
    same_problem_repairs: float
    serious_repairs: float
    assembly_replacements: float
    early_assembly_days: float
    early_days: float
    early_km: float
    detractor: float
    contradicts_low: float
    contradicts_high: float
    remote_minutes: float
    rescue_hours: float
    long_repair_days: float
    long_delivery_days: float
    long_money_days: float
    repeated: float


@dataclass(frozen=True, slots=True)
class Codes:
    """Pain points with a part of their own in triage."""

    repair: frozenset[str]
    delivery: frozenset[str]
    money: frozenset[str]
    danger: tuple[str, ...]
    rework: str
    remote: str


@dataclass(frozen=True, slots=True)
class Clocks:
    """Clocks of rules R2, R9, F4 and of the first response."""

    by_fault: dict[str, Clock]
    first: dict[Severity, Clock]
    detractor: Clock
    fire: Clock
    casualties: Clock
    answered: frozenset[Intent]


@dataclass(frozen=True, slots=True)
class Policy:
    """Everything triage reads from the rules."""

    points: dict[str, int]
    wait_bands: Bands
    amount_bands: Bands
    limits: Limits
    codes: Codes
    clocks: Clocks
    mobile_jobs: bool
    without_mobile: frozenset[str]


def _clock(rules: Rules, rule: str, key: str, unit: str, mode: str) -> Clock:
    return Clock(timedelta(**{unit: rules.number(rule, key)}), Mode(rules.word(rule, mode)))


def _limits(rules: Rules) -> Limits:
    number = rules.number
    return Limits(
        repair_days=number("F1", "repair_days"),
        cumulative_repair_days=number("F2", "cumulative_repair_days"),
        same_problem_repairs=number("F2", "same_problem_repairs"),
        serious_repairs=number("F2", "serious_safety_repairs"),
        assembly_replacements=number("F2", "main_assembly_replacements"),
        early_assembly_days=number("F3", "assembly_days"),
        early_days=number("F3", "fault_days"),
        early_km=number("F3", "fault_km"),
        detractor=number("R9", "detractor_max"),
        contradicts_low=number("F9", "contradicts_low"),
        contradicts_high=number("F9", "contradicts_high"),
        remote_minutes=number("R3", "minutes"),
        rescue_hours=number("R2", "severe_hours"),
        long_repair_days=number("R10", "queue_days"),
        long_delivery_days=number("T3", "delivery_days"),
        long_money_days=number("T3", "money_days"),
        repeated=number("T5", "repairs"),
    )


def _codes(rules: Rules) -> Codes:
    return Codes(
        repair=frozenset(rules.words("T3", "repair_codes")),
        delivery=frozenset(rules.words("T3", "delivery_codes")),
        money=frozenset(rules.words("T3", "money_codes")),
        danger=rules.words("T4", "codes"),
        rework=rules.word("T5", "code"),
        remote=rules.word("R14", "code"),
    )


def _clocks(rules: Rules) -> Clocks:
    return Clocks(
        by_fault={
            "software": _clock(rules, "R2", "software_minutes", "minutes", "software_mode"),
            "light_hardware": _clock(rules, "R2", "light_hardware_hours", "hours", "light_hardware_mode"),
            "severe": _clock(rules, "R2", "severe_hours", "hours", "severe_mode"),
        },
        first={
            Severity.MAJOR: _clock(rules, "T2", "major_hours", "hours", "major_mode"),
            Severity.ESCALATED: _clock(rules, "T2", "escalated_hours", "hours", "escalated_mode"),
            Severity.NORMAL: _clock(rules, "T2", "normal_hours", "hours", "normal_mode"),
        },
        detractor=_clock(rules, "R9", "detractor_call_days", "days", "detractor_call_mode"),
        fire=_clock(rules, "F4", "report_hours", "hours", "mode"),
        casualties=_clock(rules, "F4", "casualties_hours", "hours", "mode"),
        answered=frozenset(Intent(word) for word in rules.words("T2", "answered_intents")),
    )


@lru_cache(maxsize=8)
def policy_of(rules: Rules) -> Policy:
    """Return what triage needs of the rules.

    Raises
    ------
    voc.errors.RuleError
        A value is missing or of the wrong kind.
    """
    try:
        return Policy(
            points={key: int(rules.number("T1", key)) for key in POINTS},
            wait_bands=rules.bands("T1", "wait_days"),
            amount_bands=rules.bands("T1", "amount_yuan"),
            limits=_limits(rules),
            codes=_codes(rules),
            clocks=_clocks(rules),
            mobile_jobs=rules.number("R4", "simple") >= rules.number("R4", "mobile_from"),
            without_mobile=frozenset(rules.words("R5", "without_mobile")),
        )
    except (RuleFileError, ValueError) as error:
        raise RuleError(f"分诊规则有误：{error}", hint="检查 corpora/rules 下的 TOML 文件") from error
