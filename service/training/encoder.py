"""Train, measure and save the built-in encoder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from models.encoders.static import StaticEncoder
from models.training import sources

MIN_CODES = 2
PAIR_SETS = ("lcqmc", "bustm", "afqmc", "qbqtc")


def spearman_by_set(encoder: StaticEncoder, folder: Path) -> dict[str, float]:
    """Return the rank correlation of cosine and grade on the held-out pairs of each set."""
    from scipy.stats import spearmanr

    held_out = [pair for pair in sources.pairs(folder) if sources.bucket(pair.first) == 0]
    figures = {}
    for name in PAIR_SETS:
        own = [pair for pair in held_out if pair.source == name]
        first, second = encoder.encode([p.first for p in own]), encoder.encode([p.second for p in own])
        similarity = np.einsum("ij,ij->i", first, second)
        figures[name] = round(float(spearmanr(similarity, [pair.grade for pair in own]).statistic), 3)
    return figures


def v_measure(encoder: StaticEncoder, folder: Path, *, least: int = 3) -> float:
    """Return how well k-means on the vectors finds the codes of held-out complaints (Rosenberg & Hirschberg, 2007).

    Complaints with a single code that at least ``least`` of them share, without brand and model; as many clusters as
    codes; the mean of five seeds.
    """
    from sklearn.cluster import KMeans
    from sklearn.metrics import v_measure_score

    held = [
        complaint
        for complaint in sources.complaints(folder)
        if len(complaint.codes) == 1 and sources.part_of(complaint.text, parts=sources.COMPLAINT_PARTS) != "train"
    ]
    common = {code for code, count in Counter(complaint.codes[0] for complaint in held).items() if count >= least}
    held = [complaint for complaint in held if complaint.codes[0] in common]
    if len(common) < MIN_CODES:
        return 0.0
    vectors = encoder.encode([sources.without_vehicle(complaint) for complaint in held])
    codes = [complaint.codes[0] for complaint in held]
    scores = [
        v_measure_score(codes, KMeans(len(common), n_init=10, random_state=seed).fit_predict(vectors))
        for seed in range(5)
    ]
    return round(float(np.mean(scores)), 3)


def build_encoder(data: Path, output: Path, *, steps: int, seed: int, batch: int = 256) -> Iterator[str]:
    """Train and save; yield lines that tell how it went."""
    import torch

    from models.training.encoder import EncoderOptions, load_data, train_encoder
    from models.training.recipes import encoder_bank

    torch.set_num_threads(1)
    options = EncoderOptions(steps=steps, seed=seed, batch=batch)
    vocabulary, table = train_encoder(load_data(data, bank=encoder_bank()), options=options)
    trained = StaticEncoder(output.name, vocabulary, table)
    trained.save(output, config={"steps": steps, "seed": seed})
    saved = StaticEncoder.load(output)
    figures = spearman_by_set(saved, data)
    clusters = v_measure(saved, data)
    saved.save(output, config={"steps": steps, "seed": seed, "spearman": figures, "v_measure": clusters})
    yield f"编码器已写入 {output}，{len(vocabulary)} 个 n-gram × {saved.dimensions} 维"
    yield "留出集 Spearman：" + "，".join(f"{name} {value:.3f}" for name, value in figures.items())
    yield f"留出的单一故障投诉聚类 V-measure：{clusters:.3f}"
