"""口令 — what a password must be, where Django's own words are not in both languages."""

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import ngettext


class MinimumLength(MinimumLengthValidator):
    """Django's check of the length; 5.2 gave its message new words, which have no Chinese yet."""

    def get_error_message(self) -> str:
        """Say how long it must be."""
        return ngettext(
            "The password is too short: it needs at least %(count)d character.",
            "The password is too short: it needs at least %(count)d characters.",
            self.min_length,
        ) % {"count": self.min_length}
