"""Fine-tuning from end to end with a tiny transformer made here: trained, interrupted, resumed, saved, used."""

from __future__ import annotations

import json
import os
import signal
import threading
import time
from pathlib import Path

import numpy as np
import pytest

torch = pytest.importorskip("torch")
pytest.importorskip("transformers")

from corpora.texts import load_texts  # noqa: E402
from models.errors import ArtifactError  # noqa: E402
from models.heads.transformer import HeadShape, TransformerNetwork, load_base  # noqa: E402
from models.registry import load_classifier  # noqa: E402
from models.training.dealing import epoch_of  # noqa: E402
from models.training.examples import Example, Source  # noqa: E402
from models.training.transformer import FineTuneOptions, FineTuner  # noqa: E402
from service.cli.main import main  # noqa: E402
from service.training.shipped import dev_examples, training_sources  # noqa: E402
from voc.analysis.analyzer import load_analyzer  # noqa: E402
from voc.types import Channel, Feedback  # noqa: E402

TEXTS = ["配件一直没货，等了半个月，客服不理人", "好", "车机 黑屏三次 😡", "刹车失灵差点撞上" * 40, "ｱ\ud800"]


@pytest.fixture(scope="module")
def bert(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a saved two-layer BERT with random weights and a character vocabulary."""
    from transformers import BertConfig, BertModel, BertTokenizerFast

    folder = tmp_path_factory.mktemp("bert")
    letters = sorted({letter for text in load_texts("train")[:400] for letter in text.text if not letter.isspace()})
    words = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters]
    (folder / "vocab.txt").write_text("\n".join(words), encoding="utf-8")
    tokenizer = BertTokenizerFast(vocab=str(folder / "vocab.txt"))
    torch.manual_seed(0)
    config = BertConfig(
        vocab_size=len(tokenizer),
        hidden_size=16,
        num_hidden_layers=2,
        num_attention_heads=2,
        intermediate_size=32,
        max_position_embeddings=48,
    )
    BertModel(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Train on some hundred of the shipped texts: all of them take minutes."""
    sources = [
        Source("texts", source.examples[:96], 24)
        if source.name == "texts"
        else Source(source.name, source.examples[::200], 24, joined=8)
        for source in training_sources(None)
    ]
    texts, none = dev_examples(None)
    monkeypatch.setattr("service.training.finetune.training_sources", lambda _: sources)
    monkeypatch.setattr("service.training.finetune.dev_examples", lambda _: (texts[:60], none))


def voc(monkeypatch: pytest.MonkeyPatch, *arguments: str | Path) -> int:
    """Run the command in this process and return its exit status."""
    monkeypatch.setattr("sys.argv", ["voc", *map(str, arguments)])
    with pytest.raises(SystemExit) as stopped:
        main()
    return int(stopped.value.code or 0)


def interrupt_after(path: Path) -> threading.Thread:
    """Send this process an interrupt as soon as the file is there, as a user would."""

    def watch() -> None:
        for _ in range(3000):
            if path.is_file():
                os.kill(os.getpid(), signal.SIGINT)
                return
            time.sleep(0.01)

    thread = threading.Thread(target=watch, daemon=True)
    thread.start()
    return thread


@pytest.mark.slow
@pytest.mark.usefixtures("few")
def test_fine_tuned_interrupted_resumed_and_used(
    bert: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "m"
    command = ["train", "classifier", "--base", bert, "--epochs", "2", "--batch", "16", "--learning-rate", "2e-3"]
    watcher = interrupt_after(tmp_path / "m.checkpoint" / "last" / "progress.json")
    assert voc(monkeypatch, *command, "-o", out) == 130
    watcher.join()
    told = capsys.readouterr().err
    assert "该模型最多读 48 个词元" in told
    assert "第 1/2 轮：损失" in told
    assert "加 --resume 继续" in told
    assert not out.exists()
    assert voc(monkeypatch, *command, "-o", out) == 2
    assert "未完成的训练" in capsys.readouterr().err
    assert voc(monkeypatch, *command, "-o", out, "--seed", "5", "--resume") == 1
    assert "seed" in capsys.readouterr().err
    assert voc(monkeypatch, *command, "-o", out, "--resume") == 0
    assert "从第 1 轮之后继续" in capsys.readouterr().err
    # a run that was never interrupted gives the same weights
    assert voc(monkeypatch, *command, "-o", tmp_path / "whole") == 0
    first, second = (load_classifier(str(folder)) for folder in (out, tmp_path / "whole"))
    for left, right in zip(first.score(TEXTS), second.score(TEXTS), strict=True):
        assert np.array_equal(left.labels, right.labels)

    report = json.loads((out / "training-report.json").read_text(encoding="utf-8"))
    assert report["epochs"] == 2
    assert 0 <= report["dev"]["micro"]["f1"] <= 1
    for text, scores in zip(TEXTS, first.score(TEXTS), strict=True):
        assert scores.positions.shape == (len(text), 152)
        for part in (scores.labels, scores.events, scores.intents, scores.sentiments, scores.positions):
            assert np.isfinite(part).all()
        assert np.isclose(scores.intents.sum(), 1.0, atol=1e-5)
    assert first.score([]) == []
    (nothing,) = first.score([""])
    assert np.isfinite(nothing.labels).all()
    # all labels are told, so that every one of them has to find its quote
    everything = replace_thresholds(out)
    records = [Feedback(str(n), text, n, channel=Channel.REVIEW) for n, text in enumerate(TEXTS[:4])]
    for analysis in load_analyzer(classifier=str(everything)).analyze(records):
        assert analysis.aspects
        assert analysis.versions.classifier.startswith("m@")
        for aspect in analysis.aspects:
            assert analysis.text[aspect.start : aspect.end] == aspect.quote != ""


@pytest.mark.slow
def test_a_fine_tuned_model_learns_from_corrections(bert: Path, tmp_path: Path) -> None:
    from models.heads.transformer import TransformerClassifier
    from service.training.continuing import ContinueOptions, continued, mixed
    from service.training.finetune import _classifier

    tokenizer, encoder, hidden = load_base(str(bert))
    torch.manual_seed(2)
    network = TransformerNetwork(encoder, hidden, HeadShape(2)).eval()
    _classifier(network, tokenizer, "m", longest=48).save(tmp_path / "m")
    old, base = TransformerClassifier.load(tmp_path / "m"), TransformerClassifier.load(tmp_path / "m")
    taught = [Example(f"{word}没货了", ((1, -1),), intent=0, sentiment=0, events=(0, 0)) for word in "前后左右"]
    replay = [Source("texts", [Example(text, (), (), 4, 2, (0, 0)) for text in ("很好", "不错", "挺快")], 16)]
    options = ContinueOptions(steps=60, learning_rate=3e-3)
    *lines, new = continued(base, mixed(taught, replay, steps=60), options=options)
    assert "续训" in str(lines[0])
    assert isinstance(new, TransformerClassifier)
    assert np.array_equal(new.tuning.thresholds, old.tuning.thresholds)
    before, after = (model.score(["中没货了", "很好"]) for model in (old, new))
    assert after[0].labels[1, 0] > before[0].labels[1, 0] + 0.1
    assert after[1].labels[1, 0] < 0.3


def replace_thresholds(folder: Path) -> Path:
    """Return a copy of a model that tells every label."""
    from dataclasses import replace

    from models.heads.transformer import TransformerClassifier

    model = TransformerClassifier.load(folder)
    again = folder.parent / "all" / "m"
    zero = replace(model.tuning, thresholds=np.zeros_like(model.tuning.thresholds))
    replace(model, tuning=zero).save(again)
    return again


def test_positions_follow_the_characters(bert: Path, tmp_path: Path) -> None:
    """A label taught at one character is found at that character, also behind the first window of a long text."""
    texts = [
        f"{left}坏{right}" for left in ("车", "今天", "车机又", "门店的") for right in ("了", "掉了车", "，好", "车好")
    ]
    taught = [Example(t, ((0, -1),), ((0, -1, t.index("坏"), t.index("坏") + 1),), 0, 0, (0, 0)) for t in texts]
    plain = [Example(text.replace("坏", "好"), (), (), 4, 2, (0, 0)) for text in texts]
    tokenizer, encoder, hidden = load_base(str(bert))
    options = FineTuneOptions(epochs=12, batch=8, learning_rate=3e-3, max_length=32, patience=12, head_factor=2.0)
    torch.manual_seed(1)
    tuner = FineTuner(
        TransformerNetwork(encoder, hidden, HeadShape(2)),
        tokenizer,
        [Source("taught", taught, 8), Source("plain", plain, 8)],
        options=options,
        checkpoint=tmp_path / "run",
        base="tiny",
    )
    epochs = iter(range(100))
    assert len(list(tuner.run(lambda _: float(next(epochs))))) >= 12
    from service.training.finetune import _classifier

    classifier = _classifier(tuner.network, tokenizer, "tiny", longest=32)
    long = "门店的车，今天好了。" * 6 + "车机又坏了"
    bad, good, late = classifier.score(["车机又坏了车", "车机又好了车", long])
    assert bad.labels[0, 0] > 0.6
    assert good.labels[0, 0] < 0.4
    assert bad.labels[1, 0] < 0.4
    assert int(bad.positions[:, 0].argmax()) == 3
    assert late.labels[0, 0] > 0.6
    assert int(late.positions[:, 0].argmax()) == long.index("坏")


def test_every_example_comes_before_any_comes_again() -> None:
    examples = [Example(str(number)) for number in range(10)]
    sources = [Source("a", examples, 4), Source("b", examples[:3], 2, joined=1)]
    dealt = [example for epoch in range(5) for example in epoch_of(sources, epoch, seed=1, rounds=1)]
    own = [example.text for example in dealt if len(example.text) == 1]
    assert len(own) == 5 * 6
    assert sorted(epoch_text for e in range(5) for epoch_text in _texts(sources[:1], e)) == sorted(
        2 * [str(number) for number in range(10)]
    )
    assert epoch_of(sources, 1, seed=1) == epoch_of(sources, 1, seed=1) != epoch_of(sources, 2, seed=1)


def _texts(sources: list[Source], number: int) -> list[str]:
    return [example.text for example in epoch_of(sources, number, seed=1, rounds=1)]


@pytest.mark.parametrize("name", ["no-such-organisation/no-such-model", "/no/such/folder", "empty"])
def test_a_base_that_is_not_there_is_a_clear_error(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty").mkdir()
    base = tmp_path / "empty" if name == "empty" else name
    assert voc(monkeypatch, "train", "classifier", "--base", base, "-o", tmp_path / "m") == 1
    told = capsys.readouterr().err
    assert "错误：" in told
    assert "transformers 模型" in told or "请检查名称和网络" in told
    assert not (tmp_path / "m").exists()


def test_a_model_of_another_type_is_refused(bert: Path, tmp_path: Path) -> None:
    from transformers import AutoTokenizer, T5Config, T5Model

    config = T5Config(vocab_size=3000, d_model=8, d_kv=4, d_ff=8, num_layers=1, num_heads=2)
    T5Model(config).save_pretrained(tmp_path)
    AutoTokenizer.from_pretrained(bert).save_pretrained(tmp_path)
    with pytest.raises(ArtifactError, match="编码器"):
        load_base(str(tmp_path))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--base", "x"], "缺少选项 -o"),
        (["--base", "x", "-o", "ENCODER"], "里是 static-encoder 模型"),
        (["--base", "x", "-o", "FULL"], "里有别的文件"),
        (["--base", "x", "-o", "SHIPPED"], "不能覆盖内置模型"),
        (["--base", "x", "-o", "NEW", "--resume"], "没有可以继续的检查点"),
        (["--base", "x", "-o", "NEW", "--corrections", "y"], "不能同时使用"),
        (["--base", "x", "-o", "NEW", "--steps", "3"], "--steps"),
        (["--epochs", "3"], "--data"),
    ],
)
def test_wrong_usage(
    arguments: list[str],
    message: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    from models.registry import CLASSIFIER_FOLDER

    for name, config in (("encoder", '{"kind": "static-encoder", "sha256": ""}'), ("full", None)):
        (tmp_path / name).mkdir()
        (tmp_path / name / ("config.json" if config else "notes.txt")).write_text(config or "", encoding="utf-8")
    places = {"ENCODER": tmp_path / "encoder", "FULL": tmp_path / "full", "NEW": tmp_path / "new"}
    places["SHIPPED"] = CLASSIFIER_FOLDER
    status = voc(monkeypatch, "train", "classifier", *[places.get(value, value) for value in arguments])
    assert status in (1, 2)
    assert message in capsys.readouterr().err
