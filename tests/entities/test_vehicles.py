"""Brands and models: nicknames, shared codes, everyday words, comparisons, columns."""

from __future__ import annotations

import re

import pytest

from corpora.vehicles import load_vehicles
from voc.entities import extract
from voc.entities.brands import canonical_brand, canonical_model, find_vehicle
from voc.entities.trie import build_matcher

NAMED = [
    ("提的毛豆Y，隔音一言难尽", "特斯拉", "Model Y"),
    ("tesla model3 门把手又弹不出来", "特斯拉", "Model 3"),
    ("特丝拉的雨刮是随缘的", "特斯拉", None),
    ("#modely#玻璃水喷不出", "特斯拉", "Model Y"),
    ("SU7U刹车盘一圈锈", "小米", "SU7 Ultra"),
    ("su 7 ultra 赛道模式弹窗", "小米", "SU7 Ultra"),
    ("SU7Max 前备箱锁不上", "小米", "SU7"),
    ("yu7的颜色跟官图对不上", "小米", "YU7"),
    ("m9天幕有水声", "问界", "M9"),
    ("AITO新M7大灯起雾", "问界", "M7"),
    ("传祺M8侧滑门夹手", "传祺", "M8"),
    ("L6空悬一夜趴窝", "理想", "L6"),
    ("银河L6低速顿一下", "银河", "L6"),
    ("智己L6中控屏卡", "智己", "L6"),
    ("等理想mega等得没脾气", "理想", "MEGA"),
    ("理想ONE的增程器像拖拉机", "理想", "ONE"),
    ("et5t 后备箱异响", "蔚来", "ET5T"),
    ("ES 8 二排座椅不加热", "蔚来", "ES8"),
    ("L90的冰箱不制冷", "乐道", "L90"),
    ("小P家的G6，方向盘抖", "小鹏", "G6"),
    ("XPENG P7+ 车机死机", "小鹏", "P7+"),
    ("mona m03 胎噪", "小鹏", "MONA M03"),
    ("零跑C11天窗漏水", "零跑", "C11"),
    ("极氪001减震漏油", "极氪", "001"),
    ("家里的7X又推送了个寂寞", "极氪", "7X"),
    ("迪子家的汉EV，尾门合不严", "比亚迪", "汉"),
    ("汉DM-i馈电油耗高", "比亚迪", "汉"),
    ("上个月提了秦，怠速抖", "比亚迪", "秦"),
    ("秦PLUS方向盘跑偏", "比亚迪", "秦PLUS"),
    ("宋PLUS DM-i电池衰减", "比亚迪", "宋PLUS"),
    ("元UP倒车影像黑屏", "比亚迪", "元UP"),
    ("海豹06 DM-i 异响", "比亚迪", "海豹06"),
    ("腾势D9的脚托断了", "腾势", "D9"),
    ("豹5硬派是硬派，就是漏风", "方程豹", "豹5"),
    ("吉利银河E5空调没冷气", "银河", "E5"),
    ("领克 08 右前门关不严", "领克", "08"),
    ("阿维塔12前挡起雾", "阿维塔", "12"),
    ("长安深蓝S07车机重启", "深蓝", "S07"),
    ("长安福特锐界变速箱", "福特", "锐界"),
    ("广汽埃安S充电跳枪", "埃安", "AION S"),
    ("岚图FREE悬架异响", "岚图", "FREE"),
    ("坦克300分动器渗油", "坦克", "300"),
    ("蓝山车主，油耗劝退", "魏牌", "蓝山"),
    ("红旗E-HS9充不进电", "红旗", "E-HS9"),
    ("五菱宏光miniev冬天趴窝", "五菱", "宏光MINIEV"),
    ("一汽-大众揽境异响", "大众", "揽境"),
    ("上海大众帕萨特机油乳化", "大众", "帕萨特"),
    ("id4x OTA 失败", "大众", "ID.4"),
    ("北京现代途胜异味", "现代", "途胜"),
    ("北京奔驰C级天窗咯吱", "奔驰", "C级"),
    ("北京BJ60四驱灯亮", "北京", "BJ60"),
    ("华晨宝马3系漏防冻液", "宝马", "3系"),
    ("奥迪A4L烧机油", "奥迪", "A4L"),
    ("上汽通用别克GL8滑门", "别克", "GL8"),
    ("东风日产轩逸钥匙失灵", "日产", "轩逸"),
    ("CRV机油增多", "本田", "CR-V"),
    ("rav4 油箱加不满", "丰田", "RAV4荣放"),
    ("马自达3昂克赛拉胎压灯", "马自达", "昂克赛拉"),
    ("保时泰的服务就这？", "保时捷", None),
    ("雷克萨斯ES300h电瓶", "雷克萨斯", "ES"),
    ("上汽名爵ZS变速箱顿", "名爵", "MG ZS"),
    ("阿维塔12万公里延保怎么算", "阿维塔", None),
    ("理想你真行，锁单第二天就改口", "理想", None),
]

