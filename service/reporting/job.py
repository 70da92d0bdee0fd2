"""The report job: read, analyse, discover topics, build the report, write its three files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from corpora.taxonomy import load_taxonomy
from voc.counts import Counts
from voc.io.options import ReadOptions
from voc.io.read import read_feedback
from voc.meeting.build import build_report
from voc.meeting.model import Intake, MeetingReport, TopicSummary
from voc.pipeline import analyze_records
from voc.quality import QualityGate
from voc.types import Analysis, Rejected

if TYPE_CHECKING:
    from voc.report.folder import ReportFiles

WINDOW = timedelta(days=28)
MOST_TOPIC_TEXTS = 20_000
"""Topics of a report are found in at most so many texts, the newest ones; more would make the morning late."""
LEAST_TOPIC_TEXTS = 30
LEAST_DAYS_BEFORE = 3
TOPICS_SHOWN = 12
TOPIC_DISTANCE = 0.6
"""Clauses are shorter than texts and lie farther apart."""

Track = Callable[[Iterable[Analysis | Rejected]], Iterator[Analysis | Rejected]]


@dataclass(frozen=True, slots=True)
class TopicText:
    """What discovery needs of one analysed record."""

    id: str
    day: date | None
    text: str


@dataclass(slots=True)
class Collected:
    """What is kept while the records stream by: the day's records, rejects, and texts for discovery."""

    date: date
    day: list[Analysis] = field(default_factory=list)
    undated: list[Analysis] = field(default_factory=list)
    rejected: list[Rejected] = field(default_factory=list)
    topic_texts: list[TopicText] = field(default_factory=list)

    def watch(self, results: Iterable[Analysis | Rejected]) -> Iterator[Analysis]:
        """Yield the analysed records and keep what the report needs besides its counts."""
        for result in results:
            if isinstance(result, Rejected):
                self.rejected.append(result)
                continue
            self._keep(result)
            yield result

    def _keep(self, result: Analysis) -> None:
        day = result.created_at.date() if result.created_at else None
        if day == self.date:
            self.day.append(result)
        elif day is None:
            self.undated.append(result)
        in_window = day is None or self.date - WINDOW < day <= self.date
        if in_window and result.duplicate_of is None and result.sentiment <= 0 and result.intent.value != "噪音":
            self.topic_texts.append(TopicText(result.id, day, told_harm(result)))

    def records(self, report: MeetingReport) -> list[Analysis]:
        """Return the records the report is about."""
        return self.undated if report.scope.undated_as_day else self.day


def told_harm(result: Analysis) -> str:
    """Return the clauses of a text that tell harm, or the whole text when none was recognised.

    Topics are found in these: the rest of a text is place, weather and small talk, and would be grouped by them.
    """
    quotes = sorted({(a.start, a.quote) for a in result.aspects if a.polarity < 0})
    return "，".join(quote for _, quote in quotes) or result.text


def find_topics(texts: Sequence[TopicText], *, day: date) -> tuple[TopicSummary, ...]:
    """Return the topics of the window, with their size on the day and before; none without BERTopic or enough texts."""
    from models.registry import load_encoder
    from models.topics.bertopic import topics_available
    from voc.discovery.topics import DiscoveryOptions, discover_texts

    if len(texts) < LEAST_TOPIC_TEXTS or not topics_available():
        return ()
    newest = sorted(texts, key=lambda item: item.day or day, reverse=True)[:MOST_TOPIC_TEXTS]
    result = discover_texts(
        [t.id for t in newest],
        [t.text for t in newest],
        encoder=load_encoder(),
        options=DiscoveryOptions(distance=TOPIC_DISTANCE),
    )
    before_days = {t.day for t in newest if t.day is not None and t.day < day}
    sizes: dict[int, list[int]] = {topic.id: [0, 0] for topic in result.topics}
    for item, (_, number) in zip(newest, result.assignments, strict=True):
        if number in sizes:
            sizes[number][item.day is not None and item.day < day] += 1
    summaries = []
    for topic in result.topics:
        today, before = sizes[topic.id]
        if today == 0:
            continue
        known = len(before_days) >= LEAST_DAYS_BEFORE
        summaries.append(
            TopicSummary(
                id=str(topic.id),
                name=topic.name,
                size=today,
                size_before=before if known else None,
                share=round(today / max(1, sum(n for n, _ in sizes.values())), 4),
                is_new=known and before == 0,
                quotes=topic.quotes[:3],
                words=topic.words[:6],
            )
        )
    summaries.sort(key=lambda item: (not item.is_new, -item.size, item.id))
    return tuple(summaries[:TOPICS_SHOWN])


def run_report(
    files: Sequence[str | Path],
    *,
    date: date,
    folder: Path,
    options: ReadOptions,
    workers: int = 1,
    classifier: str = "builtin",
    track: Track | None = None,
) -> tuple[MeetingReport, ReportFiles, Counts]:
    """Make the report of a day from files and write it into a folder.

    Parameters
    ----------
    files
        Feedback files of the day and, for comparison, of the days before.
    date
        The day of the report.
    folder
        Where ``report.html``, ``report.xlsx`` and ``report.json`` go.
    options, workers, classifier
        See :func:`voc.io.read.read_feedback` and :func:`voc.pipeline.analyze_records`.
    track
        Passes results through, to show progress.
    """
    from voc.report.folder import write_report

    counts, gate, kept = Counts(), QualityGate(), Collected(date)
    records = gate.watch(read_feedback(files, options=options))
    results = analyze_records(records, workers=workers, classifier=classifier, counts=counts)
    # the report is counted while the records stream by; what is known only at the end is asked for at the end
    report = build_report(
        kept.watch(track(results) if track else results),
        date=date,
        intake=lambda: Intake(
            counts.read, counts.analysed, counts.rejected, counts.duplicates, tuple(Path(file).name for file in files)
        ),
        rejected=kept.rejected,
        topics=lambda: find_topics(kept.topic_texts, day=date),
        taxonomy=load_taxonomy(),
        quality=gate.result,
    )
    return report, write_report(report, folder, records=kept.records(report)), counts
