"""Tell what a file really is, so that a wrong name gets a clear message."""

from __future__ import annotations

import mmap
import re
import zipfile
from pathlib import Path

from voc.errors import FormatError, InputFileError

#: Suffix to format.
FORMATS = {
    ".csv": "csv",
    ".tsv": "tsv",
    ".txt": "txt",
    ".xlsx": "xlsx",
    ".xlsm": "xlsx",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".parquet": "parquet",
    ".pq": "parquet",
}
_WORKBOOKS = (".xlsx", ".xlsm")
_DELIMITED = ("csv", "tsv", "txt")
_TABLE_HINT = "请把反馈整理成表格，另存为 .xlsx 或 UTF-8 的 .csv"
# What the bytes are: how people call it, and what to do about it.
_CONTENTS = {
    "xlsx": ("xlsx 工作簿", "请改名为 .xlsx，或用 Excel 打开后另存为 csv"),
    "xls": ("旧版 Excel（.xls）", "请用 Excel 或 WPS 打开，另存为 .xlsx"),
    "encrypted": ("加密的 Excel 文件", "请用 Excel 打开，去掉打开密码后另存为 .xlsx"),
    "parquet": ("parquet", "请改名为 .parquet"),
    "html": ("html 网页", "请用 Excel 打开，另存为 .xlsx"),
    "xml": ("xml", "请用 Excel 打开，另存为 .xlsx"),
    "json": ("json", "请改名为 .json；若每行一个对象，请改名为 .jsonl"),
    "text": ("文本", "请改名为 .csv"),
    "pdf": ("pdf", _TABLE_HINT),
    "docx": ("Word 文档", _TABLE_HINT),
    "ods": ("OpenDocument 文件", "请用 Excel 或 WPS 打开，另存为 .xlsx"),
    "xlsb": ("二进制工作簿（.xlsb）", "请用 Excel 打开，另存为 .xlsx"),
    "zip": ("压缩包", "请先解压"),
    "gzip": ("压缩包", "请先解压"),
    "image": ("图片", _TABLE_HINT),
}
_MAGIC = (
    (b"PAR1", "parquet"),
    (b"%PDF", "pdf"),
    (b"\x1f\x8b", "gzip"),
    (b"\x89PNG", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"Rar!", "zip"),
    (b"7z\xbc\xaf", "zip"),
)
_HTML = re.compile(rb"\s*(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|table|meta)\b", re.IGNORECASE | re.DOTALL)
_XML = re.compile(rb"\s*<\?xml\b", re.IGNORECASE)
# A text may begin with a bracket (「[灵光一闪]一直想换车」); JSON goes on with a quote, a bracket or a line end.
_JSON = re.compile(rb'\s*(?:\{\s*"[^"\r\n]*"\s*:|\[\s*(?:\{\s*["}]|\[\s*["\d]|\{?\s*[\r\n]))')
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_PREFIX = 4096


def find_format(path: Path) -> str:
    """Return the format of a file and make sure that its content agrees with its name.

    Returns
    -------
    str
        A value of :data:`FORMATS`. A file with an unknown suffix is read by its content.

    Raises
    ------
    InputFileError
        The file does not exist, is a folder, or may not be read.
    FormatError
        The file is empty, is of a kind that cannot be read, or is not what its name says.
    """
    content = _content(path, _read_prefix(path))
    suffix = path.suffix.lower()
    named = FORMATS.get(suffix)
    if named is None and suffix not in (".xls", ".et", ".ods", ".doc", ".docx", ".pdf"):
        named = {"text": "csv", "json": "jsonl", "xlsx": "xlsx", "parquet": "parquet"}.get(content)
    if named is not None and _agrees(named, content):
        return named
    raise _mismatch(path, suffix, content)


def _agrees(named: str, content: str) -> bool:
    """Tell whether content of this kind can be read under this name."""
    if named in _DELIMITED:
        return content == "text"
    if named in ("jsonl", "json"):
        return content in ("text", "json")
    return content == named


def _mismatch(path: Path, suffix: str, content: str) -> FormatError:
    """Build the error for a file that cannot be read as it is named."""
    what, remedy = _CONTENTS[content]
    if suffix in _WORKBOOKS and content == "zip":
        return damaged_error(path.name)
    if content == "encrypted" or suffix.lstrip(".") == content or not suffix:
        return FormatError(f"{path.name}：文件是{what}，不能直接读取", hint=remedy)
    return FormatError(f"{path.name}：文件名是 {suffix}，内容却是{what}", hint=remedy)


def damaged_error(name: str) -> FormatError:
    """Build the error for a workbook that cannot be opened."""
    return FormatError(f"{name}：工作簿已损坏或没有传完", hint="请用 Excel 打开并修复后另存为 .xlsx，或重新下载")


def _read_prefix(path: Path) -> bytes:
    """Read the first bytes of a file, saying in Chinese why that fails."""
    if path.is_dir():
        raise InputFileError(f"{path.name}：是文件夹，不是文件", hint="请写出其中的文件")
    try:
        with path.open("rb") as file:
            prefix = file.read(_PREFIX)
    except FileNotFoundError:
        raise InputFileError(f"{path.name}：找不到文件", hint="请检查路径和文件名") from None
    except OSError as error:
        raise InputFileError(f"{path.name}：无法打开文件", hint="请检查是否有读取权限、是否被其他程序占用") from error
    if not prefix:
        raise FormatError(f"{path.name}：文件是空的（0 字节）", hint="请重新导出或下载")
    return prefix


def _content(path: Path, prefix: bytes) -> str:
    """Return what the bytes are, a key of ``_CONTENTS``."""
    if prefix.startswith(b"PK\x03\x04"):
        return _archive(path)
    if prefix.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        return _compound(path)
    for magic, content in _MAGIC:
        if prefix.startswith(magic):
            return content
    text = prefix.removeprefix(b"\xef\xbb\xbf")
    if text.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = text[2:].replace(b"\0", b"")
    if _HTML.match(text):
        return "html"
    if _XML.match(text):
        return "html" if b"<html" in text.lower() else "xml"
    return "json" if _JSON.match(text) else "text"


def _archive(path: Path) -> str:
    """Tell the zip-based formats apart by their members."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = set(archive.namelist())
    except zipfile.BadZipFile:
        # Cut off in the middle: under the name of a workbook the message says so.
        return "zip"
    if "xl/workbook.xml" in members:
        return "xlsx"
    if "xl/workbook.bin" in members:
        return "xlsb"
    if any(name.startswith("word/") for name in members):
        return "docx"
    return "ods" if "content.xml" in members else "zip"


def _compound(path: Path) -> str:
    """Tell an old workbook from an encrypted new one; both are compound files."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return "encrypted" if data.find(_ENCRYPTED) >= 0 else "xls"
