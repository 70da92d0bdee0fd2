"""Text cleaning and splitting: normalise, redact, sentences and clauses, with every offset traced to the raw text."""
