import pytest
from triage_subjects import aspect, assessed, rules_of, span_of, subject

from voc.types import Intent, Severity, Span

NORMAL, ESCALATED, MAJOR = Severity.NORMAL, Severity.ESCALATED, Severity.MAJOR
WAIT = "配件一直没货，车在店里等了这么多天"
PRAISE = {"intent": Intent.PRAISE, "sentiment": 1}


@pytest.mark.parametrize(
    ("days", "rules", "severity"),
    [
        (5, [], NORMAL),
        (6, ["F1"], ESCALATED),
        (14, ["F1"], ESCALATED),
        (15, ["F1", "R10"], ESCALATED),
        (30, ["F1", "R10"], ESCALATED),
        (31, ["F1", "F2", "R10"], ESCALATED),
    ],
)
def test_days_of_repair(days, rules, severity):
    result = assessed(WAIT, "parts.shortage", wait_days=days)
    assert rules_of(result) == rules
    assert result.severity is severity


def test_the_wait_for_parts_counts_as_repair_by_words_alone():
    assert "F1" in rules_of(assessed("等件等了八天，还没消息", wait_days=8))
    assert "F1" not in rules_of(assessed("等提车等了八天，还没消息", wait_days=8))


def test_the_journey_places_a_wait_that_no_pain_point_places():
    assert "F1" in rules_of(assessed("八天了还没好", wait_days=8, journey="维修"))
    assert "F1" not in rules_of(assessed("八天了还没好", wait_days=8, journey="交付"))


@pytest.mark.parametrize(("days", "flagged"), [(59, False), (60, True)])
def test_a_long_wait_for_delivery(days, flagged):
    result = assessed("锁单这么久还没排产", "delivery.delay", wait_days=days)
    assert ("T3" in rules_of(result)) is flagged
    assert (result.severity is ESCALATED) is flagged
    assert "F1" not in rules_of(result)


def test_a_wait_that_ended_well_is_no_legal_clock():
    assert rules_of(assessed(WAIT, wait_days=20, aspects=(aspect("parts.shortage", 1),), **PRAISE)) == []


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("天窗漏水修了一次", []),
        ("天窗漏水修了两次还漏", ["T5"]),
        ("同一个异响修了四次还响", ["T5"]),
        ("同一个异响修了五次还响", ["F2", "T5"]),
        ("第4次返厂了", ["T5"]),
        ("第5次返厂了", ["F2", "T5"]),
        ("修了三四次都没好", []),
        ("遥控开空调十回六回超时", []),
    ],
)
def test_repairs_of_the_same_problem(text, rules):
    assert rules_of(assessed(text)) == rules


def test_two_repairs_of_a_serious_safety_fault():
    text = "行驶中刹车失灵，店里修了两次，昨天又刹车失灵了"
    assert "F2" in rules_of(assessed(text, "quality.brake"))
    assert "F2" not in rules_of(assessed(text.replace("两", "一"), "quality.brake"))


@pytest.mark.parametrize(
    ("text", "flagged"),
    [
        ("变速箱换了两台还是顿挫", True),
        ("换了两个电机，现在又啸叫", True),
        ("这已经是第三台变速箱了", True),
        ("已经换了一台变速箱", False),
        ("这是第二台变速箱", False),
        ("换了两个发动机护板卡扣", False),
    ],
)
def test_replacements_of_a_main_assembly(text, flagged):
    assert ("F2" in rules_of(assessed(text))) is flagged


@pytest.mark.parametrize(
    ("text", "flagged"),
    [
        ("提车3天刹车就失灵了", True),
        ("提车60天，刹车失灵", True),
        ("提车61天，刹车失灵", False),
        ("才开了800公里方向盘就锁死", True),
        ("才开了3000公里方向盘就锁死", True),
        ("开了3001公里方向盘锁死", False),
        ("提车两周，油箱漏油", True),
        ("提车五天，发动机异响", True),
        ("提车7天，发动机异响", True),
        ("提车8天，发动机异响", False),
        ("提车三天，漆面有划痕", False),
        ("提车20天，开了5000公里，刹车失灵", False),
    ],
)
def test_the_early_window(text, flagged):
    assert ("F3" in rules_of(assessed(text, "quality.body"))) is flagged


@pytest.mark.parametrize(("nps", "flagged"), [(0, True), (6, True), (7, False), (10, False)])
def test_a_detractor(nps, flagged):
    result = assessed("约好的时间没人接待", "network.appointment", nps=nps)
    assert ("R9" in rules_of(result)) is flagged
    assert (result.severity is ESCALATED) is flagged


def test_a_detractor_without_harm_is_called_but_not_escalated():
    result = assessed("活儿没挑，就是一般", nps=6, sentiment=0, intent=Intent.QUESTION)
    assert rules_of(result) == ["R9"]
    assert result.severity is NORMAL


@pytest.mark.parametrize(
    ("nps", "sentiment", "flagged"),
    [(9, -1, True), (8, -1, False), (6, 1, True), (7, 1, False), (10, 1, False), (3, -1, False)],
)
def test_a_score_that_contradicts_the_text(nps, sentiment, flagged):
    assert ("F9" in rules_of(assessed("打分", nps=nps, sentiment=sentiment))) is flagged


