"""收文 — bytes of any format into the columns of one filing, with every broken cell named.

    read        (duty, bytes or path) -> domain.table.Table
    Unreadable  the file as a whole cannot be taken; its faults say why
    Limits      what one file may cost

    delimited   CSV        json_lines  NDJSON and JSON arrays, flat and nested
    workbook    XLSX       parquet     Parquet

Nothing here knows what a value means: cells leave as stripped text, and ``domain.fields`` reads them.
"""

from suyuan.intake.reading import read
from suyuan.intake.refusal import Limits, Unreadable

__all__ = ["Limits", "Unreadable", "read"]
