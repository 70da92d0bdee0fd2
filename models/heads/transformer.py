"""A fine-tuned transformer as a classifier: the same outputs as the built-in one, from a larger encoder.

Every label has a score at every token; a text's score pools them, as in the built-in network. Offsets map the tokens
back to characters, so the place that decides can be quoted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from models.artifacts.store import load_artifact, save_artifact
from models.errors import ArtifactError
from models.heads.base import TRANSFORMER_KIND
from models.heads.classifier import TextScores, softmax
from models.heads.network import Floats
from models.heads.tokens import TokenBatch, tokenize
from models.heads.tuning import Tuning
from models.training.network import Scores, pool

if TYPE_CHECKING:
    from transformers import PreTrainedModel, PreTrainedTokenizerBase

ENCODER = "encoder"
WINDOWS = 32
NOWHERE = -50.0
"""Logit of characters that no token covers (spaces)."""


@dataclass(frozen=True, slots=True)
class HeadShape:
    """Numbers of outputs."""

    labels: int
    events: int = 2
    intents: int = 6
    sentiments: int = 3


class TransformerNetwork(nn.Module):
    """An encoder of transformers with our outputs on top."""

    def __init__(self, encoder: PreTrainedModel, hidden: int, shape: HeadShape, *, dropout: float = 0.1) -> None:
        super().__init__()
        self.encoder = encoder
        self.shape = shape
        self.head = nn.ModuleDict(
            {
                "code": nn.Linear(hidden, shape.labels),
                "direction": nn.Linear(hidden, 3),
                "cell": nn.Linear(hidden, shape.labels * 3 + shape.events),
                "intent": nn.Linear(hidden * 2, shape.intents),
                "sentiment": nn.Linear(hidden * 2, shape.sentiments),
            }
        )
        # a label is rare: begin near "not told", or the first steps unlearn what the encoder knows
        nn.init.constant_(self.head["cell"].get_parameter("bias"), -4.0)
        self.dropout = nn.Dropout(dropout)

    def forward(self, ids: Tensor, mask: Tensor, shown: Tensor) -> Scores:
        """Score a batch of windows; see :class:`models.heads.tokens.TokenBatch` for the arguments."""
        states = self.encoder(input_ids=ids, attention_mask=mask.long()).last_hidden_state
        # the heads stay in single precision also where the encoder runs in half
        with torch.autocast(states.device.type, enabled=False):
            return self._heads(self.dropout(states.float()), shown)

    def _heads(self, states: Tensor, shown: Tensor) -> Scores:
        cells = self.head["cell"](states)
        cut = self.shape.labels * 3
        grid = cells[..., :cut].unflatten(-1, (self.shape.labels, 3))
        grid = grid + self.head["code"](states).unsqueeze(-1) + self.head["direction"](states).unsqueeze(-2)
        positions = torch.cat([grid.flatten(-2), cells[..., cut:]], dim=-1)
        seen = shown.unsqueeze(-1)
        mean = (states * seen).sum(1) / seen.sum(1)
        pooled = torch.cat([states.masked_fill(~seen, -1e4).amax(1), mean], dim=-1)
        return Scores(positions, pool(positions, shown), self.head["intent"](pooled), self.head["sentiment"](pooled))


@dataclass(frozen=True, slots=True)
class TransformerClassifier:
    """A fine-tuned network with its tokenizer and thresholds; the attributes of the built-in classifier.

    Attributes
    ----------
    name
        Name and version of the artifact.
    network, tokenizer
        What scores.
    longest
        Most tokens of a window.
    labels, events, intents
        Numbers of outputs.
    tuning
        What was chosen on the dev split.
    config
        How it was trained.
    """

    name: str
    network: TransformerNetwork
    tokenizer: PreTrainedTokenizerBase
    longest: int
    labels: int
    events: int
    intents: int
    tuning: Tuning
    config: dict[str, Any]

    @torch.no_grad()
    def score(self, texts: Sequence[str]) -> list[TextScores]:
        """Score cleaned texts of any length, in order; a long one is scored in windows that overlap."""
        if not texts:
            return []
        self.network.eval()
        batch = tokenize(self.tokenizer, texts, longest=self.longest, overflow=True)
        order = np.argsort(batch.mask.sum(1).numpy(), kind="stable")
        logits: dict[int, Floats] = {}
        classes: dict[int, Floats] = {}
        for start in range(0, len(order), WINDOWS):
            rows = order[start : start + WINDOWS]
            for row, positions, values in self._forward(batch, rows):
                logits[row], classes[row] = positions, values
        return [
            self._scores(text, batch, [int(row) for row in np.flatnonzero(batch.owners == place)], logits, classes)
            for place, text in enumerate(texts)
        ]

    def _forward(self, batch: TokenBatch, rows: NDArray[np.int64]) -> Iterator[tuple[int, Floats, Floats]]:
        """Yield logits by token and class logits of some windows."""
        device = next(self.network.parameters()).device
        chosen = torch.as_tensor(rows)
        # left-padding tokenizers exist: keep the columns that any of the windows uses
        used = batch.mask[chosen].any(0)
        ids, mask, shown = (part[chosen][:, used].to(device) for part in (batch.ids, batch.mask, batch.shown))
        scores = self.network(ids, mask, shown)
        values = torch.cat([scores.intents, scores.sentiments], dim=1).float().cpu().numpy()
        positions = np.full((len(rows), len(used), scores.positions.shape[2]), NOWHERE, dtype=np.float32)
        positions[:, used.numpy()] = scores.positions.float().cpu().numpy()
        for place, row in enumerate(rows.tolist()):
            yield row, positions[place], values[place]

    def _scores(
        self, text: str, batch: TokenBatch, rows: list[int], logits: dict[int, Floats], classes: dict[int, Floats]
    ) -> TextScores:
        """Join the windows of one text: labels are pooled over all tokens, classes are averaged."""
        shown = [batch.shown[row].numpy() for row in rows]
        told = np.concatenate([logits[row][own] for row, own in zip(rows, shown, strict=True)])
        weights = np.exp(told - told.max(axis=0))
        pooled: Floats = (weights * told).sum(axis=0) / weights.sum(axis=0)
        probabilities = self.tuning.probabilities(pooled[None, :])[0]
        positions = np.full((len(text), told.shape[1]), NOWHERE, dtype=np.float32)
        for row, own in zip(rows, shown, strict=True):
            for (start, end), values in zip(batch.spans[row][own].tolist(), logits[row][own], strict=True):
                np.maximum(positions[start:end], values, out=positions[start:end])
        mean: Floats = np.mean([classes[row] for row in rows], axis=0, dtype=np.float32)
        cut = self.labels * 3
        return TextScores(
            labels=probabilities[:cut].reshape(self.labels, 3),
            events=probabilities[cut:],
            intents=softmax(mean[: self.intents]),
            sentiments=softmax(mean[self.intents :]),
            positions=positions,
        )

    def with_tuning(self, tuning: Tuning) -> Self:
        """Return the same classifier with other choices."""
        return replace(self, tuning=tuning)

    def save(self, folder: Path) -> None:
        """Write encoder and tokenizer as transformers does, and our outputs and thresholds beside them."""
        with quiet():
            self.network.encoder.save_pretrained(folder / ENCODER)
            self.tokenizer.save_pretrained(folder / ENCODER)
        state = self.network.head.state_dict()
        arrays = {f"head.{name}": tensor.detach().float().cpu().numpy() for name, tensor in state.items()}
        arrays |= self.tuning.to_arrays()
        sizes = {
            "labels": self.labels,
            "events": self.events,
            "intents": self.intents,
            "sentiments": self.network.shape.sentiments,
            "longest": self.longest,
        }
        save_artifact(folder, kind=TRANSFORMER_KIND, config={**self.config, **sizes}, arrays=arrays)

    @classmethod
    def load(cls, folder: Path) -> TransformerClassifier:
        """Load the classifier; raises ``ArtifactError`` when a part of it is missing or of another kind."""
        artifact = load_artifact(folder, kind=TRANSFORMER_KIND)
        arrays, config = artifact.arrays, artifact.config
        tokenizer, encoder, hidden = load_base(str(folder / ENCODER))
        shape = HeadShape(*(int(config[name]) for name in ("labels", "events", "intents", "sentiments")))
        network = TransformerNetwork(encoder, hidden, shape)
        heads = {name[5:]: torch.from_numpy(array) for name, array in arrays.items() if name.startswith("head.")}
        try:
            network.head.load_state_dict(heads)
        except RuntimeError as error:
            raise ArtifactError(f"{folder} 的输出层与编码器不匹配：请重新训练") from error
        return cls(
            name=artifact.version,
            network=network.to(device()).eval(),
            tokenizer=tokenizer,
            longest=int(config["longest"]),
            labels=shape.labels,
            events=shape.events,
            intents=shape.intents,
            tuning=Tuning.from_arrays(arrays),
            config=config,
        )


def device() -> torch.device:
    """Return where networks run: the GPU where there is one."""
    return torch.device("cuda" if torch.cuda.is_available() else "cpu")


@contextmanager
def quiet() -> Iterator[None]:
    """Keep the progress bars and notes of transformers away from the user's terminal."""
    from transformers.utils import logging

    level = logging.get_verbosity()
    logging.set_verbosity_error()  # type: ignore[no-untyped-call]
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    try:
        yield
    finally:
        logging.enable_progress_bar()  # type: ignore[no-untyped-call]
        logging.set_verbosity(level)


