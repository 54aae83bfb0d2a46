"""部门分工 — the six departments of Article 27 and which records each of them may read.

    Department   the six departments
    Level        county, prefecture, province, ministry
    Remit        whose filings a department reads, which permits, and why
    REMITS       all of them

Article 27 gives all six departments the power to read, copy and extract documents "related to the matters under
supervision and inspection" and does not divide the matters among them. Articles 31 to 37 name the department that
orders correction for each breach. Our reading, the policy ``department_remit``: a department reads the filings of those
duties by which the breaches that it pursues can be seen, and of those enterprises that it pursues; nothing else. The
platform's own department, industry, runs the traceability platform (Article 4) and reads the whole chain.

A firm with several roles is read by a department only in the roles that are in its remit.

Source: Articles 4, 18, 20, 21, 27-37 of the Measures (MIIT Order 73 of 2025).

>>> REMITS[Department.ENVIRONMENT].covers({Role.RECYCLER}, {Role.RECYCLER})
True
>>> REMITS[Department.ENVIRONMENT].covers({Role.BATTERY_MAKER, Role.RECYCLER}, {Role.BATTERY_MAKER})
False
>>> REMITS[Department.REFORM].reads_records
False
"""

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

from suyuan.law.duty import MEASURES_2026, Citation, Duty, Role, Text


class Department(StrEnum):
    """The six departments of Article 27."""

    INDUSTRY = "industry"
    REFORM = "reform"
    ENVIRONMENT = "environment"
    TRANSPORT = "transport"
    COMMERCE = "commerce"
    MARKET = "market"


class Level(StrEnum):
    """Levels of a department; all but the ministry are bound to a territory."""

    COUNTY = "county"
    PREFECTURE = "prefecture"
    PROVINCE = "province"
    MINISTRY = "ministry"


LEVEL_DIGITS = {Level.COUNTY: 6, Level.PREFECTURE: 4, Level.PROVINCE: 2, Level.MINISTRY: 0}
LEVEL_TEXT = {
    Level.COUNTY: Text("县级", "county"),
    Level.PREFECTURE: Text("地市级", "prefecture"),
    Level.PROVINCE: Text("省级", "province"),
    Level.MINISTRY: Text("国家级", "national"),
}
DEPARTMENT_TEXT = {
    Department.INDUSTRY: Text("工业和信息化", "Industry and information technology"),
    Department.REFORM: Text("发展改革", "Development and reform"),
    Department.ENVIRONMENT: Text("生态环境", "Ecology and environment"),
    Department.TRANSPORT: Text("交通运输", "Transport"),
    Department.COMMERCE: Text("商务", "Commerce"),
    Department.MARKET: Text("市场监督管理", "Market supervision"),
}
_LETTERS = {
    Department.INDUSTRY: "GX",
    Department.REFORM: "FG",
    Department.ENVIRONMENT: "HB",
    Department.TRANSPORT: "JT",
    Department.COMMERCE: "SW",
    Department.MARKET: "SJ",
}


