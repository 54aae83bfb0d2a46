"""接口总表 — the API of version 1, mounted at /api/v1/; its document and its page need no outside link."""

from ninja.openapi.docs import Swagger

from suyuan import __version__
from suyuan.api import (
    batteries,
    duties,
    filings,
    findings,
    firms,
    flows,
    handovers,
    idcards,
    jobs,
    notices,
    oauth,
    obligations,
    outlets,
    parties,
    proposals,
    reads,
    takeback,
    techinfo,
)
from suyuan.api.describing import Api

TAGS = (
    ("filings", "报送：文件、回执、任务 · Filings, receipts, jobs"),
    ("obligations", "报送义务 · Statutory clocks"),
    ("batteries", "电池与车辆 · Batteries and vehicles"),
    ("idcards", "数字身份（公开）· Digital identities, open to everyone"),
    ("handovers", "移交 · Hand-overs"),
    ("findings", "发现的问题 · Findings"),
    ("flows", "流向 · Flows"),
    ("outlets", "回收服务网点（公开）与覆盖 · Outlets, open to everyone; coverage"),
    ("techinfo", "技术信息 · Technical information"),
    ("notices", "报废告知 · Notices of retirement"),
    ("duties", "规则（公开）· The rulebook, open to everyone"),
    ("parties", "身份与主体 · Who you are, and the register"),
    ("access", "读取记录（审计）· The access log, for the auditor"),
    ("oauth", "领取令牌（程序、命令行）· Drawing tokens: programs and the command line"),
)

api = Api(
    title="溯源 suyuan API",
    version=__version__,
    description=(
        "New-energy-vehicle power batteries, from factory to recycling. "
        "Errors are RFC 9457 problem documents in the language of Accept-Language (zh-Hans, else English). "
        "Lists page by cursor. A thing you may not see answers as a thing that does not exist.\n\n"
        "新能源汽车动力电池，从出厂到再生。"
        "错误为 RFC 9457 问题说明，语言随 Accept-Language（zh-Hans、en，缺省为英文）；"
        "列表以游标翻页；无权查看之物，答复与不存在相同。"
    ),
    urls_namespace="api",
    docs=Swagger(settings={"validatorUrl": None, "persistAuthorization": False}),
    openapi_extra={"tags": [{"name": name, "description": text} for name, text in TAGS]},
)
for noun in (
    filings,
    jobs,
    obligations,
    batteries,
    takeback,
    idcards,
    handovers,
    proposals,
    findings,
    flows,
    outlets,
    techinfo,
    notices,
    duties,
    parties,
    firms,
    oauth,
    reads,
):
    api.add_router("", noun.router)
