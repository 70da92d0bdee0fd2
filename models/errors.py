"""Errors of the models; light, so that the command line can name them without loading numpy."""

from __future__ import annotations


class ArtifactError(Exception):
    """An artifact is missing, damaged or of another kind than asked for."""
