"""标识与单元格 — rules on a cell by itself: identifiers, days, numbers, choices.

Placeholders beyond {value} and {column}: {longest} characters allowed; {levels} letters allowed at position
4; {options} permitted values; {low} {high} bounds; {places} decimal places.

Source: GB/T 34014-2017, GB 16735-2019, GB 32100-2015, GB/T 2260-2007; kinds of columns in law.duty.
"""

from suyuan.law.rules import error, warning

CODE = "GB/T 34014-2017"
VIN = "GB 16735-2019"
USCC = "GB 32100-2015"
REGION = "GB/T 2260-2007"

CODE_RULES = (
    error(
        "code.length",
        "“{value}”不是24位编码（以废旧电池制成的产品为19位）。",
        "“{value}” is not 24 characters long (19 for a product made from waste batteries).",
        "对照标签逐位核对，补齐漏掉的字符或删去多余的字符。",
        "Compare it with the label and put in or take out what differs.",
        source=CODE,
    ),
    error(
        "code.character",
        "“{value}”含有编码中不会出现的字符。",
        "“{value}” holds a character that no code has.",
        "编码只用数字和英文字母，请改用半角字符，删去标点。",
        "Codes use digits and the letters A to Z only: remove punctuation and full-width characters.",
        source=CODE,
    ),
    error(
        "code.level",
        "“{value}”第4位不是 P（包）、M（模块）或 C（单体）。",
        "Position 4 of “{value}” is not P (pack), M (module) or C (cell).",
        "核对前4位；扫描标签比手工录入更可靠。",
        "Check the first four characters; scanning the label is safer than typing.",
        source=CODE,
    ),
    error(
        "code.halves_swapped",
        "“{value}”的前后两段颠倒了。",
        "The two halves of “{value}” stand in the wrong order.",
        "标签分两行印刷时，先录第一行（14位），再录第二行（10位）。",
        "Where the label has two lines, the one of 14 characters comes first, the one of 10 second.",
        source=CODE,
    ),
    error(
        "code.reuse_suffix",
        "“{value}”为19位，但末两位不是 R 加 P、M 或 C。",
        "“{value}” has 19 characters but does not end in R and then P, M or C.",
        "核对末两位；如是新产品，编码应为24位。",
        "Check the last two characters; the code of a new product has 24.",
        source=CODE,
    ),
    error(
        "code.inner_blank",
        "“{value}”中间有空格。",
        "“{value}” has a blank inside.",
        "删去空格；标签分行印刷的两段应连写。",
        "Remove it; the two lines of a label are written as one.",
        source=CODE,
    ),
    error(
        "code.wrong_level",
        "{column}列不能填“{value}”：此处第4位只能是 {levels}（P 包、M 模块、C 单体）。",
        "“{value}” does not belong in {column}: position 4 must be of {levels} (P pack, M module, C cell).",
        "把编码移到与其级别相符的列。",
        "Move the code to the column of its own level.",
        source=CODE,
    ),
    error(
        "code.numeric_cell",
        "“{value}”被表格软件当作数字保存，原来的位数可能已经丢失。",
        "“{value}” was kept as a number by the spreadsheet; its digits may be lost.",
        "把整列设为“文本”格式，再从原始资料重新粘贴编码；JSON 中给编码加引号。",
        "Format the column as Text and paste the code again from its source; in JSON put it in quotes.",
        source=CODE,
    ),
    warning(
        "code.chemistry_unknown",
        "“{value}”第5位不是已知的电池类型代码。",
        "Position 5 of “{value}” is no known battery type.",
        "对照标签核对；确与标签一致的，无需修改。",
        "Compare it with the label; if the label says so, leave it.",
        source=CODE,
    ),
    warning(
        "code.lookalike",
        "“{value}”中可能有形近字符混淆（0 与 O、1 与 I、2 与 Z、5 与 S、8 与 B），或应为 {readings}。",
        "“{value}” may confuse look-alikes (0 and O, 1 and I, 2 and Z, 5 and S, 8 and B): perhaps {readings}.",
        "对照标签核对；系统按原样保存，不代为改写。",
        "Compare it with the label; the code is kept as filed and never rewritten.",
        source=CODE,
    ),
    warning(
        "code.serial_not_numeric",
        "“{value}”的序列号不全是数字。",
        "The serial number of “{value}” is not all digits.",
        "对照标签核对；确与标签一致的，无需修改。",
        "Compare it with the label; if the label says so, leave it.",
        source=CODE,
    ),
    warning(
        "code.date_unknown",
        "“{value}”的生产日期含有对照表以外的代码，日期不详。",
        "The production date of “{value}” has a letter outside the table: the day is unknown.",
        "对照标签核对日期三位；确与标签一致的，无需修改。",
        "Compare the three characters of the date with the label; if it says so, leave it.",
        source=CODE,
    ),
    warning(
        "code.date_impossible",
        "“{value}”的生产日期在日历上不存在。",
        "The calendar has no such day as the production date of “{value}”.",
        "对照标签核对日期三位。",
        "Compare the three characters of the date with the label.",
        source=CODE,
    ),
    warning(
        "code.date_after_event",
        "“{value}”的生产日期晚于所报事件或今天。",
        "“{value}” was produced after the event that is reported, or after today.",
        "核对编码的日期三位和所报日期。",
        "Check the date in the code and the day reported.",
        source=CODE,
    ),
    warning(
        "code.unknown_maker",
        "“{value}”的厂商代码没有登记。",
        "The maker code of “{value}” is not registered here.",
        "核对前3位；厂商代码确实无误的，无需修改。",
        "Check the first three characters; if they are right, leave them.",
        source=CODE,
    ),
    warning(
        "code.foreign_prefix",
        "“{value}”的厂商代码不属于报送单位。",
        "The maker code of “{value}” is not one of the reporter's.",
        "核对前3位；代其他企业报送的，请先登记其厂商代码。",
        "Check the first three characters; to file for another maker, have its code registered first.",
        source=CODE,
    ),
    error(
        "prefix.format",
        "“{value}”不是编码前七位。",
        "“{value}” is not the first seven positions of a code.",
        "依次填写厂商代码3位、产品类型 P/M/C、电池类型1位、规格代码2位。",
        "Give maker code (3), kind P, M or C, battery type (1) and specification (2).",
        source=CODE,
    ),
)

