from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from triage_subjects import CALENDAR, FRIDAY_AFTERNOON, RULES, aspect, assessed, subject

from corpora.taxonomy import load_taxonomy
from voc.triage.assess import assess
from voc.types import Entities, Intent, ServiceChannel, Severity, Span

CODES = st.sampled_from(load_taxonomy().ids)
ORDER = {severity: rank for rank, severity in enumerate(Severity)}
TEXTS = st.sampled_from(
    """
    配件一直没货，车在店里等了二十天
    服务很好，给师傅点赞
    请问保养要多少钱
    提车3天，中控黑屏
    高速上刹车失灵，孩子在车上
    要是刹车失灵怎么办
    修了五次还漏水，打了12315
    新闻说某品牌自燃
    没起火
    说好45分钟修完，等了一个半小时
    救援等了三小时，骨折一人
    NPS 9 但是很失望
    卖车位，价格面议
    """.strip().splitlines()
).map(str.strip)
DANGERS = st.sampled_from(
    [
        "高速上刹车突然失灵",
        "昨晚车底起火了",
        "方向盘锁死差点撞人",
        "孩子被困在车里出不来",
        "气囊没弹，司机骨折",
        "我要找记者曝光",
        "周六集体去总部拉横幅",
        "已经打了12315",
    ]
)


@st.composite
def subjects(draw):
    text = draw(TEXTS)
    codes = draw(st.lists(st.tuples(CODES, st.sampled_from([-1, 0, 1])), max_size=5, unique=True))
    return subject(
        text,
        aspects=tuple(aspect(code, polarity, text=text) for code, polarity in codes),
        intent=draw(st.sampled_from(Intent)),
        sentiment=draw(st.sampled_from([-1, 0, 1])),
        wait_days=draw(st.none() | st.sampled_from([0.01, 0.1, 1, 5, 6, 15, 30, 31, 60, 400])),
        amount_yuan=draw(st.none() | st.floats(0, 1e6)),
        nps=draw(st.none() | st.integers(0, 10)),
        journey=draw(st.none() | st.sampled_from(["维修", "交付", "用车", "救援"])),
        fault=draw(st.none() | st.sampled_from(["software", "light_hardware", "severe", "none"])),
        created_at=draw(st.none() | st.datetimes(datetime(2025, 1, 1), datetime(2026, 9, 1))),
        city_tier=draw(st.none() | st.sampled_from(["1", "new1", "2", "3", "remote"])),
        duplicate=draw(st.booleans()),
    )


def decide(item):
    return assess(item, rules=RULES, calendar=CALENDAR)


def raised(before, after):
    return after.priority >= before.priority and ORDER[after.severity] >= ORDER[before.severity]


@given(subjects())
def test_the_priority_is_the_clipped_sum_of_its_reasons(item):
    result = decide(item)
    assert result.priority == max(0, min(100, sum(reason.points for reason in result.reasons)))
    assert all(reason.points and reason.reason for reason in result.reasons)


@given(subjects())
def test_flags_quote_the_text_and_the_result_is_the_same_again(item):
    result = decide(item)
    assert result == decide(item)
    assert all(item.text[flag.start : flag.end] == flag.quote for flag in result.flags)


@given(subjects(), st.sampled_from(["safety", "escalation"]))
def test_a_told_event_never_lowers_anything(item, event):
    before = decide(replace(item, **{event: None}))
    after = decide(replace(item, **{event: Span(0, 1)}))
    assert raised(before, after)
    assert after.priority > before.priority or before.priority == 100


@given(subjects(), st.integers(0, 6))
def test_a_detractor_score_never_lowers_anything(item, nps):
    facts = replace(item.entities, nps=None)
    assert raised(decide(replace(item, entities=facts)), decide(replace(item, entities=replace(facts, nps=nps))))


@given(subjects(), st.floats(0, 500), st.floats(0, 500))
def test_a_longer_wait_never_lowers_anything(item, days, more):
    # a wait of hours may be a rescue or a call, so only days are compared
    short = replace(item, entities=replace(item.entities, wait_days=1 + days))
    longer = replace(item, entities=replace(item.entities, wait_days=1 + days + more))
    assert raised(decide(short), decide(longer))


@given(subjects(), CODES)
def test_another_complaint_never_lowers_anything(item, code):
    more = replace(
        item, aspects=(*item.aspects, aspect(code, text=item.text)), entities=replace(item.entities, wait_days=None)
    )
    assert raised(decide(replace(item, entities=more.entities)), decide(more))


@given(
    TEXTS, DANGERS, st.sampled_from(["，", "。", "！", " ", "\n"]), st.sampled_from(Intent), st.sampled_from([-1, 0, 1])
)
def test_a_danger_added_to_a_text_never_lowers_anything(text, danger, joint, intent, sentiment):
    fields = {"intent": intent, "sentiment": sentiment}
    assert raised(assessed(text, **fields), assessed(f"{text}{joint}{danger}", **fields))


def test_danger_beats_every_wait():
    danger = assessed("高速上刹车失灵", "quality.brake")
    wait = assessed("等了这么久", "parts.shortage", "repair.queue", "repair.loaner", "care.no_response", wait_days=90)
    assert danger.priority > wait.priority


def test_a_duplicate_counts_less_unless_it_presses():
    quiet, loud = subject("等件八天", "parts.shortage", wait_days=8), subject("刹车失灵", "quality.brake")
    assert decide(replace(quiet, duplicate=True)).priority < decide(quiet).priority
    assert decide(replace(loud, duplicate=True)).priority == decide(loud).priority


