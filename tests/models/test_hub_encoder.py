"""How a sentence-transformers model runs, what its settings do, and what is said when it cannot be loaded."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch

from models.artifacts import ArtifactError
from models.encoders.hub import SentenceEncoder, load_sentence_transformer, token_limit
from models.encoders.settings import (
    VARIABLES,
    EncoderSettingError,
    EncoderSettings,
    Precision,
    available_cores,
    read_settings,
)

ROOT = Path(__file__).parents[2]
MIXED = ["没货" * (n % 17 + 1) for n in range(40)]


def load(folder: Path, **options: object) -> SentenceEncoder:
    return load_sentence_transformer(EncoderSettings(str(folder), **options))  # type: ignore[arg-type]


def shapes(encoder: SentenceEncoder, texts: list[str]) -> list[tuple[int, int]]:
    """Return rows and padded length of every pass."""
    seen: list[tuple[int, int]] = []
    hook = encoder.model[0].register_forward_pre_hook(
        lambda _module, inputs: seen.append(tuple(inputs[0]["input_ids"].shape))
    )
    encoder.encode(texts)
    hook.remove()
    return seen


def test_defaults_without_variables() -> None:
    assert read_settings({}) == EncoderSettings("builtin", None, None, 64, available_cores(), "auto", Precision.AUTO)
    assert read_settings(dict.fromkeys(VARIABLES, "")) == read_settings({})


def test_every_variable_is_read() -> None:
    values = ("org/model", "query", "128", "16", "3", "CUDA:1", "BF16")
    found = read_settings(dict(zip(VARIABLES, values, strict=True)))
    assert found == EncoderSettings("org/model", "query", 128, 16, 3, "cuda:1", Precision.BF16)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("VOC_ENCODER_BATCH", "0"),
        ("VOC_ENCODER_BATCH", "-4"),
        ("VOC_ENCODER_BATCH", "many"),
        ("VOC_ENCODER_THREADS", "2.5"),
        ("VOC_ENCODER_MAX_TOKENS", "１２"),
        ("VOC_ENCODER_MAX_TOKENS", "12345678"),
        ("VOC_ENCODER_DEVICE", "gpu"),
        ("VOC_ENCODER_DEVICE", "cuda:x"),
        ("VOC_ENCODER_PRECISION", "int8"),
    ],
)
def test_a_bad_value_names_its_variable(name: str, value: str) -> None:
    with pytest.raises(EncoderSettingError, match=name):
        read_settings({name: value})


def test_every_variable_is_documented() -> None:
    page = (ROOT / "docs" / "encoders.md").read_text(encoding="utf-8")
    for name in VARIABLES:
        assert f"| `{name}` |" in page, name


def test_texts_of_like_length_share_a_pass(tiny_transformer: Path) -> None:
    found = shapes(load(tiny_transformer, batch=8), MIXED)
    assert [rows for rows, _ in found] == [8] * 5
    lengths = [length for _, length in found]
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[0] > lengths[-1] * 2


def test_half_precision_passes_have_a_few_fixed_shapes(tiny_transformer: Path) -> None:
    encoder = load(tiny_transformer, batch=8, precision=Precision.BF16)
    assert next(encoder.model.parameters()).dtype is torch.bfloat16
    assert set(shapes(encoder, MIXED)) == {(8, 16), (8, 32)}
    assert shapes(encoder, ["没货"]) == [(8, 16)]
    exact = load(tiny_transformer, batch=8).encode(MIXED)
    assert np.einsum("ij,ij->i", encoder.encode(MIXED), exact).min() > 0.99
    alone = np.concatenate([encoder.encode([text]) for text in MIXED[:9]])
    assert np.array_equal(encoder.encode(MIXED)[:9], alone)


def test_float32_is_the_default_on_a_cpu(tiny_transformer: Path) -> None:
    parameter = next(load(tiny_transformer, device="cpu").model.parameters())
    assert parameter.dtype is torch.float32


def test_the_models_own_limit_of_tokens_holds(tiny_transformer: Path) -> None:
    long, cut = "客服" * 40, "客服" * 15
    own = load(tiny_transformer)
    assert token_limit(own.model) == 32
    assert np.allclose(own.encode([long]), own.encode([cut]), atol=1e-5)
    assert token_limit(load(tiny_transformer, max_tokens=9999).model) == 32
    short = load(tiny_transformer, max_tokens=6)
    assert shapes(short, [long]) == [(1, 6)]
    assert np.allclose(short.encode([long]), short.encode(["客服客服"]), atol=1e-5)


@pytest.mark.parametrize("precision", [Precision.FP32, Precision.BF16])
def test_a_prompt_of_the_model_is_put_before_each_text(tiny_transformer: Path, precision: Precision) -> None:
    plain = load(tiny_transformer, precision=precision)
    prompted = load(tiny_transformer, prompt="feedback", precision=precision)
    assert np.allclose(prompted.encode(["没货"]), plain.encode(["车机原声：没货"]), atol=1e-5)
    assert not np.allclose(prompted.encode(["没货"]), plain.encode(["没货"]), atol=1e-2)


def test_the_models_own_default_prompt_holds(tiny_transformer: Path, changed: Callable[..., Path]) -> None:
    folder = changed(tiny_transformer, "config_sentence_transformers.json", default_prompt_name="feedback")
    default = load(folder).encode(["没货"])
    assert np.allclose(default, load(tiny_transformer, prompt="feedback").encode(["没货"]), atol=1e-5)
    assert np.allclose(
        load(folder, prompt="query").encode(["没货"]), load(tiny_transformer).encode(["没货"]), atol=1e-5
    )


def test_an_unknown_prompt_names_those_there_are(tiny_transformer: Path) -> None:
    with pytest.raises(EncoderSettingError, match=r"VOC_ENCODER_PROMPT=none.*feedback"):
        load(tiny_transformer, prompt="none")


def test_threads_are_set_for_the_pass_and_put_back(tiny_transformer: Path) -> None:
    before = torch.get_num_threads()
    encoder = load(tiny_transformer, threads=before + 1)
    inside: list[int] = []
    encoder.model[0].register_forward_pre_hook(lambda *_: inside.append(torch.get_num_threads()))
    encoder.encode(["没货"])
    assert inside == [before + 1]
    assert torch.get_num_threads() == before


def test_a_gpu_that_is_not_there_is_a_clear_error(tiny_transformer: Path) -> None:
    with pytest.raises(EncoderSettingError, match="VOC_ENCODER_DEVICE=cuda:99"):
        load(tiny_transformer, device="cuda:99")


@pytest.fixture
def changed(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that copies a model and changes keys of one of its JSON files."""

    def change(model: Path, file: str, **values: object) -> Path:
        folder = tmp_path / "changed"
        shutil.copytree(model, folder)
        content = json.loads((folder / file).read_text(encoding="utf-8"))
        (folder / file).write_text(json.dumps({**content, **values}), encoding="utf-8")
        return folder

    return change


