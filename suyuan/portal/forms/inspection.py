"""检查表单 — the fields of a plan and of an inspection that is ordered, with what was typed and what came back."""

from collections.abc import Iterable, Mapping, Sequence

from suyuan.domain.applications import FIELDS, Problem
from suyuan.law.duty import Text
from suyuan.portal.door import language
from suyuan.portal.forms.entry import Field
from suyuan.portal.forms.firm import errors, hints

_SHAPES = {"days": "area", "away": "area", "exempt": "area", "words": "area", "answer": "area", "day": "date"}
_OPTIONAL = frozenset({"away", "exempt"})
_ONE_OF = frozenset({"topic", "state"})
_LABELS = {
    "title": Text("抽查名称", "Title"),
    "words": Text("事由", "Why"),
    "day": Text("检查日期", "Day"),
    "officers": Text("检查人员", "Officers"),
    "party": Text("企业的统一社会信用代码", "Credit code of the firm"),
}
Options = Mapping[str, tuple[tuple[str, str], ...]]


def fields(
    names: Sequence[str],
    values: Mapping[str, str],
    problems: Iterable[Problem],
    options: Options,
    labels: Mapping[str, Text] = _LABELS,
) -> list[Field]:
    """Give the fields of a form. ``labels``: where they are called otherwise than elsewhere."""
    found = errors(problems)
    return [
        Field(
            name=name,
            label=labels.get(name, FIELDS.get(name, Text(name, name))).get(language()),
            hint=hints().get(name, "") if name == "region_code" else "",
            shape="radio" if name in _ONE_OF else "checks" if name in options else _SHAPES.get(name, "text"),
            required=name not in _OPTIONAL,
            value=values.get(name, ""),
            errors=found.get(name, ()),
            options=options.get(name, ()),
            mode="numeric" if name == "objects" else "text",
            longest=18 if name == "party" else None,
        )
        for name in names
    ]


def summary(names: Sequence[str], problems: Iterable[Problem]) -> tuple[tuple[str, str, str], ...]:
    """Give problems for the summary at the head of the page."""
    return tuple(
        (f"field-{each.field}" if each.field in names else "", *each.words(language())) for each in problems
    )
