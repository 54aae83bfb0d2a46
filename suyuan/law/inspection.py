"""监督检查 — what inspectors may do, what binds them, and what to look at in a firm of each kind.

    Measure      one power of Article 27;  MEASURES   all of them
    Bound        what binds departments and inspectors;  BOUNDS   Articles 28 to 30
    Point        one thing to look at on site: the rule it rests on, and which breach it may show
    checklist()  the points for a kind of enterprise on a day, out of the rulebook and the rules of conduct

Dated data as the duties are: an amended article adds an entry and ends the old one. The words are ours and plain; the
article decides. No duty is written down here a second time: a checklist is what ``measures_2026`` and ``conduct`` ask
of a role on the day, each point with the breaches of ``violations`` that it may show.

Source: Articles 27 to 30 of the Measures (MIIT Order 73 of 2025).

>>> [str(one.cite) for one in in_force(MEASURES, date(2026, 6, 1))]
['27(1)', '27(2)', '27(3)', '27(4)', '27(5)']
>>> points = checklist(Role.SWAP_OPERATOR, date(2026, 6, 1))
>>> [(point.duty or "-", str(point.cite), point.breaches) for point in points][-2:]
[('24.4.a', '24(4)', ('38',)), ('24.4.b', '24(4)', ('38',))]
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Protocol, TypeVar

from suyuan.law import conduct, violations
from suyuan.law.duty import MEASURES_2026, Citation, Duty, Role, Text
from suyuan.law.measures_2026 import RULEBOOK

IN_FORCE = date(2026, 4, 1)


class _Dated(Protocol):
    @property
    def since(self) -> date: ...
    @property
    def until(self) -> date | None: ...


Each = TypeVar("Each", bound=_Dated)


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One thing that a department may do in an inspection. ``id``: by which a record names it."""

    id: str
    cite: Citation
    text: Text
    since: date = IN_FORCE
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """One thing that a department, or those who work for it, must keep to."""

    id: str
    cite: Citation
    text: Text
    since: date = IN_FORCE
    until: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One thing to look at. ``duty``: the reporting duty it rests on, "" for a rule of conduct.

    ``page``: where the platform shows what is on file about it; ``breaches``: ids of ``law.violations``.
    """

    cite: Citation
    text: Text
    duty: str = ""
    page: str = ""
    breaches: tuple[str, ...] = ()


def _measure(number: int, name: str, zh: str, en: str) -> Measure:
    return Measure(id=name, cite=Citation(MEASURES_2026, 27, str(number)), text=Text(zh, en))


def _bound(article: int, name: str, zh: str, en: str) -> Bound:
    return Bound(id=name, cite=Citation(MEASURES_2026, article), text=Text(zh, en))


MEASURES: tuple[Measure, ...] = (
    _measure(
        1,
        "enter",
        "进入废旧电池回收、综合利用等活动的场所，实施现场检查。",
        "Enter places where waste batteries are recovered or utilised, and inspect them on site.",
    ),
    _measure(
        2,
        "investigate",
        "进入涉嫌违法从事回收、综合利用等活动的场所，调查取证。",
        "Enter places where this is suspected to be done unlawfully, investigate and take evidence.",
    ),
    _measure(
        3,
        "ask",
        "询问当事人和与检查事项有关的单位、个人，要求说明情况，或者按指定方式提交有关文件、资料。",
        "Question the firm, and organisations and persons concerned; have them explain, or hand in documents in the "
        "way that is specified.",
    ),
    _measure(
        4,
        "copy",
        "查阅、复制、摘录与检查事项有关的文件、资料。",
        "Read, copy and extract documents that have to do with what is inspected.",
    ),
    _measure(
        5,
        "other",
        "法律、行政法规规定的其他措施。",
        "Other measures for which laws and administrative regulations provide.",
    ),
)

BOUNDS: tuple[Bound, ...] = (
    _bound(
        28,
        "lawful",
        "严格遵守法律、法规和国务院关于严格规范行政检查的规定。",
        "Keep strictly to laws, regulations and the State Council's rules on administrative inspections.",
    ),
    _bound(
        28,
        "manner",
        "检查合法、规范、公正、文明、精准、高效。",
        "Inspect lawfully, by the rules, fairly, civilly, precisely and efficiently.",
    ),
    _bound(
        29,
        "cooperate",
        "检查中相互配合；发现应由其他部门处理的违法行为，及时移送，接收的部门及时处理。",
        "Work together; pass on promptly what another department must deal with, which does so promptly.",
    ),
    _bound(
        30,
        "secrecy",
        "各部门及其工作人员对检查中知悉的商业秘密、个人信息和个人隐私，依法保密。",
        "Departments and their staff keep trade secrets, personal information and privacy that they learn of.",
    ),
)


def in_force(some: Iterable[Each], day: date) -> tuple[Each, ...]:
    """Give those that hold on a day."""
    return tuple(one for one in some if one.since <= day and (one.until is None or day <= one.until))


def checklist(role: Role, day: date) -> tuple[Point, ...]:
    """Give what to look at in a firm of a kind on a day, in the order of the articles.

    A repair shop's has the duties of both kinds of shop: which of them it is shows on site.
    """
    points = [_conduct(one, role, day) for one in conduct.of_role(role, day)]
    points += [
        _duty(one, role, day)
        for one in RULEBOOK.duties
        if role in one.who and one.version_on(day) is not None
    ]
    return tuple(sorted(points, key=lambda point: point.cite.article))  # stable: conduct before reporting


def _breaches(cite: Citation, role: Role, day: date) -> tuple[str, ...]:
    return tuple(one.id for one in violations.of(role, cite.article, day))


def _conduct(one: conduct.Conduct, role: Role, day: date) -> Point:
    text = Text(f"查看是否做到：{one.text.zh}", f"See whether this is so: {one.text.en}")
    return Point(cite=one.cite, text=text, page=one.page, breaches=_breaches(one.cite, role, day))


def _duty(one: Duty, role: Role, day: date) -> Point:
    text = Text(
        f"“{one.text.zh}”的报送与现场实物、账册是否一致，有无漏报、迟报。",
        f"Whether what was filed under “{one.text.en}” agrees with the goods and the books; what is missing or late.",
    )
    version = one.version_on(day)
    cite = version.cite if version else one.cite
    return Point(cite=cite, text=text, duty=one.id, breaches=_breaches(cite, role, day))