VIN_RULES = (
    error(
        "vin.length",
        "“{value}”不是17位。",
        "“{value}” is not 17 characters long.",
        "对照车辆铭牌或行驶证逐位核对。",
        "Compare it with the plate of the vehicle or its licence.",
        source=VIN,
    ),
    error(
        "vin.character",
        "“{value}”含有车辆识别代号中不会出现的字符。",
        "“{value}” holds a character that no VIN has.",
        "只用数字和英文字母，不用 I、O、Q；常见的是把1写成I、把0写成O。",
        "Only digits and letters without I, O and Q: 1 is often read as I, and 0 as O.",
        source=VIN,
    ),
    error(
        "vin.check_digit",
        "“{value}”的检验位（第9位）与其他各位不符。",
        "The check digit (position 9) of “{value}” does not fit the other positions.",
        "至少有一位录错，请对照车辆铭牌逐位核对。",
        "One position at least is wrong: compare all of them with the plate of the vehicle.",
        source=VIN,
    ),
    warning(
        "vin.check_digit_import",
        "“{value}”的第9位与检验位算法不符；部分境外企业不使用检验位。",
        "Position 9 of “{value}” is no valid check digit; some makers abroad do not use one.",
        "对照车辆铭牌核对；确与铭牌一致的，无需修改。",
        "Compare it with the plate of the vehicle; if the plate says so, leave it.",
        source=VIN,
    ),
)

USCC_RULES = (
    error(
        "uscc.length",
        "“{value}”不是18位统一社会信用代码（境外单位填9位邓白氏编码）。",
        "“{value}” is no credit code of 18 characters (units abroad: a DUNS number of 9 digits).",
        "对照对方营业执照核对。",
        "Compare it with the other party's business licence.",
        source=USCC,
    ),
    error(
        "uscc.character",
        "“{value}”含有统一社会信用代码中不会出现的字符。",
        "“{value}” holds a character that no credit code has.",
        "只用数字和英文字母，不用 I、O、S、V、Z；第3至8位为数字。",
        "Digits and letters without I, O, S, V and Z; positions 3 to 8 are digits.",
        source=USCC,
    ),
    error(
        "uscc.check_character",
        "“{value}”的校验码（第18位）与其他各位不符。",
        "The check character (position 18) of “{value}” does not fit the other positions.",
        "至少有一位录错，请对照营业执照逐位核对。",
        "One position at least is wrong: compare all of them with the business licence.",
        source=USCC,
    ),
)

REGION_RULES = (
    error(
        "region.unknown",
        "没有“{value}”这一行政区划代码。",
        "There is no administrative division “{value}”.",
        "填写县级行政区划的六位代码。",
        "Give the six digits of a county-level division.",
        source=REGION,
    ),
    error(
        "region.retired",
        "行政区划代码“{value}”在所报日期并未使用。",
        "The division code “{value}” was not in use on the day reported.",
        "改用当日有效的代码；撤并的区划见新旧代码对照。",
        "Use the code valid on that day; divisions merge and their old codes are retired.",
        source=REGION,
    ),
)

