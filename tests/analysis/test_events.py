import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corpora.cues import CueFamily, Cues, load_cues
from voc.analysis.cues import CueMatcher, matcher, plain_clauses
from voc.analysis.events import find_events
from voc.text.split import clauses

SAFETY = """
昨天下高速匝道刹车突然失灵，拉手刹才停住
踩刹车完全没反应，直接追尾前面的货车
刹车踏板硬得像块石头，根本踩不动
早上出门刹车变硬了，差点撞到小区门岗
雨天红灯前刹不住，一直滑到路口中间
制动系统失效，靠蹭护栏停下来的
车主来电称行驶中刹车踩到底也没用 要求拖车
电子手刹拉不起来，车停在坡上自己溜了
P挡停好，下车拿快递，车自己往后溜撞了垃圾桶
在斜坡停车熄火后溜车，怼到后面的电动车
方向盘突然锁死，差点开进河里
高速上转向助力失效，两个人一起掰才靠边
过弯的时候方向盘卡死，打不动
行驶中方向盘自己往左打，我吓出一身冷汗
车子在三环上突然失去动力，后面的车猛按喇叭
跑着跑着动力中断，仪表全黑
高速上失速，从一百二直接降到四十码
过隧道时发动机突然熄火，后车差点撞上来
踩电门没反应，卡在路口中间动弹不得
高架上整车突然断电，双闪都打不开
车速骤降，后面大货车差点怼上来
停车场充着电就自燃了，隔壁两台车都遭殃
开到一半机舱冒黑烟，赶紧带孩子下车
仪表台下面起火了，物业拿灭火器扑灭的
昨晚地库里我的车着火，消防来了两辆
底盘传来焦糊味，随后冒烟，人已撤离
充电口熔化了，枪都拔不下来
闻到一股烧焦味，没一会儿前盖就窜白烟
追尾这么严重气囊居然一个都没弹
正常停着，副驾气囊自己爆了，把我妈脸烫伤
碰撞后安全气囊未弹开，胸口撞方向盘上
智驾在高速上无缘无故急刹，差点被后车追尾
开着领航辅助，前面没车突然一脚踩死
AEB误触发，高架上直接刹停
辅助驾驶把影子当成障碍物急刹，后面追尾了
幽灵刹车第三次了，这次后车真撞上了
车子自己急刹，安全带勒得肋骨疼
NOA变道时突然往右打，差点蹭到大货
左前轮开着开着掉了，车直接趴地上
提车半年断轴，车头扎进绿化带
高速行驶中下摆臂断裂，车失控撞护栏
后轮飞出去砸到对向车道
高速上爆胎，车身横过来差点翻
时速一百右后胎突然炸了，撞上隔离栏
行驶中前机盖弹开，挡住整个前挡风
把孩子锁车里了，车门打不开，最后砸窗救出来
断电以后车门打不开，我和老婆被困在车里半小时
车子突然自己加速，撞进便利店
松开油门还在往前冲，只能挂空挡
挂着倒挡却往前窜，撞墙上了
油门卡住不回位，吓得我关了电源
车辆失控撞上隔离墩，两人受伤
行驶过程中熄火，方向盘一下子沉得打不动
下长坡刹车踩空了，靠避险车道停下来
客户反映高速行驶中动力丢失 已第二次 要求书面解释
车停路边自己烧起来了，只剩个架子
刹车助力没了，踩得脚抽筋才停住
泊车的时候自动泊车直接撞到人了
高速上车门自己弹开，老婆差点掉出去
快速路上时速80自动急刹，孩子额头磕破
坡道驻车没拉住，车自行移动撞了三轮
方向盘掉头掉到一半失灵，撞上马路牙子
踏板一踩到底都没刹住，撞了前车
开着ACC，收费站前没减速直接撞杆
""".strip().splitlines()

