"""The report as plain data: every figure, the same bytes for the same input."""

from __future__ import annotations

import json
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from enum import Enum
from typing import Any

from voc.meeting.model import MeetingReport

#: Version of the shape of ``report.json``; fields may be added under one version, never renamed or removed.
SCHEMA = 1
# Digits kept of fractions: more than any page shows, fewer than differ between processors.
_DIGITS = 6
# Pairs of a name and a count read better as an object.
_OBJECTS = ("by_intent", "by_severity", "by_channel")


def to_json(report: MeetingReport) -> dict[str, Any]:
    """Return all figures of a report as plain data.

    Returns
    -------
    dict
        The fields of :class:`~voc.meeting.model.MeetingReport` with ``schema`` before them, and the derived
        ``balanced`` and ``surging`` (codes) after them; dates as ISO strings, fractions rounded to six digits.
    """
    data = {"schema": SCHEMA, **_plain(report)}
    for key in _OBJECTS:
        data[key] = dict(data[key])
    data["balanced"] = report.balanced
    data["surging"] = [point.code for point in report.surging]
    return data


def dump_json(report: MeetingReport) -> str:
    """Return the text of ``report.json``, with a line break at its end."""
    return json.dumps(to_json(report), ensure_ascii=False, indent=1, allow_nan=False) + "\n"


def _plain(value: Any) -> Any:  # noqa: ANN401 - any figure
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, datetime | date):
        return value.isoformat()
    return _scalar(value)


def _scalar(value: str | float | bool | None) -> str | float | bool | None:
    if isinstance(value, str):
        # A lone surrogate (half of an emoji cut apart) cannot be written as UTF-8.
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, float):
        # Adding zero turns -0.0 into 0.0.
        return round(value, _DIGITS) + 0.0
    return value