CELL_RULES = (
    error(
        "field.missing",
        "{column}不能为空。",
        "{column} may not be empty.",
        "填写后重新报送。",
        "Fill it in and file again.",
    ),
    error(
        "field.too_long",
        "{column}超过{longest}个字符。",
        "{column} is longer than {longest} characters.",
        "缩短内容；说明性文字请放在附件中。",
        "Shorten it; explanations belong in an attachment.",
    ),
    error(
        "field.hidden_text",
        "{column}含有看不见的字符。",
        "{column} holds characters that cannot be seen.",
        "请重新键入，不要从其他文件粘贴：方向符、零宽字符和控制字符会使所见与所存不同。",
        "Type it anew instead of pasting it: signs of direction, width or control make it look other than it is.",
    ),
    error(
        "date.format",
        "“{value}”不是日期。",
        "“{value}” is not a date.",
        "写成 2026-05-01 的形式。",
        "Write it like 2026-05-01.",
    ),
    error(
        "date.future",
        "{column}“{value}”晚于今天。",
        "{column} “{value}” lies in the future.",
        "只能报送已经发生的事；请核对年份和月份。",
        "Only what has happened can be filed: check year and month.",
    ),
    error(
        "month.format",
        "“{value}”不是月份。",
        "“{value}” is not a month.",
        "写成 2026-05 的形式。",
        "Write it like 2026-05.",
    ),
    error(
        "month.future",
        "{column}“{value}”尚未开始。",
        "{column} “{value}” has not begun.",
        "请核对年份和月份。",
        "Check year and month.",
    ),
    error(
        "instant.format",
        "“{value}”不是时间。",
        "“{value}” is not a time.",
        "写成 2026-05-31T18:20:00+08:00 的形式；不写时区的按北京时间。",
        "Write it like 2026-05-31T18:20:00+08:00; without an offset it is Beijing time.",
    ),
    error(
        "instant.future",
        "{column}“{value}”晚于现在。",
        "{column} “{value}” lies in the future.",
        "请核对日期和时区。",
        "Check the day and the offset.",
    ),
    error(
        "choice.unknown",
        "{column}没有“{value}”这一选项。",
        "{column} has no option “{value}”.",
        "可填：{options}。",
        "Permitted: {options}.",
    ),
    error(
        "boolean.unknown",
        "“{value}”既不是“是”也不是“否”。",
        "“{value}” is neither yes nor no.",
        "填写 yes 或 no（是、否亦可）；JSON 中用 true 或 false。",
        "Write yes or no; in JSON true or false.",
    ),
    error(
        "number.format",
        "“{value}”不是本列可用的数字。",
        "“{value}” is not a number that this column can hold.",
        "只写数字，不带单位、逗号和空格；小数最多{places}位。",
        "Digits only, without unit, comma or blank; at most {places} decimal places.",
    ),
    error(
        "number.range",
        "{column}“{value}”不在{low}至{high}之间。",
        "{column} “{value}” is not between {low} and {high}.",
        "核对数字和单位。",
        "Check the figure and its unit.",
    ),
    error(
        "mass.range",
        "{column}“{value}”不在{low}至{high}千克之间。",
        "{column} “{value}” is not between {low} and {high} kilograms.",
        "核对数字和单位：应以千克计。",
        "Check the figure and its unit: kilograms are meant.",
    ),
    error(
        "degrees.range",
        "{column}“{value}”不在{low}至{high}度之间。",
        "{column} “{value}” is not between {low} and {high} degrees.",
        "核对经度与纬度是否填反。",
        "Check that longitude and latitude have not changed places.",
    ),
    error(
        "shares.format",
        "“{value}”不是“元素:比例”的列表。",
        "“{value}” is not a list of element:share pairs.",
        "写成 Li:0.031;Ni:0.12 的形式，每种元素一次，比例为0至1的小数。",
        "Write it like Li:0.031;Ni:0.12, each element once, shares as fractions of one.",
    ),
    error(
        "shares.element",
        "“{value}”中有不是化学元素符号的名称。",
        "“{value}” names something that is no chemical element.",
        "使用元素符号，如 Li、Ni、Co、Mn、Fe、P。",
        "Use the symbols of the elements, such as Li, Ni, Co, Mn, Fe, P.",
    ),
    error(
        "shares.sum",
        "“{value}”的比例合计超过1。",
        "The shares of “{value}” add up to more than one.",
        "比例是占总质量的小数，不是百分数：3.1%写作0.031。",
        "Shares are fractions of the mass, not per cent: 3.1 % is 0.031.",
    ),
    error(
        "cell.error",
        "{column}的单元格是公式错误“{value}”。",
        "The cell in {column} holds the formula error “{value}”.",
        "更正公式，或把单元格改为数值后重新保存。",
        "Mend the formula, or paste its value, and save the file again.",
    ),
)

RULES = (*CELL_RULES, *CODE_RULES, *VIN_RULES, *USCC_RULES, *REGION_RULES)
