"""How much of the topics survives a refit."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Stability:
    """Figures of a refit.

    Attributes
    ----------
    named, named_kept
        Named topics before, and those whose texts still mostly carry the same id.
    texts, texts_kept
        Texts in both runs that had a topic before, and those that have the same one now.
    """

    named: int
    named_kept: int
    texts: int
    texts_kept: int

    @property
    def named_share(self) -> float:
        """Share of the named topics that kept their id; 1 without any."""
        return self.named_kept / self.named if self.named else 1.0

    @property
    def text_share(self) -> float:
        """Share of the texts that kept their topic; 1 without any."""
        return self.texts_kept / self.texts if self.texts else 1.0


def stability(
    before: Mapping[str, str], after: Mapping[str, str], *, named: Collection[str] | None = None
) -> Stability:
    """Compare two runs.

    Parameters
    ----------
    before, after
        Topic of each text, by text id; empty is the residual.
    named
        The named topics; all topics of the first run by default. One kept its id when more of its common texts
        carry it than any other topic (or none); without common texts, when the second run has it at all.
    """
    goes: dict[str, Counter[str]] = {}
    for text, topic in before.items():
        if topic and text in after:
            goes.setdefault(topic, Counter())[after[text]] += 1
    present = set(after.values())
    names = {topic for topic in before.values() if topic} if named is None else set(named)
    kept = sum(
        goes[name][name] == max(goes[name].values()) if name in goes else name in present for name in sorted(names)
    )
    return Stability(
        named=len(names),
        named_kept=kept,
        texts=sum(sum(counts.values()) for counts in goes.values()),
        texts_kept=sum(counts[topic] for topic, counts in goes.items()),
    )
