"""Small hand-written records for the tests of the meeting and its report."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from corpora.taxonomy import load_taxonomy
from voc.meeting.build import build_report
from voc.meeting.model import DataQuality, Intake, MeetingReport, TopicSummary
from voc.types import (
    Analysis,
    Aspect,
    Assessment,
    Channel,
    Entities,
    Flag,
    Intent,
    Rejected,
    ServiceChannel,
    Severity,
    Versions,
)

DAY = date(2026, 11, 22)
NOON = datetime(2026, 11, 22, 12)
VERSIONS = Versions("1", "static-1", "heads-1", "rules-1")

_SENTENCES = {
    "parts.shortage": ("配件一直没货", "等一个大灯等了半个月", "门店说全国缺件", "件还在路上，没有准信"),
    "repair.queue": ("排队排到下个月", "修个车等了十天"),
    "care.no_response": ("客服电话打不通", "留言没人回"),
    "quality.brake": ("刹车踩下去突然变软", "高速上刹车失灵"),
    "quality.cockpit": ("车机黑屏重启", "导航卡死"),
    "delivery.delay": ("提车日期一拖再拖",),
    "care.attitude": ("接待爱答不理",),
    "quality.battery": ("冬天掉电很快", "充不进去电"),
}
CODES = tuple(_SENTENCES)


def record(
    id: str = "1",
    *,
    negative: Iterable[str] = (),
    positive: Iterable[str] = (),
    at: datetime | None = NOON,
    text: str | None = None,
    **values: object,
) -> Analysis:
    """Return one record whose text holds a sentence for each code; ``values`` set anything else by its name."""
    parts, aspects, length = [], [], 0
    for sign, codes in ((-1, negative), (1, positive)):
        for code in codes:
            words = (_SENTENCES.get(code) or (f"关于{code}的话",))[0] if sign < 0 else "服务很好"
            aspects.append(Aspect(code, sign, 0.9, words, length, length + len(words)))
            parts.append(words + "。")
            length += len(words) + 1
    flags = tuple(values.pop("flags", ()))  # type: ignore[arg-type]
    body = "".join(parts) if text is None else text
    if text is not None:
        aspects = [Aspect(a.code, a.polarity, a.score, text[:4], 0, min(4, len(text))) for a in aspects]
    sentiment = -1 if any(a.polarity < 0 for a in aspects) else 1 if aspects else 0
    return Analysis(
        id=id,
        channel=values.pop("channel", Channel.SOCIAL),
        text=body or "无",
        sentences=(),
        aspects=tuple(aspects),
        intent=values.pop("intent", Intent.COMPLAINT if sentiment < 0 else Intent.PRAISE),
        sentiment=values.pop("sentiment", sentiment),
        journey=values.pop("journey", "维修"),
        fault=None,
        entities=Entities(
            brand=values.pop("brand", "小米"),
            model=values.pop("model", "YU7"),
            city=values.pop("city", "成都"),
            nps=values.pop("nps", None),
        ),
        safety=values.pop("safety", False),
        escalation=values.pop("escalation", False),
        assessment=Assessment(
            severity=values.pop("severity", Severity.NORMAL),
            priority=values.pop("priority", 50),
            reasons=(),
            flags=flags,
            owner=values.pop("owner", "服务"),
            channel_advice=values.pop("advice", ServiceChannel.WORKSHOP),
            due_at=values.pop("due_at", None),
        ),
        keywords=(),
        duplicate_of=values.pop("duplicate_of", None),
        redactions=(),
        versions=VERSIONS,
        created_at=at,
        **values,
    )


def build(records: Iterable[Analysis], *, day: date = DAY, **options: object) -> MeetingReport:
    """Return the report of a list of records, with an intake that fits them."""
    rows = list(records)
    rejected = tuple(options.pop("rejected", ()))
    copies = sum(row.duplicate_of is not None for row in rows)
    intake = options.pop("intake", None) or Intake(
        read=len(rows) + len(rejected),
        analysed=len(rows) - copies,
        rejected=len(rejected),
        duplicates=copies,
        files=("样例.csv",),
    )
    return build_report(rows, date=day, intake=intake, rejected=rejected, taxonomy=load_taxonomy(), **options)


def story(*, days: int = 14, day: date = DAY, volume: int = 40, seed: int = 7) -> Iterator[Analysis]:
    """Yield two weeks in which parts run short: 2 a day, from five days before the end 5, 7, 9, 12, 15."""
    random_ = random.Random(seed)
    others = [code for code in CODES if code not in ("parts.shortage", "quality.brake")]
    rise = (15, 12, 9, 7, 5)
    for ago in range(days):
        date_ = day - timedelta(days=ago)
        shortages = rise[ago] if ago < len(rise) else 2
        for index in range(volume + shortages):
            code = "parts.shortage" if index < shortages else random_.choice(others)
            yield random_record(random_, f"{date_:%m%d}-{index:04d}", code, date_, shortage=index < shortages)


def random_record(random_: random.Random, id: str, code: str, day: date, *, shortage: bool = False) -> Analysis:
    """Return a plausible record about one pain point."""
    at = datetime.combine(day, datetime.min.time()) + timedelta(minutes=random_.randrange(1440))
    negative = shortage or random_.random() < 0.6
    words = random_.choice(_SENTENCES[code]) if negative else "服务顾问很耐心，讲解清楚"
    lead = random_.choice(("上周", "昨天", "提车三个月，", "说实话，", "师傅人不错，但是", ""))
    tails = ("。已经跟门店说过三次了，到现在也没有说法。", "，希望尽快解决。", "。", "！真的很失望。")
    tail = random_.choice(tails) if negative else "，点赞。"
    media = negative and random_.random() < 0.03
    cue = "再不处理就打 12315" if media else ""
    text = lead + words + tail + cue
    brand, model = random_.choice((("小米", "YU7"), ("小米", "SU7"), ("蔚来", "ET5"), ("理想", "L6"), (None, None)))
    safety = code == "quality.brake" and negative
    flags = []
    if safety:
        flags.append(Flag("R13", "涉及制动安全", words, len(lead), len(lead) + len(words)))
    if media:
        flags.append(Flag("F6", "提到维权与监管渠道", cue, len(text) - len(cue), len(text)))
    severity = Severity.MAJOR if safety else Severity.ESCALATED if media else Severity.NORMAL
    point = load_taxonomy()[code]
    sign = -1 if negative else 1
    score = random_.choice((0, 2, 3, 5, 6, 7) if negative else (8, 9, 10))
    aspects = (Aspect(code, sign, round(random_.uniform(0.5, 1), 2), words, len(lead), len(lead) + len(words)),)
    return Analysis(
        id=id,
        channel=random_.choice(list(Channel)),
        text=text,
        sentences=(),
        aspects=aspects,
        intent=Intent.COMPLAINT if negative else Intent.PRAISE,
        sentiment=sign,
        journey=point.journey,
        fault=point.fault,
        entities=Entities(brand, model, "成都", nps=score if random_.random() < 0.3 else None),
        safety=safety,
        escalation=media,
        assessment=Assessment(
            severity=severity,
            priority=95 if safety else 70 if media else random_.randrange(20, 60),
            reasons=(),
            flags=tuple(flags),
            owner=point.owner,
            channel_advice=ServiceChannel.WORKSHOP,
            due_at=at + timedelta(hours=random_.choice((2, 24, 72))) if safety or media or shortage else None,
        ),
        keywords=("配件",),
        duplicate_of=None,
        redactions=(),
        versions=VERSIONS,
        created_at=at,
    )


def meeting_day() -> MeetingReport:
    """Return a full day: a surge, safety events, copies, rejected rows, topics and data quality."""
    rows = list(story())
    random_ = random.Random(3)
    rows += [random_record(random_, f"brake-{n}", "quality.brake", DAY, shortage=True) for n in range(2)]
    rows += [
        record(f"copy-{n}", text=rows[0].text, negative=["parts.shortage"], duplicate_of=rows[0].id) for n in range(6)
    ]
    rejected = [Rejected(4, "text.empty", "文本为空，请补全该行。", file="样例.csv") for _ in range(3)]
    topics = (
        TopicSummary("t7", "充电枪拔不出来", 9, 0, 0.012, True, ("枪头卡死", "拔枪拔了半小时"), ("充电枪", "卡住")),
        TopicSummary("t1", "配件缺货", 58, 31, 0.08, False, ("配件一直没货",), ("配件", "缺货")),
    )
    quality = DataQuality(
        phone_missing=120, phone_wrong=61, phone_checked=640, customers_with_several_ids=5, incomplete=44
    )
    return build(rows, rejected=rejected, topics=topics, quality=quality)
