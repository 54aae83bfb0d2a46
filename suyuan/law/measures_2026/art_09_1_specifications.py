"""第九条：规格备案 — the specification register: what the first seven positions of a code mean.

Article 9 has makers and importers code their batteries by GB/T 34014; maker, type, chemistry and
specification stand in positions 1 to 7. This filing says once per product what the code itself cannot:
capacity, voltage, mass and composition, so that the digital identity of Article 12 shows them for every
battery of that product. Who makes products from waste batteries gives them codes of their own and files
here too.

The Measures set no time for it: nothing can be late. It opens no obligation either.
"""

from datetime import date

from suyuan.law.checks import UniqueInFile
from suyuan.law.duty import (
    MEASURES_2026,
    Citation,
    Column,
    Duty,
    Effect,
    Event,
    Kind,
    Option,
    Promptly,
    Role,
    SubjectKind,
    Text,
    Version,
)

CITE = Citation(MEASURES_2026, 9)

KINDS = (
    Option("P", Text("电池包", "Pack")),
    Option("M", Text("模块", "Module")),
    Option("C", Text("单体", "Cell")),
)
# GB/T 34014-2017, position 5; sodium-ion has no letter of its own and is filed as Z.
CHEMISTRIES = (
    Option("A", Text("镍氢电池", "Nickel-metal hydride")),
    Option("B", Text("磷酸铁锂电池", "Lithium iron phosphate")),
    Option("C", Text("锰酸锂电池", "Lithium manganese oxide")),
    Option("D", Text("钴酸锂电池", "Lithium cobalt oxide")),
    Option("E", Text("三元电池", "Lithium nickel (cobalt) ternary")),
    Option("F", Text("超级电容器", "Supercapacitor")),
    Option("G", Text("钛酸锂电池", "Lithium titanate")),
    Option("Z", Text("其他", "Other")),
)

DUTY = Duty(
    id="9.1",
    number=1,
    text=Text("规格备案", "Specification register"),
    explain=Text(
        "编码前七位所代表的产品：类型、化学体系、容量、电压、质量和成分。每个产品备案一次。",
        "What the first seven positions stand for: kind, chemistry, capacity, voltage, mass, composition.",
    ),
    cite=CITE,
    who=frozenset({Role.BATTERY_MAKER, Role.BATTERY_IMPORTER, Role.RECYCLER}),
    columns=(
        Column(
            name="prefix",
            kind=Kind.PREFIX,
            text=Text("编码前七位", "Code prefix"),
            also=("规格前缀", "前缀"),
            example="9Z1PE01",
        ),
        Column(
            name="kind",
            kind=Kind.CHOICE,
            text=Text("产品类型", "Kind"),
            also=("产品类型代码",),
            options=KINDS,
            example="P",
        ),
        Column(
            name="chemistry",
            kind=Kind.CHOICE,
            text=Text("电池类型", "Chemistry"),
            also=("电池类型代码",),
            options=CHEMISTRIES,
            example="E",
        ),
        Column(
            name="nominal_capacity_mah",
            kind=Kind.INTEGER,
            text=Text("额定容量（毫安时）", "Nominal capacity (mAh)"),
            also=("额定容量",),
            minimum=1,
            maximum=100_000_000,
            example="150000",
        ),
        Column(
            name="nominal_voltage_mv",
            kind=Kind.INTEGER,
            text=Text("标称电压（毫伏）", "Nominal voltage (mV)"),
            also=("标称电压",),
            minimum=1,
            maximum=10_000_000,
            example="352000",
        ),
        Column(
            name="mass_g",
            kind=Kind.INTEGER,
            text=Text("质量（克）", "Mass (g)"),
            minimum=1,
            maximum=100_000_000,
            example="412500",
        ),
        Column(
            name="composition",
            kind=Kind.SHARES,
            required=False,
            text=Text("成分组成", "Composition"),
            also=("成分",),
            longest=2_000,
            example="Li:0.012;Ni:0.061;Co:0.012;Mn:0.011",
            note=Text(
                "元素占总质量的比例，合计不超过1。", "Fractions of the mass by element, one at most together."
            ),
        ),
        Column(name="shape", kind=Kind.TEXT, required=False, text=Text("形状", "Shape"), example="方形"),
        Column(
            name="series",
            kind=Kind.INTEGER,
            required=False,
            text=Text("串联数", "In series"),
            minimum=1,
            maximum=100_000,
            example="96",
        ),
        Column(
            name="parallel",
            kind=Kind.INTEGER,
            required=False,
            text=Text("并联数", "In parallel"),
            minimum=1,
            maximum=100_000,
            example="1",
        ),
        Column(
            name="cycle_life",
            kind=Kind.INTEGER,
            required=False,
            text=Text("设计循环寿命（次）", "Expected life (cycles)"),
            also=("循环寿命",),
            minimum=1,
            maximum=1_000_000,
            example="2000",
        ),
        Column(
            name="recycled_percent",
            kind=Kind.INTEGER,
            required=False,
            text=Text("再生材料占比（%）", "Recycled share (%)"),
            also=("再生材料占比",),
            minimum=0,
            maximum=100,
            example="12",
            note=Text("自愿填报。", "Voluntary."),
        ),
        Column(
            name="carbon_g_per_kwh",
            kind=Kind.INTEGER,
            required=False,
            text=Text("碳足迹（克二氧化碳当量/千瓦时）", "Carbon footprint (g CO2e per kWh)"),
            also=("碳足迹",),
            minimum=0,
            maximum=10_000_000,
            example="68000",
            note=Text("自愿填报。", "Voluntary."),
        ),
    ),
    once=True,
    trigger=(),
    subject="prefix",
    subject_kind=SubjectKind.PRODUCT,
    versions=(Version(since=date(2026, 4, 1), deadline=Promptly(), cite=CITE),),
    effects=(Effect(event=Event.SPECIFIED, subject="prefix", kind=SubjectKind.PRODUCT),),
    checks=(UniqueInFile(columns=("prefix",)),),
    opens_own=False,
)
