"""Encoders: texts in, L2-normalised vectors out; the built-in static one and any sentence-transformers model."""
