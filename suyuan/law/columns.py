"""申报列 — columns that several duties share, so that one word is spelled and checked in one way.

    VIN PACK_CODE MODULE_CODE CELL_CODE     the vehicle and the code tree;  VEHICLE_MODEL  its model
    OUTBOUND INBOUND                        the column sets of the five outbound and two inbound duties
    REPLACEMENT                             the columns of the three replacement duties

Example values are fictitious: maker 9Z1, organisations of division 999999. Ranges guard against slips of the
unit (grams typed as kilograms); they are no limits of the law.

Source: names and spellings of the outer contract; meanings from Article 24 and GB/T 34014-2017.
"""

from suyuan.law.duty import Column, Kind, Option, Text

HEAVIEST_BATTERY_G = 100_000_000
LONGEST_LIST = 1_000_000  # characters; a melted batch may come from tens of thousands of cells

VIN = Column(
    name="vin",
    kind=Kind.VIN,
    text=Text("车辆识别代号", "VIN"),
    also=("车架号", "VIN码", "车辆识别码", "车辆识别代码"),
    example="LY00000A8R0000001",
)
PACK_CODE = Column(
    name="pack_code",
    kind=Kind.CODE,
    levels="P",
    text=Text("电池包编码", "Pack code"),
    also=("包编码", "动力电池编码"),
    example="9Z1PE0100000A1G510000001",
)
MODULE_CODE = Column(
    name="module_code",
    kind=Kind.CODE,
    levels="M",
    required=False,
    text=Text("模块编码", "Module code"),
    also=("模组编码",),
    example="9Z1ME0100000A1G510000001",
)
CELL_CODE = Column(
    name="cell_code",
    kind=Kind.CODE,
    levels="C",
    required=False,
    text=Text("单体编码", "Cell code"),
    also=("电芯编码",),
    example="9Z1CE0100000A1G510000001",
)
VEHICLE_MODEL = Column(
    name="vehicle_model",
    kind=Kind.TEXT,
    text=Text("车辆型号", "Vehicle model"),
    also=("型号", "model"),
    example="SLX7000BEV",
)
MASS_KG = Column(
    name="mass_kg",
    kind=Kind.MASS,
    required=False,
    text=Text("质量（千克）", "Mass (kg)"),
    also=("重量", "重量（kg）", "质量"),
    minimum=1,
    maximum=HEAVIEST_BATTERY_G,
    example="412.5",
    note=Text("本行编码所指电池的质量。", "The mass of the battery that this row's code names."),
)
REGION_CODE = Column(
    name="region_code",
    kind=Kind.REGION,
    text=Text("行政区划代码", "Division code"),
    also=("区划代码", "行政区划"),
    example="110105",
    note=Text("GB/T 2260 六位代码。", "The six digits of GB/T 2260."),
)
OUT_DATE = Column(
    name="out_date",
    kind=Kind.DATE,
    text=Text("出库日期", "Outbound date"),
    also=("移交日期", "出库时间"),
    example="2026-05-11",
)
DESTINATION_USCC = Column(
    name="destination_uscc",
    kind=Kind.USCC,
    text=Text("去向单位统一社会信用代码", "Destination USCC"),
    also=("去向单位代码", "去向企业统一社会信用代码", "去向企业统一社会信用代码/DUNS编码"),
    example="91999999AY10000019",
)
DESTINATION_NAME = Column(
    name="destination_name",
    kind=Kind.TEXT,
    text=Text("去向单位名称", "Destination name"),
    also=("去向企业名称", "废电池去向企业名称"),
    example="示例综合利用有限公司",
)

CODE_CONDITIONS = (
    Option("intact", Text("完好", "Intact")),
    Option("damaged", Text("破损", "Damaged")),
    Option("missing", Text("缺失", "Missing")),
    Option("suspect", Text("疑似伪造或调换", "Suspected forged or exchanged")),
)
UNREADABLE = ("damaged", "missing")  # the conditions under which the code may stay empty
USES = (
    Option("vehicle", Text("车用", "Vehicle")),
    Option("swap_station", Text("换电站", "Swap station")),
    Option("stationary_storage", Text("固定式储能", "Stationary storage")),
    Option("telecom_backup", Text("通信基站备电", "Telecom backup")),
    Option("street_lighting", Text("路灯照明", "Street lighting")),
    Option("electric_bicycle", Text("电动自行车", "Electric bicycle")),
    Option("other", Text("其他", "Other")),
)
OUTCOMES = (
    Option("accepted", Text("接收", "Accepted")),
    Option("refused", Text("拒收", "Refused")),
)

