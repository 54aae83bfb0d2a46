"""文件 — rules on a file as a whole: its form, its size, its headings, its JSON.

Placeholders: {limit} what is permitted; {size} what came; {found} what was recognised; {reason} the
reader's own words; {line} {position} where; {heading} {nearest} {unit} of a heading; {key} {expected} of a
JSON member.

Source: our own form; formats RFC 4180 (CSV), RFC 8259 (JSON), ECMA-376 (XLSX).
"""

from suyuan.law.rules import error

FORM = (
    error(
        "file.empty",
        "文件是空的。",
        "The file is empty.",
        "核对是否选错了文件。",
        "Check that it is the right file.",
    ),
    error(
        "file.no_rows",
        "文件只有表头，没有数据。",
        "The file has headings but no rows.",
        "填写数据后重新报送；数据须在第一张工作表。",
        "Fill in the rows and file again; a workbook keeps them on its first sheet.",
    ),
    error(
        "file.encoding",
        "文件不是 UTF-8 或 GB18030 编码的文本（第{line}行）。",
        "The file is no text in UTF-8 or GB18030 (line {line}).",
        "用表格软件另存为“CSV UTF-8”或 XLSX。",
        "Save it as “CSV UTF-8” or XLSX.",
    ),
    error(
        "file.nul",
        "文件中有空字符（NUL）。",
        "The file holds NUL characters.",
        "另存为“CSV UTF-8”或 XLSX 后重新报送。",
        "Save it again as “CSV UTF-8” or XLSX.",
    ),
    error(
        "file.quotes",
        "第{line}行附近的引号没有配对。",
        "The quotation marks do not match near line {line}.",
        "内容中的引号须写成两个；另存为 XLSX 可避免此问题。",
        "Double a quotation mark inside a cell; saving as XLSX avoids this.",
    ),
    error(
        "file.format",
        "文件内容与其格式不符。",
        "The content is not what the file claims to be.",
        "使用 XLSX、CSV、NDJSON、JSON 数组或 Parquet。",
        "Use XLSX, CSV, NDJSON, a JSON array or Parquet.",
        status=415,
    ),
    error(
        "file.unknown_format",
        "不支持此类文件：{found}。",
        "This kind of file is not read: {found}.",
        "使用 XLSX、CSV、NDJSON、JSON 数组或 Parquet。",
        "Use XLSX, CSV, NDJSON, a JSON array or Parquet.",
        status=415,
    ),
    error(
        "file.old_excel",
        "这是旧版 Excel（.xls）文件。",
        "This is a workbook of the old Excel form (.xls).",
        "用 Excel 或 WPS 打开，另存为 .xlsx。",
        "Open it and save it as .xlsx.",
        status=415,
    ),
    error(
        "file.encrypted",
        "文件有打开密码。",
        "The file is protected by a password.",
        "取消密码后重新保存。",
        "Remove the password and save it again.",
    ),
    error(
        "file.macro",
        "工作簿含有宏。",
        "The workbook holds macros.",
        "另存为不含宏的 .xlsx。",
        "Save it as .xlsx without macros.",
    ),
    error(
        "file.damaged",
        "文件已损坏，无法读取。",
        "The file is damaged and cannot be read.",
        "重新导出或重新上传。",
        "Export it again, or send it again.",
    ),
    error(
        "file.truncated",
        "文件不完整，末尾缺失。",
        "The file is incomplete: its end is missing.",
        "重新上传；仍不行的，重新导出。",
        "Send it again; if that fails, export it again.",
    ),
)

SIZE = (
    error(
        "file.too_large",
        "文件有{size}字节，上限为{limit}字节。",
        "The file has {size} bytes; {limit} is the limit.",
        "分成几个文件报送。",
        "Split it and file the parts.",
        status=413,
    ),
    error(
        "file.zip_bomb",
        "文件解压后大得异常。",
        "The file expands to an unreasonable size.",
        "把数据复制到新建的工作簿，或改用 CSV。",
        "Copy the rows to a new workbook, or use CSV.",
    ),
    error(
        "file.too_many_rows",
        "行数超过上限{limit}。",
        "There are more rows than the limit of {limit}.",
        "分成几个文件报送。",
        "Split it and file the parts.",
    ),
    error(
        "file.too_many_columns",
        "列数超过上限{limit}。",
        "There are more columns than the limit of {limit}.",
        "删去模板以外的列。",
        "Remove the columns that are not in the template.",
    ),
    error(
        "file.time",
        "读取文件用时过长，已停止。",
        "Reading the file took too long and was stopped.",
        "删去公式和格式，或改用 CSV。",
        "Remove formulas and formats, or use CSV.",
    ),
    error(
        "file.too_slow",
        "读取文件超过{limit}秒，已停止。",
        "Reading the file took more than {limit} seconds and was stopped.",
        "更正文件的引号和格式，或分成几个文件。",
        "Mend its quotes and form, or split it.",
    ),
    error(
        "file.memory",
        "读取文件占用内存过多，已停止。",
        "Reading the file needed too much memory and was stopped.",
        "删去公式、图片和格式，或改用 CSV。",
        "Remove formulas, pictures and formats, or use CSV.",
    ),
)

