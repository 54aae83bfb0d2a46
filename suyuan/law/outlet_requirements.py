"""网点要求 — what the law and the standard ask of an outlet, as a checklist for those who run one.

    Requirement    one line: for which kinds, in words, where it stands, whether it binds
    REQUIREMENTS   all of them

Article 16 binds; the standard is encouraged and binds nobody. Its clauses are not numbered here, for we have not read
the standard itself: the lines are those that secondary sources agree on.

Source: Article 16 of the Measures; GB/T 38698.2-2023, in force since 2023-09-07.
"""

from typing import NamedTuple

from suyuan.law.duty import MEASURES_2026, Citation, Text

GBT_38698_2 = "GB/T 38698.2-2023"
BOTH = frozenset({"collection", "storage"})


class Requirement(NamedTuple):
    """One line of the checklist; ``binds``: the law asks for it, else a standard that is encouraged."""

    id: str
    kinds: frozenset[str]
    text: Text
    cite: Citation
    binds: bool


_LAW, _STANDARD = Citation(MEASURES_2026, 16), Citation(GBT_38698_2, 0)
REQUIREMENTS = (
    Requirement(
        "planning",
        BOTH,
        Text("选址、建设符合城乡规划的规定", "Site and building keep to urban and rural planning law"),
        _LAW,
        binds=True,
    ),
    Requirement(
        "environment",
        BOTH,
        Text("设施、运行符合环境保护的规定", "Facilities and work keep to environmental law"),
        _LAW,
        binds=True,
    ),
    Requirement(
        "safety",
        BOTH,
        Text("设施、运行符合安全生产的规定", "Facilities and work keep to occupational-safety law"),
        _LAW,
        binds=True,
    ),
    Requirement(
        "fire_collection",
        frozenset({"collection"}),
        Text("建筑耐火：丙类，耐火等级三级以上", "Building: fire class C, resistance grade 3 or better"),
        _STANDARD,
        binds=False,
    ),
    Requirement(
        "fire_storage",
        frozenset({"storage"}),
        Text("建筑耐火：丙类，耐火等级二级以上", "Building: fire class C, resistance grade 2 or better"),
        _STANDARD,
        binds=False,
    ),
    Requirement(
        "discharge",
        BOTH,
        Text("配备放电设备", "Equipment to discharge batteries"),
        _STANDARD,
        binds=False,
    ),
    Requirement(
        "watch",
        frozenset({"storage"}),
        Text("24小时监控和红外测温", "Watched round the clock, with infrared thermometry"),
        _STANDARD,
        binds=False,
    ),
)


def of_kind(kind: str) -> tuple[Requirement, ...]:
    """Give the lines that are asked of a kind of outlet."""
    return tuple(one for one in REQUIREMENTS if kind in one.kinds)
