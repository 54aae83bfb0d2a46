"""第二十四条第（七）项：综合利用产品出库 — products of comprehensive utilisation leave the recycler.

Article 24(7), second clause: outbound information within 30 days of the transfer. The 2018 rules gave 30
working days. The source codes say which batteries a batch came from: material kinds end those batteries,
reuse kinds carry a code of their own, whose predecessors are filed under 12.1.

Nothing in Article 24 speaks of a recycler passing waste itself to another recycler.
"""

from dataclasses import replace
from datetime import date

from suyuan.law.checks import NotFiler
from suyuan.law.columns import DESTINATION_NAME, DESTINATION_USCC, LONGEST_LIST, MASS_KG, OUT_DATE
from suyuan.law.duty import (
    MEASURES_2026,
    RULES_2018,
    Citation,
    Column,
    Days,
    Duty,
    Effect,
    Event,
    Example,
    Kind,
    Option,
    Role,
    SubjectKind,
    Text,
    Version,
)

CITE = Citation(MEASURES_2026, 24, "7")

REUSE = ("reuse_pack", "reuse_module", "reuse_cell")
PRODUCT_KINDS = (
    Option("reuse_pack", Text("再制电池包", "Reuse pack")),
    Option("reuse_module", Text("再制模块", "Reuse module")),
    Option("reuse_cell", Text("再制单体", "Reuse cell")),
    Option("black_mass", Text("黑粉（电极粉）", "Black mass")),
    Option("lithium_carbonate", Text("碳酸锂", "Lithium carbonate")),
    Option("nickel_sulfate", Text("硫酸镍", "Nickel sulfate")),
    Option("cobalt_sulfate", Text("硫酸钴", "Cobalt sulfate")),
    Option("manganese_sulfate", Text("硫酸锰", "Manganese sulfate")),
    Option("copper", Text("铜", "Copper")),
    Option("aluminium", Text("铝", "Aluminium")),
    Option("graphite", Text("石墨", "Graphite")),
    Option("other", Text("其他", "Other")),
)
MATERIAL = tuple(option.value for option in PRODUCT_KINDS if option.value not in REUSE)

DUTY = Duty(
    id="24.7.b",
    number=17,
    text=Text("综合利用产品出库", "Outbound: products of comprehensive utilisation"),
    explain=Text(
        "移交综合利用产品后30日内，报送出库信息。",
        "Within 30 days of handing over products of comprehensive utilisation: the outbound information.",
    ),
    cite=CITE,
    who=frozenset({Role.RECYCLER}),
    columns=(
        Column(
            name="batch_no",
            kind=Kind.TEXT,
            text=Text("批次号", "Batch number"),
            also=("批号",),
            longest=64,
            example="B20260511-01",
        ),
        Column(
            name="product_kind",
            kind=Kind.CHOICE,
            text=Text("产品种类", "Product kind"),
            also=("产品类型",),
            options=PRODUCT_KINDS,
            example="black_mass",
        ),
        Column(
            name="product_code",
            kind=Kind.CODE,
            required=False,
            text=Text("产品编码", "Product code"),
            example="9Z2PE01G510000001RP",
            note=Text("再制电池的新编码。", "The new code of a reuse battery."),
        ),
        Column(
            name="source_codes",
            kind=Kind.CODES,
            text=Text("来源电池编码", "Source codes"),
            also=("原料电池编码",),
            longest=LONGEST_LIST,
            example="9Z1PE0100000A1G510000001;9Z1PE0100000A1G510000002",
        ),
        OUT_DATE,
        DESTINATION_USCC,
        DESTINATION_NAME,
        # A batch of material weighs more than any battery: the ceiling is a slip guard only.
        replace(
            MASS_KG,
            required=True,
            maximum=100_000_000_000,
            example="12500",
            note=Text("本行产品的质量。", "The mass of this row's product."),
        ),
        Column(
            name="element_shares",
            kind=Kind.SHARES,
            required=False,
            text=Text("元素含量", "Element shares"),
            also=("成分含量",),
            longest=2_000,
            example="Li:0.031;Ni:0.12",
            note=Text("元素占本行质量的比例，合计不超过1。", "Fractions of this row's mass by element."),
        ),
    ),
    trigger=("out_date",),
    subject="batch_no",
    subject_kind=SubjectKind.BATCH,
    versions=(
        Version(
            since=date(2018, 8, 1),
            until=date(2026, 3, 31),
            deadline=Days(30, working=True),
            cite=Citation(RULES_2018, 0),
        ),
        Version(since=date(2026, 4, 1), deadline=Days(30), cite=CITE),
    ),
    effects=(
        Effect(event=Event.PRODUCT_SHIPPED, subject="batch_no", kind=SubjectKind.BATCH),
        Effect(
            event=Event.PRODUCT_SHIPPED,
            subject="product_code",
            kind=SubjectKind.BATTERY,
            object="batch_no",
        ),
        Effect(
            event=Event.RECYCLED,
            subject="source_codes",
            kind=SubjectKind.BATTERY,
            object="batch_no",
            when=("product_kind", MATERIAL),
        ),
    ),
    checks=(NotFiler(column="destination_uscc"),),
    examples=(
        Example(
            Text("5月11日移交，6月10日届满", "handed over 11 May, due 10 June"),
            date(2026, 5, 11),
            date(2026, 6, 10),
        ),
        Example(
            Text(
                "3月31日移交，适用2018年规定的30个工作日",
                "handed over 31 March: 30 working days of the 2018 rules",
            ),
            date(2026, 3, 31),
            date(2026, 5, 15),
        ),
    ),
    policies=(
        "calendar_days",
        "first_day_not_counted",
        "holiday_roll",
        "transition",
        "yield_window",
    ),
)
