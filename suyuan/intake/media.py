"""媒体类型 — how files are named when they travel: one name for what we send, every usual one for what we are sent.

    XLSX …       the names that we use
    FORMAT_OF    every name by which a format is declared -> the format

Source: the IANA registry of media types; names without an entry there are those that programs send.

>>> FORMAT_OF[XLSX], FORMAT_OF["application/jsonl"]
('xlsx', 'ndjson')
"""

from typing import Literal

Format = Literal["csv", "ndjson", "json", "xlsx", "parquet"]

CSV = "text/csv"
NDJSON = "application/x-ndjson"
JSON = "application/json"
PARQUET = "application/vnd.apache.parquet"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PDF = "application/pdf"

FORMAT_OF: dict[str, Format] = {
    CSV: "csv",
    "text/tab-separated-values": "csv",
    "application/csv": "csv",
    NDJSON: "ndjson",
    "application/ndjson": "ndjson",
    "application/jsonl": "ndjson",
    "application/x-jsonlines": "ndjson",
    JSON: "json",
    PARQUET: "parquet",
    "application/x-parquet": "parquet",
    XLSX: "xlsx",
}