HEADINGS = (
    error(
        "heading.unknown",
        "不认识列名“{heading}”。",
        "The heading “{heading}” is not known.",
        "改用模板中的列名，或删去此列。最接近的列名：{nearest}",
        "Use a heading of the template, or remove the column. Nearest heading: {nearest}",
    ),
    error(
        "heading.missing",
        "缺少“{heading}”这一列。",
        "The column “{heading}” is missing.",
        "下载模板，补上此列。",
        "Download the template and add the column.",
    ),
    error(
        "heading.duplicate",
        "列名“{heading}”出现了两次。",
        "The heading “{heading}” stands twice.",
        "删去多余的一列。",
        "Remove one of the two.",
    ),
    error(
        "heading.unit",
        "列名“{heading}”的单位“{unit}”不是本列的单位。",
        "The unit “{unit}” in the heading “{heading}” is not this column's.",
        "换算为模板所示的单位，并使用模板的列名。",
        "Convert the figures to the template's unit and use its heading.",
    ),
)

JSON = (
    error(
        "json.encoding",
        "JSON 不是 UTF-8 文本。",
        "The JSON is not text in UTF-8.",
        "以 UTF-8 编码发送。",
        "Send it in UTF-8.",
    ),
    error(
        "json.syntax",
        "JSON 语法有误：第{line}行第{position}个字符，{reason}。",
        "The JSON is broken at line {line}, character {position}: {reason}.",
        "NDJSON 每行一个完整的对象；核对引号、逗号和括号。",
        "NDJSON has one whole object a line: check quotes, commas and brackets.",
    ),
    error(
        "json.duplicate_key",
        "键“{key}”在同一个对象中出现两次。",
        "The key “{key}” stands twice in one object.",
        "只保留一个。",
        "Keep one of them.",
    ),
    error(
        "json.depth",
        "JSON 嵌套过深。",
        "The JSON is nested too deeply.",
        "最多为车辆、packs、modules、cells 四层。",
        "Vehicle, packs, modules and cells are the deepest nesting.",
    ),
    error(
        "json.type",
        "“{key}”的类型不对。",
        "“{key}” is of the wrong type.",
        "对照接口文档更正。",
        "Compare it with the description of the interface.",
    ),
    error(
        "json.wrong_type",
        "“{key}”应为 {expected}，实为 {found}。",
        "“{key}” should be {expected}, but is {found}.",
        "对照接口文档更正。",
        "Compare it with the description of the interface.",
    ),
    error(
        "json.not_object",
        "每一行应为 JSON 对象，实为 {found}。",
        "Each row should be a JSON object, but this is {found}.",
        '以 {{"列名": 值}} 的形式填写。',
        'Write it as {{"column": value}}.',
    ),
    error(
        "json.number",
        "“{value}”不是本列可用的数字。",
        "“{value}” is not a number that this column can hold.",
        "使用普通的十进制数，不用 NaN、Infinity 或过长的数字。",
        "Use a plain decimal number, without NaN, Infinity or endless digits.",
    ),
    error(
        "json.unknown_key",
        "不认识键“{key}”。",
        "The key “{key}” is not known.",
        "改用接口文档中的名称，或删去。最接近的名称：{nearest}",
        "Use a name of the interface, or remove it. Nearest name: {nearest}",
    ),
    error(
        "json.mixed_levels",
        "同一对象既直接写了下级编码，又嵌套了下级列表。",
        "One object gives a lower code itself and a nested list of lower codes too.",
        "两种写法只用一种。",
        "Use one way or the other.",
    ),
)

LABELS = (
    error(
        "labels.unreadable",
        "无法读取标签清单。",
        "The list of labels cannot be read.",
        "上传CSV、XLSX或NDJSON文件，一列为 code（动力电池编码），可另有一列 payload（码内内容）。",
        "Upload CSV, XLSX or NDJSON with a column code and, where needed, a column payload.",
    ),
    error(
        "labels.empty",
        "清单中没有编码。",
        "There is no code in the list.",
        "每行写一个编码；文件的列名为 code 或“动力电池编码”。",
        "Write one code on each line; in a file the column is called code.",
    ),
    error(
        "labels.too_many",
        "一次最多打印{limit}个标签。",
        "At most {limit} labels are printed at once.",
        "分成几个文件。",
        "Split the file.",
    ),
    error(
        "labels.too_small",
        "单体标签上印不下可识读的Code 128条码。",
        "A Code 128 that can be read does not fit on the label of a cell.",
        "单体改用Data Matrix或QR码。",
        "Choose Data Matrix or QR for cells.",
    ),
    error(
        "filing.no_reason",
        "没有填写撤销的理由。",
        "No reason is given for taking the filing back.",
        "写明理由；它与回执一起留存。",
        "Say why: it is kept with the receipt.",
    ),
    error(
        "labels.unfit",
        "{value}的码内内容不能用所选码制表示，或者印出后读不回来。",
        "What the symbol of {value} is to say does not fit into it, or does not read back.",
        "改用Data Matrix或QR码；码内内容只用字母、数字和常用符号，并缩短。",
        "Choose Data Matrix or QR; let it say letters, digits and usual signs, and less.",
    ),
    error(
        "labels.unknown_kind",
        "没有这种码制或尺寸。",
        "There is no such symbol or size.",
        "码制为 data_matrix、qr、code_128；尺寸为 cell、module、pack。",
        "Symbols are data_matrix, qr, code_128; sizes are cell, module, pack.",
    ),
)

RULES = (*FORM, *SIZE, *HEADINGS, *JSON, *LABELS)
