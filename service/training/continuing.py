"""Go on training a classifier on corrections, with replay of what it knew so that it does not forget."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from models.heads.base import PositionClassifier
from models.heads.classifier import LONGEST, Classifier
from models.heads.transformer import TransformerClassifier
from models.training.classifier import ClassifierOptions, Trainer
from models.training.examples import Example, Source
from models.training.export import to_numpy
from models.training.restore import from_numpy, shape_of
from models.training.transformer import FineTuneOptions, FineTuner

TIMES = 40
"""How often a correction comes back in a run; a replayed text comes about five times."""
MOST_SHARE = 32
REPLAY = 2
"""The shipped recipe's shares are divided by this: a run on corrections is short."""


@dataclass(frozen=True, slots=True)
class ContinueOptions:
    """Settings of a run on corrections; without a rate each kind of network takes its own."""

    steps: int = 300
    learning_rate: float | None = None
    seed: int = 11

    @property
    def rate(self) -> float:
        """Rate of the built-in network: a fifth of the one it was trained with."""
        return self.learning_rate or 3e-4

    @property
    def encoder_rate(self) -> float:
        """Rate of a transformer."""
        return self.learning_rate or 1e-5


def mixed(corrections: Sequence[Example], replay: Sequence[Source], *, steps: int) -> list[Source]:
    """Return the corrections in a share that brings each back ``TIMES`` times, and the replay."""
    share = min(MOST_SHARE, max(2, round(len(corrections) * TIMES / steps)))
    return [
        Source("corrections", corrections, share),
        *(
            replace(
                source, share=-(-source.share // REPLAY), joined=source.joined // REPLAY, mixed=source.mixed // REPLAY
            )
            for source in replay
        ),
    ]


def continued(
    base: PositionClassifier, sources: Sequence[Source], *, options: ContinueOptions
) -> Iterator[str | PositionClassifier]:
    """Train on; yield lines that tell how it goes, and the new classifier at the end.

    The thresholds stay: choosing them anew on dev would let a model look better there than it is.
    """
    if isinstance(base, TransformerClassifier):
        yield from _continued_transformer(base, sources, options)
    elif isinstance(base, Classifier):
        yield from _continued_network(base, sources, options)
    else:
        raise TypeError(type(base).__name__)


def _continued_network(
    base: Classifier, sources: Sequence[Source], options: ContinueOptions
) -> Iterator[str | PositionClassifier]:
    torch.set_num_threads(1)
    members = []
    for place, member in enumerate(base.members):
        yield f"续训第 {place + 1}/{len(base.members)} 个网络，{options.steps} 步"
        shape = shape_of(member, labels=base.labels, events=base.events, intents=base.intents)
        own = ClassifierOptions(
            steps=options.steps,
            seed=options.seed + place,
            learning_rate=options.rate,
            table_rate=options.rate / 4,
            longest=LONGEST,
            report_every=max(50, options.steps // 4),
        )
        trainer = Trainer(base.vocabulary, shape, sources, options=own)
        start = from_numpy(member, base.vocabulary, shape, dropout=own.dropout)
        trainer.network.load_state_dict(start.state_dict())
        members.append(replace(to_numpy(trainer.run()), stride=member.stride))
    yield replace(base, members=tuple(members))


def _continued_transformer(
    base: TransformerClassifier, sources: Sequence[Source], options: ContinueOptions
) -> Iterator[str | PositionClassifier]:
    own = FineTuneOptions(
        epochs=1,
        learning_rate=options.encoder_rate,
        head_factor=3.0,
        max_length=base.longest,
        seed=options.seed,
        rounds=max(1, options.steps * 32 // sum(source.share + source.joined for source in sources)),
    )
    with tempfile.TemporaryDirectory() as folder:
        tuner = FineTuner(
            base.network, base.tokenizer, sources, options=own, checkpoint=Path(folder) / "run", base=base.name
        )
        yield f"续训 transformer，{tuner.steps} 步"
        # one epoch, and dev is measured afterwards: what the run says of its epochs means nothing here
        list(tuner.run(lambda _: 0.0))
    yield replace(base, network=tuner.network)
