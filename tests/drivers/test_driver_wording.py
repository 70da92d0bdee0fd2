"""Sentences say what was found, what was not, and never that one thing causes another."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from driver_samples import driver, simulate, text

from voc.drivers.find import find_drivers
from voc.drivers.model import Driver, DriverReport, Estimate, Kind, Split, Status, Target
from voc.drivers.wording import (
    CAUTION,
    driver_sentence,
    importance_sentence,
    kind_name,
    share_sentence,
    split_sentence,
    summary_sentences,
)

REPORT = DriverReport(Target.NPS, Status.SHOWN, 500, 7.1, 3, 0, 2, 20, 20, 0.95, 0.05, 12, 4, (), (), None)
SHORTAGE = Driver(
    "parts.shortage",
    "缺件等件",
    -1,
    64,
    436,
    Status.SHOWN,
    effect=Estimate(-3.1, -4.0, -2.2),
    detractors=Estimate(0.41, 0.28, 0.54),
    promoters=Estimate(-0.05, -0.15, 0.05),
    importance=Estimate(0.397, 0.25, 0.54),
    q=0.001,
    confirmed=True,
)


def test_an_effect() -> None:
    assert driver_sentence(SHORTAGE, REPORT) == "说到「缺件等件」的客户平均低 3.1 分（2.2–4.0，n=64）"
    praised = replace(SHORTAGE, polarity=1, effect=Estimate(1.2, 0.5, 1.9))
    assert driver_sentence(praised, REPORT) == "称赞「缺件等件」的客户平均高 1.2 分（0.5–1.9，n=64）"


def test_an_effect_that_may_be_nothing() -> None:
    unclear = replace(SHORTAGE, effect=Estimate(-0.2, -0.8, 0.4), confirmed=False)
    assert driver_sentence(unclear, REPORT) == "说到「缺件等件」的客户与其他客户相比看不出差别（−0.8 至 +0.4，n=64）"
    assert importance_sentence(replace(unclear, importance=Estimate(0.1, -0.1, 0.3)), REPORT) == ""
    assert driver_sentence(replace(SHORTAGE, confirmed=False), REPORT).endswith("放在全部痛点里比较还不能确认")


def test_shares_and_importance() -> None:
    assert share_sentence(SHORTAGE, REPORT) == "贬损者占比高 41 个百分点（28–54），推荐者占比看不出差别"
    assert importance_sentence(SHORTAGE, REPORT) == (
        "假如说到「缺件等件」的客户与情况相同的其他客户打分一样，平均分相应高 0.40 分（0.25–0.54）"
    )
    assert share_sentence(replace(SHORTAGE, detractors=None, promoters=None), REPORT) == ""


def test_no_figure_without_data() -> None:
    bare = Driver("parts.shortage", "缺件等件", -1, 12, 488, Status.TOO_FEW_TOLD)
    assert driver_sentence(bare, REPORT) == "说到「缺件等件」数据不足：只有 12 条，至少要 20 条"
    twin = replace(bare, told=40, status=Status.INSEPARABLE, inseparable_from=("维修排队久",))
    assert driver_sentence(twin, REPORT) == "说到「缺件等件」几乎总是与「维修排队久」同时出现，分不开各自与评分的关系"
    for status in (Status.TOO_FEW_NOT_TOLD, Status.TOO_FEW_TEXTS, Status.SAME_SCORE):
        sentence = driver_sentence(replace(bare, status=status), REPORT)
        assert "平均" not in sentence
        assert "数据不足" in sentence or "无法比较" in sentence
    assert share_sentence(bare, REPORT) == importance_sentence(bare, REPORT) == ""


def test_summary_says_how_many_were_tested() -> None:
    first, method, caution = summary_sentences(REPORT)
    assert first == "500 条原声中共比较 12 项，其中 4 项确认与 NPS 评分相关（错误发现率控制在 5%）。"
    assert "95% 区间" in method
    assert caution == CAUTION
    assert any("评分与原文矛盾" in line for line in summary_sentences(replace(REPORT, contradictions=9)))
    assert "都一样" in summary_sentences(replace(REPORT, status=Status.SAME_SCORE))[0]
    assert "数据不足" in summary_sentences(replace(REPORT, status=Status.TOO_FEW_TEXTS, n=12))[0]
    assert "数据不足" in summary_sentences(replace(REPORT, tested=0))[0]
    assert "整体情感" in summary_sentences(replace(REPORT, target=Target.SENTIMENT))[0]


def test_penalty_and_reward() -> None:
    split = Split("a", "补能", Estimate(2.1, 1.5, 2.7), Estimate(0.1, -0.4, 0.6), Estimate(2, 1, 3), Kind.BASIC)
    assert split_sentence(split).startswith("「补能」做差了低 2.1 分（1.5–2.7），做好了看不出差别；基本型")
    assert kind_name(Kind.PERFORMANCE) == "期望型"


def test_never_speaks_of_causes() -> None:
    effects = {("parts.shortage", -1): -3.0, ("care.attitude", -1): -2.0, ("care.attitude", 1): 1.5, ("x", -1): 0.0}
    rows = simulate(effects, n=500, seed=1)
    rng = np.random.default_rng(2)
    moods = [text(i, bad=["x"] if i % 2 else [], sentiment=int(rng.integers(-1, 2))) for i in range(200)]
    for report in (find_drivers(rows), find_drivers(moods), find_drivers(rows[:30])):
        lines = list(summary_sentences(report))
        for found in report.drivers:
            lines += [driver_sentence(found, report), share_sentence(found, report), importance_sentence(found, report)]
        lines += [split_sentence(split) for split in report.splits]
        said = "".join(lines).replace(CAUTION, "")
        for word in ("导致", "造成", "因为", "使得", "影响", "引起", "None", "nan"):
            assert word not in said
    assert "x" in driver_sentence(driver(find_drivers(moods), "x"), find_drivers(moods))
