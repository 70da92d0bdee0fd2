"""Builds the shipped models: training, thresholds, figures and model cards in one command."""
