"""``voc preview``: what would be understood of a file, before anything is done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from service.cli import inputs

if TYPE_CHECKING:
    from voc.io.preview import Preview, PreviewRow

ROLES = {
    "text": "正文",
    "title": "标题",
    "id": "编号",
    "time": "时间",
    "channel": "渠道",
    "brand": "品牌",
    "model": "车型",
    "city": "城市",
    "phone": "手机号",
    "customer": "客户编号",
    "nps": "NPS",
    "source": "来源",
}


def register(app: typer.Typer) -> None:
    """Add the command to the application."""
    app.command("preview", help="预览：文件的编码、表头与各列会被如何理解。")(preview)


def preview(
    file: Annotated[str, typer.Argument(metavar="FILE", help="反馈文件。", show_default=False)],
    rows: Annotated[int, typer.Option("--rows", min=1, max=50, help="显示的行数。")] = 5,
    text_column: inputs.TextColumn = None,
    id_column: inputs.IdColumn = None,
    channel: inputs.ChannelOption = None,
) -> None:
    """Show how a file would be read; personal data is masked."""
    from voc.io.preview import preview as look_at

    options = inputs.read_options(text_column=text_column, id_column=id_column, channel=channel)
    _show(look_at(file, options=options, rows=rows))


def _show(found: Preview) -> None:
    from rich.console import Console
    from rich.table import Table

    console = Console()
    facts = [f"格式 {found.format}"]
    facts += [f"{label} {value}" for label, value in (("编码", found.encoding), ("工作表", found.sheet)) if value]
    if found.header_row:
        facts.append(f"表头在第 {found.header_row} 行")
    console.print(f"{found.file}：{'，'.join(facts)}", highlight=False, markup=False)
    columns = Table("列", "理解为", title="各列", title_justify="left")
    for column in found.columns:
        columns.add_row(column.name, ROLES.get(column.role or "", column.role or "（不读取）"))
    console.print(columns)
    table = Table("行", "编号", "时间", "渠道", "品牌", "车型", "正文", title="前几行", title_justify="left")
    for row in found.rows:
        table.add_row(*_cells(row))
    console.print(table)
    console.print(f"看过 {found.inspected} 行，其中 {found.rejected} 行会被拒绝", highlight=False)
    for warning in found.warnings:
        console.print(f"注意：{warning}", highlight=False, markup=False)


def _cells(row: PreviewRow) -> tuple[str, ...]:
    from rich.markup import escape

    text = row.text if row.text is not None else f"拒绝：{row.problem}"
    when = row.created_at.isoformat(sep=" ", timespec="minutes") if row.created_at else ""
    channel = row.channel.value if row.channel else ""
    return str(row.row), row.id or "", when, channel, row.brand or "", row.model or "", escape(text[:60])
