"""Charts as plain plotly figures (data and layout); the page draws them, nothing is drawn here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from voc.meeting.figures import DayFigure, JourneyFigure, PointFigure
from voc.meeting.model import MeetingReport
from voc.meeting.wording import change_text, mean, percent

Chart = dict[str, Any]

# Colours of middle lightness, readable on a light and on a dark page; text colours come from the page's style sheet.
_MAIN = "#2f7ab0"
_SOFT = "#a9c4da"
_WARN = "#c8553d"
_GREY = "#8693a3"
_LINES = ("#c8553d", "#2f7ab0", "#b8860b", "#4c9a6a", "#8566b0")
_DAY_AXIS = {"type": "category", "fixedrange": True, "showgrid": False, "tickangle": 0}
_TOP = 12
_TRENDS = 5


def charts(report: MeetingReport) -> dict[str, Chart]:
    """Return the charts of a report by the id of their place on the page; charts without content are left out."""
    found: dict[str, Chart] = {}
    if len(report.daily) > 1 and any(day.raw for day in report.daily):
        found["chart-daily"] = _daily(report.daily)
    top = [point for point in report.points if point.count][:_TOP]
    if top:
        found["chart-points"] = _points(top)
    trends = trend_points(report)
    if trends and len(report.daily) > 1:
        found["chart-trends"] = _trends(trends, report.daily)
    if any(any(step.by_domain) for step in report.journey):
        found["chart-journey"] = _journey(report.journey, report.domains)
    return found


def trend_points(report: MeetingReport) -> tuple[PointFigure, ...]:
    """Return the pain points whose course is drawn: the surging ones, else the largest."""
    points = report.surging or tuple(point for point in report.points if point.count)
    return points[:_TRENDS]


def sparkline(series: Sequence[int], *, width: int = 96, height: int = 26) -> Markup:
    """Return a series as a small inline picture; it needs no script and prints.

    Parameters
    ----------
    series
        Counts, oldest first.
    width, height
        Size in pixels.
    """
    if len(series) < 2:
        return Markup("")
    top = max(*series, 1)
    step = (width - 6) / (len(series) - 1)
    points = [(3 + index * step, height - 3 - value / top * (height - 6)) for index, value in enumerate(series)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    area = f"3,{height - 3} {path} {width - 3},{height - 3}"
    last_x, last_y = points[-1]
    label = "、".join(str(int(value)) for value in series)
    # Only numbers are put into the markup.
    return Markup(  # noqa: S704
        f'<svg class="spark" width="{width}" height="{height}" viewBox="0 0 {width} {height}" role="img" '
        f'aria-label="逐日：{label}"><polygon points="{area}"/><polyline points="{path}"/>'
        f'<circle cx="{last_x:.1f}" cy="{last_y:.1f}" r="2.6"/></svg>'
    )


def _layout(height: int, **more: Any) -> dict[str, Any]:  # noqa: ANN401 - plotly's own values
    layout = {
        "height": height,
        "margin": {"l": 44, "r": 44, "t": 8, "b": 36},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": "inherit", "size": 12},
        "showlegend": True,
        "legend": {
            "orientation": "h",
            "x": 0,
            "y": 1.02,
            "yanchor": "bottom",
            "bgcolor": "rgba(0,0,0,0)",
            "traceorder": "normal",
        },
        "hoverlabel": {"font": {"family": "inherit"}},
        "xaxis": {"fixedrange": True, "showgrid": False, "zeroline": False},
        "yaxis": {"fixedrange": True, "zeroline": False, "rangemode": "tozero"},
    }
    return {**layout, **more}


def _days(daily: Sequence[DayFigure]) -> list[str]:
    """Return the days as month-day; a category axis keeps them in order across a year boundary."""
    return [f"{day.date:%m-%d}" if day.date else "" for day in daily]


def _daily(daily: Sequence[DayFigure]) -> Chart:
    days = _days(daily)
    share = [day.negative / day.distinct if day.distinct else None for day in daily]
    return {
        "data": [
            {
                "type": "bar",
                "name": "去重原声",
                "x": days,
                "y": [day.distinct if day.has_data else None for day in daily],
                "marker": {"color": _MAIN},
                "hovertemplate": "%{x}　去重 %{y} 条<extra></extra>",
            },
            {
                "type": "bar",
                "name": "重复",
                "x": days,
                "y": [day.raw - day.distinct if day.has_data else None for day in daily],
                "marker": {"color": _SOFT},
                "hovertemplate": "%{x}　重复 %{y} 条<extra></extra>",
            },
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": "负面率（右轴）",
                "x": days,
                "y": share,
                "yaxis": "y2",
                "line": {"color": _WARN, "width": 2},
                "marker": {"size": 6},
                "customdata": [percent(value) for value in share],
                "hovertemplate": "%{x}　负面率 %{customdata}<extra></extra>",
            },
        ],
        "layout": _layout(
            300,
            barmode="stack",
            bargap=0.35,
            margin={"l": 44, "r": 48, "t": 34, "b": 32},
            xaxis=_DAY_AXIS,
            yaxis2={
                "overlaying": "y",
                "side": "right",
                "range": [0, 1.02],
                "tickmode": "linear",
                "tick0": 0,
                "dtick": 0.25,
                "tickformat": ".0%",
                "showgrid": False,
                "zeroline": False,
                "fixedrange": True,
            },
        ),
    }


def _points(points: Sequence[PointFigure]) -> Chart:
    # The first bar of a horizontal chart is its lowest.
    shown = list(reversed(points))
    labels = [point.label for point in shown]
    longest = max(len(label) for label in labels)
    data: list[dict[str, Any]] = [
        {
            "type": "bar",
            "orientation": "h",
            "name": "当日（去重）",
            "x": [point.count for point in shown],
            "y": labels,
            "text": [str(point.count) for point in shown],
            "textposition": "outside",
            "marker": {"color": [_WARN if point.surging else _MAIN for point in shown]},
            "hovertemplate": "%{y}　%{x} 条<extra></extra>",
        }
    ]
    if any(point.week.basis is not None for point in shown):
        data.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": "前 7 日日均",
                "x": [point.week.basis for point in shown],
                "y": labels,
                "marker": {"symbol": "diamond", "size": 9, "color": _GREY, "line": {"width": 1, "color": "#ffffff"}},
                "customdata": [mean(point.week.basis) for point in shown],
                "hovertemplate": "%{y}　日均 %{customdata} 条<extra></extra>",
            }
        )
    longest_bar = max(max(point.count, point.week.basis or 0) for point in shown)
    room = longest_bar * 1.5
    # The changes stand in a column of their own, where no bar or mark reaches.
    data.append(
        {
            "type": "scatter",
            "mode": "text",
            "x": [room] * len(shown),
            "y": labels,
            "text": [change_text(point.week) if point.week.relative is not None else "" for point in shown],
            "textposition": "middle left",
            "showlegend": False,
            "hoverinfo": "skip",
            # A phone has no room for it; the page's script leaves it out there.
            "meta": "wide",
        }
    )
    return {
        "data": data,
        "layout": _layout(
            72 + 28 * len(shown),
            margin={"l": 14 + 13 * longest, "r": 16, "t": 34, "b": 28},
            xaxis={"fixedrange": True, "zeroline": False, "range": [0, room], "nticks": 6, "tickformat": "d"},
            yaxis={"type": "category", "fixedrange": True, "showgrid": False, "ticks": ""},
        ),
    }


def _trends(points: Sequence[PointFigure], daily: Sequence[DayFigure]) -> Chart:
    days = _days(daily)
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": point.label,
                "x": days,
                "y": [value if day.has_data else None for value, day in zip(point.series, daily, strict=True)],
                "line": {"color": colour, "width": 2.4},
                "marker": {"size": 6},
                "hovertemplate": "%{x}　%{y} 条<extra>%{fullData.name}</extra>",
            }
            for point, colour in zip(points, _LINES, strict=False)
        ],
        "layout": _layout(
            260,
            margin={"l": 40, "r": 16, "t": 34, "b": 32},
            xaxis=_DAY_AXIS,
            yaxis={"fixedrange": True, "zeroline": False, "rangemode": "tozero", "tickformat": "d", "nticks": 6},
        ),
    }


def _journey(journey: Sequence[JourneyFigure], domains: Sequence[str]) -> Chart:
    rows = [step for step in journey if any(step.by_domain)]
    columns = [index for index in range(len(domains)) if any(step.by_domain[index] for step in rows)]
    return {
        "data": [
            {
                "type": "heatmap",
                "x": [domains[index] for index in columns],
                "y": [step.step or "未识别" for step in rows],
                # Nothing is drawn where nothing was said, so that one record already stands out.
                "z": [[step.by_domain[index] or None for index in columns] for step in rows],
                "colorscale": [[0, "#d7e5f0"], [0.5, "#6ea3ca"], [1, "#1c5c8f"]],
                "showscale": False,
                "xgap": 3,
                "ygap": 3,
                "hoverongaps": False,
                "texttemplate": "%{z}",
                "hovertemplate": "%{y} · %{x}　%{z} 条<extra></extra>",
            }
        ],
        "layout": _layout(
            60 + 30 * len(rows),
            showlegend=False,
            margin={"l": 56, "r": 8, "t": 34, "b": 8},
            xaxis={"type": "category", "side": "top", "fixedrange": True, "showgrid": False, "ticks": ""},
            yaxis={"type": "category", "autorange": "reversed", "fixedrange": True, "showgrid": False, "ticks": ""},
        ),
    }
