"""人员答复 — what members, invitations, sign-ins and signing are refused for.

An invitation that is gone answers alike whether it was withdrawn, has expired, was taken up or never was.
"""

from suyuan.law.rules import error

RULES = (
    error(
        "member.no_part",
        "没有选择任何职责。",
        "No part was chosen.",
        "至少选择一项职责。",
        "Choose at least one of the parts.",
    ),
    error(
        "member.no_addressee",
        "没有写明邀请谁。",
        "It does not say who is invited.",
        "填写姓名或者电子邮箱。",
        "Write a name or an e-mail address.",
    ),
    error(
        "member.last_administrator",
        "这是本单位唯一的管理员。",
        "This is the only administrator of the firm.",
        "先让另一位成员担任管理员。",
        "Make another member an administrator first.",
        status=409,
        exit_code=1,
    ),
    error(
        "member.ended",
        "交件人在入库之前已不是本单位成员，没有任何内容入库。",
        "Whoever handed it in left the firm before it was stored; nothing of it was stored.",
        "请本单位另一位签署人重新报送。",
        "Let another signer of the firm file it again.",
        status=403,
        exit_code=1,
    ),
    error(
        "member.not_signer",
        "您在本单位的职责不包括报送：报送由签署人办理，经办人可在网页上备好、交其签署。",
        "Your part in the firm does not file: signers do, and preparers hand in on the pages what a signer signs.",
        "请本单位管理员在“成员”页面为您增加职责，或把文件交给签署人。",
        "Ask your firm's administrator to change your part on the page “Members”, or hand the file to a signer.",
        source="24",
        status=403,
        exit_code=1,
    ),
    error(
        "invitation.gone",
        "这一邀请已不可用。",
        "This invitation does not hold.",
        "请向邀请您的单位管理员另要一个链接。",
        "Ask the administrator of the firm that invited you for a new link.",
        status=404,
        exit_code=1,
    ),
    error(
        "session.other_standing",
        "此页是以另一身份打开的，现在的身份已经改变，没有任何内容提交。",
        "This page was opened in another standing than your present one; nothing was handed in.",
        "在页首切换回原来的身份，再提交一次。",
        "Switch back in the head of the page and hand it in again.",
        status=409,
        exit_code=1,
    ),
    error(
        "job.not_to_sign",
        "这一份已不在待签之列：已签署、已退回，或已撤回。",
        "This one no longer waits to be signed: it was signed, returned or taken back.",
        "在首页查看现在待签的各份。",
        "See on the first page what waits now.",
        status=409,
        exit_code=1,
    ),
    error(
        "job.not_clean",
        "文件中有错误的行，没有提交签署。",
        "The file has lines with errors, so it was not put before a signer.",
        "用“只校验”查看错误，改正后重新提交。",
        "Choose “Check only” to see them, mend the file and hand it in again.",
    ),
    error(
        "job.no_word",
        "退回时没有说明理由。",
        "It is returned without a word.",
        "写明哪里需要改。",
        "Say what should be mended.",
    ),
    error(
        "provider.no_account",
        "身份提供方确认了您的身份，但平台上没有与之对应的在任人员账户。",
        "The identity provider vouches for you, but no account with a post belongs to you here.",
        "请平台运营方按您的工作邮箱开设账户；平台不会自行建立账户。",
        "Ask the operator to open one under your office e-mail address; the platform opens none by itself.",
        status=403,
        exit_code=1,
    ),
)
