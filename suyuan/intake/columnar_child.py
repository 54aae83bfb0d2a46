"""列式文件子进程 — opens one Parquet file in a process of its own, under limits of memory, time and size.

A page of a few bytes may expand to gigabytes, and only expanding it tells.
"""

import io
from typing import Any

from suyuan.intake.confinement import Refused, serve


def read_parquet(content: bytes, order: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
    """Read a Parquet file. Raises Refused."""
    import polars as pl  # noqa: PLC0415  # after the limits are set

    # polars lets panics of its parser through as PanicException, which is no Exception.
    failures = (pl.exceptions.PolarsError, OSError, ValueError, OverflowError, pl.exceptions.PanicException)
    out = io.BytesIO()
    try:
        lazy = pl.scan_parquet(io.BytesIO(content))
        schema = lazy.collect_schema()
        if len(schema) > order["columns"]:
            raise Refused("file.too_many_columns", str(len(schema)), limit=str(order["columns"]))
        rows = int(lazy.select(pl.len()).collect().item())
        if rows > order["rows"]:
            raise Refused("file.too_many_rows", str(rows), limit=str(order["rows"]))
        for title, kind in schema.items():
            if (kind.is_nested() and not isinstance(kind, pl.List)) or kind in {pl.Binary, pl.Object}:
                raise Refused("file.format", f"{title}: {kind}"[:200])
        frame = lazy.collect()
        size = frame.estimated_size()
        if size > order["unzipped"]:
            raise Refused("file.zip_bomb", size=str(size), limit=str(order["unzipped"]))
        frame.write_ipc(out, compression="uncompressed")
    except failures as error:
        raise Refused("file.damaged", reason=str(error)[:200]) from None
    return {}, out.getvalue()


if __name__ == "__main__":
    serve(read_parquet)
