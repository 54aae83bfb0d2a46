"""一次 — a form that is sent twice makes one thing; the second time it is answered with what the first one made.

    Given     what a form says: field -> text, and ``form_key``, which the page draws anew for every form it shows
    Form      a form as it was sent: by whom and what it says
    made()    what a form has made before, if anything
    once()    makes a thing that has a number of its own, unless its form has made it already

What a form has made is noted in the transaction that makes it, so a form whose answer was lost on the way may be sent
again at any time. A key sent with other words is refused and makes nothing: it may be the same thing with a word put
right, or another thing.
"""

import hashlib
from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import NAMESPACE_OID, uuid5

import msgspec
from django.db import IntegrityError

from suyuan.domain.applications import Problem
from suyuan.services.refusals import Broken, Unfit
from suyuan.storage import sent_forms as store
from suyuan.storage.sent_forms import Form
from suyuan.storage.wall import as_register

Given = Mapping[str, str]

KEY = "form_key"
_LONGEST_KEY = 80
_TRIES = 5  # numbers drawn where several things are made at once


def sent(kind: str, sender: object, given: Given) -> Form | None:
    """Give a form as it was sent, None where it has no key; one key of two senders is two."""
    key = given.get(KEY, "")[:_LONGEST_KEY]
    if not key:
        return None
    says = msgspec.json.encode(sorted((name, text) for name, text in given.items() if name != KEY))
    return Form(uuid5(NAMESPACE_OID, f"{kind} {sender} {key}"), hashlib.sha256(says).hexdigest())


def made(form: Form | None) -> str:
    """Give the number of what a form has made, "" where nothing. Raises Unfit: it now says something else."""
    noted = store.find(form.key) if form else None
    if form is None or noted is None:
        return ""
    if noted.digest != form.digest:
        raise Unfit((Problem(KEY, "form.sent_before", noted.number),))
    return noted.number


def once(form: Form | None, make: Callable[[], str], *, at: datetime) -> str:
    """Make a thing and note its form, in one transaction; give the thing's number. Raises Unfit, as ``made`` does.

    ``make`` raises IntegrityError where somebody else took its number meanwhile; it is then asked again.
    """
    for _ in range(_TRIES):
        if number := made(form):
            return number
        try:
            with as_register(durable=True):
                number = make()
                if form:
                    store.note(form, number, at=at)
                return number
        except IntegrityError:  # its number was taken, or its form was sent twice at once
            continue
    raise Broken("no number is free")
