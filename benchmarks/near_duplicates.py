"""Recall and precision of the search for copies on edited sample texts, and its speed, beside datasketch and equality.

Run ``python -m benchmarks.near_duplicates [--bases 200] [--throughput 20000]``. Texts of the shipped samples are edited
in the ways copies are edited, at three strengths, and put among all samples. Recall: share of edited texts in the group
of their original. Precision: share of pairs in one group that come from one original. Times are processor seconds of
this process, so that other work on the machine does not count.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import resource
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import combinations, islice
from pathlib import Path

import numpy as np

import corpora
from corpora.samples import sample_files
from corpora.vehicles import load_vehicles
from voc.campaigns.fold import fold
from voc.campaigns.grouping import common_counts
from voc.campaigns.groups import CopyKind
from voc.campaigns.index import CopyIndex
from voc.campaigns.minhash import build_sets
from voc.campaigns.posts import Entry, Post
from voc.entities.mentions import find_mentions
from voc.entities.trie import lowered
from voc.text.clean import clean

STRENGTHS = (0.05, 0.10, 0.20)
SEED = 5
PEER_PERMUTATIONS = 128
PEER_THRESHOLD = 0.5
_CLAUSE = re.compile(r"[^，。！？；,!?; ]+[，。！？；,!?; ]*")

Edit = Callable[[str, float, random.Random], str | None]
Finder = Callable[[Sequence[str]], list[list[int]]]


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--bases", type=int, default=200)
    parser.add_argument("--throughput", type=int, default=20_000)
    options = parser.parse_args()
    samples = alone(list(dict.fromkeys(clean(text).text for text in sample_texts())))
    finders: dict[str, Finder] = {"ours": our_groups, "exact": exact_groups}
    if peer_is_here():
        finders["datasketch"] = peer_groups
    else:
        print("datasketch is not installed: its columns are left out.")
    measure_edits(samples, finders, bases=options.bases)
    measure_templates(samples, bases=options.bases)
    measure_strangers(samples)
    measure_speed(options.throughput)


def sample_texts() -> list[str]:
    rows = (line for path in sample_files() for line in path.read_text(encoding="utf-8").splitlines())
    return [json.loads(row)["内容"] for row in rows]


def alone(texts: list[str]) -> list[str]:
    """Return the texts without those that copy an earlier one: the samples hold a planted campaign.

    All pairs are compared, no index helps, so that no contestant chooses its own test.
    """
    sets = build_sets(texts)
    sizes = sets.starts[1:] - sets.starts[:-1]
    kept = [0]
    for n in range(1, len(texts)):
        others = np.array(kept)
        common = common_counts(sets, n, others)
        if (common / (sizes[n] + sizes[others] - common)).max() < 0.3:
            kept.append(n)
    return [texts[n] for n in kept]


def peer_is_here() -> bool:
    try:
        import datasketch  # noqa: F401
    except ImportError:
        return False
    return True


# --- how copies are edited ------------------------------------------------------------------------------------------


def _places(text: str, strength: float, dice: random.Random) -> set[int]:
    return set(dice.sample(range(len(text)), max(1, round(len(text) * strength))))


def typos(text: str, strength: float, dice: random.Random) -> str:
    places = _places(text, strength, dice)
    return "".join(dice.choice(COMMON) if n in places else char for n, char in enumerate(text))


def insertions(text: str, strength: float, dice: random.Random) -> str:
    places = _places(text, strength, dice)
    return "".join(dice.choice(COMMON) + char if n in places else char for n, char in enumerate(text))


def deletions(text: str, strength: float, dice: random.Random) -> str:
    places = _places(text, strength, dice)
    return "".join(char for n, char in enumerate(text) if n not in places)


def decorations(text: str, strength: float, dice: random.Random) -> str:
    extras = ["#避雷#", "😡", "@车主之家", "[捂脸]", "https://t.cn/A6abc", "点赞 1.2万", "!!!", "#新能源汽车# "]
    count = round(strength * 60)
    places = sorted(dice.randrange(len(text) + 1) for _ in range(count)) if count < 4 else [0] + [len(text)] * count
    for place in reversed(places):
        text = f"{text[:place]} {dice.choice(extras)} {text[place:]}"
    return text


def cut_ends(text: str, strength: float, dice: random.Random) -> str:
    # 2.5 times the strength: copies lose an eighth, a quarter or a half
    keep = round(len(text) * (1 - 2.5 * strength))
    start = dice.choice((0, len(text) - keep))
    return text[start : start + keep]


def reordered(text: str, strength: float, dice: random.Random) -> str | None:
    parts = _CLAUSE.findall(text)
    if len(parts) < 3:
        return None
    for _ in range(max(1, round(strength * 10))):
        parts.insert(dice.randrange(len(parts)), parts.pop(dice.randrange(len(parts))))
    return "，".join(part.rstrip("，。！？；,!?; ") for part in parts)


def traditional(text: str, strength: float, dice: random.Random) -> str:
    return str(_converter(dict(zip(STRENGTHS, ("s2t", "s2hk", "s2twp"), strict=True))[strength])(text))


@lru_cache
def _converter(scheme: str) -> Callable[[str], str]:
    from opencc import OpenCC

    return OpenCC(scheme).convert


def brand_swap(text: str, strength: float, dice: random.Random) -> str | None:
    brands = ["小米", "蔚来", "理想汽车", "特斯拉", "比亚迪", "问界", "极氪", "小鹏"]
    cars = [car for car in find_mentions(lowered(text)) if car.brand]
    if not cars:
        return None
    other = dice.choice([name for name in brands if all(name[:2] != car.brand for car in cars if car.brand)])
    for car in reversed(cars):
        text = text[: car.start] + (other if car.model is None else model_of(other, dice)) + text[car.end :]
    return typos(text, strength / 4, dice)


def model_of(brand: str, dice: random.Random) -> str:
    found = next((b for b in load_vehicles().brands if brand.startswith(b.name)), None)
    free = [model.name for model in found.models if model.when == "free"] if found else []
    return dice.choice(free) if free else brand


EDITS: dict[str, Edit] = {
    "typos": typos,
    "insertions": insertions,
    "deletions": deletions,
    "hashtags, emoji, links": decorations,
    "ends cut": cut_ends,
    "clauses reordered": reordered,
    "Traditional script": traditional,
    "brand swapped": brand_swap,
}
COMMON = "的一是不了在有我他这中大来上个国到说们为子和你地出道也时年得就那要下以生会自着去之过家"


# --- what finds them ------------------------------------------------------------------------------------------------


def our_index(texts: Sequence[str]) -> CopyIndex:
    index = CopyIndex()
    folded = ((n, fold(text)) for n, text in enumerate(texts))
    index.add(Entry(Post(str(n), brands=shape.brands, models=shape.models), shape) for n, shape in folded)
    return index


def our_groups(texts: Sequence[str]) -> list[list[int]]:
    return [[int(member.post.id) for member in group.members] for group in our_index(texts).group().groups]


def exact_groups(texts: Sequence[str]) -> list[list[int]]:
    same: defaultdict[str, list[int]] = defaultdict(list)
    for n, text in enumerate(texts):
        same[text].append(n)
    return [members for members in same.values() if len(members) > 1]


def peer_groups(texts: Sequence[str]) -> list[list[int]]:
    """Group by datasketch as its manual shows it: sets of character trigrams, LSH, connected pairs."""
    from datasketch import MinHash, MinHashLSH

    lsh = MinHashLSH(threshold=PEER_THRESHOLD, num_perm=PEER_PERMUTATIONS)
    parent = list(range(len(texts)))

    def root(n: int) -> int:
        while parent[n] != n:
            parent[n] = n = parent[parent[n]]
        return n

    for n, text in enumerate(texts):
        signature = MinHash(num_perm=PEER_PERMUTATIONS)
        signature.update_batch([text[i : i + 3].encode() for i in range(max(1, len(text) - 2))])
        for other in lsh.query(signature):
            parent[root(n)] = root(other)
        lsh.insert(n, signature)
    groups: defaultdict[int, list[int]] = defaultdict(list)
    for n in range(len(texts)):
        groups[root(n)].append(n)
    return [members for members in groups.values() if len(members) > 1]


# --- figures --------------------------------------------------------------------------------------------------------


def measure_edits(samples: list[str], finders: dict[str, Finder], *, bases: int) -> None:
    print(f"{len(samples)} samples; recall / precision of the edited copies of {bases} of them\n")
    print("| edit | strength | copies | " + " | ".join(finders) + " |")
    print("| --- | --- | --- |" + " --- |" * len(finders))
    for name, edit in EDITS.items():
        for strength in STRENGTHS:
            dice = random.Random(SEED)
            long = [n for n, text in enumerate(samples) if len(text) >= 16]
            dice.shuffle(long)
            made = ((n, edit(samples[n], strength, dice)) for n in long)
            copies = [(n, clean(text).text) for n, text in islice((pair for pair in made if pair[1]), bases) if text]
            texts = samples + [text for _, text in copies]
            origin = [*range(len(samples)), *(n for n, _ in copies)]
            cells = [figures(finder(texts), origin, len(samples)) for finder in finders.values()]
            print(f"| {name} | {strength:.0%} | {len(copies)} | {' | '.join(cells)} |", flush=True)


def figures(groups: list[list[int]], origin: list[int], originals: int) -> str:
    """Return recall of the edited texts and precision over the pairs of all groups."""
    found, right, wrong = set(), 0, 0
    for members in groups:
        for one, other in combinations(members, 2):
            if origin[one] == origin[other]:
                right += 1
                found.add(max(one, other))
            else:
                wrong += 1
    recall = len(found) / (len(origin) - originals)
    precision = right / (right + wrong) if right + wrong else 1.0
    return f"{recall:.3f} / {precision:.3f}"


def measure_templates(samples: list[str], *, bases: int) -> None:
    dice = random.Random(SEED)
    made = [(n, brand_swap(text, 0.0, dice)) for n, text in enumerate(samples) if len(text) >= 16]
    copies = [(n, clean(text).text) for n, text in made if text][:bases]
    groups = our_index(samples + [text for _, text in copies]).group().groups
    origin = [*range(len(samples)), *(n for n, _ in copies)]
    together = marked = 0
    for group in groups:
        for one, other in combinations(group.members, 2):
            if origin[int(one.post.id)] == origin[int(other.post.id)]:
                together += 1
                marked += (one.kind is CopyKind.TEMPLATE) != (other.kind is CopyKind.TEMPLATE)
    print(f"\nbrand swapped: {together} of {len(copies)} pairs grouped, {marked} of them marked as template copies")


def closest(texts: list[str]) -> float:
    """Return the highest Jaccard similarity of two different texts, all pairs compared."""
    sets = build_sets([shape for text in texts if (shape := fold(text).shape)])
    sizes = sets.starts[1:] - sets.starts[:-1]
    best = 0.0
    for n in range(len(sizes) - 1):
        others = np.arange(n + 1, len(sizes))
        common = common_counts(sets, n, others)
        best = max(best, float((common / (sizes[n] + sizes[others] - common)).max()))
    return best


def measure_strangers(samples: list[str]) -> None:
    """Print how alike texts are that nobody copied; the threshold lies above."""
    print(f"\nclosest two different samples: {closest(samples):.2f}")
    for name in ("quality.brake", "parts.shortage", "repair.queue", "care.no_response"):
        print(f"closest two clauses of {name}: {closest(clauses_of(name)):.2f}")


def clauses_of(name: str) -> list[str]:
    path = Path(corpora.__file__).parent / "clauses" / f"{name}.tsv"
    return [line.split("\t")[1] for line in path.read_text(encoding="utf-8").splitlines()]


def traffic(count: int) -> list[str]:
    """Return texts of one to three clauses, a fifth of them edited copies of earlier ones."""
    dice = random.Random(SEED)
    files = sorted((Path(corpora.__file__).parent / "clauses").glob("*.tsv"))
    clauses = [clause for path in files for clause in clauses_of(path.stem)]
    brands = ["小米SU7", "蔚来ET5", "理想L6", "Model Y", "比亚迪汉", ""]
    texts: list[str] = []
    while len(texts) < count:
        if texts and dice.random() < 0.2:
            texts.append(typos(dice.choice(texts), 0.05, dice))
        else:
            texts.append(dice.choice(brands) + "，".join(dice.sample(clauses, dice.randint(1, 3))))
    return texts


def measure_speed(count: int) -> None:
    texts = traffic(count)
    length = sum(map(len, texts)) / len(texts)
    our_groups(texts[:100])  # lexicons are read once
    started = time.process_time()
    index = our_index(texts)
    added = time.process_time() - started
    groups = index.group().groups
    ours = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\n{count} texts of {length:.0f} characters on average, {len(groups)} groups")
    print(f"ours: {ours:.1f} s of processor time ({added:.1f} s adding, {ours - added:.1f} s grouping)")
    print(f"      {count / ours:,.0f} texts/s, peak of the process {peak:,.0f} MB")
    if peer_is_here():
        started = time.process_time()
        peer_groups(texts)
        peer = time.process_time() - started
        print(f"datasketch: {peer:.1f} s; ours is {peer / ours:.1f} times as fast")


if __name__ == "__main__":
    main()
