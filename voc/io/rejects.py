"""Every reason for which one record is not used: a stable code and what the person at the keyboard can do."""

from __future__ import annotations

from voc.types import Rejected

#: Code to Chinese reason; the braces take facts about the record, never its text.
REASONS = {
    "empty_text": "文本为空；请补上内容，或删去这一行",
    "too_long": "文本有 {length} 个字，超过上限 {limit} 个字；请拆成几条，或调高上限",
    "control_characters": "文本含有控制字符（如 NUL），像是二进制数据；请从原系统重新导出这一行",
    "broken_encoding": "这一行含有无法解码的字节或残缺字符；请在原文件中改正乱码后重新导出",
    "ragged_row": "应有 {expected} 列，实有 {found} 列（文件第 {line} 行）；文本里若有分隔符，请用英文双引号括起来",
    "unclosed_quote": "英文双引号没有闭合（文件第 {line} 行）；请补上右引号，或把文本里的引号写成两个",
    "formula_without_value": "单元格是公式，却没有保存计算结果；请用 Excel 打开、重新计算并保存，或粘贴为数值",
    "formula_error": "单元格是公式错误值（如 #NAME?）；以 = 或 - 开头的文本请在 Excel 中设为文本格式后重新输入",
    "bad_type": "文本字段的类型是{kind}，不是文字；请改为字符串",
    "bad_json": "不是合法的 JSON（文件第 {line} 行）；请检查引号、逗号和括号，每行只写一个对象",
    "not_an_object": '这一行的 JSON 不是对象（文件第 {line} 行）；请写成 {{"text": "…"}} 的形式',
    "no_text_field": "没有文本字段；请补上 text 字段，或用 --text-column 指定字段名",
}


def build_reject(code: str, *, row: int, file: str, record_id: str | None = None, **facts: object) -> Rejected:
    """Build the rejection of one record.

    Parameters
    ----------
    code
        A key of :data:`REASONS`.
    row
        1-based row of the record in its file.
    file
        The file's name.
    record_id
        The record's own id, when it has one.
    facts
        What the reason's braces take.
    """
    return Rejected(row=row, code=code, reason=REASONS[code].format(**facts), id=record_id, file=file)
