"""From records to results, in order, in batches of a fixed size, on one or several processes.

The batch size does not depend on the number of workers, each batch is scored by itself and linear algebra runs on one
thread: the output is the same to the byte however many processes share the work.
"""

from __future__ import annotations

import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from itertools import islice

from threadpoolctl import threadpool_limits

from voc.analysis.analyzer import Analyzer, load_analyzer
from voc.counts import Counts
from voc.errors import WorkerError
from voc.types import Analysis, Feedback, Rejected

BATCH = 256
"""Records analysed together."""
PARALLEL_FROM = 4096
"""With fewer records a second process costs more than it saves."""
SHORTEST_DUPLICATE = 8
"""Shorter texts ("不错") are written alike by different people; they are duplicates only under the same id."""


@dataclass(slots=True)
class Duplicates:
    """Finds records that were entered twice: the same text in the same channel.

    Only a digest of each text is kept, so a million records take about 100 MB.
    """

    seen: dict[bytes, str] = field(default_factory=dict)

    def first_of(self, analysis: Analysis) -> str | None:
        """Return the id of the earlier record with the same text, or None and remember this one."""
        channel = analysis.channel.value if analysis.channel else ""
        key = f"{channel}\x00{analysis.text}"
        if len(analysis.text) < SHORTEST_DUPLICATE:
            key += f"\x00{analysis.id}"
        digest = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).digest()
        earlier = self.seen.setdefault(digest, analysis.id)
        return None if earlier is analysis.id else earlier


_analyzer: Analyzer | None = None


def _start_worker(classifier: str, segmenter: str) -> None:
    global _analyzer  # noqa: PLW0603 -- one analyser a worker process, loaded once
    threadpool_limits(1)
    _analyzer = load_analyzer(classifier=classifier, segmenter=segmenter)


def _work(batch: list[Feedback]) -> list[Analysis]:
    assert _analyzer is not None  # noqa: S101 -- the pool's initializer has run
    return _analyzer.analyze(batch)


def _segments(records: Iterable[Feedback | Rejected]) -> Iterator[list[Feedback | Rejected]]:
    """Yield runs of records that hold ``BATCH`` feedback items each; rejects travel with them, in order."""
    segment: list[Feedback | Rejected] = []
    filled = 0
    for record in records:
        segment.append(record)
        filled += isinstance(record, Feedback)
        if filled == BATCH:
            yield segment
            segment, filled = [], 0
    if segment:
        yield segment


def _merge(segment: list[Feedback | Rejected], results: list[Analysis]) -> Iterator[Analysis | Rejected]:
    done = iter(results)
    for record in segment:
        yield record if isinstance(record, Rejected) else next(done)


def _serial(segments: Iterator[list[Feedback | Rejected]], analyzer: Analyzer) -> Iterator[Analysis | Rejected]:
    for segment in segments:
        with threadpool_limits(1):
            results = analyzer.analyze([record for record in segment if isinstance(record, Feedback)])
        yield from _merge(segment, results)


def _parallel(
    segments: Iterator[list[Feedback | Rejected]], *, workers: int, classifier: str, segmenter: str
) -> Iterator[Analysis | Rejected]:
    context = multiprocessing.get_context("spawn")
    pending: deque[tuple[list[Feedback | Rejected], Future[list[Analysis]]]] = deque()
    with ProcessPoolExecutor(
        workers, mp_context=context, initializer=_start_worker, initargs=(classifier, segmenter)
    ) as pool:
        try:
            for segment in segments:
                batch = [record for record in segment if isinstance(record, Feedback)]
                pending.append((segment, pool.submit(_work, batch)))
                # a bounded queue keeps the memory bounded too
                if len(pending) >= workers * 4:
                    done, future = pending.popleft()
                    yield from _merge(done, future.result())
            for done, future in pending:
                yield from _merge(done, future.result())
        except BrokenProcessPool as error:
            raise WorkerError("分析进程意外退出", hint="多半是内存不足：请用 --workers 1 重试") from error


def analyze_records(
    records: Iterable[Feedback | Rejected],
    *,
    workers: int = 1,
    classifier: str = "builtin",
    segmenter: str = "rjieba",
    counts: Counts | None = None,
) -> Iterator[Analysis | Rejected]:
    """Analyse a stream of records, in order, with duplicates marked.

    Parameters
    ----------
    records
        What :func:`voc.io.read.read_feedback` yields.
    workers
        Processes to use; more than one only pays for thousands of records, fewer are done in this process.
    classifier, segmenter
        See :func:`voc.analysis.analyzer.load_analyzer`.
    counts
        Filled while the stream is read.

    Yields
    ------
    Analysis or Rejected
        One for each record; a repeated record has ``duplicate_of`` set.
    """
    counts = counts if counts is not None else Counts()
    duplicates = Duplicates()
    iterator = iter(records)
    head = list(islice(iterator, PARALLEL_FROM if workers > 1 else 0))
    everything = _chain(head, iterator)
    if workers > 1 and len(head) == PARALLEL_FROM:
        results = _parallel(_segments(everything), workers=workers, classifier=classifier, segmenter=segmenter)
    else:
        results = _serial(_segments(everything), load_analyzer(classifier=classifier, segmenter=segmenter))
    for result in results:
        if isinstance(result, Rejected):
            counts.rejected += 1
            yield result
            continue
        earlier = duplicates.first_of(result)
        if earlier is None:
            counts.analysed += 1
            yield result
        else:
            counts.duplicates += 1
            yield replace(result, duplicate_of=earlier)


def _chain(head: list[Feedback | Rejected], rest: Iterator[Feedback | Rejected]) -> Iterator[Feedback | Rejected]:
    yield from head
    yield from rest
