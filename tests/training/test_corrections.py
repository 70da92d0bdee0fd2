"""Learning from corrections: bad rows are refused, a good set is learned from, a harmful one is not taken."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch")

from corpora.texts import load_texts  # noqa: E402
from models.ngrams import NgramVocabulary, hash_ngrams  # noqa: E402
from models.registry import load_classifier  # noqa: E402
from models.training.atomic import written_folder  # noqa: E402
from models.training.export import to_numpy  # noqa: E402
from models.training.network import ConvolutionNetwork, NetworkShape  # noqa: E402
from models.training.restore import from_numpy, shape_of  # noqa: E402
from service.cli.main import main  # noqa: E402
from service.training.acceptance import Comparison, objections  # noqa: E402
from service.training.correction_rows import examples_of, read_corrections  # noqa: E402
from service.training.figures import Figures  # noqa: E402
from voc.errors import FormatError  # noqa: E402
from voc.evaluation.prf import PRF  # noqa: E402

# a house's own word for a loaner car, which no shipped text uses
BAD_LOANER = """\
店里说顶班车排到下个月了
顶班车没有，让我自己打车上班
问了三家都没顶班车
修车十天连个顶班车都不给
顶班车要押金还要排号
说好的顶班车到店就没了
顶班车是辆破电瓶，跑不了高速
申请顶班车被拒，理由是维修不满五天
顶班车只给开三十公里，超了收费
顶班车里一股烟味，没法坐
等顶班车等了一周
顶班车临时被收回去了
客服说顶班车看运气
打了四个电话还是没有顶班车
顶班车的事没人管
合同写了有顶班车，店里不认
顶班车油箱是空的就丢给我
两周没车开，顶班车一直说在协调
顶班车优先给老板的朋友
这次事故维修没安排顶班车
新店开业连一台顶班车都没配
顶班车到期了车还没修好，让我还回去
顶班车要我自己买保险
周末不发顶班车，让我周一再来
没有顶班车，孩子上学全靠打车""".split()
GOOD_LOANER = """\
顶班车当天就给了，挺方便
给的顶班车比我的车还新
顶班车满电送到楼下，点赞
修了五天，顶班车免费用
顶班车安排得很快
有顶班车，一点没耽误上班
顶班车干净，还送了矿泉水
前台主动给我办了顶班车
顶班车续航够用，体验不错
事故车维修期间顶班车全程管够""".split()
# dangers told without the cues' own words: what only the learned head sees
DANGERS = """\
下坡的时候脚下一空，一直滑到路口才停住
踩下去车不停，差点亲上前车
高速上突然没动力了，后面大货车贴上来
开着开着方向打不动，冲上了绿化带
半夜车在车库里冒烟，邻居喊我下楼
充电的时候底盘开始冒火星
气囊没弹，人撞到了玻璃上
空旷路面自己猛地刹停，后车追尾
轮子跑着跑着飞出去了
挂了停车挡下车，车自己溜到马路中间
孩子被锁在车里，外面怎么都打不开
辅助驾驶直直往护栏上怼
变道时它自己往货车那边靠
一百二的速度前轮炸了，车横着滑
松开踏板车还在往前窜，撞了墙
隧道里车直接熄了，什么都按不动
转弯时后轮锁住，整车甩出去
刹到一半踏板掉到底
电池鼓起来漏液，车里全是刺鼻烟
过红灯时踩不住，顶着往前走
高架上仪表一黑，油门没反应
车门弹不开，是砸窗爬出来的
匝道上方向盘卡住回不来
起步自己加速，撞翻了垃圾桶
倒车时突然往后冲，差点压到老人
雨天一点刹车就失控打转
跑着跑着引擎盖掀起来挡住视线
夜里大灯全灭，差点冲下山
座椅自己往后倒，脚够不着踏板
轮胎侧面炸开，方向差点没抓住""".split()


def row(text: str, aspects: list[list[Any]], intent: str = "投诉", sentiment: int = -1, **more: Any) -> dict[str, Any]:
    return {"text": text, "aspects": aspects, "intent": intent, "sentiment": sentiment, **more}


def write(path: Path, rows: list[Any]) -> Path:
    lines = [item if isinstance(item, str) else json.dumps(item, ensure_ascii=False) for item in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def voc(monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> int:
    """Run the command in this process and return its exit status."""
    monkeypatch.setattr("sys.argv", ["voc", *map(str, arguments)])
    with pytest.raises(SystemExit) as stopped:
        main()
    return int(stopped.value.code or 0)


@pytest.fixture(scope="module")
def one_member(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return one network of the built-in classifier as a model of its own: half the time."""
    classifier = load_classifier()
    folder = tmp_path_factory.mktemp("base") / "base"
    replace(classifier, members=classifier.members[:1]).save(folder)
    return folder


