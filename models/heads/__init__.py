"""Classifier heads: texts in, plain scores out; the built-in network in numpy."""