NOT_NAMED = [
    "维修效果不理想，刹车还是软",
    "这结果很理想的话我就不来了",
    "现代社会还要手写工单",
    "大众点评上评分挺高的店",
    "堵在长安街上动不了",
    "红旗路那家店服务差",
    "坦克掉头功能用不了",
    "车机汉字显示乱码",
    "元旦去的店，没人",
    "退了我500元",
    "宋女士来电投诉",
    "唐先生表示不认可",
    "秦岭自驾没地方充电",
    "打印在A4纸上的结算单",
    "底盘掉了颗M8螺丝",
    "周末去爬长城，导航把我带沟里",
    "蔚小理售后都一个样",
    "深蓝色车漆掉了一块",
    "萤火虫一样暗的大灯",
    "哪吒电影真好看",
    "日产量上不去就别接单",
    "店里的拿铁不错，车没修好",
    "这车充到100%要007式加班",
]

SUBJECT = [
    ("我的小鹏G6比隔壁特斯拉强多了", "小鹏", "G6"),
    ("比起特斯拉，蔚来的服务是真好", "蔚来", None),
    ("以前开丰田没进过店，现在这台问界M7两个月进三回", "问界", "M7"),
    ("从大众换到比亚迪，售后差太远", "比亚迪", None),
    ("朋友的理想L9三天修好，我的ET7修了一个月", "蔚来", "ET7"),
    ("上一台是宝马，这台腾势N9刹车异响", "腾势", "N9"),
    ("零跑这售后，同价位的深蓝不知道高到哪去了", "零跑", None),
    ("小米和问界都看了，哪个好", None, None),
    ("SU7和YU7选哪个", "小米", None),
    ("蔚小理里我就服蔚来", "蔚来", None),
    ("不如问界", None, None),
    ("蔚来换电排队，对面的特斯拉早走了", "蔚来", None),
]


@pytest.mark.parametrize(("text", "brand", "model"), NAMED)
def test_a_car_is_named(text: str, brand: str, model: str | None) -> None:
    vehicle = find_vehicle(text)
    assert (vehicle.brand, vehicle.model) == (brand, model)


@pytest.mark.parametrize("text", NOT_NAMED)
def test_everyday_words_are_no_cars(text: str) -> None:
    vehicle = find_vehicle(text)
    assert (vehicle.brand, vehicle.model) == (None, None)


@pytest.mark.parametrize(("text", "brand", "model"), SUBJECT)
def test_the_text_is_about_the_own_car(text: str, brand: str | None, model: str | None) -> None:
    vehicle = find_vehicle(text)
    assert (vehicle.brand, vehicle.model) == (brand, model)


@pytest.mark.parametrize(
    ("column", "brand"),
    [
        ("小米汽车", "小米"),
        ("XIAOMI", "小米"),
        ("一汽-大众", "大众"),
        ("理想", "理想"),
        ("北京", "北京"),
        ("某新品牌", "某新品牌"),
    ],
)
def test_a_brand_column_is_made_canonical(column: str, brand: str) -> None:
    assert canonical_brand(column) == brand


@pytest.mark.parametrize(
    ("column", "brand", "expected"),
    [
        ("su7", None, ("小米", "SU7")),
        ("M8", "传祺", ("传祺", "M8")),
        ("M8", None, ("问界", "M8")),
        ("汉", "比亚迪", ("比亚迪", "汉")),
        ("12", "阿维塔", ("阿维塔", "12")),
        ("问界M9", None, ("问界", "M9")),
        ("没听过的", "小米", ("小米", "没听过的")),
    ],
)
def test_a_model_column_is_made_canonical(column: str, brand: str | None, expected: tuple[str, str]) -> None:
    assert canonical_model(column, brand=brand) == expected


def test_columns_win_over_the_text_which_fills_the_gaps() -> None:
    facts = extract("特斯拉都没你家能拖，M9空调不凉", brand="问界")
    assert (facts.entities.brand, facts.entities.model) == ("问界", "M9")
    facts = extract("车漆有瑕疵", brand="小米汽车", model="su7")
    assert (facts.entities.brand, facts.entities.model) == ("小米", "SU7")
    assert not facts.spans


def test_the_brand_of_the_record_decides_a_shared_code() -> None:
    assert extract("L6顿挫", brand="智己").entities.model == "L6"
    assert extract("M8滑门夹手", brand="广汽传祺").entities.brand == "传祺"


def test_the_lexicon_is_large_and_sound() -> None:
    lexicon = load_vehicles()
    names = [brand.name for brand in lexicon.brands]
    assert len(names) == len(set(names)) >= 60
    assert sum(len(brand.models) for brand in lexicon.brands) >= 350
    assert set(lexicon.prior.values()) <= set(names)
    assert set(lexicon.parents) <= set(names)
    assert {child for children in lexicon.parents.values() for child in children} <= set(names)
    months = [model.first_delivery for brand in lexicon.brands for model in brand.models if model.first_delivery]
    assert len(months) > 60
    assert all(re.fullmatch(r"20[12]\d-(0[1-9]|1[0-2])", month) for month in months)


def test_every_canonical_brand_is_found_as_a_column() -> None:
    for brand in load_vehicles().brands:
        assert canonical_brand(brand.name) == brand.name


def test_the_matcher_takes_the_longest_surface_and_whole_words() -> None:
    matcher = build_matcher(["su7", "su7 ultra", "es6", "小鹏 P7+", "p7"])
    assert [m.group() for m in matcher.finditer("su7ultra es60 es 6 小鹏p7+ xp7 p72")] == [
        "su7ultra",
        "es 6",
        "小鹏p7+",
    ]
