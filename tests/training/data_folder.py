"""A tiny data folder in the layout of ``docs/training.md``, composed for the tests."""

from __future__ import annotations

import csv
from pathlib import Path

COMPLAINTS = [
    ("变速箱顿挫", "quality.transmission", "B85"),
    ("变速箱换挡异响", "quality.transmission", "B86"),
    ("车机系统黑屏", "quality.cockpit", "H155"),
    ("车机死机卡顿", "quality.cockpit", "H155"),
    ("前轮轮胎鼓包", "quality.tyre", "F60"),
    ("轮胎开裂老化", "quality.tyre", "F61"),
]


def _write(path: Path, header: list[str], rows: list[list[object]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(header)
        writer.writerows(rows)


def make_data_folder(root: Path) -> Path:
    """Write all files that the recipes read; forty rows or so each."""
    numbers = range(40)
    for name in ("lcqmc", "bustm", "afqmc"):
        rows = [
            [f"第{n}个问题怎么办", f"问题{n}怎么处理", "匹配"] if n % 2 else [f"第{n}个问题", f"天气{n}好吗", "不匹配"]
            for n in numbers
        ]
        _write(root / "pairs" / f"{name}.csv", ["a", "b", "label"], rows)
    graded = ("非常相关", "有一定相关性", "相关程度差")
    _write(
        root / "pairs" / "qbqtc.csv",
        ["a", "b", "label"],
        [[f"查询{n}", f"标题{n}", graded[n % 3]] for n in numbers],
    )
    complaints = [
        [n * 6 + k, "甲牌", "乙型", f"甲牌乙型{text}第{n}次", "2020-01-01", code, "", "", point]
        for n in range(12)
        for k, (text, point, code) in enumerate(COMPLAINTS)
    ]
    header = ["id", "brand", "model", "text", "date", "codes", "code_names", "categories", "pain_points"]
    _write(root / "complaints_12365" / "train.csv", header, complaints)
    for name in ("online_shopping_10_cats", "waimai_10k", "chnsenticorp_htl"):
        good, bad = "很好很满意，送货快。第{}次买。", "太差了，很失望。再也不买{}。"
        rows = [[n % 2, (good if n % 2 else bad).format(n)] for n in numbers]
        _write(root / "reviews" / f"{name}.csv", ["label", "review"], rows)
    _write(
        root / "auto_implicit_sentiment" / "train.csv",
        ["序号", "comment", "feature", "featureNum", "polarity"],
        [[n, f"座椅舒服{n}" if n % 2 else f"油耗太高{n}", "座椅", 1, 1 if n % 2 else -1] for n in numbers],
    )
    _write(
        root / "bdci2018_car" / "train.csv",
        ["content_id", "content", "subjects", "sentiments", "words"],
        [[n, f"动力{'不错' if n % 2 else '太肉'}{n}", "动力", "1" if n % 2 else "-1", ""] for n in numbers],
    )
    for name in ("domain_18", "tnews_15"):
        rows = [[f"{'股市大涨' if n % 2 else '球队夺冠'}，第{n}天的消息", "财经" if n % 2 else "体育"] for n in numbers]
        _write(root / "topics" / f"{name}.csv", ["text", "label"], rows)
    _write(
        root / "gov_messages" / "messages.csv",
        ["id", "title", "text", "time", "likes"],
        [[n, "路灯", f"小区路灯坏了。第{n}天没人修。", "", 0] for n in numbers],
    )
    _write(root / "posts" / "dongchedi.csv", ["text"], [[f"看车第{n}天。还在犹豫。"] for n in numbers])
    _write(root / "posts" / "nev_weibo.csv", ["text"], [[f"新能源汽车销量增长{n}%"] for n in numbers])
    _write(
        root / "posts" / "heimao.csv",
        ["投诉标题", "投诉详情"],
        [["退款", f"退款{n}天没到。客服不理。"] for n in numbers],
    )
    _write(
        root / "call_notes" / "ccb.csv",
        ["dataset", "class1", "class2"],
        [[f"客户来电催办{n}", "", ""] for n in numbers],
    )
    return root
