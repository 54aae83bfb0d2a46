"""邀请信 — the letter that carries an invitation's link, in both languages; sent where a mail server is set."""

from smtplib import SMTPException

import structlog
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email

from suyuan.storage.invitations import Offer

LOG = structlog.get_logger()
NONE = "django.core.mail.backends.dummy.EmailBackend"
SUBJECT = "溯源邀请 · Invitation to Suyuan"
BODY = """{firm} 邀请您在动力电池溯源平台上为其办事。打开下面的链接接受邀请，链接只能用一次，{day} 前有效：
{firm} invites you to act for it on the power battery traceability platform. Open this link to accept; it works once, until {day}:

{link}

若您不认识这家单位，不必理会本信。
If you do not know this firm, leave this letter alone.
"""  # noqa: E501 - a letter's own lines


def send(offer: Offer, link: str) -> bool:
    """Send an invitation where its addressee is an e-mail address and a mail server is set; tell whether it left."""
    try:
        validate_email(offer.addressee)
    except ValidationError:
        return False
    if settings.EMAIL_BACKEND == NONE:
        return False
    body = BODY.format(firm=offer.party_name, link=link, day=f"{offer.expires_at:%Y-%m-%d}")
    try:
        send_mail(SUBJECT, body, None, [offer.addressee])
    except (OSError, SMTPException):
        LOG.warning(
            "invitation.unsent", invitation=offer.id
        )  # neither address nor link: a log holds no such thing
        return False
    return True