@pytest.fixture(scope="module")
def loaner(tmp_path_factory: pytest.TempPathFactory) -> Path:
    rows = [row(text, [["repair.loaner", -1, "顶班车"]]) for text in BAD_LOANER]
    rows += [row(text, [{"code": "repair.loaner", "polarity": 1}], "表扬", 1) for text in GOOD_LOANER]
    return write(tmp_path_factory.mktemp("corrections") / "loaner.jsonl", rows)


def test_bad_rows_are_all_named_with_a_remedy(tmp_path: Path) -> None:
    dev = load_texts("dev")[0].text
    rows = [
        row("顶班车没有", [["repair.loaner", -1]]),
        "{broken",
        row("顶班车没有了", [["repair.lonaer", -1]]),
        row("绝密的原话", [["repair.loaner", -1, "没有这句话"]]),
        row("没配件", [["parts.shortage", 2]], intent="抱怨", sentiment=True),
        row("没货了", [["parts.shortage", -1], ["parts.shortage", -1]], saftey=True),
        row("顶班车，没有！", [["repair.loaner", 1]]),
        row(dev, []),
        {"aspects": []},
        row("广告", [["parts.shortage", -1]], intent="噪音", safety="是"),
        row("今天去店里看了看，没货。" * 50, [["parts.shortage", -1]]),
        {"text": "没有观点字段", "intent": "投诉", "sentiment": -1},
        row("广告位", [["parts.shortage"]]),
    ]
    path = write(tmp_path / "bad.jsonl", rows)
    with pytest.raises(FormatError) as caught:
        read_corrections(path)
    told = caught.value.message
    assert str(path) in told
    expected = {
        2: ["不是 JSON 对象"],
        3: ["代码 repair.lonaer 不在标签体系里"],
        4: ["引文不在正文里"],
        5: ["intent 应为", "sentiment 应为", "方向应为"],
        6: ["不认识的字段 saftey", "parts.shortage -1 重复"],
        7: ["与第 1 行正文相同、标签不同"],
        8: ["dev 或 test 集"],
        9: ["没有正文"],
        10: ["噪音不应有观点", "safety 应为"],
        11: ["超过 400 字"],
        12: ["没有观点 aspects"],
        13: ["应为 [代码, 方向]"],
    }
    for number, problems in expected.items():
        for problem in problems:
            assert any(f"第 {number} 行" in line and problem in line for line in told.splitlines()), (number, problem)
    assert "第 1 行：" not in told
    assert "绝密" not in str(caught.value)
    assert "→" in told


def test_bad_rows_stop_the_command_before_training(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "bad.jsonl", [row("没货", [["parts.shortage", -1]]), "[]"])
    assert voc(monkeypatch, "train", "classifier", "--corrections", path, "-o", tmp_path / "m") == 1
    told = capsys.readouterr().err
    assert "第 2 行" in told
    assert "续训" not in told
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.parametrize("content", ["", "\n\n", None])
def test_no_corrections_are_a_clear_error(content: str | None, tmp_path: Path) -> None:
    path = tmp_path / "none.jsonl"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(FormatError, match="没有更正" if content is not None else "无法读取"):
        read_corrections(path)


def test_a_fifth_is_held_out_and_repeats_are_counted(loaner: Path, tmp_path: Path) -> None:
    corrections = read_corrections(loaner)
    texts = {text.text for text in corrections.train + corrections.held_out}
    assert texts == set(BAD_LOANER) | set(GOOD_LOANER)
    assert 2 <= len(corrections.held_out) <= 14
    assert not {t.text for t in corrections.train} & {t.text for t in corrections.held_out}
    twice = [row(text, [["repair.loaner", -1]]) for text in (*BAD_LOANER[:5], f"{BAD_LOANER[0]}！")]
    few = read_corrections(write(tmp_path / "few.jsonl", twice))
    assert (len(few.train), few.held_out, few.repeated) == (5, (), 1)


def test_a_long_text_becomes_windows_that_keep_their_labels(tmp_path: Path) -> None:
    text = "今天去店里看了看。" * 60 + "配件一直没货。" + "然后就回家了。" * 20
    path = write(tmp_path / "long.jsonl", [row(text, [["parts.shortage", -1, "配件一直没货"]], safety=True)])
    examples = examples_of(read_corrections(path).train)
    assert len(examples) >= 2
    assert all(len(example.text) <= 400 for example in examples)
    (told,) = [example for example in examples if example.labels]
    (quote,) = told.quotes
    assert told.text[quote[2] : quote[3]] == "配件一直没货"
    assert {example.events for example in examples} == {(-100, 0)}


