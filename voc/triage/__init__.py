"""Triage: a pure decision about one analysed text, with its reasons, flags, owner and clock."""
