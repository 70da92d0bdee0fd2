"""Voice of the customer for Chinese feedback: from raw text to flagged, explained, counted pain points.

The package is light to import: neither torch nor pandas is loaded before a function needs them.
"""

from __future__ import annotations

__version__ = "0.1.0"