def load_base(name: str) -> tuple[PreTrainedTokenizerBase, PreTrainedModel, int]:
    """Return tokenizer, encoder and the size of its vectors.

    Raises
    ------
    ArtifactError
        The model is missing, out of reach, or of a type that gives no vector for every token.
    """
    from transformers import AutoModel, AutoTokenizer

    try:
        with quiet():
            tokenizer = AutoTokenizer.from_pretrained(name)
            encoder = AutoModel.from_pretrained(name, dtype=torch.float32)
    except OSError as error:
        if Path(name).is_dir():
            raise ArtifactError(f"文件夹 {name} 中没有完整的 transformers 模型（配置、分词器、权重）") from error
        raise ArtifactError(
            f"无法加载模型 {name}：请检查名称和网络；不能联网时，请先把模型下载到本地，再用 --base 指定文件夹"
        ) from error
    except (ValueError, KeyError, RuntimeError, ImportError, TypeError, AttributeError) as error:
        raise ArtifactError(f"{name} 不是可用的 transformers 模型：请换一个 BERT 类的编码器") from error
    return tokenizer, encoder, _checked(name, tokenizer, encoder)


def _checked(name: str, tokenizer: PreTrainedTokenizerBase, encoder: PreTrainedModel) -> int:
    """Return the size of the encoder's vectors; refuse what gives none for every token."""
    if not getattr(tokenizer, "is_fast", False):
        raise ArtifactError(f"{name} 的分词器不能给出字符位置（不是 fast 分词器），引文无法定位：请换一个模型")
    if getattr(encoder.config, "is_encoder_decoder", False):
        raise ArtifactError(f"{name} 是编码器加解码器的模型，这里需要 BERT 类的编码器")
    if max(tokenizer.get_vocab().values(), default=0) >= len(encoder.get_input_embeddings().get_parameter("weight")):
        raise ArtifactError(f"{name} 的分词器与权重不匹配（词表比词向量大）：请检查模型文件夹")
    if tokenizer.pad_token is None:
        tokenizer.pad_token = tokenizer.eos_token or tokenizer.unk_token
    try:
        batch = tokenize(tokenizer, ["配件没货"], longest=16)
        with torch.no_grad():
            encoder.train(False)
            states = encoder(input_ids=batch.ids, attention_mask=batch.mask.long()).last_hidden_state
    except (ValueError, TypeError, AttributeError, RuntimeError, IndexError, KeyError) as error:
        raise ArtifactError(f"{name} 不能为每个词元给出向量：请换一个 BERT 类的编码器") from error
    if states.ndim != 3 or tuple(states.shape[:2]) != tuple(batch.ids.shape):
        raise ArtifactError(f"{name} 不能为每个词元给出向量：请换一个 BERT 类的编码器")
    return int(states.shape[2])
