"""The public sets' figures, as tables."""

from __future__ import annotations

from typing import Any

from rich.console import Console

from service.evaluation.layout import plain_table, print_table
from service.evaluation.wording import MEASURES, p_value

SYSTEMS = {"built_in": "本模型", "tfidf_svm": "TF-IDF + 线性 SVM"}


def show_public(public: dict[str, Any], screen: Console) -> None:
    """Print the complaints' and the reviews' held-out parts."""
    complaints = public["complaints"]
    table = plain_table("系统", "查准", "查全", "F1", "宏平均 F1")
    for name, label in SYSTEMS.items():
        row = complaints[name]
        table.add_row(label, *(f"{row[key]:.3f}" for key in ("precision", "recall", "micro_f1", "macro_f1")))
    print_table(screen, f"车质网投诉留出集（{complaints['built_in']['texts']} 条）", table)
    for row in complaints["comparison"]:
        screen.print(
            f"{MEASURES[row['measure']]}：本模型 − SVM = {row['difference']:+.3f}，p {p_value(row['p'])}："
            f"{row['verdict']}"
        )
    apart = complaints["without_near_duplicates"]
    screen.print(
        f"其中 {complaints['near_duplicates']} 条与训练部分近似重复；去掉后（{apart['texts']} 条）"
        f"F1：本模型 {apart['built_in']:.3f}，SVM {apart['tfidf_svm']:.3f}"
    )
    has_snow = any("snownlp" in row for row in public["polarity"].values())
    table = plain_table("数据集", "条数", "准确率", *(("SnowNLP",) if has_snow else ()))
    for name, row in public["polarity"].items():
        peer = (f"{row['snownlp']:.3f}",) if has_snow else ()
        table.add_row(name, str(row["texts"]), f"{row['accuracy']:.3f}", *peer)
    print_table(screen, "情感方向（公开数据留出部分，判为中性算错）", table)
    if not has_snow:
        screen.print("没有安装 snownlp，未与它比较。")
