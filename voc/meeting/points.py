"""Pain points of the day: counts, changes, surges and since when they rise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from corpora.taxonomy import PainPoint, Taxonomy
from voc.meeting.cases import pick_quotes
from voc.meeting.compare import Basis, count_change
from voc.meeting.detail import DetailTally
from voc.meeting.figures import ModelPointFigure, PointFigure, PraiseFigure
from voc.meeting.settings import Actions, Settings
from voc.meeting.statistics import adjust, rate_increase, rise_start
from voc.meeting.tally import DayTally

#: Domain and order of codes the taxonomy does not know.
OTHER_DOMAIN = "其他"


@dataclass(frozen=True, slots=True)
class Series:
    """The counted days of a report, the day first.

    Attributes
    ----------
    date
        The day; None for records without times.
    days
        ``days[k]`` is ``k`` days before; only the day itself for records without times.
    has_data
        Whether each of them has data.
    """

    date: dt.date | None
    days: tuple[DayTally, ...]
    has_data: tuple[bool, ...]
    basis: Basis


def point_figures(
    series: Series, detail: DetailTally, *, taxonomy: Taxonomy, actions: Actions, settings: Settings
) -> tuple[PointFigure, ...]:
    """Return every pain point with a record on the day or in the series, largest first."""
    day = series.days[0]
    seen = {code for tally in series.days for code in tally.raw_points} | set(detail.positive_points)
    known = {point.id: point for point in taxonomy.points}
    ranks = {code: rank for rank, code in enumerate(known)}
    codes = sorted(seen, key=lambda code: (ranks.get(code, len(ranks)), code))
    figures = [_point(code, known.get(code), series, detail, actions=actions, settings=settings) for code in codes]
    figures = _mark_surges(figures, day, series.basis, settings)
    figures.sort(key=lambda point: (-point.count, -sum(point.series), ranks.get(point.code, len(ranks)), point.code))
    return tuple(figures)


def _point(
    code: str, known: PainPoint | None, series: Series, detail: DetailTally, *, actions: Actions, settings: Settings
) -> PointFigure:
    day, basis = series.days[0], series.basis
    count = day.points[code]
    week = count_change(count, [d.points[code] for d in basis.week], settings=settings)
    suggestion = actions[code]
    rise_p = _rise(count, 1.0, basis, code, by_volume=False) if basis.week else None
    return PointFigure(
        code=code,
        label=known.label if known else code,
        domain=known.domain_label if known else OTHER_DOMAIN,
        owner=known.owner if known else None,
        count=count,
        raw=day.raw_points[code],
        positive=detail.positive_points[code],
        share=count / day.distinct if day.distinct else None,
        previous=count_change(count, [d.points[code] for d in basis.previous], settings=settings),
        week=week,
        ratio=count / week.basis if week.basis else None,
        rise_p=rise_p,
        rise_q=None,
        surging=False,
        with_volume=False,
        since=_since(code, series) if rise_p is not None and rise_p <= settings.alpha else None,
        series=tuple(d.points[code] for d in reversed(series.days)),
        quotes=pick_quotes(detail.quotes.get(code), count=settings.quotes, size=settings.quote_chars),
        action=suggestion.action,
        check=suggestion.check,
    )


def _rise(count: int, exposure: float, basis: Basis, code: str, *, by_volume: bool) -> float:
    """Return the one-sided p-value of a rise, per day or per distinct record."""
    base = sum(d.points[code] for d in basis.week)
    whole = float(sum(d.distinct for d in basis.week) if by_volume else len(basis.week))
    return rate_increase(count, exposure, base, whole) if whole else 1.0


def _since(code: str, series: Series) -> dt.date | None:
    """Return the first day of the higher part of the series, or None when its end is not higher."""
    if series.date is None:
        return None
    agos = [ago for ago in range(len(series.days) - 1, -1, -1) if series.has_data[ago]]
    start = rise_start([series.days[ago].points[code] for ago in agos])
    return series.date - dt.timedelta(days=agos[start]) if start is not None else None


def _mark_surges(figures: list[PointFigure], day: DayTally, basis: Basis, settings: Settings) -> list[PointFigure]:
    """Adjust the p-values over all pain points of the day, and mark those that pass the guard band too."""
    if not basis.week:
        return figures
    # Points without a record today cannot rise; testing them would only dilute the others.
    tested = [index for index, point in enumerate(figures) if point.count]
    adjusted = adjust([figures[index].rise_p or 0.0 for index in tested])
    marked = list(figures)
    for index, q_value in zip(tested, adjusted, strict=True):
        point = figures[index]
        enough = len(basis.week) >= settings.surge_min_days and point.count >= settings.surge_min_count
        high = point.count >= settings.surge_min_ratio * (point.week.basis or 0.0)
        surging = enough and high and q_value <= settings.surge_max_q
        p_share = _rise(point.count, float(day.distinct), basis, point.code, by_volume=True) if surging else 0.0
        marked[index] = replace(
            point, rise_q=q_value, surging=surging, with_volume=surging and p_share > settings.alpha
        )
    return marked


def model_points(series: Series, *, labels: Mapping[str, str], settings: Settings) -> tuple[ModelPointFigure, ...]:
    """Return the pain points of each brand and model of the day, largest first."""
    day, basis = series.days[0], series.basis
    figures = [
        ModelPointFigure(
            brand=key[0],
            model=key[1],
            code=key[2],
            label=labels.get(key[2], key[2]),
            count=count,
            previous=count_change(count, [d.model_points[key] for d in basis.previous], settings=settings),
            week=count_change(count, [d.model_points[key] for d in basis.week], settings=settings),
        )
        for key, count in day.model_points.items()
    ]
    figures.sort(key=lambda f: (-f.count, f.brand is None, f.brand or "", f.model is None, f.model or "", f.code))
    return tuple(figures)


def praise_figures(
    detail: DetailTally, *, labels: Mapping[str, str], actions: Actions, settings: Settings
) -> tuple[PraiseFigure, ...]:
    """Return what customers praise, most praised first."""
    counts: Sequence[tuple[str, int]] = sorted(detail.positive_points.items(), key=lambda item: (-item[1], item[0]))
    return tuple(
        PraiseFigure(
            code,
            actions[code].theme or labels.get(code, code),
            count,
            pick_quotes(detail.praise_quotes.get(code), count=settings.quotes, size=settings.quote_chars),
        )
        for code, count in counts
    )
