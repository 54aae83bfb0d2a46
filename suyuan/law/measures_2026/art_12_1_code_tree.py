"""第十二条：生产或进口的电池与编码对应关系 — batteries produced or imported, and which stands in which.

Article 12 founds the digital identity of each battery and leaves its details to rules not yet issued; GB/T
34014 asks that the codes of pack, module and cell be kept in correspondence. This filing is that
correspondence. A product made from waste batteries gets a new code; its old codes are kept as predecessors.

The Measures set no time for it: nothing can be late, and no other duty waits for it, for every later filing
registers a code that it sees first. It opens no obligation.

A row's mass and predecessors are those of the lowest code in the row. Capacity and composition are filed for the
product (9.1); here stands only what is different in one battery.
"""

from dataclasses import replace
from datetime import date

from suyuan.law.checks import AtLeastOne
from suyuan.law.columns import CELL_CODE, LONGEST_LIST, MASS_KG, MODULE_CODE, PACK_CODE
from suyuan.law.duty import (
    MEASURES_2026,
    Citation,
    Column,
    Duty,
    Effect,
    Event,
    Kind,
    Promptly,
    Role,
    SubjectKind,
    Text,
    Version,
)

CITE = Citation(MEASURES_2026, 12)
TREE = ("pack_code", "module_code", "cell_code")

DUTY = Duty(
    id="12.1",
    number=2,
    text=Text("生产或进口电池的编码树", "Batteries produced or imported"),
    explain=Text(
        "生产或进口的电池包、模块、单体编码及其对应关系；以废旧电池制成的产品注明原编码。",
        "Codes of packs, modules and cells, and which stands in which; reuse products name their old codes.",
    ),
    cite=CITE,
    who=frozenset({Role.BATTERY_MAKER, Role.BATTERY_IMPORTER, Role.RECYCLER}),
    columns=(
        replace(PACK_CODE, required=False),
        MODULE_CODE,
        CELL_CODE,
        MASS_KG,
        Column(
            name="predecessor_codes",
            kind=Kind.CODES,
            required=False,
            text=Text("原电池编码", "Predecessor codes"),
            also=("原编码",),
            longest=LONGEST_LIST,
            example="9Z1PE0100000A1E510000007;9Z1PE0100000A1E510000008",
            note=Text(
                "以废旧电池制成的产品：所用旧电池的编码，分号分隔。",
                "Of a product made from waste batteries: the codes it was made from, ';' between them.",
            ),
        ),
        Column(
            name="nominal_capacity_mah",
            kind=Kind.INTEGER,
            required=False,
            text=Text("本电池额定容量（毫安时）", "Capacity of this battery (mAh)"),
            minimum=1,
            maximum=100_000_000,
            example="148000",
            note=Text("仅在与规格备案不同时填写。", "Only where it differs from the specification."),
        ),
        Column(
            name="composition",
            kind=Kind.SHARES,
            required=False,
            text=Text("本电池成分组成", "Composition of this battery"),
            longest=2_000,
            example="Li:0.012;Ni:0.061;Co:0.012;Mn:0.011",
            note=Text("仅在与规格备案不同时填写。", "Only where it differs from the specification."),
        ),
    ),
    once=True,
    trigger=(),  # the day of production stands in the code itself
    subject="pack_code",
    subject_kind=SubjectKind.BATTERY,
    versions=(Version(since=date(2026, 4, 1), deadline=Promptly(), cite=CITE),),
    tree=TREE,
    # In a duty with a tree its first column stands for the top of each tree, whatever level that is.
    effects=(
        Effect(event=Event.PRODUCED, subject="pack_code", kind=SubjectKind.BATTERY),
        Effect(
            event=Event.RECODED,
            subject="predecessor_codes",
            kind=SubjectKind.BATTERY,
            object="pack_code",
        ),
    ),
    checks=(AtLeastOne(columns=TREE),),
    opens_own=False,
)
