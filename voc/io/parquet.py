"""Read parquet files, one batch of rows at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from voc.errors import FormatError
from voc.io.columns import has_text_column, match_columns
from voc.io.encoding import MARK
from voc.io.options import ReadOptions
from voc.io.records import FileContext, RecordBuilder, Tally
from voc.io.source import Layout, OpenedFile, Records

_BATCH = 4096
_SAMPLE_ROWS = 200


def open_parquet(path: Path, *, options: ReadOptions, context: FileContext) -> OpenedFile:
    """Open a parquet file.

    Raises
    ------
    FormatError, ColumnError
        The file is damaged, or has no text column.
    """
    import pyarrow.parquet as pq

    with _readable(path), pq.ParquetFile(path) as file:
        names = tuple(file.schema_arrow.names)
        sample: list[list[str]] = []
        if options.text_column is None and not has_text_column(names):
            sample = _sample(file)
    match = match_columns(names, options=options, file=path.name, sample=sample)
    roles = {role: names[index] for role, index in match.roles.items()}
    tally = Tally()

    def read() -> Records:
        wanted = list(dict.fromkeys(roles.values()))
        keys = {role: wanted.index(name) for role, name in roles.items()}
        builder = RecordBuilder(keys, context=context, options=options, tally=tally)
        for row, cells in enumerate(_read_rows(path, wanted), start=1):
            yield builder.build(row, cells)

    layout = Layout(format="parquet", columns=names, roles=roles, warnings=match.warnings)
    return OpenedFile(layout=layout, records=read(), tally=tally)


@contextmanager
def _readable(path: Path) -> Iterator[None]:
    """Say in Chinese that a parquet file is damaged."""
    import pyarrow as pa

    try:
        yield
    except (pa.ArrowException, OSError) as error:
        raise FormatError(f"{path.name}：parquet 文件已损坏或没有写完", hint="请重新导出或下载") from error


def _read_rows(path: Path, columns: list[str]) -> Iterator[tuple[Any, ...]]:
    """Yield the cells of these columns, row by row."""
    import pyarrow.parquet as pq

    with _readable(path):
        file = pq.ParquetFile(path)
    with file:
        batches = file.iter_batches(batch_size=_BATCH, columns=columns)
        while True:
            # Only the decoding may say "damaged"; what the consumer of a row raises is none of it.
            with _readable(path):
                batch = next(batches, None)
                if batch is None:
                    return
                held = batch.schema.names
                cells = [_values(batch.column(held.index(name))) for name in columns]
            yield from zip(*cells, strict=True)


def _values(array: Any) -> list[Any]:  # noqa: ANN401  a pyarrow array
    """Return the values of a column as Python objects; bytes that are no UTF-8 as marks."""
    import pyarrow as pa

    kind = array.type
    if pa.types.is_dictionary(kind):
        array = array.dictionary_decode()
        kind = array.type
    if pa.types.is_timestamp(kind):
        # Nanoseconds would need pandas, and zone names a time-zone database.
        array = array.cast(pa.timestamp("us", "UTC" if kind.tz else None), safe=False)
    if pa.types.is_binary(kind) or pa.types.is_large_binary(kind):
        return [_decoded(value) for value in array.to_pylist()]
    try:
        values: list[Any] = array.to_pylist()
    except UnicodeDecodeError:
        binary = pa.large_binary() if pa.types.is_large_string(kind) else pa.binary()
        return [_decoded(value) for value in array.cast(binary).to_pylist()]
    return values


def _decoded(value: bytes | None) -> str | None:
    """Decode bytes as UTF-8, or mark them."""
    if value is None:
        return None
    try:
        return value.decode("utf-8")
    except UnicodeDecodeError:
        return MARK


def _sample(file: Any) -> list[list[str]]:  # noqa: ANN401  a pyarrow ParquetFile
    """Return the first rows as text, for a file whose names say nothing."""
    batch = next(file.iter_batches(batch_size=_SAMPLE_ROWS), None)
    if batch is None:
        return []
    columns = [_values(column) for column in batch.columns]
    return [[cell if isinstance(cell, str) else "" for cell in row] for row in zip(*columns, strict=True)]
