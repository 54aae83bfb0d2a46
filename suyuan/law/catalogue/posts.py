"""职务答复 — what appointments, the access log and erasing a person are refused for."""

from suyuan.law.rules import error

RULES = (
    error(
        "post.kind",
        "没有这样的职务。",
        "There is no such post.",
        "选择检查人员、部委、平台运营或审计。",
        "Choose inspector, ministry, operator or auditor.",
    ),
    error(
        "post.department",
        "这一职务要写明部门。",
        "This post needs a department.",
        "从六个部门中选择一个。",
        "Choose one of the six departments.",
    ),
    error(
        "post.territory",
        "层级与行政区划代码不相符，或没有这一行政区划。",
        "The level and the division code do not fit, or there is no such division.",
        "省级写2位，地市级写4位，县级写6位；部委不写。",
        "Two digits for a province, four for a prefecture, six for a county; none for a ministry.",
    ),
    error(
        "post.until",
        "终止日期不在将来。",
        "The last day does not lie ahead.",
        "填写今天之后的日期，或者留空。",
        "Write a day after today, or leave it empty.",
    ),
    error(
        "post.person",
        "用户名不能使用。",
        "This username cannot be used.",
        "写1至60个字母、数字或 . _ @ + - 。",
        "Write 1 to 60 letters, digits or . _ @ + -.",
    ),
    error(
        "post.conflict",
        "此人已有与之不相容的身份。",
        "This person already holds what does not go together with it.",
        "审计人员不得担任其他职务；担任职务的人不得是企业成员。先终止另一身份。",
        "An auditor holds no other post, and who holds a post belongs to no firm: end the other standing first.",
        status=409,
        exit_code=1,
    ),
    error(
        "post.own",
        "不能任免自己。",
        "Nobody appoints or removes themselves.",
        "请另一位平台运营人员办理。",
        "Ask another operator.",
        status=403,
        exit_code=1,
    ),
    error(
        "person.own",
        "不能删除自己的个人信息。",
        "Nobody erases themselves here.",
        "请另一位平台运营人员办理。",
        "Ask another operator.",
        status=403,
        exit_code=1,
    ),
    error(
        "person.sure",
        "没有确认。",
        "It was not confirmed.",
        "照抄用户名以确认：删除后无法恢复。",
        "Repeat the username to confirm: what is erased cannot be brought back.",
    ),
    error(
        "person.last_administrator",
        "此人是某企业唯一的管理员。",
        "This person is the only administrator of a firm.",
        "先让该企业的另一位成员担任管理员。",
        "Another member of that firm must become an administrator first.",
        status=409,
        exit_code=1,
    ),
)
