"""申报接口的说明 — what the OpenAPI document says of POST /filings: formats, headers and worked examples.

The examples are made from the columns of the rulebook, so they stay fileable when a duty changes.
"""

import csv
import io
import json
from typing import Any

from suyuan.intake.media import XLSX
from suyuan.law.duty import Column, Duty, Kind, Text
from suyuan.law.measures_2026 import RULEBOOK

POST_TEXT = Text(
    "以 NDJSON、CSV、XLSX、Parquet 或 JSON 数组作为请求内容；Content-Type 决定格式，未指明时由内容判断。"
    "列名见 GET /duties/{duty}。同一 Idempotency-Key 与同一内容重复申报，得到同一回执；"
    "不写时以内容的哈希为键。"
    "超过后台行数的申报答 202 与任务地址。mode=all（缺省）时有一行错误即整份拒收，答 422 并逐处列出。",
    "The body is NDJSON, CSV, XLSX, Parquet or a JSON array; Content-Type decides, and where it leaves it "
    "open the bytes do. GET /duties/{duty} names the columns. Repeating the same body with the same "
    "Idempotency-Key gives the same receipt; without the header the hash of the body is the key. A filing "
    "above the job limit answers 202 and the address of its job. Under mode=all, the default, one bad line "
    "refuses the whole: 422, with every place.",
)

IDEMPOTENCY_KEY: dict[str, Any] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "Makes repeating safe: same key and body, same receipt; same key and another body, 409. "
    "The hash of the body where it is not sent.\n\n使重复申报安全：同键同内容得同一回执；同键异内容答 409。",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200, "pattern": "^[ -~]+$"},
    "example": "invoice-2026-05-11-0007",
}


def cell(column: Column) -> Any:
    """Give a column's example as JSON writes it."""
    text = column.example
    if column.kind is Kind.BOOLEAN:
        return text == "yes"
    if column.kind in {Kind.CODES, Kind.TEXTS}:
        return [part for part in text.split(";") if part]
    if column.kind is Kind.SHARES:
        pairs = (part.split(":") for part in text.split(";") if part)
        return {element: float(share) for element, share in pairs}
    if column.kind is Kind.INTEGER and text:
        return int(text)
    if column.kind in {Kind.MASS, Kind.DEGREES} and text:
        return float(text)
    return text


def example_row(duty: Duty) -> dict[str, Any]:
    """Give a duty's example row as JSON writes it; empty cells are left out."""
    return {column.name: cell(column) for column in duty.columns if column.example}


def example_csv(duty: Duty) -> str:
    """Give a duty's heading and example row as CSV."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([column.name for column in duty.columns])
    writer.writerow([column.example for column in duty.columns])
    return out.getvalue()


def _examples(dumps: Any) -> dict[str, Any]:
    """Give one worked example per duty, named by its id."""
    return {
        duty.id: {"summary": f"{duty.id} {duty.text.en} · {duty.text.zh}", "value": dumps(duty)}
        for duty in RULEBOOK.duties
    }


_ROW = {"type": "object", "additionalProperties": True}
_BINARY = {"type": "string", "format": "binary"}

BODY: dict[str, Any] = {
    "required": True,
    "description": "The file as it is. 文件本身。",
    "content": {
        "application/x-ndjson": {
            "schema": {
                "type": "string",
                "description": "One JSON object a line; packs/modules/cells may be nested.",
            },
            "examples": _examples(lambda duty: json.dumps(example_row(duty), ensure_ascii=False) + "\n"),
        },
        "application/json": {
            "schema": {"type": "array", "items": _ROW, "minItems": 1},
            "examples": _examples(lambda duty: [example_row(duty)]),
        },
        "text/csv": {"schema": {"type": "string"}, "examples": _examples(example_csv)},
        XLSX: {"schema": _BINARY},
        "application/vnd.apache.parquet": {"schema": _BINARY},
        "multipart/form-data": {
            "schema": {"type": "object", "required": ["file"], "properties": {"file": _BINARY}},
        },
    },
}

CANCELLATION: dict[str, Any] = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "type": "object",
                "required": ["reason"],
                "additionalProperties": False,
                "properties": {"reason": {"type": "string", "minLength": 1, "maxLength": 1000}},
            },
            "example": {"reason": "重复报送"},
        },
    },
}
