"""The daily VOC meeting: figures, comparisons and agenda; pure functions without files, clock or database."""
