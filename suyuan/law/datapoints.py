"""数字身份的数据项 — what a digital identity may tell, as dated data: the detailed rules are not issued yet.

    DataPoint   one thing that a card may say: its words, its group, since when, on whose authority, and its unit
    POINTS      all of them in the order of the card;  in_force()  those of a day

Article 12 names the product category, the composition and the life from production to recovery; it leaves the fields to
rules that are not out. Each entry therefore says where it comes from, and those that only this platform asks for say
so.
``counted``: a card without it is incomplete. What is voluntary, or can only come later in a life, is not counted.

Source: Articles 9, 12 and 24 of the Measures; GB/T 34014-2017; Regulation (EU) 2023/1542, Annex XIII, for the names of
the voluntary ones.
"""

from dataclasses import dataclass
from datetime import date

from suyuan.law.duty import Text

IN_FORCE = date(2026, 4, 1)
LAW_12 = Text("办法第十二条", "Measures, Article 12")
LAW_9 = Text("办法第九条", "Measures, Article 9")
LAW_24 = Text("办法第二十四条", "Measures, Article 24")
CODE = Text("GB/T 34014-2017 第4章", "GB/T 34014-2017, clause 4")
OURS = Text("本平台；细则未出台", "this platform; the detailed rules are not issued")
EU = Text("自愿；对应欧盟2023/1542附件十三", "voluntary; as in Annex XIII of Regulation (EU) 2023/1542")

GROUPS: dict[str, Text] = {
    "identity": Text("身份", "Identity"),
    "product": Text("产品", "Product"),
    "life": Text("经历", "Life"),
    "condition": Text("健康状况", "Condition"),
    "materials": Text("材料", "Materials"),
    "structure": Text("结构", "Structure"),
    "custody": Text("流转", "Custody"),
    "proof": Text("存证", "Proof"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class DataPoint:
    """One thing that a card may say; ``until`` None = it still stands in the list."""

    id: str
    group: str
    text: Text
    source: Text
    unit: str = ""
    counted: bool = False
    since: date = IN_FORCE
    until: date | None = None


def _point(group: str, name: str, zh: str, en: str, source: Text, **more: object) -> DataPoint:
    return DataPoint(id=name, group=group, text=Text(zh, en), source=source, **more)  # type: ignore[arg-type]


POINTS: tuple[DataPoint, ...] = (
    _point("identity", "code", "动力电池编码", "Battery code", LAW_12, counted=True),
    _point("identity", "status", "状态", "Status", LAW_12, counted=True),
    _point("identity", "status_date", "状态起始日", "In this status since", OURS),
    _point("identity", "issued_date", "签发日", "Issued on", OURS, counted=True),
    _point("identity", "maker_code", "厂商代码", "Maker code", CODE, counted=True),
    _point("identity", "maker", "生产企业", "Maker", LAW_9, counted=True),
    _point("identity", "made_date", "生产日期", "Made on", CODE, counted=True),
    _point("identity", "serial", "序列号", "Serial number", CODE, counted=True),
    _point("identity", "reused", "以废旧电池制成", "Made from waste batteries", LAW_12, counted=True),
    _point("identity", "predecessors", "前身编码", "Codes it was made from", LAW_12),
    _point("identity", "successors", "后继编码", "Codes it became", LAW_12),
    _point("product", "category", "产品类别", "Product category", LAW_12, counted=True),
    _point("product", "chemistry", "电池类型", "Chemistry", LAW_12, counted=True),
    _point(
        "product", "prefix", "产品代码（编码前七位）", "Product (first seven positions)", CODE, counted=True
    ),
    _point("product", "trace_code", "追溯信息代码", "Tracing information", CODE),
    _point("product", "capacity_mah", "额定容量", "Nominal capacity", LAW_9, unit="mAh", counted=True),
    _point("product", "voltage_mv", "标称电压", "Nominal voltage", LAW_9, unit="mV", counted=True),
    _point("product", "energy_wh", "额定能量", "Nominal energy", LAW_9, unit="Wh", counted=True),
    _point("product", "mass_g", "质量", "Mass", LAW_9, unit="g", counted=True),
    _point("product", "shape", "形状", "Shape", LAW_9),
    _point("product", "cycle_life", "设计循环寿命", "Expected life in cycles", EU),
    _point("materials", "elements", "含有的元素", "Elements in it", LAW_12, counted=True),
    _point("materials", "composition", "成分组成", "Composition by mass", LAW_12, counted=True),
    _point("materials", "recycled_percent", "再生材料占比", "Recycled share", EU, unit="%"),
    _point("materials", "carbon_g_per_kwh", "碳足迹", "Carbon footprint", EU, unit="g/kWh"),
    _point("structure", "series", "串联数", "In series", LAW_9),
    _point("structure", "parallel", "并联数", "In parallel", LAW_9),
    _point("structure", "modules", "模块数", "Modules", LAW_12, counted=True),
    _point("structure", "cells", "单体数", "Cells", LAW_12, counted=True),
    _point("structure", "module_codes", "模块编码", "Codes of the modules", LAW_12),
    _point("structure", "cell_codes", "单体编码", "Codes of the cells", LAW_12),
    _point("life", "fitted_date", "首次装车日", "First fitted on", LAW_24),
    _point("life", "removed_date", "拆下日", "Taken out on", LAW_24),
    _point("life", "ended_date", "终止日", "Ended on", LAW_24),
    _point("life", "times_fitted", "装车次数", "Times fitted", LAW_24),
    _point("life", "steps", "历程", "Steps of its life", LAW_12, counted=True),
    _point("life", "events", "全部申报事件", "All reported events", LAW_24),
    _point("condition", "state_of_health_percent", "健康状态", "State of health", EU, unit="%"),
    _point("condition", "cycles", "循环次数", "Cycles", EU),
    _point("condition", "measured_date", "测量日", "Measured on", EU),
    _point("condition", "label_condition", "标签状况", "Condition of the label", LAW_24),
    _point("custody", "vin", "所在车辆", "Vehicle", LAW_24),
    _point("custody", "vehicle_model", "车型", "Vehicle model", LAW_24),
    _point("custody", "holder", "持有单位", "Holder", LAW_24),
    _point("custody", "holder_role", "持有单位类型", "Kind of holder", LAW_24),
    _point("custody", "holder_region", "持有单位省份", "Province of the holder", LAW_24),
    _point("custody", "handovers", "移交次数", "Hand-overs", LAW_24),
    _point("custody", "weighed_kg", "最近称重", "Last weighed", LAW_24, unit="kg"),
    _point("custody", "receipts", "回执", "Receipts", LAW_24),
    _point("custody", "findings", "发现的问题", "Findings", LAW_24),
    _point("proof", "log", "公开账本", "Public log", OURS),
    _point("proof", "log_index", "账本序号", "Entry in the log", OURS, counted=True),
    _point("proof", "log_size", "账本大小", "Size of the log", OURS),
)


def in_force(day: date) -> tuple[DataPoint, ...]:
    """Give the data points that stand in the list on a day."""
    return tuple(
        point for point in POINTS if point.since <= day and (point.until is None or day <= point.until)
    )
