"""What every test shares."""

from __future__ import annotations

import os

# a test must not reach a hub, and a progress bar must not depend on the developer's terminal
os.environ.setdefault("HF_HUB_OFFLINE", "1")
os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
