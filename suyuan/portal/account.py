"""账户 — signing in: accounts are opened by the operator, never by a visitor."""

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest

QUIET = "account/messages/"


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]  # allauth carries no types
    """Closes sign-up, and leaves out the greetings of allauth: our pages say who is signed in."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002 - allauth's signature
        """Answer no: an enterprise is registered by its authority, and the operator opens its accounts."""
        return False

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *args: object,
        **kwargs: object,
    ) -> None:
        """Pass on only the messages that tell something new: the change of a password."""
        if message_template and message_template.endswith("password_changed.txt"):
            super().add_message(request, level, message_template, *args, **kwargs)
