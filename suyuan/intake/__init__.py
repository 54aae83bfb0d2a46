"""收文 — bytes of any format into the columns of one filing, with every broken cell named.

    read        (duty, bytes or path) -> domain.table.Table
    Unreadable  the file as a whole cannot be taken; its faults say why
    Limits      what one file may cost

    delimited   CSV        json_lines  NDJSON and JSON arrays, flat and nested
    workbook    XLSX       columnar    Parquet

Nothing here knows what a value means: cells leave as stripped text, and ``domain.fields`` reads them.

The door opens on first use: the workbook child is a module of this package and must not carry the whole room.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from suyuan.intake.reading import read
    from suyuan.intake.refusal import Limits, Unreadable

__all__ = ["Limits", "Unreadable", "read"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from suyuan.intake import reading  # noqa: PLC0415  # see the docstring

    return getattr(reading, name)
