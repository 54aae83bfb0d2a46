"""接口一页 — every call of the REST interface, read from its own OpenAPI document.

Django must be set up before ``pages`` is called.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from tools.document.markdown import code, escape, page, table

PREFIX = "/api/v1/"


class Call(NamedTuple):
    """One method of one address, and what the document says of it."""

    method: str
    path: str
    told: dict[str, Any]


def document() -> dict[str, Any]:
    """Give the OpenAPI document as the server gives it."""
    from suyuan.api.routes import api  # noqa: PLC0415 - needs Django set up

    return dict(api.get_openapi_schema(path_prefix=PREFIX))


def calls(told: dict[str, Any]) -> Iterator[Call]:
    """Give every call."""
    for path, methods in told["paths"].items():
        for method, operation in methods.items():
            yield Call(method.upper(), path, operation)


def pages() -> dict[str, str]:
    """Give every page by its place under the generated folder."""
    told = document()
    parts = [escape(told["info"]["description"]).replace("  ", "\n\n")]
    for tag in told["tags"]:
        parts.append(f"## {tag['name']}\n\n{escape(tag['description'])}")
        parts.extend(_call(call) for call in calls(told) if tag["name"] in call.told.get("tags", ()))
    parts.append("## 答复的形状 · Shapes of answers")
    parts.extend(_shape(name, schema) for name, schema in sorted(told["components"]["schemas"].items()))
    return {"api.md": page("REST 接口 · REST interface", *parts)}


def _call(call: Call) -> str:
    parameters = (
        (
            code(each["name"]),
            code(each["in"]),
            _text(each.get("description", "")),
            "是 yes" if each.get("required") else "",
            code(str(each.get("example", ""))),
        )
        for each in call.told.get("parameters", ())
    )
    answers = (
        (code(str(status)), _text(answer["description"]), code(_shape_of(answer)))
        for status, answer in call.told["responses"].items()
    )
    return "\n\n".join(
        part
        for part in (
            f"### `{call.method} {call.path}`",
            f"**{escape(call.told['summary'])}**",
            "\n\n".join(escape(text) for text in call.told["description"].split("\n\n")),
            "" if call.told.get("security") else "无需登录 · Open to everyone.",
            table(("参数 Parameter", "位置 In", "意义 Meaning", "必填 Required", "例 Example"), parameters),
            table(("状态 Status", "意义 Meaning", "形状 Shape"), answers),
        )
        if part
    )


def _shape(name: str, schema: dict[str, Any]) -> str:
    required = set(schema.get("required", ()))
    rows = (
        (
            code(field),
            escape(_type(told)),
            escape(told.get("description", "")),
            "" if field in required else "可无 optional",
        )
        for field, told in schema.get("properties", {}).items()
    )
    said = escape(schema.get("description", ""))
    return f"### {name}\n\n{said}\n\n{table(('成员 Member', '类型 Type', '意义 Meaning', ''), rows)}"


def _text(text: str) -> str:
    return "<br>".join(escape(part) for part in text.split("\n\n"))


def _shape_of(answer: dict[str, Any]) -> str:
    for media, content in answer.get("content", {}).items():
        reference = content.get("schema", {}).get("$ref", "")
        return reference.rsplit("/", 1)[-1] or str(media)
    return ""


def _type(told: dict[str, Any]) -> str:
    if "$ref" in told:
        return str(told["$ref"]).rsplit("/", 1)[-1]
    if "enum" in told:
        return " | ".join(map(str, told["enum"]))
    if "anyOf" in told:
        return " or ".join(map(_type, told["anyOf"]))
    if told.get("type") == "array":
        return f"[{_type(told.get('items', {}))}]"
    return str(told.get("format") or told.get("type") or "any")
