"""Measure analyses against labelled texts."""