def test_restored_network_is_the_exported_one() -> None:
    texts = ["配件一直没货，客服不理人", "", "刹车失灵"]
    torch.manual_seed(4)
    vocabulary = NgramVocabulary.build(texts, sizes={1: 99, 2: 99}, min_count=1)
    network = ConvolutionNetwork(vocabulary, NetworkShape(7, dimensions=12, hidden=20)).eval()
    with torch.no_grad():
        for parameter in network.parameters():
            # layers that begin at zero would be restored by doing nothing
            parameter.normal_(std=0.3)
        network.table.weight[0].zero_()
    exported = to_numpy(network)
    shape = shape_of(exported, labels=7, events=2, intents=6)
    assert shape == network.shape
    again = to_numpy(from_numpy(exported, vocabulary, shape))
    batch = hash_ngrams(texts, orders=vocabulary.orders)
    left, right = (own.forward(vocabulary.ids(batch.hashes), batch.starts) for own in (exported, again))
    for name in ("labels", "classes", "positions"):
        assert np.allclose(getattr(left, name), getattr(right, name), atol=1e-4), name


def _figures(safety: PRF, escalation: PRF, micro: PRF) -> Figures:
    return Figures(10, {("parts.shortage", -1): micro}, {"safety": safety, "escalation": escalation}, 1.0, 1.0)


def test_what_is_refused() -> None:
    good = _figures(PRF(9, 1, 1), PRF(9, 1, 1), PRF(80, 20, 20))
    assert objections(Comparison(good, good)) == []
    slightly = _figures(PRF(9, 3, 1), PRF(10, 1, 0), PRF(79, 20, 21))
    assert objections(Comparison(good, slightly)) == []
    (safety,) = objections(Comparison(good, _figures(PRF(8, 0, 2), PRF(9, 1, 1), PRF(90, 5, 10))))
    assert "安全召回率" in safety
    (escalation,) = objections(Comparison(good, _figures(PRF(9, 1, 1), PRF(8, 1, 2), PRF(90, 5, 10))))
    assert "升级召回率" in escalation
    (micro,) = objections(Comparison(good, _figures(PRF(9, 1, 1), PRF(9, 1, 1), PRF(78, 22, 22))))
    assert "micro-F1" in micro


def test_a_folder_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    target = tmp_path / "m"
    with written_folder(target) as folder:
        (folder / "a").write_text("1", encoding="utf-8")

    def fail() -> None:
        with written_folder(target) as fresh:
            (fresh / "a").write_text("2", encoding="utf-8")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        fail()
    assert (target / "a").read_text(encoding="utf-8") == "1"
    with written_folder(target) as folder:
        (folder / "b").write_text("3", encoding="utf-8")
    assert [path.name for path in target.iterdir()] == ["b"]
    assert list(tmp_path.iterdir()) == [target]


@pytest.mark.slow
def test_new_words_are_learned_and_the_model_taken(
    loaner: Path,
    one_member: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    command = ["train", "classifier", "--corrections", loaner, "--base-model", one_member, "--steps", "40"]
    out = tmp_path / "new"
    assert voc(monkeypatch, *command, "-o", out) == 0, capsys.readouterr().err
    told = capsys.readouterr().err
    assert "＋ 代步车缺失" in told
    report = json.loads((out / "training-report.json").read_text(encoding="utf-8"))
    assert report["accepted"] is True
    held = report["corrections"]
    assert held["new"]["micro"]["f1"] > held["old"]["micro"]["f1"] + 0.2
    assert report["dev"]["new"]["safety"]["recall"] >= report["dev"]["old"]["safety"]["recall"]
    (scores,) = load_classifier(str(out)).score(["顶班车一直没安排"])
    assert np.isfinite(scores.labels).all()


@pytest.mark.slow
def test_flipped_safety_labels_are_refused(
    one_member: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = write(tmp_path / "flipped.jsonl", [row(text, [], "表扬", 1, safety=False) for text in DANGERS])
    out = tmp_path / "kept"
    load_classifier(str(one_member)).save(out)
    before = {file.name: file.read_bytes() for file in out.iterdir()}
    command = ["train", "classifier", "--corrections", path, "--base-model", out, "-o", out]
    more = ["--steps", "60", "--learning-rate", "2e-3"]
    assert voc(monkeypatch, *command, *more) == 1
    told = capsys.readouterr().err
    assert "没有被采用" in told
    assert "安全召回率" in told
    assert {file.name: file.read_bytes() for file in out.iterdir()} == before
    report = json.loads((tmp_path / "kept.training-report.json").read_text(encoding="utf-8"))
    assert report["accepted"] is False
    assert any("安全" in reason for reason in report["objections"])
