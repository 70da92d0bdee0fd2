"""The built-in classifier: a few networks whose logits are averaged, with decisions chosen on the dev split."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from models.artifacts.store import Artifact, load_artifact, save_artifact
from models.heads.network import Floats, Network
from models.heads.tuning import Tuning
from models.ngrams import NgramVocabulary, hash_ngrams

KIND = "position-classifier"
LONGEST = 400
"""Most characters of a text; longer ones are cut into windows by the caller."""


@dataclass(frozen=True, slots=True)
class TextScores:
    """Scores of one text.

    Attributes
    ----------
    labels
        Probabilities (labels, 3): told negatively, neutrally, positively.
    events
        Probabilities of the events (safety, escalation).
    intents, sentiments
        Probabilities of the classes.
    positions
        Logits (characters, labels × 3 + events): where each label is told.
    """

    labels: Floats
    events: Floats
    intents: Floats
    sentiments: Floats
    positions: Floats


def softmax(values: Floats) -> Floats:
    """Return the softmax over the last axis."""
    exponents = np.exp(values - values.max(axis=-1, keepdims=True))
    result: Floats = (exponents / exponents.sum(axis=-1, keepdims=True)).astype(np.float32)
    return result


@dataclass(frozen=True, slots=True)
class Classifier:
    """Networks over one vocabulary.

    Attributes
    ----------
    name
        Name and version of the artifact.
    members
        The networks; their logits are averaged.
    labels, events, intents
        Numbers of outputs.
    tuning
        What was chosen on the dev split.
    config
        How it was trained.
    """

    name: str
    vocabulary: NgramVocabulary
    members: tuple[Network, ...]
    labels: int
    events: int
    intents: int
    tuning: Tuning
    config: dict[str, Any]

    def score(self, texts: Sequence[str]) -> list[TextScores]:
        """Score cleaned texts (each of at most ``LONGEST`` characters), in order."""
        if not texts:
            return []
        batch = hash_ngrams(texts, orders=self.vocabulary.orders)
        ids = self.vocabulary.ids(batch.hashes)
        outputs = [member.forward(ids, batch.starts) for member in self.members]
        share = np.float32(1.0 / len(outputs))
        positions: Floats = sum((output.positions for output in outputs[1:]), outputs[0].positions) * share
        logits: Floats = sum((output.labels for output in outputs[1:]), outputs[0].labels) * share
        probabilities = self.tuning.probabilities(logits)
        classes: Floats = sum((output.classes for output in outputs[1:]), outputs[0].classes) * share
        cut, starts = self.labels * 3, batch.starts.tolist()
        intents, sentiments = softmax(classes[:, : self.intents]), softmax(classes[:, self.intents :])
        return [
            TextScores(
                labels=probabilities[row, :cut].reshape(self.labels, 3),
                events=probabilities[row, cut:],
                intents=intents[row],
                sentiments=sentiments[row],
                positions=positions[starts[row] + 1 : starts[row + 1] - 1],
            )
            for row in range(len(texts))
        ]

    def with_tuning(self, tuning: Tuning) -> Self:
        """Return the same classifier with other choices."""
        return replace(self, tuning=tuning)

    @classmethod
    def load(cls, folder: Path) -> Classifier:
        """Load the classifier from its artifact; raises ``ArtifactError`` when there is none."""
        return cls.from_artifact(load_artifact(folder, kind=KIND))

    @classmethod
    def from_artifact(cls, artifact: Artifact) -> Classifier:
        """Build the classifier from loaded arrays."""
        arrays, config = artifact.arrays, artifact.config
        members = tuple(
            Network.from_arrays(
                arrays,
                prefix=f"{number}.",
                width=int(config["width"]),
                reach=int(config["reach"]),
                stride=int(config["stride"]),
            )
            for number in range(int(config["members"]))
        )
        return cls(
            name=artifact.version,
            vocabulary=NgramVocabulary.from_arrays(arrays),
            members=members,
            labels=int(config["labels"]),
            events=int(config["events"]),
            intents=int(config["intents"]),
            tuning=Tuning.from_arrays(arrays),
            config=config,
        )

    def save(self, folder: Path) -> None:
        """Write the artifact with the configuration the classifier carries."""
        arrays: dict[str, NDArray[Any]] = {
            **self.tuning.to_arrays(),
            **self.vocabulary.to_arrays(),
        }
        for number, member in enumerate(self.members):
            arrays |= member.to_arrays(f"{number}.")
        sizes = {
            "members": len(self.members),
            "width": self.members[0].width,
            "reach": self.members[0].reach,
            "stride": self.members[0].stride,
            "labels": self.labels,
            "events": self.events,
            "intents": self.intents,
        }
        save_artifact(folder, kind=KIND, config={**self.config, **sizes}, arrays=arrays)
