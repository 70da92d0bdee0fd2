"""The day broken down by brand and model, journey step, department, intent, severity and channel."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from corpora.taxonomy import Taxonomy
from voc.meeting.cases import CaseWriter
from voc.meeting.compare import Basis, count_change
from voc.meeting.detail import DetailTally, Profile
from voc.meeting.figures import JourneyFigure, ModelFigure, OwnerFigure, OwnerPoint, PointCount, PointFigure
from voc.meeting.points import OTHER_DOMAIN
from voc.meeting.settings import Settings
from voc.meeting.tally import DayTally
from voc.types import Channel, Intent, Severity

#: Steps of the customer journey in their order (rule R7).
JOURNEY = (
    "选购",
    "下单",
    "交付",
    "用车",
    "补能",
    "预约",
    "接待",
    "诊断",
    "维修",
    "质检",
    "交车",
    "回访",
    "救援",
    "远程",
)
#: What a channel is called on the page; None for records without one.
CHANNEL_LABELS: Mapping[Channel | None, str] = {
    Channel.REVIEW: "评价",
    Channel.SOCIAL: "社媒",
    Channel.CALL_NOTE: "通话记录",
    None: "未注明",
}
UNKNOWN = "未识别"
_TOP_POINTS = 3


def domain_labels(taxonomy: Taxonomy) -> tuple[str, ...]:
    """Return the labels of the taxonomy's domains in their order, and one for unknown codes."""
    return (*dict.fromkeys(point.domain_label for point in taxonomy.points), OTHER_DOMAIN)


def domain_bits(taxonomy: Taxonomy) -> dict[str, int]:
    """Return the bit of each code's domain, numbered as in :func:`domain_labels`."""
    labels = domain_labels(taxonomy)
    return {point.id: 1 << labels.index(point.domain_label) for point in taxonomy.points}


def model_figures(
    day: DayTally, detail: DetailTally, basis: Basis, *, labels: Mapping[str, str], settings: Settings
) -> tuple[ModelFigure, ...]:
    """Return every brand and model of the day, those with most negative records first."""
    counts: dict[tuple[str | None, str | None], list[int]] = {}
    for profile, count in detail.models.items():
        row = counts.setdefault((profile.brand, profile.model), [0, 0, 0, 0, 0])
        row[0] += count
        if not profile.copy:
            row[1] += count
            row[2] += count * (profile.sentiment < 0)
            row[3] += count * (profile.sentiment > 0)
            row[4] += count * profile.safety
    points: dict[tuple[str | None, str | None], list[tuple[str, int]]] = {}
    for (brand, model, code), count in day.model_points.items():
        points.setdefault((brand, model), []).append((code, count))
    figures = [
        _model(key, row, points.get(key, []), basis, labels=labels, settings=settings) for key, row in counts.items()
    ]
    figures.sort(
        key=lambda f: (-f.negative, -f.distinct, f.brand is None, f.brand or "", f.model is None, f.model or "")
    )
    return tuple(figures)


def _model(
    key: tuple[str | None, str | None],
    row: Sequence[int],
    points: list[tuple[str, int]],
    basis: Basis,
    *,
    labels: Mapping[str, str],
    settings: Settings,
) -> ModelFigure:
    raw, distinct, negative, positive, safety = row
    shown = distinct >= settings.share_min_records
    points.sort(key=lambda item: (-item[1], item[0]))
    return ModelFigure(
        brand=key[0],
        model=key[1],
        raw=raw,
        distinct=distinct,
        negative=negative,
        positive=positive,
        negative_share=negative / distinct if shown else None,
        net=(positive - negative) / distinct if shown else None,
        safety=safety,
        previous=count_change(negative, [d.models[key] for d in basis.previous], settings=settings),
        week=count_change(negative, [d.models[key] for d in basis.week], settings=settings),
        points=tuple(PointCount(code, labels.get(code, code), count) for code, count in points[:_TOP_POINTS]),
    )


def journey_figures(detail: DetailTally, *, domains: Sequence[str], settings: Settings) -> tuple[JourneyFigure, ...]:
    """Return every step of the journey in its order, other steps after it, records without one last."""
    channels = Counter[tuple[str | None, Channel | None]]()
    negative = Counter[str | None]()
    for profile, count in detail.profiles.items():
        channels[profile.step, profile.channel] += count
        negative[profile.step] += count * (profile.sentiment < 0)
    by_domain = Counter[tuple[str | None, int]]()
    for (step, mask), count in detail.step_domains.items():
        for index in range(len(domains)):
            if mask >> index & 1:
                by_domain[step, index] += count
    others = sorted({step for step, _ in channels if step is not None} - set(JOURNEY))
    figures = []
    for step in (*JOURNEY, *others, None):
        by_channel = tuple(channels[step, channel] for channel in CHANNEL_LABELS)
        distinct = sum(by_channel)
        figures.append(
            JourneyFigure(
                step=step,
                distinct=distinct,
                negative=negative[step],
                negative_share=negative[step] / distinct if distinct >= settings.share_min_records else None,
                by_channel=by_channel,
                by_domain=tuple(by_domain[step, index] for index in range(len(domains))),
            )
        )
    return tuple(figures)


def owner_figures(detail: DetailTally, points: Sequence[PointFigure], writer: CaseWriter) -> tuple[OwnerFigure, ...]:
    """Return each department's list, those with most alerts first."""
    distinct, negative, alerts = Counter[str | None](), Counter[str | None](), Counter[str | None]()
    for profile, count in detail.profiles.items():
        distinct[profile.owner] += count
        negative[profile.owner] += count * (profile.sentiment < 0)
        alerts[profile.owner] += count * profile.alert
    owned: dict[str | None, list[OwnerPoint]] = {}
    for point in points:
        if point.count:
            owned.setdefault(point.owner, []).append(
                OwnerPoint(point.code, point.label, point.count, point.week, point.surging, point.action, point.check)
            )
    figures = [
        OwnerFigure(
            owner=owner,
            distinct=distinct[owner],
            negative=negative[owner],
            alerts=alerts[owner],
            points=tuple(sorted(owned.get(owner, ()), key=lambda p: not p.surging)),
            cases=writer.write_all(detail.by_owner[owner]).cases if owner in detail.by_owner else (),
        )
        for owner in {**distinct, **owned}
    ]
    figures.sort(key=lambda f: (f.owner is None, -f.alerts, -f.negative, -f.distinct, f.owner or ""))
    return tuple(figures)


def by_intent(profiles: Mapping[Profile, int]) -> tuple[tuple[str, int], ...]:
    """Return the day's distinct records of each intent."""
    counts = Counter[Intent]()
    for profile, count in profiles.items():
        counts[profile.intent] += count
    return tuple((intent.value, counts[intent]) for intent in Intent)


def by_severity(profiles: Mapping[Profile, int]) -> tuple[tuple[str, int], ...]:
    """Return the day's distinct records of each severity."""
    counts = Counter[Severity]()
    for profile, count in profiles.items():
        counts[profile.severity] += count
    return tuple((severity.value, counts[severity]) for severity in Severity)


def by_channel(profiles: Mapping[Profile, int]) -> tuple[tuple[str, int], ...]:
    """Return the day's distinct records of each channel."""
    counts = Counter[Channel | None]()
    for profile, count in profiles.items():
        counts[profile.channel] += count
    return tuple((label, counts[channel]) for channel, label in CHANNEL_LABELS.items())
