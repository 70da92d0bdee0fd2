"""``voc analyze`` beside the stack a team usually starts from, in interleaved rounds on the same texts and machine.

Run ``python -m benchmarks.usual_stack [--texts 20000] [--rounds 3] [--workers 2]``. The usual stack is one process that
reads the file, cuts words with jieba, encodes with a transformer of the size of bge-small-zh (4 layers, hidden 512) in
batches of 64 sorted by length on all cores, scores sentiment with SnowNLP where that is installed, and writes the
results. The transformer has random weights made on the spot: its speed does not depend on them, and nothing is
downloaded. It gives vectors and a sentiment only, no aspects, facts, triage or redaction.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import platform
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from corpora.samples import sample_files
from corpora.texts import load_clauses
from models.encoders.settings import available_cores

LONGEST = 60
CALLS = 300
VOCABULARY = 21128
ANALYZE = ("-c", "from service.cli.main import main; main()", "analyze")
USUAL = ("-m", "benchmarks.usual_stack", "--usual")


def make_texts(count: int) -> list[str]:
    """Return unique one-line texts of about 40 characters: short samples, then clauses of the clause bank joined."""
    generator = random.Random(1)
    rows = (json.loads(line) for path in sample_files() for line in path.read_text(encoding="utf-8").splitlines())
    found = dict.fromkeys(text for row in rows if len(text := row["内容"]) <= LONGEST and "\n" not in text)
    clauses = [clause.text for clause in load_clauses()]
    while len(found) < count:
        wanted = generator.randint(20, LONGEST)
        parts: list[str] = []
        while sum(len(part) + 1 for part in parts) < wanted - 6:
            parts.append(generator.choice(clauses).rstrip("，。！？"))
        found["，".join(parts) + "。"] = None
    texts = list(found)
    generator.shuffle(texts)
    return texts[:count]


def make_model(folder: Path) -> None:
    """Save a BERT of the size of bge-small-zh with random weights and one token a character."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.base.modules import Normalize
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer
    from transformers import BertConfig, BertModel, BertTokenizerFast

    bare = folder / "bare"
    bare.mkdir(parents=True)
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *map(chr, range(33, 127)), *"，。！？、：；“”（）…—"]
    words += [chr(point) for point in range(0x4E00, 0x4E00 + VOCABULARY - len(words))]
    (bare / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    size = {"hidden_size": 512, "num_hidden_layers": 4, "num_attention_heads": 8, "intermediate_size": 2048}
    BertModel(BertConfig(vocab_size=VOCABULARY, **size)).save_pretrained(bare)
    BertTokenizerFast(vocab=str(bare / "vocab.txt")).save_pretrained(bare)
    transformer = Transformer(str(bare), max_seq_length=512)
    modules = [transformer, Pooling(512, pooling_mode="cls"), Normalize()]
    SentenceTransformer(modules=modules, device="cpu").save(str(folder / "model"))


def usual(source: Path, model_folder: Path, output: Path, *, calls: int) -> None:
    """Run the usual stack over a file and print its seconds by stage as JSON."""
    marks = [time.perf_counter()]
    import jieba
    import torch
    from sentence_transformers import SentenceTransformer

    feel: Callable[[str], float] | None = None
    if importlib.util.find_spec("snownlp") is not None:
        from snownlp import SnowNLP

        def feel(text: str) -> float:
            return float(SnowNLP(text).sentiments)

        feel("热身")
    torch.set_num_threads(available_cores())
    jieba.setLogLevel("ERROR")
    jieba.initialize()
    model = SentenceTransformer(str(model_folder), device="cpu", local_files_only=True)
    marks.append(time.perf_counter())
    texts = [json.loads(line)["text"] for line in source.read_text(encoding="utf-8").splitlines()]
    words = [jieba.lcut(text) for text in texts]
    marks.append(time.perf_counter())
    # the library sorts by length itself
    vectors = model.encode(texts, batch_size=64, show_progress_bar=False)
    marks.append(time.perf_counter())
    moods = [feel(text) for text in texts] if feel else [None] * len(texts)
    marks.append(time.perf_counter())
    with output.open("w", encoding="utf-8") as stream:
        for text, cut, mood in zip(texts, words, moods, strict=True):
            stream.write(json.dumps({"text": text, "words": cut, "sentiment": mood}, ensure_ascii=False) + "\n")
    vectors.tofile(output.with_suffix(".f32"))
    marks.append(time.perf_counter())

    def one(text: str) -> None:
        jieba.lcut(text)
        model.encode([text], show_progress_bar=False)
        if feel:
            feel(text)

    names = ("start", "jieba", "encode", "sentiment", "write")
    stages = {name: marks[n + 1] - marks[n] for n, name in enumerate(names)}
    spent = latencies(one, texts[:calls])
    print(json.dumps({**stages, "calls": time.perf_counter() - marks[-1], "one": spent}))


def latencies(work: Callable[[str], object], texts: list[str]) -> list[float]:
    """Return the milliseconds of each call, after a few that are not counted."""
    for text in texts[:5]:
        work(text)
    spent = []
    for text in texts:
        start = time.perf_counter()
        work(text)
        spent.append((time.perf_counter() - start) * 1000)
    return spent


@dataclass(frozen=True, slots=True)
class Run:
    """One run of a command: seconds, most memory of its processes together in MB, what it printed."""

    seconds: float
    memory: float
    output: str


def run(arguments: list[str]) -> Run:
    """Run this Python with arguments and watch the memory of all its processes."""
    started = time.perf_counter()
    peak = [0.0]
    with tempfile.TemporaryFile("w+", encoding="utf-8") as out, tempfile.TemporaryFile("w+", encoding="utf-8") as said:
        child = subprocess.Popen([sys.executable, *arguments], stdout=out, stderr=said)  # noqa: S603
        watch = threading.Thread(target=_watch, args=(child, peak))
        watch.start()
        status = child.wait()
        seconds = time.perf_counter() - started
        watch.join()
        said.seek(0)
        assert status == 0, said.read()[-2000:]
        out.seek(0)
        return Run(seconds, peak[0], out.read())


def _watch(child: subprocess.Popen[bytes], peak: list[float]) -> None:
    while child.poll() is None:
        peak[0] = max(peak[0], sum(_resident(child.pid)))
        time.sleep(0.1)


def _resident(root: int) -> Iterator[float]:
    """Yield the resident memory in MB of a process and all below it; pages they share count for each (Linux only)."""
    parents: dict[int, list[int]] = {}
    pages: dict[int, int] = {}
    for place in Path("/proc").glob("[0-9]*"):
        try:
            # the command's name stands in brackets and may hold spaces
            fields = (place / "stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
        except OSError:
            continue
        parents.setdefault(int(fields[1]), []).append(int(place.name))
        pages[int(place.name)] = int(fields[21])
    pending = [root]
    while pending:
        process = pending.pop()
        yield pages.get(process, 0) * os.sysconf("SC_PAGE_SIZE") / 1e6
        pending += parents.get(process, [])


def write_rows(path: Path, texts: list[str]) -> Path:
    path.write_text("".join(json.dumps({"text": t}, ensure_ascii=False) + "\n" for t in texts), encoding="utf-8")
    return path


def tell(name: str, runs: list[Run], starts: list[float], count: int) -> float:
    """Print one row and return texts per second, start-up included."""
    seconds, start = statistics.median(r.seconds for r in runs), statistics.median(starts)
    net = count / max(seconds - start, 1e-9)
    spread = f"{min(r.seconds for r in runs):.1f}–{max(r.seconds for r in runs):.1f}"
    print(
        f"{name:<22} {seconds:>8.1f} {spread:>14} {start:>9.2f} {count / seconds:>9,.0f} {net:>14,.0f} "
        f"{max(r.memory for r in runs):>8,.0f}"
    )
    return count / seconds


def tell_latency(name: str, spent: list[float]) -> None:
    p50, p95 = statistics.median(spent), statistics.quantiles(spent, n=20)[18]
    print(f"one text, {name:<18} p50 {p50:.2f} ms   p95 {p95:.2f} ms   ({len(spent)} calls)")


def library_latency(texts: list[str]) -> list[float]:
    from threadpoolctl import threadpool_limits

    from voc.analysis.analyzer import load_analyzer
    from voc.types import Feedback

    analyzer = load_analyzer()
    with threadpool_limits(1):
        return latencies(lambda text: analyzer.analyze([Feedback("1", text, 1)]), texts)


def compare(folder: Path, *, count: int, rounds: int, workers: int) -> None:
    """Measure both in turn and print the table."""
    texts = make_texts(count)
    source, single = write_rows(folder / "texts.jsonl", texts), write_rows(folder / "one.jsonl", texts[:1])
    print(
        f"{count:,} texts, {sum(map(len, texts)) / count:.1f} characters on average; {rounds} interleaved round(s), "
        f"medians; {available_cores()} cores, {platform.machine()}, Python {platform.python_version()}"
    )
    make_model(folder)
    result, model = folder / "out.jsonl", folder / "model"
    ours: list[Run] = []
    theirs: list[Run] = []
    starts: list[float] = []
    stages: list[dict[str, float]] = []
    singles: list[float] = []
    for number in range(rounds):
        starts.append(run([*ANALYZE, str(single), "-o", str(result)]).seconds)
        ours.append(run([*ANALYZE, str(source), "-o", str(result), "--workers", str(workers)]))
        written = sum(1 for _ in result.open(encoding="utf-8"))
        assert written == count, (written, count)
        calls = CALLS if number == rounds - 1 else 0
        theirs.append(run([*USUAL, str(source), str(model), str(folder / "usual.jsonl"), str(calls)]))
        told = json.loads(theirs[-1].output)
        singles = told.pop("one") or singles
        # the single calls after the last round are not part of it
        theirs[-1] = replace(theirs[-1], seconds=theirs[-1].seconds - told.pop("calls"))
        stages.append(told)
    print(f"{'':<22} {'seconds':>8} {'range':>14} {'start-up':>9} {'texts/s':>9} {'less start-up':>14} {'MB peak':>8}")
    mine = tell(f"voc analyze ×{workers}", ours, starts, count)
    other = tell("usual stack", theirs, [stage["start"] for stage in stages], count)
    middle = {name: statistics.median(stage[name] for stage in stages) for name in stages[0]}
    print("usual stack, seconds: " + ", ".join(f"{name} {value:.2f}" for name, value in middle.items()))
    if importlib.util.find_spec("snownlp") is None:
        print("SnowNLP is not installed: the usual stack was run without sentiment")
    bare = count / (statistics.median(r.seconds for r in theirs) - middle["sentiment"])
    print(f"ratio, start-up included: {mine / other:.2f} ({mine / bare:.2f} to the usual stack without sentiment)")
    tell_latency("voc library call", library_latency(texts[:CALLS]))
    tell_latency("usual stack", singles)


def main() -> None:
    os.environ.update(HF_HUB_OFFLINE="1", HF_HUB_DISABLE_PROGRESS_BARS="1", TOKENIZERS_PARALLELISM="true")
    if sys.argv[1:2] == ["--usual"]:
        source, model, output, calls = sys.argv[2:]
        usual(Path(source), Path(model), Path(output), calls=int(calls))
        return
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--texts", type=int, default=20_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--workers", type=int, default=2)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        compare(Path(folder), count=options.texts, rounds=options.rounds, workers=options.workers)


if __name__ == "__main__":
    main()