def desk_letters(department: Department, territory: str) -> str:
    """Give the letters by which a desk numbers its cases and inspections; the numbering is ours.

    >>> desk_letters(Department.INDUSTRY, "430104"), desk_letters(Department.MARKET, "")
    ('GX430104', 'SJ00')
    """
    return f"{_LETTERS[department]}{territory or '00'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Remit:
    """What a department reads.

    ``roles``    enterprises whose filings it reads, all duties of that role
    ``duties``   further duties that it reads of whoever files them
    ``permits``  permits that it reads
    ``chain``    sees who the other parties in a battery's chain are, though they are outside its territory
    """

    roles: frozenset[Role] = frozenset()
    duties: frozenset[str] = frozenset()
    permits: frozenset[str] = frozenset()
    chain: bool = False
    reason: Text
    cites: tuple[Citation, ...]

    @property
    def reads_records(self) -> bool:
        """Tell whether the department reads filings of single firms at all."""
        return bool(self.roles or self.duties)

    @property
    def listed(self) -> frozenset[Role]:
        """Give the roles of enterprises whose entry it reads: supervised ones, and recyclers where it reads permits."""
        return self.roles | (frozenset({Role.RECYCLER}) if self.permits else frozenset())

    def covers(self, held: AbstractSet[Role], bears: AbstractSet[Role], duty: str = "") -> bool:
        """Tell whether a filing is read: of a party that holds some roles, under a duty that some roles bear."""
        return duty in self.duties or bool(self.roles & held & bears)

    def covers_duty(self, duty: Duty, held: AbstractSet[Role]) -> bool:
        """Tell whether a filing under a duty by a party that holds some roles is read."""
        return self.covers(held, duty.who, duty.id)

    def covers_party(self, held: AbstractSet[Role]) -> bool:
        """Tell whether a party that holds some roles is supervised at all."""
        return bool(self.roles & held)


def _cites(*articles: int) -> tuple[Citation, ...]:
    return tuple(Citation(MEASURES_2026, article) for article in articles)


EVERY_PERMIT = frozenset(
    {"project_approval", "environmental_impact_assessment", "pollutant_discharge_permit"}
)
REMITS: dict[Department, Remit] = {
    Department.INDUSTRY: Remit(
        roles=frozenset(Role),
        permits=EVERY_PERMIT,
        chain=True,
        reason=Text(
            "牵头建设溯源信息平台，监管编码、数字身份证、回收责任和移交去向。",
            "It runs the traceability platform and pursues coding, digital identity, take-back and hand-overs.",
        ),
        cites=_cites(4, 27, 32, 36),
    ),
    Department.REFORM: Remit(
        permits=frozenset({"project_approval"}),
        reason=Text(
            "只查处未办理投资项目审批、核准或备案的行为：可看项目许可与汇总统计，不看单个企业的申报。",
            "It pursues missing project approvals only: the approval and totals, no filing of a single firm.",
        ),
        cites=_cites(18, 27, 34),
    ),
    Department.ENVIRONMENT: Remit(
        roles=frozenset({Role.RECYCLER, Role.DISMANTLER}),
        permits=frozenset({"environmental_impact_assessment", "pollutant_discharge_permit"}),
        reason=Text(
            "查处综合利用环节的环评、设施和排污许可，需看到进入和离开综合利用、拆解企业的电池。",
            "It pursues assessments, facilities and discharge of recycling: what enters and leaves those works.",
        ),
        cites=_cites(18, 27, 35),
    ),
    Department.TRANSPORT: Remit(
        roles=frozenset({Role.REPAIRER}),
        duties=frozenset({"24.1"}),
        reason=Text(
            "查处维修企业的移交去向和维修技术信息公开。",
            "It pursues what repair shops hand over, and the disclosure of maintenance information.",
        ),
        cites=_cites(20, 27, 33, 36),
    ),
    Department.COMMERCE: Remit(
        roles=frozenset({Role.DISMANTLER}),
        reason=Text(
            "查处报废机动车回收拆解企业的违法拆解和移交去向。",
            "It pursues dismantlers: scrapped vehicles, and where their batteries go.",
        ),
        cites=_cites(20, 21, 27, 36, 37),
    ),
    Department.MARKET: Remit(
        roles=frozenset({Role.BATTERY_MAKER, Role.BATTERY_IMPORTER}),
        duties=frozenset({"24.6.a"}),
        reason=Text(
            "查处电池的设计与用料；回收服务网点面向公众，一并可看。",
            "It pursues design and materials of batteries; outlets, which serve the public, come with it.",
        ),
        cites=_cites(8, 27, 31),
    ),
}


def remit(department: str) -> Remit | None:
    """Give a department's remit; None for a name that is none: who has no department reads nothing."""
    return REMITS[Department(department)] if department in set(Department) else None
