"""与已存数据比对 — rules against what is stored, and against the rulebook.

What contradicts another party's filing is evidence: it is stored as filed, and the warning speaks in general
terms, for it may not tell who filed what.

    TELLING  what says whether the register knows a thing: told of lines that are stored, and of no others

Source: Articles 18 to 22 and 24 of the Measures.
"""

from suyuan.law.rules import error, warning

# Whoever files about a battery, a vehicle or a firm answers for it and stands in the chain. Who only rehearses does
# not, and could ask after anybody's, code by code.
TELLING = frozenset(
    {
        *("stored.unknown_code", "stored.unknown_vehicle", "stored.destination_unknown"),
        *("stored.disputed", "stored.not_fitted"),
    }
)
RULES = (
    error(
        "stored.same_party_differs",
        "贵单位此前已就“{value}”报送了不同的内容。",
        "You filed something else about “{value}” before.",
        "先前有误的，请更正那一份报送；此次有误的，请改此处。",
        "If that was wrong, correct that filing; if this is wrong, mend it here.",
        source="24",
    ),
    warning(
        "stored.already_filed",
        "“{value}”的相同内容已经报送过，本次不重复记录。",
        "The same about “{value}” was filed before; it is not recorded twice.",
        "无需处理。",
        "Nothing needs to be done.",
    ),
    warning(
        "stored.disputed",
        "平台上关于“{value}”的已有记录与本次报送不一致；本次按原样保存，留待核实。",
        "The platform has a record of “{value}” that does not agree; yours is kept as filed.",
        "核对标签和日期；确认无误的，保留凭据备查。",
        "Check the label and the day; if they are right, keep your papers at hand.",
        source="24",
    ),
    warning(
        "stored.unknown_code",
        "“{value}”首次出现，已按本次报送登记。",
        "“{value}” is seen for the first time and was registered with this filing.",
        "核对编码与标签是否一致；一致的，无需处理。",
        "Compare it with the label; if they agree, nothing needs to be done.",
    ),
    warning(
        "stored.unknown_vehicle",
        "平台上没有车辆“{value}”的整车信息。",
        "The platform holds nothing about the vehicle “{value}”.",
        "核对车辆识别代号；无误的，无需处理。",
        "Check the VIN; if it is right, nothing needs to be done.",
        source="24(2)",
    ),
    warning(
        "stored.not_fitted",
        "按平台记录，“{value}”不在这辆车上。",
        "By the platform's records “{value}” was not in this vehicle.",
        "核对换下电池的标签和车辆识别代号。",
        "Check the label of the battery taken out, and the VIN.",
        source="24(5)",
    ),
    warning(
        "stored.destination_unknown",
        "平台上没有“{value}”这一单位。",
        "The platform does not know the party “{value}”.",
        "核对统一社会信用代码；无误的，请对方尽快登记。",
        "Check the credit code; if it is right, ask the other party to register.",
        source="24",
    ),
    warning(
        "stored.not_holder",
        "按平台记录，“{value}”不在贵单位。",
        "By the platform's records “{value}” is not with you.",
        "核对编码；漏报入库的，请补报。",
        "Check the code; if an inbound was forgotten, file it.",
        source="24",
    ),
    warning(
        "stored.not_entitled",
        "接收单位“{value}”不在可以接收废旧动力电池的单位之列，或其手续当日无效。",
        "“{value}” may not receive waste batteries, or its permits were not valid that day.",
        "核对接收单位；废旧动力电池应交给综合利用企业，或规定可交的回收服务网点。",
        "Check the destination: waste batteries go to recyclers, or to outlets where the Measures allow it.",
        source="18, 19, 20",
    ),
    warning(
        "stored.forbidden_use",
        "用途“{value}”属于禁止领域。",
        "The use “{value}” is a forbidden one.",
        "核对用途；废旧动力电池及其加工品不得用于电动自行车等领域。",
        "Check the use: waste batteries, processed or not, may not go into electric bicycles and the like.",
        source="22",
    ),
    warning(
        "stored.after_recycling",
        "按平台记录，“{value}”已经再生利用或重新编码。",
        "By the platform's records “{value}” was recycled or coded anew.",
        "核对编码；重新编码的产品应使用新编码。",
        "Check the code; a product coded anew goes by its new code.",
        source="24(7)",
    ),
    error(
        "law.role",
        "贵单位的主体类型不承担这一报送义务。",
        "A party of your kind does not bear this duty.",
        "在“报送事项”中查看适用于贵单位的事项；主体类型登记有误的，请联系平台管理员。",
        "See the duties that are yours; if your roles are registered wrongly, tell the operator.",
        source="24",
        status=403,
        exit_code=1,
    ),
    warning(
        "law.not_in_force",
        "“{value}”当日这一报送义务尚未施行，予以登记，不计期限。",
        "On “{value}” this duty was not in force: it is recorded, and no time runs.",
        "核对日期；无误的，无需处理。",
        "Check the day; if it is right, nothing needs to be done.",
        source="24",
    ),
)
