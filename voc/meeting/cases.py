"""From a record to the case the meeting reads: an excerpt with its evidence marked."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from voc.meeting.detail import CopyCount
from voc.meeting.figures import Case, CaseList, FlagFigure, Quote
from voc.meeting.settings import Settings
from voc.meeting.shortlist import Shortlist
from voc.types import Analysis, Aspect

#: Words for a clock that ended on the day, and for one that ends soon after.
DUE_TODAY = "当日到期"
DUE_SOON = "即将到期"

_ELLIPSIS = "…"
# Characters kept before the first evidence when the beginning of a long text is left out.
_LEAD_IN = 40


def excerpt(text: str, spans: Iterable[tuple[int, int]], *, size: int) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Cut a text to its evidence.

    Parameters
    ----------
    text
        Redacted text.
    spans
        Half-open ranges of evidence; empty ones and ones outside the text are left out.
    size
        Characters to keep.

    Returns
    -------
    tuple
        The excerpt (an ellipsis stands for what is missing) and the merged ranges of evidence in it, in order.
    """
    marks = sorted({(start, end) for start, end in spans if 0 <= start < end <= len(text)})
    begin = 0
    if len(text) > size and marks and marks[-1][1] > size:
        begin = max(0, min(marks[0][0] - _LEAD_IN, len(text) - size))
    end = min(len(text), begin + size)
    before = _ELLIPSIS if begin else ""
    after = _ELLIPSIS if end < len(text) else ""
    merged: list[tuple[int, int]] = []
    for start, stop in marks:
        low, high = max(start, begin), min(stop, end)
        if low >= high:
            continue
        if merged and low <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(high, merged[-1][1]))
        else:
            merged.append((low, high))
    shift = len(before) - begin
    return before + text[begin:end] + after, tuple((low + shift, high + shift) for low, high in merged)


class CaseWriter:
    """Turns the day's records into cases.

    Parameters
    ----------
    date
        The day; None leaves clocks without a word (records without times).
    labels
        Code of a pain point to its label.
    copies
        Copies of each text on the day.
    """

    def __init__(
        self, date: dt.date | None, *, settings: Settings, labels: Mapping[str, str], copies: Mapping[str, CopyCount]
    ) -> None:
        self._date = date
        self._settings = settings
        self._labels = labels
        self._copies = copies

    def write(self, record: Analysis, *, praise: bool = False) -> Case:
        """Return the case of a record; with ``praise`` its positive words are the evidence."""
        triage, facts = record.assessment, record.entities
        sign = 1 if praise else -1
        aspects = [aspect for aspect in record.aspects if aspect.polarity == sign]
        spans = [(aspect.start, aspect.end) for aspect in aspects]
        if not praise:
            spans += [(flag.start, flag.end) for flag in triage.flags]
        text, marks = excerpt(record.text, spans, size=self._settings.excerpt_chars)
        group = self._copies.get(record.id)
        return Case(
            id=record.id,
            created_at=record.created_at,
            channel=record.channel,
            brand=facts.brand,
            model=facts.model,
            city=facts.city,
            intent=record.intent,
            severity=triage.severity,
            priority=triage.priority,
            safety=record.safety,
            escalation=record.escalation,
            owner=triage.owner,
            channel_advice=triage.channel_advice,
            due_at=triage.due_at,
            due=self._due(record),
            nps=facts.nps,
            mismatch=self._mismatch(record),
            points=tuple(dict.fromkeys(self._labels.get(aspect.code, aspect.code) for aspect in aspects)),
            flags=tuple(
                FlagFigure(flag.rule, flag.reason, shorten(flag.quote, self._settings.quote_chars))
                for flag in triage.flags
            ),
            text=text,
            marks=marks,
            copies=group.copies if group else 0,
        )

    def write_all(self, records: Shortlist[Analysis], *, praise: bool = False) -> CaseList:
        """Return the cases of a short list with its total."""
        return CaseList(records.total, tuple(self.write(record, praise=praise) for record in records.items))

    def _due(self, record: Analysis) -> str:
        due_at = record.assessment.due_at
        if due_at is None or self._date is None:
            return ""
        if due_at.date() <= self._date:
            return DUE_TODAY
        horizon = self._date + dt.timedelta(days=self._settings.due_horizon_days)
        return DUE_SOON if due_at.date() <= horizon else ""

    def _mismatch(self, record: Analysis) -> bool:
        nps = record.entities.nps
        if nps is None:
            return False
        settings = self._settings
        return (nps >= settings.mismatch_from and record.sentiment < 0) or (
            nps <= settings.mismatch_to and record.sentiment > 0
        )


def shorten(text: str, size: int) -> str:
    """Return a text cut to ``size`` characters, with an ellipsis in place of the rest."""
    return text if len(text) <= size else text[: size - 1] + _ELLIPSIS


def pick_quotes(chosen: Shortlist[tuple[Analysis, Aspect]] | None, *, count: int, size: int) -> tuple[Quote, ...]:
    """Return the first quotes with different words."""
    if chosen is None:
        return ()
    quotes: dict[str, Quote] = {}
    for record, aspect in chosen.items:
        text = shorten(aspect.quote.strip(), size)
        if text and text not in quotes:
            quotes[text] = Quote(record.id, text, record.entities.brand, record.entities.model)
    return tuple(quotes.values())[:count]
