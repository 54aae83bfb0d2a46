"""已提交的表单 — what forms have made, so that one that is sent again makes nothing more.

find()   what a form has made
note()   a form and what it made
sweep()  forgets forms that nobody sends again
"""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from suyuan.storage.models import SentForm
from suyuan.storage.wall import by_register


@dataclass(frozen=True, slots=True)
class Form:
    """A form as it was sent: its key together with its sender, and what it says as SHA-256 in hex."""

    key: UUID
    digest: str


@by_register
def find(key: UUID) -> SentForm | None:
    """Give what a form has made, None where it made nothing."""
    return SentForm.objects.filter(key=key).first()


def note(form: Form, number: str, *, at: datetime) -> None:
    """Note what a form has made. Raises IntegrityError: it has made something already."""
    SentForm.objects.create(key=form.key, digest=form.digest, number=number, sent_at=at)


def sweep(*, before: datetime) -> int:
    """Forget the forms that were sent before an instant; give how many."""
    return SentForm.objects.filter(sent_at__lt=before).delete()[0]
