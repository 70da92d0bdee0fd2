"""The drivers as plain data and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from voc.drivers.model import Driver, DriverReport, Estimate, Kind, Prior, Split, Status, Target
from voc.errors import FormatError

SCHEMA = 1
"""Version of the shape; fields may be added under one version, never renamed or removed."""

_ESTIMATES = ("effect", "detractors", "promoters", "nps", "difference", "importance", "nps_importance")


def to_json(report: DriverReport) -> dict[str, Any]:
    """Return the fields of a report as plain data, ``schema`` first; :func:`from_json` reads it back unchanged."""
    data = asdict(report)
    for name in ("drivers", "splits"):
        data[name] = list(data[name])
    for driver in data["drivers"]:
        driver["status"] = driver["status"].value
        driver["inseparable_from"] = list(driver["inseparable_from"])
    for split in data["splits"]:
        split["kind"] = split["kind"].value
    data["target"], data["status"] = report.target.value, report.status.value
    return {"schema": SCHEMA, **data}


def from_json(data: Mapping[str, Any]) -> DriverReport:
    """Return the report that :func:`to_json` wrote.

    Raises
    ------
    FormatError
        The data is of another version or lacks something.
    """
    if data.get("schema") != SCHEMA:
        message = f"驱动因素数据的版本不是 {SCHEMA}。"
        raise FormatError(message, hint="请用当前版本的软件重新生成。")
    try:
        values = {name: value for name, value in data.items() if name != "schema"}
        values["target"], values["status"] = Target(data["target"]), Status(data["status"])
        values["drivers"] = tuple(_driver(driver) for driver in data["drivers"])
        values["splits"] = tuple(_split(split) for split in data["splits"])
        values["prior"] = None if data["prior"] is None else Prior(**data["prior"])
        return DriverReport(**values)
    except (KeyError, TypeError, ValueError) as error:
        message = "驱动因素数据不完整，或某一项写错了。"
        raise FormatError(message, hint="请用当前版本的软件重新生成。") from error


def _driver(data: Mapping[str, Any]) -> Driver:
    values = dict(data)
    values["status"] = Status(data["status"])
    values["inseparable_from"] = tuple(data["inseparable_from"])
    for name in _ESTIMATES:
        values[name] = None if data[name] is None else Estimate(**data[name])
    return Driver(**values)


def _split(data: Mapping[str, Any]) -> Split:
    values = dict(data)
    values["kind"] = Kind(data["kind"])
    for name in ("penalty", "reward", "asymmetry"):
        values[name] = Estimate(**data[name])
    return Split(**values)
