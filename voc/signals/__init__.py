"""Signals: counts of pain points watched against their own baseline, raised in time and closed again."""
