"""The cast by name (虚构企业名录): every firm of the demonstration world, none of which exists.

The names come from tales of places that are nowhere: 子虚乌有, 桃花源, 水帘洞, 归墟. Each firm's Chinese
name also carries the word 演示 (demonstration), so that no reader can take one for a real firm.

WMI codes: four domestic makers borrow real Chinese WMIs, so that VINs have a genuine shape; they were
chosen among marques that have left the market, and no offence is ever planted on them. The makers on
which offences are planted (`may_err`) use codes that the vininfo list does not assign.

Parts: `Firm`, `FIRMS`.

Source: roles of Article 24 of the Measures; WMI list of vininfo.

>>> len({firm.number for firm in FIRMS}) == len(FIRMS)
True
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Firm:
    """One line of the cast; `partner_of` and `prefix` are empty where they do not apply.

    `permit_ends` is days after the world's last day (negative: expired), None for permits far from their end.
    """

    number: int
    role: str
    zh: str
    en: str
    region: str
    prefix: str = ""
    wmi: str = ""
    partner_of: tuple[str, ...] = ()
    files_production: bool = True
    files_trees: bool = False
    may_err: bool = True
    permit_ends: int | None = None


FIRMS: tuple[Firm, ...] = (
    Firm(101, "battery_maker", "子虚动力电池", "Zixu Power Battery", "350902", "9Z1"),
    Firm(102, "battery_maker", "乌有新能源电池", "Wuyou New Energy Battery", "320411", "9Z2"),
    Firm(103, "battery_maker", "华胥电池", "Huaxu Battery", "340104", "9Z3"),
    Firm(104, "battery_maker", "蓬莱动力电池", "Penglai Power Battery", "511502", "9Z4"),
    Firm(105, "battery_maker", "镜花电池", "Jinghua Battery", "360902", "9Z5", files_production=False),
    Firm(106, "battery_importer", "瀛洲电池进口", "Yingzhou Battery Import", "310115", "9Z6"),
    Firm(201, "vehicle_maker", "桃花源汽车", "Taohuayuan Motor", "440307", wmi="LS5", may_err=False),
    Firm(
        202,
        "vehicle_maker",
        "大观园汽车",
        "Daguanyuan Motor",
        "110105",
        wmi="LPA",
        may_err=False,
        files_trees=True,
    ),
    Firm(203, "vehicle_maker", "花果山汽车", "Huaguoshan Motor", "450204", wmi="LWV", may_err=False),
    Firm(204, "vehicle_maker", "水帘洞客车", "Shuiliandong Bus", "410104", wmi="LSY", may_err=False),
    Firm(205, "vehicle_maker", "广寒汽车", "Guanghan Motor", "310114", wmi="L0A"),
    Firm(206, "vehicle_maker", "君子国汽车", "Junziguo Motor", "610113", wmi="L0B", files_trees=True),
    Firm(207, "vehicle_importer", "瑶池汽车进口", "Yaochi Motor Import", "120111", wmi="W0Z"),
    Firm(208, "vehicle_importer", "方壶汽车进口", "Fanghu Motor Import", "440113", wmi="S0Z"),
    Firm(301, "swap_operator", "南柯换电", "Nanke Swap", "330110", wmi="L0A"),
    Firm(302, "swap_operator", "黄粱换电", "Huangliang Swap", "500107", wmi="L0B"),
    Firm(401, "repairer", "武陵汽车维修", "Wuling Stream Motor Repair", "430104", partner_of=("LS5", "W0Z")),
    Firm(
        402, "repairer", "稻香村汽车维修", "Daoxiang Hamlet Motor Repair", "130102", partner_of=("LPA", "S0Z")
    ),
    Firm(403, "repairer", "芭蕉洞汽车维修", "Bajiao Cave Motor Repair", "530111", partner_of=("LWV",)),
    Firm(404, "repairer", "流沙河汽车维修", "Liusha River Motor Repair", "620102", partner_of=("LSY",)),
    Firm(405, "repairer", "桂影汽车维修", "Cassia Shadow Motor Repair", "320506", partner_of=("L0A",)),
    Firm(406, "repairer", "礼让汽车维修", "Courtesy Motor Repair", "140105", partner_of=("L0B",)),
    Firm(451, "repairer", "火焰山修理厂", "Flaming Mountain Garage", "650103"),
    Firm(452, "repairer", "盘丝洞修理厂", "Spider Cave Garage", "520115"),
    Firm(453, "repairer", "陷空山修理厂", "Hollow Mountain Garage", "230102"),
    Firm(454, "repairer", "狮驼岭修理厂", "Lion Ridge Garage", "460105"),
    Firm(455, "repairer", "车迟国修理厂", "Chechi Garage", "370212"),
    Firm(501, "dismantler", "归墟报废汽车回收拆解", "Guixu Vehicle Dismantling", "370112"),
    Firm(502, "dismantler", "大荒报废汽车回收拆解", "Dahuang Vehicle Dismantling", "220106"),
    Firm(503, "dismantler", "不周山报废汽车回收拆解", "Buzhou Vehicle Dismantling", "420606"),
    Firm(504, "dismantler", "北冥报废汽车回收拆解", "Beiming Vehicle Dismantling", "210106"),
    Firm(505, "dismantler", "南冥报废汽车回收拆解", "Nanming Vehicle Dismantling", "440605"),
    Firm(506, "dismantler", "钟山报废汽车回收拆解", "Zhongshan Vehicle Dismantling", "320111"),
    Firm(601, "recycler", "补天再生材料", "Butian Recycled Materials", "430104", "9ZA"),
    Firm(602, "recycler", "炼石循环科技", "Lianshi Circular Technology", "360104", "9ZB"),
    Firm(603, "recycler", "息壤资源利用", "Xirang Resource Recovery", "420106", "9ZC", permit_ends=26),
    Firm(604, "recycler", "昆仑墟综合利用", "Kunlunxu Recovery", "630105", "9ZD"),
    Firm(605, "recycler", "烂柯综合利用", "Lanke Recovery", "340207", "9ZE", permit_ends=-95),
)
