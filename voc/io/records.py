"""Turn the cells of one row into a record, or into the reason why not."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any

from corpora.columns import load_columns
from voc.io.channels import channel_of_value
from voc.io.dates import parse_time
from voc.io.faults import FORMULA_WITHOUT_VALUE, LONGEST_NULL, find_fault, is_null
from voc.io.identity import hash_key, mobile_number
from voc.io.options import ReadOptions
from voc.io.rejects import build_reject
from voc.types import Channel, Feedback, Rejected

# Roles whose absence costs nothing, in the order the builder looks them up.
_ROLES = ("title", "id", "time", "channel", "brand", "model", "city", "phone", "customer", "nps", "source")
_UNWANTED = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
_SCORE = re.compile(r"(\d{1,3}(?:\.\d+)?)\s*分?")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+\d{2,3}", re.IGNORECASE)
_MOBILE_INSIDE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
_ENDS = "。！？!?…；;.，,：:~～"
# Longer labels are running text in the wrong column.
_LABEL_CHARS = 100
# An Excel number keeps 15 digits; the rest of a longer id is lost.
_EXACT_NUMBER = 10**15


@dataclass(slots=True)
class Tally:
    """What a reader noticed about the rows it built so far, for the preview.

    Attributes
    ----------
    unreadable_times
        Non-empty cells of the time column that are no certain time.
    mangled_ids
        Ids in scientific notation, or numbers too long for a spreadsheet to keep.
    """

    unreadable_times: int = 0
    mangled_ids: int = 0


@dataclass(frozen=True, slots=True)
class FileContext:
    """What the records of one file share.

    Attributes
    ----------
    name
        File name, for rejections and messages.
    id_prefix
        Stands before row numbers that serve as ids; empty for a single file.
    channel
        Channel that the file name hints at.
    """

    name: str
    id_prefix: str = ""
    channel: Channel | None = None


class RecordBuilder:
    """Builds the records of rows that share their columns.

    Parameters
    ----------
    roles
        Role to the key of its cell: an index for rows, a name for objects. ``text`` is required.
    context
        The file the rows come from.
    options
        As the caller gave them.
    tally
        Where remarks are counted.
    numbers_are_text
        A number in the text column is text (spreadsheets) rather than a wrong type (JSON, parquet).
    unwrap
        A text written ``="…"`` is what stands inside (csv files).
    """

    __slots__ = (
        "_context",
        "_keys",
        "_longest",
        "_numbers_are_text",
        "_options",
        "_plain",
        "_tally",
        "_text",
        "_title",
        "_unwrap",
    )

    def __init__(
        self,
        roles: Mapping[str, Any],
        *,
        context: FileContext,
        options: ReadOptions,
        tally: Tally,
        numbers_are_text: bool = False,
        unwrap: bool = False,
    ) -> None:
        self._text = roles["text"]
        self._title = roles.get("title")
        self._keys = tuple(roles.get(role) for role in _ROLES)
        self._plain = set(roles) <= {"text", "id"}
        self._context = context
        self._options = options
        self._tally = tally
        self._numbers_are_text = numbers_are_text
        self._unwrap = unwrap
        # Printable texts of these lengths are good; all others are looked at closely.
        self._longest = options.max_chars

    def build(self, row: int, cells: Any) -> Feedback | Rejected:  # noqa: ANN401  a list or a dict, as roles say
        """Build one record.

        Parameters
        ----------
        row
            1-based row in the file.
        cells
            The row's cells, indexed by the keys of ``roles``.
        """
        text = cells[self._text]
        if type(text) is not str:
            text = self._text_of(text)
        elif self._unwrap and text[:2] == '="':
            text = _unwrap(text)
        title = cells[self._title] if self._title is not None else None
        if title is not None:
            text = _join(title, text)
        if (
            type(text) is not str
            or not text.isprintable()
            or len(text) <= LONGEST_NULL
            or len(text) > self._options.max_chars
        ):
            problem = self._problem(row, cells, text)
            if problem is not None:
                return problem
        return self._record(row, cells, text)

    def _record(self, row: int, cells: Any, text: str) -> Feedback:  # noqa: ANN401
        """Build the record around an accepted text."""
        _, id_key, time_key, channel_key, brand, model, city, phone_key, customer, nps, source_key = self._keys
        own_id = self._id(cells, id_key)
        record_id = own_id if own_id is not None else f"{self._context.id_prefix}{row}"
        if self._plain:
            return Feedback(record_id, text, row, self._options.channel or self._context.channel)
        salt = self._options.salt
        source = _label_at(cells, source_key)
        phone = _string(cells[phone_key]) if phone_key is not None else None
        mobile = mobile_number(phone) if phone else None
        mobile_hash = hash_key(mobile, salt=salt) if mobile else None
        # a number that cannot be one has a key too, so that wrong and missing ones are told apart (rule R17)
        phone_hash = mobile_hash or (hash_key(phone, salt=salt) if phone else None)
        reference = _string(cells[customer]) if customer is not None else None
        return Feedback(
            id=record_id,
            text=text,
            row=row,
            channel=self._channel(cells, channel_key, source),
            created_at=self._time(cells[time_key]) if time_key is not None else None,
            brand=_label_at(cells, brand),
            model=_label_at(cells, model),
            city=_label_at(cells, city),
            nps=_score(cells[nps]) if nps is not None else None,
            source=source,
            customer_key=hash_key(reference, salt=salt) if reference else mobile_hash,
            phone_ok=mobile is not None if phone_key is not None else None,
            phone_key=phone_hash,
        )

    def _text_of(self, value: object) -> object:
        """Return the text of a cell that is no string, or the value itself when it is none."""
        if self._numbers_are_text and isinstance(value, (int, float)) and not isinstance(value, bool):
            return _string(value)
        return value

    def _problem(self, row: int, cells: Any, text: object) -> Rejected | None:  # noqa: ANN401
        """Return why a text cannot be used; None when it can."""
        code, facts = find_fault(text, limit=self._longest)
        if code is None:
            return None
        own_id = self._id(cells, self._keys[1])
        return build_reject(code, row=row, file=self._context.name, record_id=own_id, **facts)

    def _id(self, cells: Any, key: Any) -> str | None:  # noqa: ANN401
        """Return the record's own id."""
        if key is None:
            return None
        value = cells[key]
        own_id = _string(value)
        if own_id is not None:
            number = isinstance(value, (int, float)) and abs(value) >= _EXACT_NUMBER and self._numbers_are_text
            self._tally.mangled_ids += number or (own_id[-4:-3] in "eE+" and bool(_SCIENTIFIC.fullmatch(own_id)))
        return own_id

    def _time(self, value: object) -> Any:  # noqa: ANN401
        """Return the time of a cell and count what cannot be read."""
        moment = parse_time(value)
        if moment is None and _string(value) is not None:
            self._tally.unreadable_times += 1
        return moment

    def _channel(self, cells: Any, key: Any, source: str | None) -> Channel | None:  # noqa: ANN401
        """Return the channel: by the caller, the channel cell, the source cell, the file name."""
        if self._options.channel is not None:
            return self._options.channel
        value = _label_at(cells, key)
        channel = channel_of_value(value) if value else None
        if channel is None and source:
            channel = channel_of_value(source)
        return channel or self._context.channel


