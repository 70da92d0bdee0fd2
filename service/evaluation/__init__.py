"""Measuring on the public sets' held-out parts, and the model cards made from the figures."""
