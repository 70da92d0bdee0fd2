"""Waiting times, and lengths of time that are none."""

from __future__ import annotations

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.entities.durations import find_durations
from voc.entities.trie import lowered
from voc.entities.waits import find_wait

WAITS = [
    ("前杠等了半个月", 15),
    ("大灯等了一个半月才来", 45),
    ("修了一个多月了", 30),
    ("车趴店里半个多月", 15),
    ("修了十来天", 10),
    ("在店里拖了二十多天", 20),
    ("件等了十几天", 10),
    ("拖了两三天", 2),
    ("等了三周", 21),
    ("催了俩礼拜没人理", 14),
    ("退款等了仨月", 90),
    ("等了两个半月", 75),
    ("等了大半年", 200),
    ("交付一等就是小半年", 180),
    ("等了半年", 180),
    ("等了一年半", 545),
    ("等了1个月零5天", 35),
    ("锁单26周还没交付", 182),
    ("锁单四周了", 28),
    ("三个半月了还没排产", 105),
    ("缺件25天", 25),
    ("件25日未到", 25),
    ("客户进厂26天", 26),
    ("车在店48小时没人管", 2),
    ("排队两小时", 0.08),
    ("排了一个半钟头的队", 0.06),
    ("换电排了俩小时", 0.08),
    ("救援等了40分钟", 0.03),
    ("拖车2h40min才到", 0.11),
    ("拖车一个小时才来", 0.04),
    ("35分钟救援到场", 0.02),
    ("从锁单到提车十二天", 12),
    ("十二天就提车了", 12),
    ("从进店到取车一共九天", 9),
    ("配件预计45天", 45),
    ("说好3天，结果等了11天", 11),
    ("已经三十八天，退款未到", 38),
    ("定金退了两个月还没到账", 60),
    ("一批批了四十来天", 40),
    ("打卡第37天，零件还在路上", 37),
    ("今天是车在店里的第31天", 31),
    ("等灯。第十九天。", 19),
    ("上牌卡了三周", 21),
    ("绿牌三天后寄到家", 3),
    ("车放那儿九天了", 9),
    ("维修一周时间", 7),
    ("App上预约排到21天后", 21),
    ("律师函寄过去二十天了没回音", 20),
    ("十五个工作日过去了，钱还没到", 15),
    ("审批走了廿六天", 26),
    ("等一块玻璃，一百二十天。", 120),
    ("车放店里一星期", 7),
    ("喷漆喷了二十六天还在排", 26),
    ("绿本押在银行五十天了，没人管", 50),
    ("从报修到现在整整两周，", 14),
    ("下单至今六十四天", 64),
    ("高架上趴了两个半小时没人来", 0.1),
    ("拖车说马上到，实际上等了三个钟头", 0.12),
    ("工单提交第十天，", 10),
    ("空调件缺货仨月", 90),
    ("小订退款说3-5个工作日,现在是第46个日历日", 46),
    ("排产卡了九周，一动不动", 63),
    ("车进去三十三天，备用车影子也没有", 33),
]

NOT_WAITS = [
    "车龄三年，底盘异响",
    "开了三年没坏过",
    "七天无理由退货不适用",
    "整车质保三年",
    "承诺24h内回电",
    "30天内退款是你们写的",
    "每周保养一次",
    "一周去两次",
    "出差半个月回来电瓶没电",
    "第三天就坏了",
    "昨天报的今天就到",
    "充电充了40分钟",
    "高速开了5小时",
    "3月提的车",
    "2023年买的车",
    "等了半天没人理",
    "等了好几天",
    "等了好几个月",
    "两年保养六回",
    "刚提车三天就漏油",
    "提前三天通知就行",
    "贷款五年",
    "新车提回来才两天",
    "三个工作日内答复",
    "用了八个月，挺好",
    "之前停三天就叫不醒",
    "我做外贸三十年",
    "她修了十五年叉车",
    "第二天又亮了",
    "一周后又响",
    "俩月。副驾气囊灯常亮",
    "12周岁的孩子",
    "周三等通知",
    "下周三才有位",
    "以为要等一两个月",
    "新车第三天蹭了门",
    "礼拜五等电话",
]


@pytest.mark.parametrize(("text", "days"), WAITS)
def test_a_wait_is_read(text: str, days: float) -> None:
    wait = find_wait(lowered(text))
    assert wait.days == pytest.approx(days)
    assert wait.span is not None
    assert 0 <= wait.span.start < wait.span.end <= len(text)


@pytest.mark.parametrize("text", NOT_WAITS)
def test_other_lengths_are_no_waits(text: str) -> None:
    assert find_wait(lowered(text)).days is None


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("从3月等到现在", 90),
        ("3月5号报修到现在没修好", 97),
        ("工单9/3提交至今没人联系", 280),
        ("12月订的到现在没排产", 180),
        ("2月30号报修到现在", None),
        ("13/1至今", None),
    ],
)
def test_a_date_needs_the_day_of_the_record(text: str, days: float | None) -> None:
    assert find_wait(text, sent_at=datetime(2026, 6, 10)).days == days
    assert find_wait(text).days is None


@given(st.integers(1, 999), st.sampled_from(["天", "周", "个月"]))
def test_plain_figures_are_read_exactly(number: int, unit: str) -> None:
    per = {"天": 1, "周": 7, "个月": 30}[unit]
    assert find_wait(f"等了{number}{unit}还没到").days == number * per


@given(st.text(alphabet="等了半个一二三十廿多天月周年小时分钟hm0123456789.，没到第俩-", max_size=30))
def test_any_text_gives_positive_lengths_inside_it(text: str) -> None:
    for duration in find_durations(lowered(text)):
        assert duration.days > 0
        assert 0 <= duration.start < duration.end <= len(text)
