"""违法行为目录 — breaches of the Measures as dated data: who commits them, who pursues them, and what may follow.

    FineRange    the least and the most that may be fined, in fen
    Condition    what must have come before a penalty
    Penalty      a warning, a fine, or either of them, and its condition
    Violation    one breach: the article that punishes it, those that are broken, actors and their departments
    CATALOGUE    all of them;  in_force()  those of a day;  of()  those that an actor may have committed
    band()       what may be fined at a stage of a case, None for nothing

The text that we have ends within Article 38. What it would say, breaches of Article 24 among them, is entered as
unknown: it can be pursued by whoever the text will name, and nothing is computed from it. Where an article refers to
other laws, the penalty is theirs and no amount stands here.

Source: Articles 8 to 22, 24 and 31 to 38 of the Measures (MIIT Order 73 of 2025); a press release of the ministry for
the kinds of penalties under Article 38.

>>> delivery = BY_ID["36.1"]
>>> band(delivery, ordered=True, refused=False) is None
True
>>> band(delivery, ordered=True, refused=True)
FineRange(low_fen=1000000, high_fen=3000000)
>>> [one.id for one in of(Role.DISMANTLER, 20, date(2026, 6, 1))]
['36.2']
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from suyuan.law.departments import Department
from suyuan.law.duty import MEASURES_2026, Citation, Role, Text

IN_FORCE = date(2026, 4, 1)
YUAN = 100  # fen
LISTED_AGAIN_AFTER = 2  # years after any penalty under the Measures (Article 42)
_BATTERIES = frozenset({Role.BATTERY_MAKER, Role.BATTERY_IMPORTER})
_VEHICLES = frozenset({Role.VEHICLE_MAKER, Role.VEHICLE_IMPORTER})


class FineRange(NamedTuple):
    """What may be fined, in fen; a fine "up to" an amount begins at 0."""

    low_fen: int
    high_fen: int

    def holds(self, fine_fen: int) -> bool:
        """Tell whether an amount lies within it: above nothing, not below the least, not above the most."""
        return fine_fen > 0 and self.low_fen <= fine_fen <= self.high_fen


class Condition(StrEnum):
    """What must have come before a penalty."""

    ORDERED = "ordered"  # with the order to correct
    REFUSED = "refused"  # the order to correct was refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Penalty:
    """What may follow. ``fine`` None: none. With both, either may be chosen (the text says "or")."""

    condition: Condition
    warning: bool = False
    fine: FineRange | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """One breach. ``organs``: by actor, the department that orders correction; ``elsewhere``: laws that punish it.

    ``broken``: the provisions of the Measures. ``is_known`` false: the text is not available, and nothing is computed.
    """

    id: str
    cite: Citation
    broken: tuple[Citation, ...]
    text: Text
    organs: Mapping[Role, Department]
    penalty: Penalty | None = None
    elsewhere: Text | None = None
    remark: Text | None = None
    is_known: bool = True
    since: date = IN_FORCE
    until: date | None = None

    @property
    def who(self) -> frozenset[Role]:
        """Give who may commit it."""
        return frozenset(self.organs)

    def holds_on(self, day: date) -> bool:
        """Tell whether it is in force on the day of the act."""
        return self.since <= day and (self.until is None or day <= self.until)


def _cite(article: int, item: str = "") -> Citation:
    return Citation(MEASURES_2026, article, item)


def _by(department: Department, *roles: frozenset[Role]) -> dict[Role, Department]:
    return dict.fromkeys(sorted(frozenset().union(*roles)), department)


_OR_WARNED = Penalty(condition=Condition.REFUSED, warning=True, fine=FineRange(0, 50_000 * YUAN))
_DELIVERY = FineRange(10_000 * YUAN, 30_000 * YUAN)
_AIR = Text("《大气污染防治法》等法律、行政法规", "the Law on Air Pollution and other laws and regulations")

CATALOGUE: tuple[Violation, ...] = (
    Violation(
        id="31",
        cite=_cite(31),
        broken=(_cite(8),),
        text=Text(
            "设计使用列入国家禁止使用名录的有毒有害物质",
            "A battery designed with toxic substances that the national list forbids",
        ),
        organs=_by(Department.MARKET, _BATTERIES),
        elsewhere=Text("《循环经济促进法》", "the Circular Economy Promotion Law"),
    ),
    Violation(
        id="32.1",
        cite=_cite(32, "1"),
        broken=(_cite(9), _cite(10)),
        text=Text(
            "未按规定编码、设置标签，或者恶意损毁、伪造、冒用编码和标签",
            "Batteries not coded or labelled as asked, or codes and labels damaged, forged or borrowed",
        ),
        organs=_by(Department.INDUSTRY, _BATTERIES),
        penalty=_OR_WARNED,
    ),
    Violation(
        id="32.2",
        cite=_cite(32, "2"),
        broken=(_cite(11),),
        text=Text(
            "未提供电池编码和拆解技术信息",
            "Codes and disassembly information not given to those who need them",
        ),
        organs=_by(Department.INDUSTRY, _BATTERIES),
        penalty=_OR_WARNED,
    ),
    Violation(
        id="32.3",
        cite=_cite(32, "3"),
        broken=(_cite(12),),
        text=Text("未遵守数字身份证管理制度", "The rules of the digital identity not followed"),
        organs=_by(Department.INDUSTRY, _BATTERIES, _VEHICLES),
        penalty=_OR_WARNED,
    ),
    Violation(
        id="32.4",
        cite=_cite(32, "4"),
        broken=(_cite(14), _cite(15)),
        text=Text("未履行废旧电池回收责任", "Waste batteries not recovered as Articles 14 and 15 ask"),
        organs=_by(Department.INDUSTRY, _BATTERIES, _VEHICLES),
        penalty=_OR_WARNED,
    ),
    Violation(
        id="33",
        cite=_cite(33),
        broken=(_cite(13, "2"),),
        text=Text("未公开车辆维修技术信息", "How vehicles are repaired not published"),
        organs=_by(Department.TRANSPORT, frozenset({Role.VEHICLE_MAKER})),
        elsewhere=_AIR,
    ),
    Violation(
        id="34",
        cite=_cite(34),
        broken=(_cite(18),),
        text=Text(
            "未办理投资项目核准或备案即从事综合利用",
            "Comprehensive utilisation without the project's approval or filing",
        ),
        organs=_by(Department.REFORM, frozenset({Role.RECYCLER})),
        elsewhere=Text(
            "《企业投资项目核准和备案管理条例》等",
            "the Regulations on Investment Projects of Enterprises and others",
        ),
    ),
    Violation(
        id="35",
        cite=_cite(35),
        broken=(_cite(18),),
        text=Text(
            "未办理环评、未建环保设施、未取得排污许可或登记即从事综合利用",
            "Comprehensive utilisation without its environmental assessment, protective works or discharge permit",
        ),
        organs=_by(Department.ENVIRONMENT, frozenset({Role.RECYCLER})),
        elsewhere=Text(
            "环境保护、大气、水、固体废物污染防治等法律法规",
            "the laws on environmental protection and on air, water and solid waste",
        ),
    ),
    Violation(
        id="36.1",
        cite=_cite(36, "1"),
        broken=(_cite(19), _cite(20)),
        text=Text(
            "将废旧电池移交规定以外的单位或个人",
            "Waste batteries handed to somebody other than those of Articles 19 and 20",
        ),
        organs=_by(Department.INDUSTRY, _BATTERIES, _VEHICLES, frozenset({Role.SWAP_OPERATOR})),
        penalty=Penalty(condition=Condition.REFUSED, fine=_DELIVERY),
        remark=Text("其他规定另有规定的，从其规定。", "Other rules, where there are any, prevail."),
    ),
    Violation(
        id="36.2",
        cite=_cite(36, "2"),
        broken=(_cite(20),),
        text=Text(
            "将拆下的废旧电池移交规定以外的单位或个人",
            "Waste batteries that were taken out handed to somebody other than those of Article 20",
        ),
        organs={Role.REPAIRER: Department.TRANSPORT, Role.DISMANTLER: Department.COMMERCE},
        penalty=Penalty(condition=Condition.ORDERED, fine=_DELIVERY),
        remark=Text(
            "所见文本此款作“违反第二十一条……第二十条”，两处疑为互换，按第二十条理解；其他规定另有规定的，从其规定。",
            "Our text names Articles 21 and 20 here, which seem exchanged: we read Article 20. Other rules prevail.",
        ),
    ),
    Violation(
        id="37",
        cite=_cite(37),
        broken=(_cite(21),),
        text=Text("违法回收、拆解报废新能源汽车", "Scrapped vehicles taken in or dismantled unlawfully"),
        organs=_by(Department.COMMERCE, frozenset({Role.DISMANTLER})),
        elsewhere=Text("《报废机动车回收管理办法》等", "the Measures on Scrapped Motor Vehicles and others"),
    ),
    Violation(
        id="38",
        cite=_cite(38),
        broken=(_cite(24),),
        text=Text(
            "未按规定报送信息（条文未取得）", "Information not reported as asked (the text is not available)"
        ),
        organs=_by(Department.INDUSTRY, frozenset(Role)),
        remark=Text(
            "所见文本止于第三十八条句首。新闻稿称：责令改正、警告、罚款，由各类单位的主管部门实施；主管部门与数额均不明，不作推算。",
            "Our text ends as Article 38 begins. By a press release: order to correct, warning, fine, by the "
            "department of each kind of firm. Which and how much is not known, and nothing is computed; industry keeps "
            "the file.",
        ),
        is_known=False,
    ),
)
BY_ID: dict[str, Violation] = {one.id: one for one in CATALOGUE}


def in_force(day: date) -> tuple[Violation, ...]:
    """Give the breaches that an act of a day may be."""
    return tuple(one for one in CATALOGUE if one.holds_on(day))


def of(role: Role, article: int, day: date) -> tuple[Violation, ...]:
    """Give what an actor of a kind may have committed against an article on a day."""
    return tuple(
        one
        for one in in_force(day)
        if role in one.organs and any(each.article == article for each in one.broken)
    )


def barred_until(penalised: date) -> date:
    """Give the last day on which a penalised firm cannot be on the list of the standard conditions (Article 42).

    >>> barred_until(date(2026, 9, 10))
    datetime.date(2028, 9, 10)
    """
    try:
        return penalised.replace(year=penalised.year + LISTED_AGAIN_AFTER)
    except ValueError:  # 29 February
        return penalised.replace(year=penalised.year + LISTED_AGAIN_AFTER, day=28)


def band(violation: Violation, *, ordered: bool, refused: bool) -> FineRange | None:
    """Give what may be fined at a stage of a case; None where nothing may be, or the amount is not in the text.

    ``ordered``: an order to correct was delivered. ``refused``: it was not followed in its term.
    """
    penalty = violation.penalty
    if not violation.is_known or penalty is None or not ordered:
        return None
    if penalty.condition is Condition.REFUSED and not refused:
        return None
    return penalty.fine


def may_warn(violation: Violation, *, ordered: bool, refused: bool) -> bool:
    """Tell whether a warning may be given at a stage of a case."""
    penalty = violation.penalty
    if not violation.is_known or penalty is None or not penalty.warning or not ordered:
        return False
    return refused or penalty.condition is Condition.ORDERED
