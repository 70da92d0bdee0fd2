"""Bounded memory of a topic's members: the k smallest hashes of their ids (a bottom-k sketch).

The k smallest hashes are a uniform sample of the members, and the same text is sampled alike in every run: whether it
is still there and where it went is read off the new run exactly, without keeping all ids.

References
----------
E. Cohen, H. Kaplan, Summarizing data using bottom-k sketches, 2007.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray


def hash_ids(ids: Iterable[str]) -> NDArray[np.uint64]:
    """Return a 64-bit hash of each id, the same on every machine (n,)."""
    return np.fromiter(
        (int.from_bytes(blake2b(item.encode("utf-8"), digest_size=8).digest(), "little") for item in ids),
        dtype=np.uint64,
    )


def pack_sketch(hashes: NDArray[np.uint64], *, size: int) -> bytes:
    """Return the ``size`` smallest hashes as bytes, ascending."""
    return np.sort(hashes)[:size].astype("<u8").tobytes()