NOT_SAFETY = """
刹车很稳，满载下山一点不软
刹车脚感偏软，需要适应一下
刹车有点异响，过几天去看看
要是刹车失灵了怎么办，想想都怕
请问刹车会失灵吗
我就怕哪天方向盘锁死
万一高速上动力中断，谁负责
会不会自燃啊，有点担心
开了三年从来没有起过火
电池包托底了也没冒烟，质量过硬
这次碰撞气囊没必要弹，轻微剐蹭而已
新闻说某品牌高速失控，看得我心慌
刷到一个刹车失灵的视频，太吓人了
听说隔壁小区有台车自燃了
这价格气得我冒烟
销售把我气炸了，火冒三丈
新款火了，店里人挤人
刹不住车地买配件，钱包受不了
方向盘很轻，停车不费劲
方向盘有点重，女生开着累
方向盘按键失灵，音量调不了
隔壁饭店着火，我的车沾了一身灰
前车突然急刹，还好我跟得远
自动紧急制动救了我一命，前面突然窜出小孩
误刹少了很多，这版智驾进步大
没有一次误刹，领航开得很放松
爆胎险要不要买，求建议
补个胎花了五十，师傅说是扎钉子
排气管冬天冒白烟正常吗
胎压报警，自己充了点气就好了
气囊灯亮了，去店里消码
召回公告：因制动系统存在失效风险，召回三万辆
比亚迪股价今天失速，跌停了
孩子在后排睡得很香，静音不错
车门打不开，原来是童锁没关
把钥匙锁车里了，找开锁师傅花了两百
车机死机了，重启就好
空调突然不制冷，热得冒烟
自动启停熄火的时候刹车会变硬，正常现象
动力很足，超车一脚油门就窜出去了
没遇到过溜车，坡起辅助很好用
新能源汽车发生自燃的概率是多少
刹车油多久换一次
店里的烧烤活动烟太大了
客户咨询刹车片价格，已答复
抽烟把座椅烫了个洞，能修吗
今天试驾，刹车线性，转向精准
异响修好之后刹车一点声音都没了
电影里那个车失控的镜头真刺激
手机玩游戏，车失控掉下悬崖，孩子笑得不行
销量一路失控地涨，产能跟不上
""".strip().splitlines()

ESCALATION = """
再不解决我就打12315
已经向市场监管局投诉，等回复
材料寄给市监了，你们等着
周一法院见
起诉状已经写好，明天递交
律师函下周寄到贵司总部
我已经咨询了律师，可以退一赔三
约了记者明天到店采访
我要找媒体曝光你们
视频剪好了，今晚发抖音让大家看看
不给说法我就挂小红书
车主群三百人，周六集体去总部
大家约好明早去店门口拉横幅
车质网已经提交了，编号都有
黑猫上见吧
已经打了12345，工单在处理
投诉到消协了，让他们评评理
工信部那边我也写信了
联名起诉，已经有五十个车主签字
准备走法律程序维权
你们不处理，我就去堵门
客户称已联系电视台民生栏目 请店端准备
客户扬言要向消费者协会反映 已安抚
准备发微博曝光这个骗子店
三一五见
打官司我奉陪到底
已委托律师处理后续赔偿
再拖就信访，市长热线我存着呢
拉了个维权群，已经两百多人
申请仲裁，绝不接受和解
要求书面拒赔，拟走诉讼
老板不理人，那就工商局说话
我把录音都交给律师了
下周去市监所当面举报
等着上央视315晚会吧
全网曝光，一个都别想跑
我们二十几个车主一起委托律所
已经在聚投诉发了帖子
不退定金就法庭上聊
请电视台来评评理
""".strip().splitlines()

NOT_ESCALATION = """
没打算投诉到12315，就想要个回复
不想闹大，把车修好就行
刷到消费者维权胜诉的新闻
我没想找媒体，也不会打官司
新车谍照曝光，外观很好看
多媒体屏幕经常黑屏
流媒体后视镜很清楚
工信部公布新一批目录，这款车在列
行车记录仪夜间曝光不足
老公是律师，开这车上下班
法院门口的停车场太难停了
客户是做律师的，夸车内安静
车机里能刷抖音，很方便
12315是什么电话
有人劝我找律师，算了没那精力
在抖音上看到这款车才来的
网上查了很多资料才下单
群里一起团购了脚垫
大家一起去自驾游，总部送了水
参加了车友会集体婚礼
客服说会给我申请补偿
维权意识要有，但这次服务确实好
记者试驾了三天，评价很高
发朋友圈晒新车
媒体评测说续航不错
胎压不够会报警
车子没锁好会报警，很实用
客户车架号LSVAA12345678，已登记
法规要求的儿童座椅接口都有
律师费太贵了，幸好没用上
你们股票亏了要维权找证监会
""".strip().splitlines()

CASES = (
    [(text, "safety", True) for text in SAFETY]
    + [(text, "safety", False) for text in NOT_SAFETY + ESCALATION + NOT_ESCALATION]
    + [(text, "escalation", True) for text in ESCALATION]
    + [(text, "escalation", False) for text in NOT_ESCALATION + SAFETY + NOT_SAFETY]
)


