"""Topics nobody named yet: found in the texts, named in words people use, shown with quotes that differ."""
