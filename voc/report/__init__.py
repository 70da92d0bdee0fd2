"""The meeting's report as files: a page, a workbook and plain data; all figures come from ``voc.meeting``."""
