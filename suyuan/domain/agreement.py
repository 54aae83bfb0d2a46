"""同意 — how a person agreed to a command line: it may do no more than the session in which the person did.

    Agreed       what that session had shown
    noted()      beside the code of the device, until a token is drawn
    agreed_by()  what is noted there of a person

>>> state = noted({"granted": None}, 7, Agreed(factor=True))
>>> agreed_by(state, 7), agreed_by(state, 8).factor
(Agreed(factor=True, provider=False), False)
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

AGREED = "agreed"  # name under which a code, and then its tokens, keep it


class Agreed(NamedTuple):
    """Whether a second factor had been shown in the session, and whether an identity provider had let it in."""

    factor: bool = False
    provider: bool = False


def noted(state: Mapping[str, Any], user_id: int, agreed: Agreed) -> dict[str, Any]:
    """Give what is known of a device's code with how a person agrees to it."""
    return {**state, AGREED: (user_id, *agreed)}


def agreed_by(state: Mapping[str, Any], user_id: int) -> Agreed:
    """Give how a person agreed to a device's code; what somebody else noted there says nothing of this one."""
    person, *how = state.get(AGREED, (None,))
    return Agreed(*how) if person == user_id else Agreed()
