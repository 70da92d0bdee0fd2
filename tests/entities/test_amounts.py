"""The amount in dispute, and figures that are none; Chinese numerals."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from voc.entities.amounts import find_amount
from voc.entities.numerals import parse_number
from voc.entities.trie import lowered

AMOUNTS = [
    ("收了我一千二", 1200),
    ("要求先垫修车费1.8万", 18000),
    ("退我600块", 600),
    ("检测费¥380", 380),
    ("开口就要三百八", 380),
    ("定金两万五不退", 25000),
    ("扣了我5k", 5000),
    ("赔我3W才行", 30000),
    ("大定5000要求全退", 5000),
    ("保养多收了1,200元", 1200),
    ("维修费一万二千八", 12800),
    ("官降两万，刚提的车", 20000),
    ("直降一万二", 12000),
    ("退定金5000元整", 5000),
    ("工时费给我算了860", 860),
    ("押金1000块至今没退", 1000),
    ("小保养花了七百", 700),
    ("按原厂价收了我3200", 3200),
    ("4S报5600", 5600),
    ("工单上多出一行“检测费380”", 380),
    ("比自己询价贵2300，要求退差价", 2300),
    ("改签费86要赔", 86),
    ("换条水喉收我三百蚊工时费", 300),
    ("三百块钱工时费", 300),
    ("换个灯要8000", 8000),
    ("一万五的定损单", 15000),
    ("1万2的维修单", 12000),
    ("¥1,299.50的账单", 1299.5),
    ("赔偿我2000元并道歉", 2000),
    ("5000块还在天上飞，就是不退", 5000),
    ("违约金扣了八千六", 8600),
    ("尾款拖着，利息多交四百五", 450),
    ("自费拖车1600", 1600),
    ("预算二十万的人，被多收了一千八", 1800),
    ("落地28万，还要收上牌费2600", 2600),
    ("开了3万公里，换刹车片收我980", 980),
    ("打12315，要回检测费260", 260),
    ("店换滤芯收320 次日又坏", 320),
    ("装潢费六千六强制买", 6600),
    ("补漆1400", 1400),
    ("金融服务费三千五，发票不开", 3500),
]

NONE = [
    "大几千没了",
    "两三千吧",
    "落地价28万",
    "指导价21.59万",
    "50万公里没大修",
    "开了3万公里",
    "两万八千公里",
    "卖了10万台",
    "预算30万",
    "28万的车就这质量",
    "花28万买的车",
    "拼多多9块9包邮的吗",
    "违约金20%",
    "电话12315",
    "拨打400电话",
    "200公里续航",
    "续航从480降到350",
    "时速一百降到四十",
    "退一赔三",
    "收了[金额]",
    "六十万的味道",
    "7/12晚上收的车",
    "第3次收到短信",
    "2024款",
    "换了块12V小电瓶",
    "NPS回访打9",
    "月供三千二",
    "给了我两台车轮流开",
    "收到5条短信",
    "一块儿去店里",
    "要等20天",
    "工资才五千",
]


@pytest.mark.parametrize(("text", "yuan"), AMOUNTS)
def test_the_amount_in_dispute_is_read(text: str, yuan: float) -> None:
    amount = find_amount(lowered(text))
    assert amount.yuan == pytest.approx(yuan)
    assert amount.span is not None
    assert amount.span.end <= len(text)


@pytest.mark.parametrize("text", NONE)
def test_other_figures_are_no_amounts(text: str) -> None:
    assert find_amount(lowered(text)).yuan is None


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("十", 10),
        ("廿六", 26),
        ("卅", 30),
        ("俩", 2),
        ("一百零五", 105),
        ("三百八", 380),
        ("一千零二十", 1020),
        ("两万五", 25000),
        ("两万零五", 20005),
        ("七万八千五", 78500),
        ("二零二四", 2024),
        ("12,000", 12000),
        ("1.8", 1.8),
        ("三五", None),
        ("几", None),
        ("一百一百", None),
        ("万", None),
        ("1.2.3", None),
        ("", None),
    ],
)
def test_numerals(text: str, value: float | None) -> None:
    assert parse_number(text) == value


def _spoken(number: int) -> str:
    digits, text, zero = "零一二三四五六七八九", "", False
    for unit, name in ((10_000, "万"), (1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, number = divmod(number, unit)
        if digit:
            text += ("零" if zero and text else "") + digits[digit] + name
            zero = False
        else:
            zero = True
    return text


@given(st.integers(1, 99_999))
def test_every_spoken_number_is_read_back(number: int) -> None:
    assert parse_number(_spoken(number)) == number


@given(st.integers(20, 9999).filter(lambda n: n not in {110, 119, 120, 122, 400}))
def test_plain_fees_are_read_exactly(number: int) -> None:
    assert find_amount(f"检测费{number}元，不合理").yuan == number
