"""The meeting's numbers and suggested counter-measures, read from ``corpora/rules``."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import corpora
from corpora.rules import load_rules
from voc.errors import RuleError

_RULES = Path(corpora.__file__).parent / "rules"
_RULE_FAMILY = re.compile(r"[A-Za-z]+\d+")


@dataclass(frozen=True, slots=True)
class Settings:
    """Numbers of ``rules/meeting.toml`` and of rules R9 and F9; the files explain each and name its source."""

    version: str
    baseline_days: int
    series_days: int
    missing_day_from: float
    alpha: float
    z: float
    surge_min_count: int
    surge_min_ratio: float
    surge_max_q: float
    surge_min_days: int
    promoter_from: float
    detractor_to: float
    mismatch_from: float
    mismatch_to: float
    nps_min_answers: int
    share_min_records: int
    legal_rules: frozenset[str]
    repeat_rules: frozenset[str]
    repeat_codes: frozenset[str]
    campaign_copies: int
    due_horizon_days: int
    alerts: int
    section: int
    owner_cases: int
    quotes: int
    praise: int
    campaigns: int
    excerpt_chars: int
    quote_chars: int


@dataclass(frozen=True, slots=True)
class Action:
    """A suggested counter-measure.

    Attributes
    ----------
    action
        What to do next, in Chinese.
    check
        The figure that shows later whether it worked, in Chinese.
    theme
        The pain point's matter without blame, for praise; empty when there is no name for it.
    """

    action: str
    check: str
    theme: str = ""


@dataclass(frozen=True, slots=True)
class Actions:
    """Suggested counter-measures by pain point.

    Attributes
    ----------
    by_code
        Code of a pain point to its suggestion.
    default
        Suggestion for a pain point without its own.
    """

    version: str
    by_code: Mapping[str, Action]
    default: Action

    def __getitem__(self, code: str) -> Action:
        """Return the suggestion for a pain point, the default when it has none."""
        return self.by_code.get(code, self.default)


def rule_family(rule: str) -> str:
    """Return the letter and number a rule's name starts with (``F1.loaner`` -> ``F1``)."""
    match = _RULE_FAMILY.match(rule)
    return match.group() if match else rule


@lru_cache(maxsize=1)
def load_settings() -> Settings:
    """Load the meeting's numbers.

    Raises
    ------
    RuleError
        A number is missing or has the wrong type.
    """
    path = _RULES / "meeting.toml"
    data = _read(path)
    try:
        return _settings(data)
    except (KeyError, TypeError, ValueError) as error:
        message = f"日会规则文件 {path.name} 缺少或写错了一项：{error}"
        raise RuleError(message, hint="请对照随软件发布的原文件补全该项。") from error


@lru_cache(maxsize=1)
def load_actions() -> Actions:
    """Load the suggested counter-measures.

    Raises
    ------
    RuleError
        An entry is incomplete.
    """
    path = _RULES / "actions.toml"
    data = _read(path)
    try:
        return Actions(
            version=str(data["version"]),
            by_code={
                code: Action(entry["action"], entry["check"], entry["theme"]) for code, entry in data["actions"].items()
            },
            default=Action(data["default"]["action"], data["default"]["check"]),
        )
    except (KeyError, TypeError) as error:
        message = f"改善措施文件 {path.name} 有一项不完整：{error}"
        raise RuleError(message, hint="每个痛点都要有 theme、action 和 check 三项。") from error


def _read(path: Path) -> dict[str, Any]:
    try:
        with path.open("rb") as file:
            return tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError) as error:
        message = f"规则文件 {path.name} 无法读取：{error}"
        raise RuleError(message, hint="请重新安装，或恢复随软件发布的原文件。") from error


def _settings(data: dict[str, Any]) -> Settings:
    rules = load_rules()
    windows, surge, agenda, limits = data["windows"], data["surge"], data["agenda"], data["limits"]
    return Settings(
        version=str(data["version"]),
        baseline_days=int(windows["baseline_days"]),
        series_days=int(windows["series_days"]),
        missing_day_from=float(windows["missing_day_from"]),
        alpha=float(data["change"]["alpha"]),
        z=float(data["change"]["z"]),
        surge_min_count=int(surge["min_count"]),
        surge_min_ratio=float(surge["min_ratio"]),
        surge_max_q=float(surge["max_q"]),
        surge_min_days=int(surge["min_days"]),
        promoter_from=rules.number("R9", "promoter_min"),
        detractor_to=rules.number("R9", "detractor_max"),
        mismatch_from=rules.number("F9", "contradicts_high"),
        mismatch_to=rules.number("F9", "contradicts_low"),
        nps_min_answers=int(data["nps"]["min_answers"]),
        share_min_records=int(data["shares"]["min_records"]),
        legal_rules=frozenset(agenda["legal_rules"]),
        repeat_rules=frozenset(agenda["repeat_rules"]),
        repeat_codes=frozenset(agenda["repeat_codes"]),
        campaign_copies=int(agenda["campaign_copies"]),
        due_horizon_days=int(agenda["due_horizon_days"]),
        alerts=int(limits["alerts"]),
        section=int(limits["section"]),
        owner_cases=int(limits["owner_cases"]),
        quotes=int(limits["quotes"]),
        praise=int(limits["praise"]),
        campaigns=int(limits["campaigns"]),
        excerpt_chars=int(limits["excerpt_chars"]),
        quote_chars=int(limits["quote_chars"]),
    )
