"""The report as one page: opens offline, prints on A4, readable without scripts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

import voc
from voc.meeting import wording
from voc.meeting.breakdown import CHANNEL_LABELS
from voc.meeting.figures import Case, Change, Direction
from voc.meeting.model import MeetingReport
from voc.meeting.settings import load_settings
from voc.report.charts import charts, sparkline, trend_points

if TYPE_CHECKING:
    from jinja2 import Template

_TEMPLATES = Path(__file__).parent / "templates"
#: Rows of the long tables on the page; the workbook and report.json hold all of them.
POINT_ROWS = 60
MODEL_ROWS = 25
MODEL_POINT_ROWS = 30


def render_html(report: MeetingReport) -> str:
    """Return the page of a report.

    The page holds its style, its script (plotly, about 4.7 MB) and its data and asks nothing from outside; a content
    security policy forbids it to. Every text is escaped.
    """
    drawn = charts(report)
    page = _template().render(
        report=report,
        settings=load_settings(),
        charts=drawn,
        chart_data=_script_data(drawn),
        plotly=_plotly() if drawn else "",
        style=_style(),
        trends=trend_points(report),
        sections=_sections(report),
        limits={"points": POINT_ROWS, "models": MODEL_ROWS, "model_points": MODEL_POINT_ROWS},
        version=voc.__version__,
    )
    # A lone surrogate (half of an emoji cut apart) cannot be written as UTF-8.
    return page.encode("utf-8", "replace").decode("utf-8")


def pieces(case: Case) -> Iterator[tuple[str, bool]]:
    """Yield the parts of a case's text, each with whether it is evidence."""
    at = 0
    for start, end in case.marks:
        if start > at:
            yield case.text[at:start], False
        yield case.text[start:end], True
        at = end
    if at < len(case.text):
        yield case.text[at:], False


def tone(change: Change, better: Direction) -> str:
    """Return the style of a change: ``good``, ``bad`` or ``plain`` when chance explains it or nobody minds."""
    if not change.significant or not change.absolute or better is Direction.NONE:
        return "plain"
    return "good" if (change.absolute > 0) == (better is Direction.UP) else "bad"


def heat(value: int, top: int) -> int:
    """Return the shade 0..5 of a heat table's cell; one record already has a shade."""
    if not value or not top:
        return 0
    return 1 + min(4, value * 5 // (top + 1))


def _sections(report: MeetingReport) -> list[tuple[str, str, str]]:
    """Return the parts of the page as (anchor, title, figure beside it), in the order of the agenda."""
    number = wording.number
    return [
        ("first", "安全与法务", number(report.first.total)),
        ("surging", "激增痛点", number(len(report.surging))),
        ("topics", "新话题", number(len(report.new_topics))),
        ("clocks", "时限", number(report.clocks.total)),
        ("repeats", "反复与集中转发", number(report.repeats.total)),
        ("detractors", "低分客户", number(report.detractors.total)),
        ("praise", "表扬", number(report.praise.total)),
        ("flagged", "其他预警", number(report.flagged.total)),
        ("daily", "每日走势", ""),
        ("points", "痛点总表", ""),
        ("models", "品牌与车型", ""),
        ("journey", "用户旅程", ""),
        ("owners", "责任部门清单", ""),
        ("quality", "数据质量", ""),
        ("method", "口径说明", ""),
    ]


def _script_data(drawn: dict[str, Any]) -> Markup:
    """Return the charts as JSON that cannot end the script element it stands in."""
    text = json.dumps(drawn, ensure_ascii=False, allow_nan=False)
    for sign in "<>&":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return Markup(text)  # noqa: S704 - no markup is left in it


@lru_cache(maxsize=1)
def _plotly() -> Markup:
    from plotly.offline import get_plotlyjs

    return Markup(get_plotlyjs())  # noqa: S704 - the script of the plotly package


@lru_cache(maxsize=1)
def _style() -> Markup:
    return Markup((_TEMPLATES / "report.css").read_text(encoding="utf-8"))  # noqa: S704 - our own style sheet


@lru_cache(maxsize=1)
def _template() -> Template:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(_TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        number=wording.number,
        mean=wording.mean,
        percent=wording.percent,
        change=wording.change_text,
        chance=wording.chance_text,
        value=wording.metric_value,
        interval=wording.metric_interval,
        day=wording.day_text,
        short_day=wording.short_day,
    )
    environment.globals.update(
        basis=wording.basis_value,
        channel=lambda case: CHANNEL_LABELS[case.channel],
        heat=heat,
        model_name=wording.model_name,
        nothing=wording.NOTHING,
        pieces=pieces,
        signed=wording.signed,
        sparkline=sparkline,
        tone=tone,
    )
    return environment.get_template("report.html.j2")
