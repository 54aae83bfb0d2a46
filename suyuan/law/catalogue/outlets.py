"""网点的应答 — what filings and declarations about outlets are refused or warned for.

Source: Articles 14 to 16, 20 and 24(6) of the Measures; GB/T 2260.
"""

from suyuan.law.rules import error, warning

RULES = (
    error(
        "outlet.county",
        "“{value}”不是县级区划：其下还有区县。",
        "“{value}” is no county: there are counties in it.",
        "写网点所在区县的六位代码。",
        "Give the six digits of the county or district in which the outlet lies.",
        source="24(6)",
    ),
    warning(
        "outlet.status",
        "状态“{value}”不在常用词之内，按营业处理。",
        "The state “{value}” is none of the usual words; the outlet counts as open.",
        "停业的写“closed”或“停业”，营业的写“open”或“营业”。",
        "Write “closed” where it has closed, “open” where it is open.",
        source="24(6)",
    ),
    error(
        "outlet.elsewhere",
        "所填经纬度在行政区划“{value}”之外约{away_km}千米处。",
        "The point lies about {away_km} km outside division “{value}”.",
        "核对区划代码和经纬度（WGS-84，先经度、后纬度）；国测局、百度坐标须先换算。",
        "Check the division and the coordinates (WGS-84, longitude first); GCJ-02 and BD-09 must be converted.",
        source="24(6)",
    ),
    error(
        "outlet.own_closed",
        "按贵单位的报送，网点“{value}”当日没有营业。",
        "By your own filings the outlet “{value}” was not open that day.",
        "核对网点编号和日期；网点已恢复营业的，先在24.6.a报送变更。",
        "Check the outlet and the day; if it is open again, file that under 24.6.a first.",
        source="24(6)",
    ),
    error(
        "outlet.closed",
        "该网点已经停业，无须确认。",
        "This outlet is closed: there is nothing to confirm.",
        "恢复营业的，请在24.6.a报送变更。",
        "If it is open again, file that under 24.6.a.",
        source="24(6)",
    ),
    error(
        "refusal.code",
        "“{value}”不是电池编码。",
        "“{value}” is no battery code.",
        "照抄标签上的24位或19位编码。",
        "Copy the 24 or 19 characters from the label.",
        source="GB/T 34014",
    ),
    error(
        "refusal.party",
        "“{value}”不是按第十四条、第十五条应当接收贵单位移交的电池的企业。",
        "“{value}” is no firm that Articles 14 and 15 oblige to take batteries from yours.",
        "填写拒收的动力电池企业或新能源汽车生产企业的统一社会信用代码。",
        "Give the credit code of the battery or vehicle maker that refused.",
        source="14(3), 15(4)",
    ),
    error(
        "refusal.not_yours",
        "贵单位没有报送过与“{value}”有关的内容。",
        "You have filed nothing about “{value}”.",
        "先报送更换、换电或报废信息，再报告拒收。",
        "File the replacement, the swap or the scrapping first, then report the refusal.",
        source="14(3), 15(4)",
    ),
    error(
        "refusal.before",
        "“{value}”当日办法尚未施行。",
        "On “{value}” the Measures were not in force.",
        "只能报告2026年4月1日以后的拒收。",
        "Only refusals since 1 April 2026 can be reported.",
        source="14, 15",
    ),
    warning(
        "outlet.closed_then",
        "按登记，对方网点“{value}”当日没有营业。",
        "By the register the other side's outlet “{value}” was not open that day.",
        "核对网点编号和日期；无误的，请对方更新网点信息。",
        "Check the outlet and the day; if they are right, ask the other side to update its outlet.",
        source="20",
    ),
    warning(
        "outlet.unknown",
        "双方都没有报送过编号为“{value}”的网点。",
        "Neither side has filed an outlet “{value}”.",
        "核对网点编号；新设网点请先在24.6.a报送。",
        "Check the number; a new outlet is filed under 24.6.a.",
        source="24(6)",
    ),
)
