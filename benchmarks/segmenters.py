"""How alike jieba and rjieba cut with the same dictionary and trade lexicon, where they differ, and how fast they are.

Run ``python -m benchmarks.segmenters [FILE ...]``; without files the hand-written training texts and clauses are used.
"""

from __future__ import annotations

import sys
import time
from collections import Counter

from corpora.texts import load_clauses, load_texts
from voc.io.read import read_feedback
from voc.text.clean import clean
from voc.text.segment import load_segmenter
from voc.text.split import sentences
from voc.types import Feedback


def spans(words: list[str]) -> dict[tuple[int, int], str]:
    """Return the place of each word."""
    found, start = {}, 0
    for word in words:
        found[start, start + len(word)] = word
        start += len(word)
    return found


def main() -> None:
    """Print shares, differences and speeds."""
    if len(sys.argv) > 1:
        raw = [record.text for record in read_feedback(sys.argv[1:]) if isinstance(record, Feedback)]
    else:
        raw = [text.text for text in load_texts("train")] + [clause.text for clause in load_clauses()]
    texts = [clean(text).text for text in raw]
    parts = [text[span.start : span.end] for text in texts for span in sentences(text)]
    cuts, seconds = {}, {}
    for name in ("jieba", "rjieba"):
        engine = load_segmenter(name)
        started = time.perf_counter()
        cuts[name] = [engine.cut(part) for part in parts]
        seconds[name] = time.perf_counter() - started
    same = union = 0
    only: dict[str, Counter[str]] = {"jieba": Counter(), "rjieba": Counter()}
    for slow, fast in zip(cuts["jieba"], cuts["rjieba"], strict=True):
        first, second = spans(slow), spans(fast)
        same += len(first.keys() & second.keys())
        union += len(first.keys() | second.keys())
        only["jieba"].update(first[key] for key in first.keys() - second.keys())
        only["rjieba"].update(second[key] for key in second.keys() - first.keys())
    print(f"{len(parts)} sentences, {union} tokens, equal {same / union:.4%}")
    print(f"speed ratio rjieba : jieba {seconds['jieba'] / seconds['rjieba']:.1f} : 1")
    for name, words in only.items():
        print(f"only {name}: " + " ".join(f"{word}×{count}" for word, count in words.most_common(15)))


if __name__ == "__main__":
    main()
