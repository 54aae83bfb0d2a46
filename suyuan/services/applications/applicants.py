"""申请账户 — the account that applied for a firm, and what keeps it from becoming the firm's first administrator.

    hindrance()  the rule that stands against an account, "" for none

It is asked when somebody applies and again when the application is approved: a post may be given in between.

Source: Article 27 of the Measures; nobody watches their own firm, or its competitors for it.
"""

from suyuan.services.refusals import Refused
from suyuan.storage import members


def hindrance(user_id: int) -> str:
    """Give the rule by which an account cannot administer a firm, "" for none: it holds a post, or was erased."""
    if members.has_post(user_id):
        return "application.post"
    return "" if members.names([user_id]).get(user_id) else "application.applicant_gone"


def require_free(user_id: int | None) -> None:
    """Refuse whoever cannot administer a firm; who is not signed in is invited later. Raises Refused."""
    rule = "" if user_id is None else hindrance(user_id)
    if rule:
        raise Refused(rule)
