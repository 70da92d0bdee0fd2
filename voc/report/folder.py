"""The report's three files in one folder."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from voc.io.write import open_atomic
from voc.meeting.model import MeetingReport
from voc.report.html import render_html
from voc.report.jsonfile import dump_json
from voc.report.xlsx import write_xlsx
from voc.types import Analysis


@dataclass(frozen=True, slots=True)
class ReportFiles:
    """Where the files of a report are."""

    html: Path
    xlsx: Path
    json: Path


def write_report(report: MeetingReport, folder: Path | str, *, records: Iterable[Analysis] | None) -> ReportFiles:
    """Write ``report.html``, ``report.xlsx`` and ``report.json``; each is replaced only when it is complete.

    Parameters
    ----------
    folder
        Folder of the files; it is made when it does not exist.
    records
        Records for the workbook's sheet of records, see :func:`~voc.report.xlsx.write_xlsx`.

    Raises
    ------
    OutputFileError
        A file cannot be written.
    """
    place = Path(folder)
    files = ReportFiles(place / "report.html", place / "report.xlsx", place / "report.json")
    with open_atomic(files.json) as file:
        file.write(dump_json(report))
    with open_atomic(files.html) as file:
        file.write(render_html(report))
    write_xlsx(report, files.xlsx, records=records)
    return files