def test_praise_is_low():
    assert assessed("师傅很好", aspects=(aspect("care.attitude", 1),), intent=Intent.PRAISE, sentiment=1).priority == 0


@pytest.mark.parametrize(
    ("codes", "text", "owner"),
    [
        ((), "没什么", None),
        (("parts.shortage",), "没货", "供应链"),
        (("care.attitude", "quality.brake"), "刹车失灵", "研发"),
        ((), "高速上刹车失灵", "研发"),
    ],
)
def test_owner(codes, text, owner):
    assert assessed(text, *codes).owner == owner


def test_the_surest_aspect_owns_a_text_without_danger():
    aspects = (
        aspect("quality.brake", score=0.6),
        aspect("parts.shortage", score=0.8),
        aspect("care.attitude", 1, 0.99),
    )
    assert assessed("车", aspects=aspects).owner == "供应链"
    assert assessed("车", aspects=aspects, safety=Span(0, 1)).owner == "研发"


@pytest.mark.parametrize(
    ("text", "code", "fields", "channel"),
    [
        ("车机黑屏", "quality.cockpit", {}, ServiceChannel.REMOTE),
        ("远程看完还得去店里", "digital.remote_diagnosis", {}, ServiceChannel.WORKSHOP),
        ("高速上刹车失灵", "quality.brake", {}, ServiceChannel.RESCUE),
        ("刹车失灵，车已拖回店里", "quality.brake", {}, ServiceChannel.WORKSHOP),
        ("天窗异响", "quality.body", {}, ServiceChannel.WORKSHOP),
        ("雨刮坏了", "quality.electrics", {}, ServiceChannel.MOBILE),
        ("雨刮坏了", "quality.electrics", {"city_tier": "3"}, ServiceChannel.MOBILE),
        ("雨刮坏了", "quality.electrics", {"city_tier": "remote"}, ServiceChannel.WORKSHOP),
        ("蓄电池和底盘都要拆", "quality.electrics", {}, ServiceChannel.WORKSHOP),
        ("销售态度差", "care.attitude", {}, ServiceChannel.CARE),
        ("车趴窝了，打不着火", "quality.electrics", {}, ServiceChannel.RESCUE),
        ("师傅真好", "care.attitude", {"intent": Intent.PRAISE, "sentiment": 1}, None),
        ("卖车位", "care.attitude", {"intent": Intent.NOISE, "sentiment": 0}, None),
    ],
)
def test_channel(text, code, fields, channel):
    assert assessed(text, code, **fields).channel_advice is channel


def test_a_question_about_a_simple_job_is_answered_with_a_visit():
    asked = {"intent": Intent.QUESTION, "sentiment": 0}
    assert assessed("补胎能上门吗", **asked).channel_advice is ServiceChannel.MOBILE
    assert assessed("这车有几个颜色", **asked).channel_advice is None


def hours(number):
    return FRIDAY_AFTERNOON + timedelta(hours=number)


MONDAY = datetime(2026, 9, 14)


@pytest.mark.parametrize(
    ("text", "code", "fields", "due"),
    [
        ("车机黑屏", "quality.cockpit", {}, hours(1 / 3)),
        ("天窗异响", "quality.body", {}, MONDAY.replace(hour=16)),
        ("高速上动力中断", "quality.powertrain", {}, hours(2)),
        ("态度差", "care.attitude", {}, MONDAY.replace(hour=16)),
        ("态度差，再这样就打12315", "care.attitude", {}, MONDAY.replace(hour=11)),
        ("态度差", "care.attitude", {"nps": 3}, MONDAY.replace(hour=11)),
        ("还行", "care.attitude", {"nps": 3, "intent": Intent.SUGGESTION, "sentiment": 0, "aspects": ()}, hours(72)),
        ("昨晚车底起火", "quality.fire", {}, hours(2)),
        ("师傅真好", "care.attitude", {"intent": Intent.PRAISE, "sentiment": 1, "aspects": ()}, None),
        ("建议加个灯", "care.attitude", {"intent": Intent.SUGGESTION, "sentiment": 0, "aspects": ()}, None),
    ],
)
def test_the_earliest_clock_decides(text, code, fields, due):
    assert assessed(text, code, **fields).due_at == due


def test_a_software_clock_waits_for_the_next_shift():
    late = assessed("车机黑屏", "quality.cockpit", created_at=datetime(2026, 9, 11, 17, 50))
    assert late.due_at == MONDAY.replace(hour=9, minute=10)


def test_no_time_no_clock():
    assert assessed("高速上刹车失灵", "quality.brake", created_at=None).due_at is None


def test_an_unknown_year_fails_no_record_and_keeps_the_certain_clocks():
    far = datetime(2099, 3, 4, 10, 0)
    assert assessed("态度差", "care.attitude", created_at=far).due_at is None
    assert assessed("高速上刹车失灵", "quality.brake", created_at=far).due_at == far + timedelta(hours=2)
    # the software clock of 20 working minutes may be earlier than the 2 hours of the danger: not known, not guessed
    assert assessed("行驶中刹车失灵", "quality.cockpit", created_at=far).due_at is None


def test_facts_without_evidence_stay_out():
    quiet = assessed("今天天气不错", intent=Intent.QUESTION, sentiment=0, entities=Entities())
    assert (quiet.owner, quiet.channel_advice, quiet.flags) == (None, None, ())