def found(text: str, kind: str) -> bool:
    return getattr(find_events(text, clauses=clauses(text)), kind) is not None


@pytest.mark.parametrize("kind", ["safety", "escalation"])
def test_recall_and_precision_on_hand_written_cases(kind):
    cases = [(text, told) for text, of, told in CASES if of == kind]
    hits = {text for text, _ in cases if found(text, kind)}
    told = {text for text, is_told in cases if is_told}
    missed, false = sorted(told - hits), sorted(hits - told)
    assert len(hits & told) / len(told) >= 0.9, missed
    assert len(hits & told) / len(hits) >= 0.95, false


def test_the_cases_are_many_and_distinct():
    texts = SAFETY + NOT_SAFETY + ESCALATION + NOT_ESCALATION
    assert len(texts) == len(set(texts)) >= 120


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("昨天下高速匝道刹车突然失灵，拉手刹才停住", "刹车突然失灵"),
        ("店里态度很好。可是我那台车昨晚自燃了", "自燃"),
        ("再不解决我就打12315", "12315"),
    ],
)
def test_the_span_is_the_phrase(text, quote):
    events = find_events(text, clauses=clauses(text))
    span = events.safety or events.escalation
    assert text[span.start : span.end] == quote


def test_a_guard_reaches_no_further_than_its_sentence():
    assert found("要是早点修就好了。昨天刹车失灵撞了护栏", "safety")
    assert found("没起火。但是高速上动力中断了", "safety")
    assert not found("没起火，也没冒烟", "safety")


def test_the_own_car_after_hearsay_counts():
    assert found("之前看到个新闻还不信，结果我的车昨天也自燃了", "safety")
    assert not found("之前看到个新闻说有台车自燃了", "safety")


def test_both_events_in_one_text():
    events = find_events(
        "高速上刹车失灵，不给说法我就找媒体", clauses=plain_clauses("高速上刹车失灵，不给说法我就找媒体")
    )
    assert events.safety is not None
    assert events.escalation is not None


@pytest.mark.parametrize("text", ["", " ", "。。。", "😡😡😡", "a" * 5000, "刹" * 3000, "没有刹车" * 500])
def test_odd_texts_do_not_break_it(text):
    events = find_events(text, clauses=clauses(text))
    assert events.safety is None or 0 <= events.safety.start < events.safety.end <= len(text)


WORD_LIST = """
刹车 失灵 高速 突然 没有 要是 方向盘 锁死 起火 冒烟 我 的车 ， 。 ？ 律师 12315 不 找 媒体 曝光 新闻 说 自己
溜车 了 吗 气囊 没弹 孩子
"""
WORDS = st.sampled_from(WORD_LIST.split())


@given(st.lists(WORDS, max_size=30).map("".join))
def test_spans_lie_in_the_text_and_are_never_empty(text):
    events = find_events(text, clauses=clauses(text))
    for span in (events.safety, events.escalation):
        assert span is None or 0 <= span.start < span.end <= len(text)


@given(st.lists(WORDS, max_size=20).map("".join), st.sampled_from(SAFETY[:12]))
def test_a_danger_in_a_sentence_of_its_own_is_found_behind_any_text(text, danger):
    assert found(f"{text}。{danger}", "safety")


def test_the_anchors_lose_nothing_that_a_pattern_matches():
    texts = dict.fromkeys(text for text, _, _ in CASES)
    for family in load_cues().families:
        for pattern in map(re.compile, family.patterns):
            for text in texts:
                for match in pattern.finditer(text):
                    assert any(anchor in match[0] for anchor in family.anchors), (family.id, match[0])


def test_an_anchor_hidden_in_another_still_asks_its_family():
    # the search for anchors finds 踩刹车 first, which hides 刹车 in it and 车门 in its tail
    families = tuple(
        CueFamily("safety", word, word, (word,), (word,), (), None) for word in ("踩刹车", "刹车", "车门", "气囊")
    )
    search = CueMatcher(Cues("1", "", {}, families), ["safety"]).search("踩刹车门")
    assert [hit.family for hit in search.all()] == ["踩刹车", "刹车", "车门"]


def test_an_unknown_family_is_an_error():
    with pytest.raises(KeyError):
        matcher("safety").search("刹车").first("no such family")
