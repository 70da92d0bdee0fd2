"""Cities: nicknames, districts, streets, brands, dishes, several places."""

from __future__ import annotations

import pytest

from corpora.cities import load_cities, tier_of
from voc.entities import extract
from voc.entities.cities import canonical_city, find_city

NAMED = [
    ("坐标成都，提了车", "成都"),
    ("从成都开到乐山修", "成都"),
    ("送到广州的车，人在佛山", "佛山"),
    ("老家安康，人在西安", "西安"),
    ("魔都浦东那家交付中心", "上海"),
    ("帝都车主路过", "北京"),
    ("鹏城的店要排两周", "深圳"),
    ("蓉城哪家店靠谱", "成都"),
    ("天河店前台态度好", "广州"),
    ("福田店和龙岗店两个样", "深圳"),
    ("朝阳区那家说没件", "北京"),
    ("辽宁朝阳市的店关了", "朝阳"),
    ("北京的店修了三天", "北京"),
    ("北京现代途胜，人在沈阳", "沈阳"),
    ("武侯店缺配件", "成都"),
    ("渝北那边说等通知", "重庆"),
    ("浐灞店 SU7 待件", "西安"),
    ("昆山车主 充电桩没装", "昆山"),
    ("义乌的朋友帮问一下", "义乌"),
    ("江阴用户来电", "江阴"),
    ("晋江哪里能修", "晋江"),
    ("张家港店没现货", "张家港"),
    ("常熟提车", "常熟"),
    ("香港车主问保修", "香港"),
    ("澳门能用充电网络吗", "澳门"),
    ("台州店两家都说没件", "台州"),
    ("宝鸡没有服务中心", "宝鸡"),
    ("乌鲁木齐零下二十度", "乌鲁木齐"),
    ("呼和浩特市用户", "呼和浩特"),
    ("西双版纳提车要多久", "西双版纳"),
    ("恩施州客户来电", "恩施"),
    ("东莞长安镇的店", "东莞"),
    ("苏州工业园区店", "苏州"),
    ("武汉光谷店", "武汉"),
    ("海口店没有备件", "海口"),
    ("在大同修的车", "大同"),
    ("大庆 车主李先生 待件", "大庆"),
    ("保定这边没网点", "保定"),
    ("哈尔滨的冬天续航减半", "哈尔滨"),
    ("跑二百里去郑州换雨刮", "郑州"),
    ("深圳福田那家授权店", "深圳"),
    ("拉萨 救援六小时没到", "拉萨"),
    ("石家庄裕华区的门店", "石家庄"),
    ("连云港能上门吗", "连云港"),
]

NOT_NAMED = [
    "南京路上的店不行",
    "上海路店服务差",
    "中山路4S店",
    "重庆路那家店",
    "沈阳路上爆胎了",
    "保定没问题的车也能坏",
    "客服回复大同小异",
    "导航到出海口就断了",
    "上海大众帕萨特漏油",
    "长安福特锐界顿挫",
    "湖南提车要多久",
    "河北用户来电",
    "重庆火锅店门口趴窝",
    "兰州拉面馆旁边的桩",
    "西安事变都没这么曲折",
    "杭州湾跨海大桥上失去动力",
    "长春花色内饰",
    "堵在长安街",
    "宁德时代的电池鼓包",
    "北京时间八点抢的名额",
    "北上广都没件",
    "江浙沪包邮的脚垫",
    "提车当天门店要我买全险",
    "希望城市领航别再乱变道",
    "和田玉挂件掉了",
    "台州、温州、宁波都没货",
    "青岛啤酒节堵车",
    "[地址]的店",
    "和平解决",
]


@pytest.mark.parametrize(("text", "city"), NAMED)
def test_a_city_is_named(text: str, city: str) -> None:
    assert extract(text).entities.city == city


@pytest.mark.parametrize("text", NOT_NAMED)
def test_other_words_are_no_cities(text: str) -> None:
    assert extract(text).entities.city is None


@pytest.mark.parametrize(
    ("column", "city"), [("成都市", "成都"), ("上海", "上海"), ("浦东", "上海"), ("恩施州", "恩施"), ("某县", "某县")]
)
def test_a_city_column_is_made_canonical(column: str, city: str) -> None:
    assert canonical_city(column) == city


def test_the_column_fills_only_what_the_text_leaves_open() -> None:
    assert extract("大灯没货", city="成都市").entities.city == "成都"
    facts = extract("人在西安，大灯没货", city="成都")
    assert facts.entities.city == "西安"
    start, end = facts.spans["city"]
    assert "人在西安，大灯没货"[start:end] == "西安"


def test_taken_places_are_no_cities() -> None:
    text = "北京新店"
    assert find_city(text).city == "北京"
    assert find_city(text, taken=(find_city(text).span,)).city is None  # type: ignore[arg-type]


def test_the_lexicon_is_complete_and_sound() -> None:
    lexicon = load_cities()
    assert len(lexicon.cities) >= 337
    assert {city.province for city in lexicon.cities.values()} == set(lexicon.provinces)
    assert len(lexicon.provinces) == 34
    assert {city for city in lexicon.surfaces.values() if city} <= set(lexicon.cities)
    assert lexicon.ambiguous <= set(lexicon.surfaces)
    assert {city.tier for city in lexicon.cities.values()} == {"1", "new1", "2", "3", "remote"}


def test_rule_r5_reads_the_tier() -> None:
    assert [tier_of(city) for city in ("北京", "成都", "绵阳", "拉萨", "不存在", None)] == [
        "1",
        "new1",
        "3",
        "remote",
        None,
        None,
    ]
