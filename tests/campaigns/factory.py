"""Posts and analyses for the tests of copies and campaigns."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from tests.report.factory import record
from voc.campaigns.fold import fold
from voc.campaigns.groups import CopyGroups
from voc.campaigns.index import CopyIndex
from voc.campaigns.posts import Entry, Post
from voc.text.clean import clean
from voc.types import Analysis

NOON = datetime(2026, 11, 22, 12, 1)
CHARACTERS = "的一是不了在有我他这中大来上个国到说们为子和你地出道也时年得就那要下以生会自着去之过家"

# hand-written, all about different things
TEXTS = (
    "提车第三天车机黑屏，导航也跟着卡死，开在高架上完全不知道往哪走",
    "等一个左前大灯等了整整一个月，门店每次都说在路上，客服也没有准信",
    "保养完机油滴了一车位，打电话过去让我自己拍照，说是正常现象",
    "冬天续航直接腰斩，开个暖风跑不到两百公里，充电桩前面还排着五台车",
    "销售答应送的行车记录仪到现在没见着，尾款倒是催得一天比一天紧",
    "右后门关不严，跑高速全是风噪，去了三趟都说在标准范围之内",
)


def entry(id: str, text: str, *, brand: str | None = None, **values: object) -> Entry:
    """Return an entry of a raw text."""
    folded = fold(clean(text).text, brand=brand)
    values.setdefault("brands", folded.brands or ((brand,) if brand else ()))
    values.setdefault("models", folded.models)
    return Entry(Post(id, **values), folded)  # type: ignore[arg-type]


def index_of(entries: Iterable[Entry]) -> CopyIndex:
    index = CopyIndex()
    index.add(entries)
    return index


def grouped(texts: Sequence[str]) -> CopyGroups:
    return index_of(entry(str(n), text) for n, text in enumerate(texts)).group()


def together(texts: Sequence[str]) -> set[frozenset[str]]:
    """Return the ids that stand in one group."""
    return {frozenset(member.post.id for member in group.members) for group in grouped(texts).groups}


def typos(text: str, count: int, seed: int = 3) -> str:
    dice = random.Random(seed)
    places = set(dice.sample(range(len(text)), count))
    return "".join(dice.choice(CHARACTERS) if n in places else char for n, char in enumerate(text))


def campaign(count: int, *, gap: timedelta = timedelta(minutes=2), start: datetime = NOON) -> list[Entry]:
    """Return posts of one text at even intervals, each by another author."""
    return [entry(str(n), TEXTS[0], channel="social", author=f"a{n}", created_at=start + n * gap) for n in range(count)]


def analysis(text: str, id: str = "1", *, brand: str | None = None, **values: object) -> Analysis:
    """Return an analysed record with this cleaned text."""
    return record(id, text=clean(text).text, brand=brand, model=values.pop("model", None), **values)
