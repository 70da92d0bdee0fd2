"""Feedback files in, result files out.

``read.read_feedback`` streams records from csv, tsv, xlsx, json, jsonl and parquet files or standard input;
``preview.preview`` shows how a file would be read; ``write`` holds what results need. What is accepted and every
reject code is described in ``docs/input-files.md``.
"""
