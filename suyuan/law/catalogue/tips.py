"""举报的应答 — why a tip cannot be taken, or settled.

Source: Article 27 of the Measures.
"""

from suyuan.law.rules import error

RULES = (
    error(
        "tip.party",
        "“{value}”不是统一社会信用代码。",
        "“{value}” is no credit code.",
        "核对代码；不知道的请留空，在经过中写明企业名称和地点。",
        "Check it; where you do not know it, leave it empty and name the firm and the place in your words.",
        source="27",
    ),
    error(
        "tip.too_many",
        "您提交得太频繁。",
        "Too many tips came from where you are.",
        "一小时后再试；紧急情况请拨打12345或者110。",
        "Try again in an hour; where there is danger call 12345 or 110.",
        source="27",
        status=429,
        exit_code=6,
    ),
    error(
        "tip.settled",
        "这条举报已经处理。",
        "This tip has been settled.",
        "看过处理意见之后再办。",
        "Read what was said of it first.",
        source="27",
        status=409,
    ),
)