_CODE = Column(
    name="code",
    kind=Kind.CODE,
    required=False,
    text=Text("动力电池编码", "Battery code"),
    also=("电池编码", "电池包编码", "编码"),
    example="9Z1PE0100000A1G510000001",
    note=Text(
        "包、模块或单体的编码；仅在编码破损或缺失时可以留空。",
        "Of a pack, module or cell; may stay empty only when the label is damaged or missing.",
    ),
)
_CODE_CONDITION = Column(
    name="code_condition",
    kind=Kind.CHOICE,
    text=Text("编码状况", "Condition of the code"),
    also=("编码完好情况", "编码是否完好"),
    options=CODE_CONDITIONS,
    example="intact",
    note=Text(
        "第二十四条要求核实编码是否完好。", "Article 24 asks the reporter to check that the code is intact."
    ),
)
_OUTLET_NO = Column(
    name="outlet_no",
    kind=Kind.TEXT,
    required=False,
    text=Text("回收服务网点编号", "Outlet number"),
    also=("网点编号",),
    longest=64,
    example="BJ-001",
)
_TRANSFER_NO = Column(
    name="transfer_no",
    kind=Kind.TEXT,
    required=False,
    text=Text("移交单号", "Transfer number"),
    also=("移交单编号", "运单号"),
    longest=64,
    example="T20260511-07",
    note=Text(
        "双方填写同一单号，便于核对；编码无法识读时据此配对。",
        "The same number on both sides makes them match; unreadable labels are paired by it.",
    ),
)
_LABEL_TEXT = Column(
    name="label_text",
    kind=Kind.TEXT,
    required=False,
    text=Text("标签可识读内容", "Readable label text"),
    also=("标签残留内容",),
    example="9Z1PE01",
    note=Text("编码无法完整识读时，填写能读出的部分。", "What can still be read of a damaged label."),
)

OUTBOUND = (
    _CODE,
    _CODE_CONDITION,
    OUT_DATE,
    DESTINATION_USCC,
    DESTINATION_NAME,
    _OUTLET_NO,
    MASS_KG,
    _TRANSFER_NO,
    Column(
        name="use",
        kind=Kind.CHOICE,
        required=False,
        text=Text("用途", "Use"),
        also=("使用领域",),
        options=USES,
        example="stationary_storage",
    ),
    _LABEL_TEXT,
)

_STATE_OF_HEALTH = Column(
    name="state_of_health_percent",
    kind=Kind.INTEGER,
    required=False,
    text=Text("健康状态（%）", "State of health (%)"),
    also=("SOH",),
    minimum=0,
    maximum=100,
    example="78",
    note=Text(
        "自愿填报：接收时测得的剩余容量占额定容量的百分比。",
        "Voluntary: capacity left, as measured on arrival.",
    ),
)
_CYCLES = Column(
    name="cycles",
    kind=Kind.INTEGER,
    required=False,
    text=Text("循环次数", "Cycles"),
    minimum=0,
    maximum=1_000_000,
    example="1450",
    note=Text("自愿填报。", "Voluntary."),
)
INBOUND = (
    _CODE,
    _CODE_CONDITION,
    Column(
        name="in_date",
        kind=Kind.DATE,
        text=Text("入库日期", "Inbound date"),
        also=("接收日期", "入库时间"),
        example="2026-05-13",
    ),
    Column(
        name="source_uscc",
        kind=Kind.USCC,
        text=Text("来源单位统一社会信用代码", "Source USCC"),
        also=("来源单位代码", "来源企业统一社会信用代码"),
        example="91999999AY2000002J",
    ),
    Column(
        name="source_name",
        kind=Kind.TEXT,
        text=Text("来源单位名称", "Source name"),
        also=("来源企业名称",),
        example="示例报废机动车回收拆解有限公司",
    ),
    Column(
        name="outcome",
        kind=Kind.CHOICE,
        text=Text("接收结果", "Outcome"),
        also=("是否接收",),
        options=OUTCOMES,
        example="accepted",
    ),
    Column(
        name="refusal_reason",
        kind=Kind.TEXT,
        required=False,
        text=Text("拒收原因", "Reason of refusal"),
        example="",
    ),
    _OUTLET_NO,
    MASS_KG,
    _TRANSFER_NO,
    _LABEL_TEXT,
    _STATE_OF_HEALTH,
    _CYCLES,
)
REPLACEMENT = (
    VIN,
    Column(
        name="replaced_date",
        kind=Kind.DATE,
        text=Text("更换日期", "Replacement date"),
        also=("维修更换日期",),
        example="2026-05-01",
    ),
    Column(
        name="old_code",
        kind=Kind.CODE,
        text=Text("旧电池编码", "Old battery code"),
        also=("更换前编码", "换下电池编码"),
        example="9Z1PE0100000A1G510000001",
    ),
    Column(
        name="new_code",
        kind=Kind.CODE,
        text=Text("新电池编码", "New battery code"),
        also=("更换后编码", "换上电池编码"),
        example="9Z1PE0100000A1G510000002",
    ),
    Column(
        name="repairer_uscc",
        kind=Kind.USCC,
        required=False,
        text=Text("维修企业统一社会信用代码", "Repair shop USCC"),
        also=("维修单位代码",),
        example="91999999AY10000019",
    ),
)
