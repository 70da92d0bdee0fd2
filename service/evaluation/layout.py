"""The look that all tables of the evaluation share."""

from __future__ import annotations

from rich import box
from rich.console import Console
from rich.table import Table


def plain_table(*columns: str) -> Table:
    """Return an empty table with columns that are never cut."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False, collapse_padding=True)
    for name in columns:
        table.add_column(name, no_wrap=True)
    return table


def print_table(screen: Console, title: str, table: Table) -> None:
    """Print a title and the table under it; a title of the table itself would be broken at the table's width."""
    screen.print()
    screen.print(title, style="bold")
    screen.print(table)
