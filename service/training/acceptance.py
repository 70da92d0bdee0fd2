"""Whether a model trained on corrections may take the old one's place, and what changed, label by label."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from corpora.taxonomy import load_taxonomy
from service.training.figures import EVENTS, Figures, prf
from voc.evaluation.prf import PRF

TOLERANCE = 0.01
"""How far micro-F1 on dev may fall."""
NAMES = {"safety": "安全", "escalation": "升级"}
DIRECTIONS = {-1: "抱怨", 1: "表扬"}


@dataclass(frozen=True, slots=True)
class Comparison:
    """Old and new on the same texts."""

    old: Figures
    new: Figures

    def changed(self) -> list[tuple[tuple[str, int], PRF, PRF]]:
        """Return the labels whose counts changed, the most improved first."""
        keys = sorted(set(self.old.labels) | set(self.new.labels))
        rows = [(key, self.old.labels.get(key, PRF()), self.new.labels.get(key, PRF())) for key in keys]
        # a label that the old never told and that never holds has no row there: its support is the new one's
        rows = [(key, old if old.support else PRF(0, old.false, new.support), new) for key, old, new in rows]
        return sorted((row for row in rows if row[1] != row[2]), key=lambda row: (row[1].f1 - row[2].f1, row[0]))

    def to_dict(self) -> dict[str, Any]:
        """Return both as plain data, with every label that changed."""
        return {
            "old": self.old.to_dict(),
            "new": self.new.to_dict(),
            "changed": [
                {"code": code, "polarity": polarity, "old": prf(old), "new": prf(new)}
                for (code, polarity), old, new in self.changed()
            ],
        }

    def lines(self, title: str) -> Iterator[str]:
        """Yield the comparison for people."""
        old, new = self.old, self.new
        yield f"{title}（{old.texts} 条）：观点 micro-F1 {old.micro.f1:.3f} → {new.micro.f1:.3f}"
        for name in EVENTS:
            before, after = old.events[name], new.events[name]
            if before == after == PRF():
                continue
            yield (
                f"  {NAMES[name]}：召回率 {before.recall:.3f} → {after.recall:.3f}，"
                f"准确率 {before.precision:.3f} → {after.precision:.3f}（{after.support} 条）"
            )
        yield (f"  意图 {old.intent:.3f} → {new.intent:.3f}，情感 {old.sentiment:.3f} → {new.sentiment:.3f}")
        names = {point.id: point.label for point in load_taxonomy().points}
        for (code, polarity), before, after in self.changed():
            mark = "＋" if after.f1 > before.f1 else "－" if after.f1 < before.f1 else "＝"
            yield (
                f"  {mark} {names[code]}（{DIRECTIONS[polarity]}）：P {before.precision:.2f} → {after.precision:.2f}，"
                f"R {before.recall:.2f} → {after.recall:.2f}，F1 {before.f1:.2f} → {after.f1:.2f}（{after.support} 条）"
            )


def objections(dev: Comparison) -> list[str]:
    """Return why the new model must not be taken; nothing when it may."""
    found = []
    for name in EVENTS:
        old, new = dev.old.events[name], dev.new.events[name]
        if new.recall < old.recall:
            found.append(
                f"{NAMES[name]}召回率在 dev 上从 {old.recall:.3f} 降到 {new.recall:.3f}（多漏 {old.hit - new.hit} 条）"
            )
    old_f1, new_f1 = dev.old.micro.f1, dev.new.micro.f1
    if old_f1 - new_f1 > TOLERANCE:
        found.append(f"观点 micro-F1 在 dev 上从 {old_f1:.4f} 降到 {new_f1:.4f}，超过允许的 {TOLERANCE}")
    return found
