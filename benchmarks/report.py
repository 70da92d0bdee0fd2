"""Time and memory of the daily report with 100 000 records: counting, page and data, workbook.

Run as ``python benchmarks/report.py [RECORDS]``. The records are made up while they are counted (their making is
measured apart and subtracted), so the memory shown is that of the report alone.
"""

from __future__ import annotations

import platform
import random
import resource
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from corpora.taxonomy import load_taxonomy
from voc.meeting.build import build_report
from voc.meeting.model import Intake
from voc.report.html import render_html
from voc.report.jsonfile import dump_json
from voc.report.xlsx import write_xlsx
from voc.types import Analysis, Aspect, Assessment, Channel, Entities, Flag, Intent, Severity, Versions

DAY = date(2026, 11, 22)
MODELS = [("小米", "YU7"), ("小米", "SU7"), ("蔚来", "ET5"), ("理想", "L6"), ("问界", "M7"), (None, None)]
VERSIONS = Versions("1", "static", "heads", "rules")


def make_records(count: int, *, days: int) -> Iterator[Analysis]:
    """Yield records about every pain point, spread over the days before the meeting's."""
    rng = random.Random(11)
    codes = load_taxonomy().ids
    channels, severities = list(Channel), [Severity.NORMAL] * 17 + [Severity.ESCALATED] * 2 + [Severity.MAJOR]
    midnight = datetime.combine(DAY, datetime.min.time())
    for index in range(count):
        code = codes[int(rng.random() ** 2 * len(codes))]
        sign = -1 if rng.random() < 0.6 else 1
        text = f"第 {index} 位车主说：配件一直没货，门店让等半个月，客服电话也打不通，到现在没有说法。"
        severity = severities[rng.randrange(20)]
        flag = (Flag("F6", "提到监管渠道", "客服", 26, 28),) if severity is not Severity.NORMAL else ()
        brand, model = MODELS[rng.randrange(len(MODELS))]
        at = midnight + timedelta(days=-rng.randrange(days), minutes=rng.randrange(1440))
        yield Analysis(
            id=f"{index:07d}",
            channel=channels[rng.randrange(3)],
            text=text,
            sentences=(),
            aspects=(Aspect(code, sign, rng.random(), "配件一直没货", 12, 18),),
            intent=Intent.COMPLAINT if sign < 0 else Intent.PRAISE,
            sentiment=sign,
            journey="维修",
            fault=None,
            entities=Entities(brand, model, nps=float(rng.randrange(11)) if rng.random() < 0.3 else None),
            safety=rng.random() < 0.01,
            escalation=bool(flag),
            assessment=Assessment(severity, rng.randrange(100), (), flag, "服务", None, at + timedelta(hours=24)),
            keywords=(),
            duplicate_of=f"{rng.randrange(index):07d}" if index and rng.random() < 0.1 else None,
            redactions=(),
            versions=VERSIONS,
            created_at=at,
        )


def peak_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    taxonomy = load_taxonomy()
    print(f"{count:,} records, Python {platform.python_version()}, {platform.machine()}")
    for days in (1, 14):
        copies = 0
        start = time.perf_counter()
        for record in make_records(count, days=days):
            copies += record.duplicate_of is not None
        making = time.perf_counter() - start
        before = peak_mb()
        intake = Intake(count, count - copies, 0, copies, ("bench",))
        start = time.perf_counter()
        report = build_report(make_records(count, days=days), date=DAY, intake=intake, rejected=(), taxonomy=taxonomy)
        counting = time.perf_counter() - start - making
        assert report.balanced
        start = time.perf_counter()
        page, data = render_html(report), dump_json(report)
        writing = time.perf_counter() - start
        print(
            f"{days:2d} day(s): count {counting:.2f} s, +{peak_mb() - before:.0f} MB; "
            f"page {len(page) / 1e6:.1f} MB and json {len(data) / 1e6:.2f} MB in {writing:.2f} s"
        )
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder) / "report.xlsx"
        before = peak_mb()
        start = time.perf_counter()
        write_xlsx(report, place, records=make_records(count, days=1))
        took = time.perf_counter() - start
        size, memory = place.stat().st_size / 1e6, peak_mb() - before
        print(f"workbook with {count:,} rows: {took:.1f} s, {size:.1f} MB, +{memory:.0f} MB")


if __name__ == "__main__":
    main()
