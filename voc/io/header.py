"""Tell a header from data, and find the delimiter that the header shows."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpora.columns import fold_name
from voc.io.columns import count_roles, has_text_column
from voc.io.options import ReadOptions

# The unit separator stands in no text: a delimiter for files that have none.
NO_DELIMITER = "\x1f"
_DELIMITERS = (",", "\t", ";", "|")
# Only a header of known names shows that this punctuation mark of every Chinese sentence is a delimiter.
_FULL_WIDTH_COMMA = "，"
_CONSISTENT = 0.8
_SEP_LINE = re.compile(r'"?sep=(.)"?\s*', re.IGNORECASE)
_SENTENCE = re.compile(r"[，。！？；!?]|…")
_VALUE = re.compile(r"[\d\s.,:/+%-]*\d[\d\s.,:/+%-]*")
_IDENTIFIER = re.compile(r"[A-Za-z][A-Za-z0-9_ .\-]{0,29}")
_LONGEST_NAME = 30


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a delimited text is cut into cells.

    Attributes
    ----------
    delimiter
        One character; :data:`NO_DELIMITER` for a file of one column.
    escape
        Backslash when quotes are escaped with it, else None.
    skip
        Lines before the header (``sep=,``).
    """

    delimiter: str
    escape: str | None = None
    skip: int = 0

    def parse(self, lines: Sequence[str]) -> list[list[str]]:
        """Cut lines into rows, blank lines left out."""
        return [row for row in csv.reader(lines, delimiter=self.delimiter, escapechar=self.escape) if row]


def sniff_dialect(lines: Sequence[str], *, format: str, options: ReadOptions) -> Dialect:  # noqa: A002
    """Find the dialect of a delimited file from its first lines.

    A ``sep=`` line decides. Otherwise the delimiter whose header fills most roles wins, then the one that cuts the
    rows evenly; ``.txt`` files and files without either are one column.

    Parameters
    ----------
    lines
        First lines with their line ends.
    format
        ``csv``, ``tsv`` or ``txt``.
    options
        A named text column counts as a known name.
    """
    escape = "\\" if _escapes_quotes(lines) else None
    if lines and (match := _SEP_LINE.fullmatch(lines[0])):
        return Dialect(match[1], escape, skip=1)
    candidates = ("\t", *_DELIMITERS) if format == "tsv" else _DELIMITERS
    best, best_score = Dialect(NO_DELIMITER, escape), 0.0
    for delimiter in dict.fromkeys((*candidates, _FULL_WIDTH_COMMA)):
        dialect = Dialect(delimiter, escape)
        score = _score(dialect.parse(lines), delimiter, format=format, options=options)
        if score > best_score:
            best, best_score = dialect, score
    return best


def is_header(rows: Sequence[Sequence[str]], *, options: ReadOptions) -> bool:
    """Tell whether the first of these rows names the columns."""
    first = rows[0]
    if _known_names(first, options):
        return True
    if looks_like_data(first):
        return False
    if len(first) > 1 or options.text_column is not None:
        return True
    # One column with an unknown name: only a Latin identifier over Chinese rows is certainly a name.
    below = "".join(cell for row in rows[1:] for cell in row)
    return bool(_IDENTIFIER.fullmatch(first[0].strip())) and any("\u4e00" <= char <= "\u9fff" for char in below)


def looks_like_data(cells: Sequence[str]) -> bool:
    """Tell whether a row holds sentences, numbers or dates rather than names."""
    return any(len(cell) > _LONGEST_NAME or _SENTENCE.search(cell) or _VALUE.fullmatch(cell.strip()) for cell in cells)


def numbered_names(width: int) -> tuple[str, ...]:
    """Return the names of the columns of a file without a header."""
    return tuple(f"第{number}列" for number in range(1, width + 1))


def _known_names(cells: Sequence[str], options: ReadOptions) -> int:
    """Count the cells that are names we know."""
    known = count_roles(cells) or int(has_text_column(cells) and not looks_like_data(cells))
    if options.text_column is not None:
        known += fold_name(options.text_column) in {fold_name(cell) for cell in cells}
    return known


def _score(rows: Sequence[Sequence[str]], delimiter: str, *, format: str, options: ReadOptions) -> float:  # noqa: A002
    """Score a delimiter: known names first, then rows of one width; 0 rules it out."""
    if not rows or len(rows[0]) < 2:
        return 0.0
    known = _known_names(rows[0], options)
    if delimiter == _FULL_WIDTH_COMMA or format == "txt":
        return 10.0 * known if known >= 2 else 0.0
    width = len(rows[0])
    even = sum(len(row) == width for row in rows) / len(rows)
    return 10.0 * known + even if known or even >= _CONSISTENT else 0.0


def _escapes_quotes(lines: Sequence[str]) -> bool:
    r"""Tell whether quotes inside cells are written ``\"`` (database dumps) rather than doubled."""
    text = "".join(lines)
    return '""' not in text and re.search(r'[^\\]\\"(?=[^,;\t|\r\n])', text) is not None
