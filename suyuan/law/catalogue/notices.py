"""报废告知的应答 — what readings, notices and the address they are sent to are refused for.

Source: Article 15(3) of the Measures.
"""

from suyuan.law.rules import error

RULES = (
    error(
        "reading.not_yours",
        "“{value}”不是由贵单位负责的车辆，贵单位也没有报送把这一电池包装入其中。",
        "“{value}” is no vehicle that you answer for, and you filed no fitting of such a pack into it.",
        "车企核对车辆识别代号。维修企业填写由其装入的电池包的编码，先报送更换（24.5）；其他电池的读数，交车企提交。",
        "A maker checks the VIN. A workshop gives the code of a pack that it fitted and files the replacement (24.5) "
        "first; readings of other batteries go to the maker of the vehicle.",
        source="15(3)",
    ),
    error(
        "reading.other_code",
        "按登记，“{value}”不在这辆车上。",
        "By the register “{value}” is not in this vehicle.",
        "核对标签；电池已更换的，先报送更换信息；也可留空。",
        "Check the label; if it was replaced, file the replacement first; it may also stay empty.",
        source="15(3)",
    ),
    error(
        "reading.before",
        "“{value}”早于电池装入这辆车的日期。",
        "“{value}” lies before the battery came into this vehicle.",
        "核对测量日期；这一读数属于先前的电池的，不必提交。",
        "Check the day; a reading of the battery before this one is not needed.",
        source="15(3)",
    ),
    error(
        "reading.too_many",
        "清单超过{limit}行。",
        "The list has more than {limit} lines.",
        "分成几份提交。",
        "Hand it in as several lists.",
        source="15(3)",
        status=413,
    ),
    error(
        "notice.unknown",
        "贵单位没有编号为“{value}”的告知书。",
        "You have no notice with the number “{value}”.",
        "照抄告知书上的编号，以TZ开头，共16位。",
        "Copy the number as the notice has it: TZ and fourteen signs.",
        source="15(3)",
    ),
    error(
        "notice.none",
        "没有待交付的告知书。",
        "There are no notices to be handed over.",
        "报送读数后，达到条件的会列在这里；电池已离开车辆的，不再需要告知。",
        "Report readings: those that reach a limit appear here; where the battery left its vehicle nothing is due.",
        source="15(3)",
        status=409,
    ),
    error(
        "notice.url",
        "“{value}”不能用作推送地址。",
        "“{value}” cannot be an address for notices.",
        "写以 https:// 开头的完整地址，不含用户名、口令和井号。",
        "Give a whole address that begins with https://, without user, password or fragment.",
        source="15(3)",
    ),
    error(
        "notice.silent",
        "试推没有成功：{value}。",
        "The trial was not taken: {value}.",
        "地址须能从互联网访问，5秒内以2xx应答；修好后重新保存。",
        "It must be reachable from the internet and answer 2xx within 5 seconds; mend it and save again.",
        source="15(3)",
    ),
)
