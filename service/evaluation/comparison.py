"""Two systems side by side, as tables."""

from __future__ import annotations

from rich.console import Console
from rich.table import Table

from service.evaluation.job import Against
from service.evaluation.layout import plain_table, print_table
from service.evaluation.wording import MEASURES, TASKS, label_name, p_value, signed_range
from voc.evaluation.compare import Comparison
from voc.evaluation.significance import ALPHA, SHUFFLES
from voc.evaluation.tally import LEAST_SUPPORT

NOTES = (
    f"检验：F1 用近似随机化（{SHUFFLES} 次），准确率用 McNemar 精确检验；双侧。",
    f"结论说的是 A 相对于 B；p < {ALPHA} 为显著，未作多重比较校正。",
)


def show_comparison(against: Against, screen: Console) -> None:
    """Print the verdicts and the differences of all labels."""
    screen.print(f"A = {against.first}，B = {against.second}")
    print_table(screen, "比较", _tasks(against.comparison))
    for note in NOTES:
        screen.print(note)
    if against.comparison.labels:
        title = f"逐标签 F1（支持数 ≥ {LEAST_SUPPORT}；* 差的区间不含 0）"
        print_table(screen, title, _labels(against.comparison))


def _tasks(comparison: Comparison) -> Table:
    table = plain_table("任务", "指标", "A", "B", "A − B", "p", "结论")
    before = ""
    for row in comparison.tasks:
        table.add_row(
            "" if row.task == before else TASKS[row.task],
            MEASURES[row.measure],
            f"{row.first:.3f}",
            f"{row.second:.3f}",
            signed_range(row.difference, row.interval),
            p_value(row.p),
            row.verdict.value,
        )
        before = row.task
    return table


def _labels(comparison: Comparison) -> Table:
    rows = sorted(
        (row for row in comparison.labels if row.support >= LEAST_SUPPORT),
        key=lambda row: (-row.difference, row.label),
    )
    table = plain_table("标签", "支持数", "A", "B", "A − B", "")
    for row in rows:
        table.add_row(
            label_name(row.label),
            str(row.support),
            f"{row.first:.2f}",
            f"{row.second:.2f}",
            signed_range(row.difference, row.interval),
            "*" if row.clear else "",
        )
    return table