@pytest.mark.parametrize(
    ("text", "flagged"),
    [
        ("回访电话就一句：求好评", True),
        ("顾问说给您打十分可以吗", True),
        ("店里要求打满分，不然扣钱", True),
        ("服务很好，我打十分", False),
        ("师傅细心，必须给满分", False),
        ("救援二十分钟就到了", False),
        ("麻烦等十分钟", False),
    ],
)
def test_coached_scores(text, flagged):
    assert ("F9" in rules_of(assessed(text, intent=Intent.COMPLAINT))) is flagged


@pytest.mark.parametrize(
    ("text", "flagged"),
    [
        ("远程诊断搞了20分钟没结果", False),
        ("远程诊断搞了21分钟没结果", True),
        ("远程诊断搞了半个小时没结果", True),
        ("远程诊断没结果。开车去店里一小时", False),
    ],
)
def test_the_twenty_minute_rule(text, flagged):
    assert ("R3" in rules_of(assessed(text))) is flagged


@pytest.mark.parametrize(
    ("text", "flagged"),
    [
        ("等救援等了两小时", False),
        ("等救援等了两个半小时", True),
        ("等拖车等了121分钟", True),
        ("救援四十分钟到的", False),
        ("救援说两小时以内到", False),
    ],
)
def test_a_late_rescue(text, flagged):
    assert ("R2" in rules_of(assessed(text, "rescue.slow"))) is flagged


@pytest.mark.parametrize(("days", "flagged"), [(2 / 24, False), (2.02 / 24, True), (0.5, True), (3, False)])
def test_a_late_rescue_by_the_wait(days, flagged):
    assert ("R2" in rules_of(assessed("救援太慢", "rescue.slow", wait_days=days))) is flagged


@pytest.mark.parametrize(
    ("text", "flagged"),
    [
        ("说好45分钟修完，等了一个半小时", True),
        ("承诺两小时内回电，结果没人理", True),
        ("店里说三小时修完，实际两小时就好了", False),
        ("承诺45分钟超时免单", False),
        ("保养花了45分钟", False),
    ],
)
def test_promises_of_minutes_and_hours(text, flagged):
    assert ("R12" in rules_of(assessed(text))) is flagged


def test_pseudo_digital_service():
    assert "R14" in rules_of(assessed("线上看完还得去店里", "digital.remote_diagnosis"))


def test_fire_has_a_report_clock_that_is_shorter_with_casualties():
    fire = assessed("昨晚车底起火了", "quality.fire")
    hurt = assessed("昨晚车底起火了，两人烧伤", "quality.fire")
    reasons = [next(flag.reason for flag in result.flags if flag.rule == "F4") for result in (fire, hurt)]
    assert "12 小时" in reasons[0]
    assert "6 小时" in reasons[1]
    assert all("请法务确认" in reason for reason in reasons)


def test_smoke_told_by_the_learned_label_alone_is_major_too():
    result = assessed("出风口飘出白丝，闻见烤塑料味", "quality.fire", safety=None)
    assert "F4" in rules_of(result)
    assert result.severity is MAJOR


@pytest.mark.parametrize(
    ("text", "severity"),
    [
        ("高速上刹车失灵", MAJOR),
        ("门夹的，手缝了三针", MAJOR),
        ("周六三百人集体去总部拉横幅", MAJOR),
        ("再不处理就打12315", ESCALATED),
        ("没打算投诉到12315", NORMAL),
        ("没有人受伤，就是蹭了漆", NORMAL),
        ("客服一直不回消息", NORMAL),
    ],
)
def test_severity(text, severity):
    assert assessed(text, "care.no_response").severity is severity


def test_exposure_counts_only_with_danger():
    assert "T4" in rules_of(assessed("高速上刹车失灵，孩子在车上"))
    assert "T4" not in rules_of(assessed("高速上带孩子，座椅加热坏了"))


def test_noise_is_quiet_unless_it_tells_of_danger():
    quiet = assessed("转让车位", nps=3, wait_days=40, intent=Intent.NOISE, sentiment=0)
    assert (quiet.severity, quiet.priority, quiet.reasons, quiet.flags, quiet.due_at) == (NORMAL, 0, (), (), None)
    assert assessed("转让车位，刚才路口刹车失灵了", intent=Intent.NOISE, sentiment=0).priority > 0


def test_every_flag_quotes_its_evidence():
    text = "提车3天，高速上刹车失灵，娃在后排，修了五次，等了40天，再不管就找记者"
    result = assessed(
        text, "quality.brake", "parts.shortage", wait_days=40, nps=2, spans={"wait_days": span_of(text, "40天")}
    )
    assert {"R13", "T4", "F6", "F1", "F2", "F3", "R9", "R10", "T5"} <= set(rules_of(result))
    for flag in result.flags:
        assert text[flag.start : flag.end] == flag.quote
        assert flag.reason
    assert next(flag.quote for flag in result.flags if flag.rule == "F1") == "40天"


def test_a_fact_from_a_column_has_an_empty_quote():
    flag = next(flag for flag in assessed("一般", nps=3).flags if flag.rule == "R9")
    assert (flag.quote, flag.start, flag.end) == ("", 0, 0)


def test_a_plain_tuple_as_span_is_enough():
    text = "等了八天"
    result = assessed(text, "repair.queue", wait_days=8, spans={"wait_days": (0, 4)})
    assert result.flags[0].quote == text


def test_danger_told_by_the_head_alone_is_flagged_with_its_clause():
    text = "那天过环岛，盘子像被人抱住胳膊"
    result = assessed(text, "quality.steering", safety=Span(6, 15))
    assert result.flags[0].rule == "R13"
    assert result.flags[0].quote == text[6:15]
    assert subject(text).safety is None
