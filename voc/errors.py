"""The tree of errors a user can meet.

Every error has a stable ``code`` (documented in ``docs/errors.md``), a Chinese ``message`` for the person at the
keyboard and a ``hint`` that says what to do. Messages never carry feedback text.
"""

from __future__ import annotations


class VocError(Exception):
    """Base of all errors of this project.

    Parameters
    ----------
    message
        What went wrong, in Chinese, without feedback text; names file and row where there is one.
    hint
        What the user can do about it, in Chinese.
    """

    code = "voc"

    def __init__(self, message: str, *, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}（{self.hint}）" if self.hint else self.message


class UsageError(VocError):
    """The command or call was used wrongly (exit status 2)."""

    code = "usage"


class InputFileError(VocError):
    """A feedback file cannot be read at all."""

    code = "input.file"


class EncodingError(InputFileError):
    """No supported encoding decodes the file strictly."""

    code = "input.encoding"


class FormatError(InputFileError):
    """The file is not what its name says, or its structure is broken."""

    code = "input.format"


class ColumnError(InputFileError):
    """No column holds the text, or a named column does not exist."""

    code = "input.column"


class RuleError(VocError):
    """A rule, lexicon or taxonomy file is wrong."""

    code = "rules"


class CalendarError(VocError):
    """A date lies in a year the working calendar does not know."""

    code = "calendar.unknown_year"


class ModelError(VocError):
    """A model artifact is missing, damaged or of the wrong kind."""

    code = "model"


class WorkerError(VocError):
    """A process that shared the work has gone."""

    code = "worker"


class TooFewTextsError(VocError):
    """There are too few texts for what was asked."""

    code = "discovery.too_few"
