"""The run of ``voc evaluate`` as tables for a person."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from rich.console import Console
from rich.table import Table

from corpora.taxonomy import load_taxonomy
from service.evaluation.comparison import show_comparison
from service.evaluation.job import EvaluationReport, Leakage
from service.evaluation.layout import plain_table, print_table
from service.evaluation.public_tables import show_public
from service.evaluation.wording import (
    CASES,
    FIELDS,
    excerpt,
    label_name,
    range_of,
    with_range,
)
from voc.evaluation.abstention import Abstention
from voc.evaluation.bootstrap import RESAMPLES
from voc.evaluation.calibration import Calibration
from voc.evaluation.confusion import Confusion
from voc.evaluation.evaluate import TASKS, Case, Evaluation
from voc.evaluation.figures import Figure, Share
from voc.evaluation.tally import LEAST_SUPPORT

WIDE = 118
"""Columns from which on precision and recall show their intervals too."""
SIDE_BY_SIDE = 2
"""More sets than this get a row each instead of a column."""


def show(report: EvaluationReport, *, top: int, console: Console | None = None) -> None:
    """Print everything; ``top`` bounds the lists."""
    # texts may hold square brackets and colons: nothing of them is markup
    screen = console or Console(markup=False, emoji=False, highlight=False)
    screen.print(f"模型 {report.model}。方括号内为 95% 置信区间（自助重抽样 {RESAMPLES} 次）。")
    print_table(screen, "总览", _overview(report))
    screen.print(f"宏平均只计支持数 ≥ {LEAST_SUPPORT} 的标签。")
    if len(report.sets) > SIDE_BY_SIDE:
        print_table(screen, "逐文件", _sets(report))
    if report.against is None:
        table = _labels(report.whole, wide=screen.width >= WIDE)
        print_table(screen, "逐痛点（负面；右侧两列为表扬）", table)
    else:
        show_comparison(report.against, screen)
    pairs = report.whole.confusions
    if pairs and top:
        print_table(screen, f"常见混淆（共 {len(pairs)} 对；同处：两者的引文重叠）", _confusions(pairs[:top]))
    _show_calibration(report.whole.calibration, screen)
    _show_abstentions(report.whole.abstentions, screen)
    for name, cases in report.whole.cases.items():
        _show_cases(CASES[name], cases, top=top, screen=screen)
    _show_leakage(report.leakage, report.texts, top=top, screen=screen)
    if report.public:
        show_public(report.public, screen)


Cell = Callable[[Evaluation], str]


def _overview(report: EvaluationReport) -> Table:
    sets = dict(report.sets) if len(report.sets) <= SIDE_BY_SIDE else {}
    if len(sets) != 1:
        sets["合计"] = report.whole
    table = plain_table("任务", "指标", *(f"{name}（{own.texts} 条）" for name, own in sets.items()))
    for task, measure, cell in _rows():
        table.add_row(task, measure, *(cell(own) for own in sets.values()))
    return table


def _sets(report: EvaluationReport) -> Table:
    table = plain_table("文件", "条数", "痛点 F1", "带方向 F1", "安全查全", "意图", "情感")
    for name, own in report.sets.items():
        table.add_row(
            name,
            str(own.texts),
            f"{own.negative_micro.score.f1:.3f}",
            f"{own.both_micro.score.f1:.3f}",
            f"{own.events['safety'].score.recall:.3f}",
            f"{own.accuracy['intent'].value:.3f}",
            f"{own.accuracy['sentiment'].value:.3f}",
        )
    return table


def _rows() -> list[tuple[str, str, Cell]]:
    rows: list[tuple[str, str, Cell]] = []
    for name, figure, macro in (
        ("痛点（负面）", lambda own: own.negative_micro, lambda own: own.negative_macro),
        ("痛点＋方向", lambda own: own.both_micro, lambda own: own.both_macro),
    ):
        rows += _prf_rows(name, figure)
        rows.append(("", "宏平均 F1", _share_cell(macro)))
    for event, name in (("safety", "安全"), ("escalation", "升级")):
        rows += _prf_rows(name, lambda own, event=event: own.events[event])  # type: ignore[misc]
    rows += [
        (FIELDS[name], "准确率", _share_cell(lambda own, name=name: own.accuracy[name]))  # type: ignore[misc]
        for name in TASKS
    ]
    return rows


def _share_cell(pick: Callable[[Evaluation], Share]) -> Cell:
    return lambda own: with_range(pick(own).value, pick(own).interval)


def _prf_rows(name: str, pick: Callable[[Evaluation], Figure]) -> list[tuple[str, str, Cell]]:
    return [
        (name, "查准", lambda own: with_range(pick(own).score.precision, pick(own).precision)),
        ("", "查全", lambda own: with_range(pick(own).score.recall, pick(own).recall)),
        ("", "F1", lambda own: with_range(pick(own).score.f1, pick(own).f1)),
        ("", "支持数", lambda own: str(pick(own).score.support)),
    ]


def _labels(result: Evaluation, *, wide: bool) -> Table:
    table = plain_table("痛点", "查准", "查全", "F1", "支持数", "表扬 F1", "支持数")
    for point in load_taxonomy().points:
        negative, positive = result.of_label(point.id, -1), result.of_label(point.id, 1)
        score = negative.score
        table.add_row(
            point.label,
            f"{score.precision:.2f}{range_of(negative.precision) if wide else ''}",
            f"{score.recall:.2f}{range_of(negative.recall) if wide else ''}",
            f"{score.f1:.2f}{range_of(negative.f1)}",
            str(score.support),
            f"{positive.score.f1:.2f}{range_of(positive.f1) if wide else ''}",
            str(positive.score.support),
        )
    return table


def _confusions(pairs: Sequence[Confusion]) -> Table:
    table = plain_table("混淆", "条数", "同处")
    for pair in pairs:
        table.add_row(
            f"把「{label_name(pair.truth)}」说成「{label_name(pair.told)}」", str(pair.texts), str(pair.same_place)
        )
    return table


def _show_calibration(result: Calibration, screen: Console) -> None:
    table = plain_table("置信度", "个数", "平均置信度", "实际正确率", "差")
    for own in result.bins:
        table.add_row(
            f"{own.low:.1f}–{own.high:.1f}",
            str(own.count),
            f"{own.confidence:.3f}",
            f"{own.accuracy:.3f}",
            f"{own.confidence - own.accuracy:+.3f}",
        )
    print_table(screen, f"置信度校准（{result.count} 个观点）", table)
    side = "偏高" if result.bias > 0 else "偏低"
    screen.print(
        f"期望校准误差 {result.expected_error:.3f}，平均{side} {abs(result.bias):.3f}。意图与情感不带置信度，不在此列。"
    )


def _show_abstentions(figures: dict[str, Abstention], screen: Console) -> None:
    table = plain_table("任务", "拿不准", "有把握时全对", "拿不准时全对")
    for name, label in (("aspects", "痛点＋方向"), ("intent", "意图")):
        own = figures[name]
        shares = (own.decided_accuracy, own.open_accuracy)
        table.add_row(label, f"{own.share:.1%}", *("—" if share is None else f"{share:.3f}" for share in shares))
    print_table(screen, "拿不准的文本（unsure）", table)


def _show_cases(name: str, cases: Sequence[Case], *, top: int, screen: Console) -> None:
    if not cases or not top:
        screen.print(f"\n{name}：{len(cases)} 条" if cases else f"\n{name}：没有")
        return
    table = plain_table("编号")
    table.add_column("原声（已脱敏）", overflow="fold")
    for case in cases[:top]:
        # a Chinese character takes two columns: this many fill two lines
        table.add_row(case.id, excerpt(case.text, longest=max(40, screen.width - 16)))
    more = f"（显示前 {top} 条，--top 可调）" if len(cases) > top else ""
    print_table(screen, f"{name}：{len(cases)} 条{more}", table)


def _show_leakage(leakage: Leakage, texts: dict[str, str], *, top: int, screen: Console) -> None:
    if not leakage.found:
        screen.print(f"\n与训练集近似重复：没有（比对 {leakage.searched} 条训练文本与短句）")
        return
    table = plain_table("编号", "训练文本", "重合")
    table.add_column("原声（已脱敏）", overflow="fold")
    for pair in leakage.found[:top]:
        table.add_row(pair.id, pair.train_id, f"{pair.containment:.2f}", excerpt(texts[pair.id], longest=40))
    title = f"与训练集近似重复：{len(leakage.found)} 条（比对 {leakage.searched} 条），这些文本上的数字偏于乐观"
    print_table(screen, title, table)
