"""Discovery: deterministic, nothing hidden, names and quotes a person can use."""

from __future__ import annotations

import numpy as np
import pytest

from corpora.texts import load_texts
from models.errors import ArtifactError
from models.registry import load_encoder
from models.topics.clusters import LinkageClusters, reduce_residual
from voc.discovery.naming import UNNAMED, topic_name
from voc.discovery.quotes import LONGEST_QUOTE, representative_quotes
from voc.discovery.topics import RESIDUAL, Discovery, DiscoveryOptions, discover, without_vehicles
from voc.errors import TooFewTextsError
from voc.types import Feedback

PARTS = [
    "配件一直没货",
    "等配件等了一个月",
    "前杠没货要等",
    "配件还没到店",
    "说是配件缺货",
    "大灯没有配件",
    "等件等到现在",
]
SCREEN = [
    "车机黑屏",
    "中控屏突然黑屏",
    "屏幕黑了重启",
    "车机黑屏死机",
    "开着导航黑屏",
    "车机又黑屏了",
    "大屏黑屏没反应",
]
ODD = ["今天吃什么"]


def _records(texts: list[str]) -> list[Feedback]:
    return [Feedback(f"r{row}", text, row) for row, text in enumerate(texts, start=1)]


@pytest.fixture(scope="module")
def found() -> Discovery:
    options = DiscoveryOptions(distance=0.75, residual_similarity=0.5)
    return discover(_records(PARTS + SCREEN + ODD), encoder=load_encoder(), options=options)


def test_two_pains_are_two_topics(found: Discovery) -> None:
    topics = dict(found.assignments)
    parts = [topics[f"r{n}"] for n in range(1, 8)]
    screen = [topics[f"r{n}"] for n in range(8, 15)]
    assert max(parts.count(t) for t in set(parts)) >= 5
    assert max(screen.count(t) for t in set(screen)) >= 5
    assert max(set(parts), key=parts.count) != max(set(screen), key=screen.count)
    names = {topic.name for topic in found.topics}
    assert any("配件" in name or "没货" in name for name in names)
    assert any("黑屏" in name for name in names)


def test_the_sum_is_shown(found: Discovery) -> None:
    told = found.to_dict()
    assert sum(topic["size"] for topic in told["topics"]) + told["residual"]["size"] == told["texts"] == 15
    assert found.residual == sum(topic == RESIDUAL for _, topic in found.assignments)


def test_the_same_twice_and_personal_data_stays_out() -> None:
    texts = [*(text.text for text in load_texts("dev")[:120]), "我电话13812345678，配件没货"]
    first = discover(_records(texts), encoder=load_encoder())
    second = discover(_records(texts), encoder=load_encoder())
    assert first == second
    assert "13812345678" not in str(first.to_dict())


def test_too_few_texts() -> None:
    with pytest.raises(TooFewTextsError, match="只有 3 条"):
        discover(_records(["没货", "黑屏", "异响"]), encoder=load_encoder())


def test_vehicles_are_left_out_of_topics() -> None:
    assert without_vehicles("成都车主，小米SU7配件没货") == "车主，配件没货"
    assert without_vehicles("配件没货") == "配件没货"


def _blobs(*sizes: int, seed: int = 0) -> np.ndarray:
    generator = np.random.default_rng(seed)
    centres = np.eye(16)[: len(sizes)]
    rows = np.concatenate([centres[i] + generator.normal(0, 0.08, (n, 16)) for i, n in enumerate(sizes)])
    return (rows / np.linalg.norm(rows, axis=1, keepdims=True)).astype(np.float32)


def test_clusters_are_numbered_by_size_and_small_ones_are_residual() -> None:
    labels = LinkageClusters(distance=0.6, min_size=5).fit_predict(_blobs(6, 20, 3))
    assert set(labels[:6]) == {1}
    assert set(labels[6:26]) == {0}
    assert set(labels[26:]) == {-1}


def test_large_inputs_are_gathered_first_and_agree() -> None:
    vectors = _blobs(200, 150, 100)
    exact = LinkageClusters(distance=0.6).fit_predict(vectors)
    gathered = LinkageClusters(distance=0.6, exact_limit=100).fit_predict(vectors)
    assert np.array_equal(exact, gathered)


def test_prediction_agrees_with_the_fit() -> None:
    vectors = _blobs(30, 30)
    model = LinkageClusters(distance=0.6).fit(vectors)
    assert np.array_equal(model.predict(vectors), model.labels_)
    assert model.predict(-vectors[:1]).tolist() == [-1]


def test_degenerate_inputs() -> None:
    assert LinkageClusters().fit_predict(np.zeros((1, 4), np.float32)).tolist() == [-1]
    assert LinkageClusters().fit_predict(np.zeros((0, 4), np.float32)).tolist() == []


def test_residual_joins_only_what_is_close() -> None:
    vectors = _blobs(10, 10)
    labels = np.array([0] * 9 + [-1] + [1] * 9 + [-1])
    model = LinkageClusters(distance=0.6).fit(vectors)
    joined = reduce_residual(labels, vectors, model.centres_, least=0.5)
    assert joined[9] == 0
    assert reduce_residual(labels, vectors, model.centres_, least=1.1)[9] == -1


def test_names_are_phrases() -> None:
    documents = [["充电口盖", "打不开"], ["今天", "充电口盖", "打不开"], ["充电口盖", "又", "打不开"]]
    assert topic_name(documents, {"充电口盖": 1.0, "打不开": 0.9}) == "充电口盖打不开"
    assert topic_name([["OTA", "失败"]] * 3, {"OTA": 1.0, "失败": 1.0}) == "OTA 失败"
    assert topic_name([], {}) == UNNAMED


def test_quotes_differ() -> None:
    vectors = _blobs(12)
    texts = [f"第{n}条" for n in range(11)] + ["第0条"]
    quotes = representative_quotes(texts, vectors, vectors.mean(axis=0), limit=4)
    assert len(set(quotes)) == len(quotes) == 4
    (long,) = representative_quotes(["长" * 300], vectors[:1], vectors[0], limit=1)
    assert len(long) == LONGEST_QUOTE


def test_without_bertopic_the_remedy_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("models.topics.bertopic.topics_available", lambda: False)
    with pytest.raises(ArtifactError, match="voc-triage\\[topics\\]"):
        discover(_records(PARTS + SCREEN), encoder=load_encoder())
