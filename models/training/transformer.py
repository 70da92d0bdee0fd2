"""Fine-tune a transformer on our outputs: epochs, warm-up, early stopping, a checkpoint after every epoch.

The loop is our own: ``transformers.Trainer`` needs ``accelerate``, keeps optimiser and random state as pickles, and has
no place for sources with shares. Epochs are dealt from the seed and their number alone, so a resumed run goes on as if
it had never stopped.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from models.errors import ArtifactError
from models.heads.tokens import tokenize
from models.heads.transformer import TransformerNetwork, device
from models.training.atomic import written_folder
from models.training.dealing import batches_of, epoch_of
from models.training.examples import Example, Source
from models.training.token_loss import positive_weights, total_loss

if TYPE_CHECKING:
    from transformers import PreTrainedTokenizerBase

REPORT_EVERY = 50


@dataclass(frozen=True, slots=True)
class FineTuneOptions:
    """Settings of one run.

    Attributes
    ----------
    epochs, batch, learning_rate
        As usual; ``head_factor`` times the rate holds for the new outputs, which begin at random.
    max_length
        Most tokens of a text.
    warm_up
        Share of the steps in which the rate rises.
    patience
        Epochs without a better dev figure after which training stops.
    rounds
        Deals of an epoch; None deals the first source once.
    """

    epochs: int = 5
    batch: int = 32
    learning_rate: float = 3e-5
    max_length: int = 256
    seed: int = 11
    head_factor: float = 10.0
    weight_decay: float = 0.01
    warm_up: float = 0.1
    patience: int = 2
    rounds: int | None = None


@dataclass(slots=True)
class Progress:
    """How far a run has come: what a checkpoint tells about itself."""

    epoch: int = 0
    best_epoch: int = 0
    best: float = -1.0
    finished: bool = False


class FineTuner:
    """Holds network, optimiser and progress of one run; ``run`` leaves the best network in ``network``."""

    def __init__(
        self,
        network: TransformerNetwork,
        tokenizer: PreTrainedTokenizerBase,
        sources: Sequence[Source],
        *,
        options: FineTuneOptions,
        checkpoint: Path,
        base: str,
    ) -> None:
        torch.manual_seed(options.seed)
        self.options, self.checkpoint, self.tokenizer = options, checkpoint, tokenizer
        self.network = network.to(device())
        self.sources = [source for source in sources if source.examples and source.share]
        shape = network.shape
        weights = positive_weights(self.sources, shape.labels * 3 + shape.events)
        self.weights = weights.to(device())
        head = list(network.head.parameters())
        self.optimiser = torch.optim.AdamW(
            [
                {"params": list(network.encoder.parameters()), "lr": options.learning_rate},
                {"params": head, "lr": options.learning_rate * options.head_factor},
            ],
            weight_decay=options.weight_decay,
        )
        self.rates = [float(group["lr"]) for group in self.optimiser.param_groups]
        self.half = torch.bfloat16 if device().type == "cuda" and torch.cuda.is_bf16_supported() else torch.float16
        # only 16-bit floats with a small range need their loss scaled; without a GPU everything runs in 32 bits
        self.scaler = torch.amp.GradScaler("cuda", enabled=device().type == "cuda" and self.half is torch.float16)
        self.progress = Progress()
        counts = {source.name: len(source.examples) for source in self.sources}
        # what must be the same when a run is resumed; the number of epochs may grow
        self.settings = {"base": base, "examples": counts, **asdict(options)}
        del self.settings["epochs"]

    @property
    def steps(self) -> int:
        """Steps of an epoch."""
        dealt = epoch_of(self.sources, 0, seed=self.options.seed, rounds=self.options.rounds)
        return -(-len(dealt) // self.options.batch)

    def run(self, measure: Callable[[TransformerNetwork], float]) -> Iterator[str]:
        """Train; yield lines that tell how it goes. ``measure`` gives the dev figure of a network."""
        options, progress = self.options, self.progress
        total = self.steps * options.epochs
        while progress.epoch < options.epochs and progress.epoch - progress.best_epoch < options.patience:
            number = progress.epoch
            started = time.monotonic()
            loss = yield from self._epoch(number, total)
            self.network.eval()
            figure = measure(self.network)
            progress.epoch = number + 1
            if figure > progress.best:
                progress.best, progress.best_epoch = figure, progress.epoch
                with written_folder(self.checkpoint / "best") as folder:
                    _save(self.network.state_dict(), folder / "network.safetensors")
            self._keep()
            yield (
                f"第 {progress.epoch}/{options.epochs} 轮：损失 {loss:.3f}，dev micro-F1 {figure:.3f}"
                f"（最好 {progress.best:.3f}，第 {progress.best_epoch} 轮），{time.monotonic() - started:.0f} 秒"
            )
        if progress.epoch < options.epochs:
            yield f"连续 {options.patience} 轮没有进步，提前停止"
        progress.finished = True
        self._keep()
        self.network.load_state_dict(load_file(self.checkpoint / "best" / "network.safetensors"))
        self.network.eval()

    def _epoch(self, number: int, total: int) -> Generator[str, None, float]:
        """Train on the examples of one epoch; returns the mean loss."""
        options = self.options
        torch.manual_seed(options.seed * 1000 + number)
        examples = epoch_of(self.sources, number, seed=options.seed, rounds=options.rounds)
        batches = batches_of(examples, size=options.batch, seed=f"{options.seed}-{number}")
        warm = max(1, round(total * options.warm_up))
        self.network.train()
        running = 0.0
        for place, batch in enumerate(batches, start=1):
            step = number * len(batches) + place
            factor = step / warm if step <= warm else max(0.0, (total - step + 1) / max(1, total - warm))
            for group, rate in zip(self.optimiser.param_groups, self.rates, strict=True):
                group["lr"] = rate * factor
            running += self.step(batch)
            if place % REPORT_EVERY == 0:
                yield f"第 {number + 1} 轮 {place}/{len(batches)} 步，损失 {running / place:.3f}"
        return running / len(batches)

    def step(self, batch: Sequence[Example]) -> float:
        """Take one step on a batch and return its loss."""
        self.optimiser.zero_grad(set_to_none=True)
        tokens = tokenize(self.tokenizer, [example.text for example in batch], longest=self.options.max_length)
        place = device()
        with torch.autocast(place.type, dtype=self.half, enabled=place.type == "cuda"):
            scores = self.network(tokens.ids.to(place), tokens.mask.to(place), tokens.shown.to(place))
        loss = total_loss(scores, batch, tokens, self.network.shape, self.weights) / len(batch)
        self.scaler.scale(loss).backward()  # type: ignore[no-untyped-call]
        self.scaler.unscale_(self.optimiser)
        nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.scaler.step(self.optimiser)
        self.scaler.update()
        return float(loss.detach())

    def _keep(self) -> None:
        """Write the checkpoint of this moment; a crash in the middle leaves the last one."""
        state = self.optimiser.state_dict()["state"]
        with written_folder(self.checkpoint / "last") as folder:
            _save(self.network.state_dict(), folder / "network.safetensors")
            _save(
                {f"{number}.{name}": value for number, own in state.items() for name, value in own.items()},
                folder / "optimiser.safetensors",
            )
            content = {"progress": asdict(self.progress), "scaler": self.scaler.state_dict(), "settings": self.settings}
            (folder / "progress.json").write_text(json.dumps(content, ensure_ascii=False, indent=2), encoding="utf-8")

    def resume(self) -> None:
        """Take up the run of the checkpoint; raises ``ArtifactError`` when it is none, damaged or of other settings."""
        content = read_checkpoint(self.checkpoint)
        other = sorted(name for name, value in self.settings.items() if content["settings"].get(name) != value)
        if other:
            raise ArtifactError(
                f"检查点 {self.checkpoint} 是用别的设置训练的（{'、'.join(other)} 不同）："
                "请用原来的设置，或删去它重新训练"
            )
        try:
            self.network.load_state_dict(load_file(self.checkpoint / "last" / "network.safetensors"))
            flat = load_file(self.checkpoint / "last" / "optimiser.safetensors")
        except (OSError, SafetensorError, RuntimeError) as error:
            raise ArtifactError(f"检查点 {self.checkpoint} 已损坏：请删去它重新训练") from error
        state: dict[int, dict[str, Tensor]] = {}
        for name, value in flat.items():
            number, _, part = name.partition(".")
            state.setdefault(int(number), {})[part] = value
        groups = self.optimiser.state_dict()["param_groups"]
        self.optimiser.load_state_dict({"state": state, "param_groups": groups})
        self.scaler.load_state_dict(content["scaler"])
        self.progress = Progress(**content["progress"])
        self.progress.finished = False


def read_checkpoint(checkpoint: Path) -> dict[str, Any]:
    """Return what a checkpoint tells about itself; raises ``ArtifactError`` when there is none."""
    path = checkpoint / "last" / "progress.json"
    if not path.is_file():
        raise ArtifactError(f"没有可以继续的检查点（{checkpoint}）：请去掉 --resume 从头训练")
    try:
        content: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ArtifactError(f"检查点 {checkpoint} 已损坏：请删去它重新训练") from error
    return content


def _save(tensors: dict[str, Tensor], path: Path) -> None:
    # weights that share memory are refused by safetensors: each gets its own
    save_file({name: tensor.detach().cpu().clone().contiguous() for name, tensor in tensors.items()}, path)
