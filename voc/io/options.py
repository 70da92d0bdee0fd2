"""What a caller can say about the files to read."""

from __future__ import annotations

from dataclasses import dataclass

from voc.types import Channel

#: Key of the hashes of customers and phones when a deployment sets none. It is public: hashes under it join the
#: records of one customer, but they hide a phone number only from people who do not try all of them.
DEFAULT_SALT = b"voc-triage.customer.v1"


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """How feedback files are read.

    Parameters
    ----------
    text_column, id_column
        Names of the columns that hold text and id; None to find them by their names.
    channel
        Channel of every record; None to take it from a channel column or the file name.
    max_chars
        Longest text in characters; longer ones are rejected.
    sheet
        Name of the worksheet; None for the first one that has a text column.
    salt
        Key of the customer and phone hashes, at most 64 bytes.
    """

    text_column: str | None = None
    id_column: str | None = None
    channel: Channel | None = None
    max_chars: int = 20_000
    sheet: str | None = None
    salt: bytes = DEFAULT_SALT


DEFAULT_OPTIONS = ReadOptions()
