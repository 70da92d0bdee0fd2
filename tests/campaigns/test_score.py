"""The figures and the score of a group, and the words for and against."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.campaigns.factory import NOON, TEXTS, campaign, entry, index_of
from voc.campaigns.assess import Campaign, find_campaigns
from voc.campaigns.figures import DAY, HOUR, busiest_share, regularity
from voc.campaigns.posts import Entry
from voc.campaigns.score import Level, Parts, combine

SHARE = st.floats(0, 1)
NAMES = ("copies", "burst", "accounts", "templates", "rhythm")


def only(entries: list[Entry]) -> Campaign:
    (found,) = find_campaigns(index_of(entries).group())
    return found


@given(SHARE, st.tuples(*[st.none() | SHARE] * 4), st.sampled_from(NAMES), SHARE)
def test_the_score_is_monotone_in_each_part(
    copies: float, rest: tuple[float | None, ...], name: str, higher: float
) -> None:
    parts = Parts(copies, *rest)
    before = combine(parts)
    after = combine(replace(parts, **{name: max(higher, getattr(parts, name) or 0.0)}))
    assert 0 <= before.value <= after.value <= 1
    assert 0 <= before.known <= after.known <= 1


def test_all_parts_make_one() -> None:
    assert combine(Parts(1, 1, 1, 1, 1)).value == pytest.approx(1)
    assert combine(Parts(0)).value == 0


def test_a_planted_campaign_is_suspected_and_explained() -> None:
    template = "买{}被坑惨了，提车就掉漆，售后互相推诿，大家千万别买"
    cars = ("小米SU7", "蔚来ET5", "理想L6")
    night = datetime(2026, 11, 22, 2, 0)
    posts = [
        entry(str(n), template.format(cars[n % 3]), author=f"a{n % 4}", account_days=3, channel="social",
              created_at=night + timedelta(minutes=n))
        for n in range(20)
    ]  # fmt: skip
    found = only(posts)
    assert found.score.level is Level.SUSPECTED
    assert found.score.known == pytest.approx(1)
    words = "".join(found.speaks_for)
    for part in (
        "重复了 20 次",
        "24 小时内",
        "3 个品牌",
        "20 条出自 4 个账号",
        "不足 30 天",
        "0 点至 6 点",
        "间隔异常均匀",
    ):
        assert part in words
    assert "20 条相同或近似的原声" in found.summary
    assert found.figures.accounts == 4
    assert found.figures.busiest_hour == 1


def test_owners_passing_on_the_same_praise_are_no_campaign() -> None:
    posts = [
        entry(str(n), TEXTS[5], author=f"a{n}", account_days=900, brand="小米", sentiment=1,
              created_at=NOON + timedelta(days=2 * n, minutes=n * n * 7))
        for n in range(10)
    ]  # fmt: skip
    found = only(posts)
    assert found.score.level is Level.PLAIN
    words = "".join(found.speaks_against)
    for part in ("每个账号只发了一条", "前后相隔 18 天", "不是新账号", "只说小米一个品牌", "全为好评"):
        assert part in words


def test_more_posts_in_one_hour_score_higher() -> None:
    few, many = only(campaign(4)), only(campaign(25))
    spread = only(campaign(25, gap=timedelta(hours=31)))
    assert few.score.value < many.score.value
    assert spread.score.value < many.score.value


def test_short_wording_alone_proves_nothing() -> None:
    found = only([entry(str(n), "不错，点赞") for n in range(40)])
    assert found.score.value == 0
    assert "文字很短" in found.speaks_against[0]


def test_a_day_without_time_is_no_midnight() -> None:
    posts = [entry(str(n), TEXTS[0], created_at=datetime(2026, 11, 22)) for n in range(8)]
    found = only(posts)
    assert found.figures.night is None
    assert found.figures.busiest_hour is None
    assert found.score.parts.rhythm is None
    assert found.figures.busiest_day == 1


def test_what_is_unknown_is_said() -> None:
    found = only([entry(str(n), TEXTS[0]) for n in range(5)])
    assert found.score.parts == Parts(found.score.parts.copies, None, None, None, None)
    assert "作者、账号注册时间、发布时间" in found.speaks_against[-1]


def test_busiest_windows_are_half_open() -> None:
    hours = [NOON + timedelta(hours=n) for n in (0, 1, 24, 48)]
    assert busiest_share(hours, DAY) == 0.5
    assert busiest_share(hours, HOUR) == 0.25
    assert busiest_share([], DAY) is None


def test_regularity_of_gaps() -> None:
    assert regularity([NOON + timedelta(minutes=5 * n) for n in range(6)]) == pytest.approx(1)
    assert regularity([NOON] * 6) is None
    assert (regularity([NOON, NOON + HOUR, NOON + HOUR, NOON + 90 * HOUR]) or 0) < 0.2
