"""Facts named in a text: car, city, waiting time, amount in dispute, score."""

from __future__ import annotations

from voc.entities.extract import Facts, extract

__all__ = ["Facts", "extract"]