def _join(title: object, text: object) -> object:
    """Put a title before its text unless the text already holds it; a title alone is the text."""
    heading = _string(title)
    if heading is None:
        return text
    if text is None or (isinstance(text, str) and is_null(text)):
        return heading
    if not isinstance(text, str) or heading in text:
        return text
    return f"{heading}{'' if heading[-1] in _ENDS else '。'}{text.lstrip()}"


def _unwrap(value: str) -> str:
    """Return 001 for ``="001"``, the form in which spreadsheets keep leading zeros in a csv file."""
    return value[2:-1].replace('""', '"') if value[:2] == '="' and value[-1:] == '"' and len(value) >= 3 else value


def _string(value: object) -> str | None:
    """Return a cell as clean text; None when it is empty. Whole numbers lose their ``.0``."""
    if value is None or value is FORMULA_WITHOUT_VALUE or isinstance(value, (bool, list, dict, timedelta)):
        return None
    if isinstance(value, float):
        if not value.is_integer():
            return None if value != value else str(value)  # noqa: PLR0124  NaN is the empty cell of numbers
        value = int(value)
    text = value if isinstance(value, str) else str(value)
    text = _unwrap(text).strip() if text[:1] in "= \t\u3000" or text[-1:].isspace() else text
    if not text.isprintable():
        text = _UNWANTED.sub("", text).strip()
    return None if is_null(text) else text


def _label_at(cells: Any, key: Any) -> str | None:  # noqa: ANN401
    """Return the label in a cell: brand, model, city, shop, channel."""
    if key is None:
        return None
    text = _string(cells[key])
    return _label(text) if text else None


@lru_cache(maxsize=1 << 12)
def _label(text: str) -> str:
    """Shorten a label and hide a phone number that stands in it (「4S 店 张经理 138…」)."""
    return _MOBILE_INSIDE.sub("[手机号]", text[:_LABEL_CHARS])


def _score(value: object) -> float | None:
    """Return an NPS score inside its range; None for anything else."""
    text = _string(value)
    match = _SCORE.fullmatch(unicodedata.normalize("NFKC", text)) if text else None
    if match is None:
        return None
    low, high = load_columns().nps_range
    score = float(match[1])
    return score if low <= score <= high else None