def broken(model: Path, tmp_path: Path, *, file: str, content: bytes | None) -> Path:
    folder = tmp_path / "broken"
    shutil.copytree(model, folder)
    if content is None:
        (folder / file).unlink()
    else:
        (folder / file).write_bytes(content)
    return folder


@pytest.mark.parametrize(
    ("file", "content", "message"),
    [
        ("model.safetensors", None, "缺失或已损坏.*重新下载"),
        ("model.safetensors", b"\x10\x00", "缺失或已损坏.*重新下载"),
        ("config.json", b'{"model_type": "nonsense"}', "不是 sentence-transformers 或 transformers 模型"),
        ("config.json", b'{"a": 1}', "不是 sentence-transformers 或 transformers 模型"),
        ("modules.json", b"[", "缺失或已损坏"),
        ("modules.json", b'{"a": 1}', "缺失或已损坏"),
        ("modules.json", b'[{"idx": 0, "name": "0", "path": "", "type": "elsewhere.Code"}]', "自带的代码"),
        ("tokenizer.json", None, "词表"),
        ("1_Pooling/config.json", None, "缺失或已损坏"),
        ("config_sentence_transformers.json", b'{"model_type": "CrossEncoder"}', "这是 CrossEncoder 模型"),
    ],
)
def test_each_damage_has_its_remedy(
    tiny_transformer: Path, tmp_path: Path, file: str, content: bytes | None, message: str
) -> None:
    folder = broken(tiny_transformer, tmp_path, file=file, content=content)
    with pytest.raises(ArtifactError, match=message) as caught:
        load(folder)
    assert str(caught.value).startswith(f"无法加载编码器 {folder}：")
    assert caught.value.__cause__ is not None or "Pooling" not in file


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("no-such-organisation/no-such-model", "离线模式.*没有它的缓存"),
        ("nosuchmodel", "离线模式.*没有它的缓存"),
        ("/no/such/folder", "找不到这个文件夹"),
        ("./folder", "找不到这个文件夹"),
        ("a/b/c", "找不到这个文件夹"),
        ("有空格 的名字", "找不到这个文件夹"),
        (str(ROOT / "README.md"), "这是文件"),
    ],
)
def test_what_is_not_there_is_told_apart(name: str, message: str) -> None:
    with pytest.raises(ArtifactError, match=message) as caught:
        load(Path(name)) if name.startswith("/") else load_sentence_transformer(EncoderSettings(name))
    assert "builtin" in str(caught.value)


def test_a_hub_model_is_taken_from_the_cache(
    tiny_transformer: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    revision = "0123456789abcdef" * 2 + "01234567"
    place = tmp_path / "models--some--model"
    shutil.copytree(tiny_transformer, place / "snapshots" / revision)
    (place / "refs").mkdir()
    (place / "refs" / "main").write_text(revision, encoding="utf-8")
    monkeypatch.setenv("SENTENCE_TRANSFORMERS_HOME", str(tmp_path))
    encoder = load_sentence_transformer(EncoderSettings("some/model"))
    assert encoder.name == "some/model"
    assert np.array_equal(encoder.encode(MIXED), load(tiny_transformer).encode(MIXED))


def test_an_empty_folder_is_no_model(tmp_path: Path) -> None:
    with pytest.raises(ArtifactError, match="不是 sentence-transformers 或 transformers 模型"):
        load(tmp_path)


def test_without_the_package_it_says_what_to_install(tiny_transformer: Path) -> None:
    code = (
        "import sys; sys.modules['sentence_transformers'] = None\n"
        "from models.errors import ArtifactError\n"
        "from models.registry import load_encoder\n"
        "load_encoder().encode(['没货'])\n"
        "try:\n"
        f"    load_encoder({str(tiny_transformer)!r})\n"
        "except ArtifactError as error:\n"
        "    print(error, 'torch' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)  # noqa: S603
    assert "没有安装 sentence-transformers" in done.stdout
    assert "pip install" in done.stdout
    assert done.stdout.strip().endswith("False")


def test_loading_writes_nothing_to_a_log(tiny_transformer: Path) -> None:
    code = f"from models.registry import load_encoder; load_encoder({str(tiny_transformer)!r}).encode(['没货'])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)  # noqa: S603
    assert (done.stdout, done.stderr) == ("", "")
