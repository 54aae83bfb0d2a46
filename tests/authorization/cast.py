"""Who asks: every role of the matrix, with a browser that is signed in or a key in its hand.

Actor    a name, the door by which it comes, and what the policy's tables know of it
people() everybody who comes by a page;   machines() everybody who comes with a token
"""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth import get_user_model
from django.test import Client

from suyuan.domain.access import Part, Viewer
from suyuan.law.departments import LEVEL_DIGITS, Department, Level
from suyuan.law.duty import Role
from suyuan.portal.door import STANDING
from suyuan.services import clock
from suyuan.services.keys import operations as keys
from suyuan.services.parties.queries import viewer_of_token
from suyuan.storage import accounts
from suyuan.storage import keys as store
from suyuan.storage.models import Account, Membership, Party, Post
from tests.authorization.firms import HOME, REGIONS, Trade, again, factor, member, person
from tests.integration.conftest import Road

OUTSIDE = "540102"
THOROUGH = {"industry county within", "ministry of industry"}  # officials who try every page
ORIGIN = "https://testserver"


class Lean(Client):
    """A client that keeps cookies and nothing else; Django's own copies every context of every template for a test."""

    def request(self, **request: Any) -> Any:
        """Send a request through all of the server's middleware."""
        answer = self.handler(self._base_environ(**request))
        self.cookies.update(answer.cookies)
        return answer


@dataclass
class Actor:
    """One who asks. ``state``: anonymous, in, ended (no standing left), dead (a token that opens nothing), owes.

    ``records``: asks for records only, where others of the same post ask for everything.
    """

    name: str
    door: str
    viewer: Viewer | None = None
    state: str = "in"
    letter: str = ""
    client: Client = field(default_factory=Lean)
    headers: dict[str, str] = field(default_factory=dict)
    records: bool = False


def show_factor(client: Client, viewer: Viewer) -> None:
    """Let the session of somebody who is signed in remember that the factor was shown in it."""
    held = Authenticator.objects.filter(user_id=viewer.user_id).values_list("id", flat=True)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "mfa", "at": 0.1, "id": number} for number in held
    ]
    session["account_authentication_methods_user"] = str(viewer.user_id)
    session.save()


def _page(name: str, viewer: Viewer, *, state: str = "in", letter: str = "", standing: str = "") -> Actor:
    client = Lean()
    client.force_login(get_user_model().objects.get(pk=viewer.user_id))
    show_factor(client, viewer)
    if standing:
        session = client.session
        session[STANDING] = standing
        session.save()
    return Actor(name, "page", viewer if state in {"in", "owes"} else None, state, letter, client)


def _token(name: str, text: str, viewer: Viewer | None, *, letter: str = "", principal: str = "") -> Actor:
    headers = {"Authorization": f"Bearer {text}"} | ({"Suyuan-Principal": principal} if principal else {})
    return Actor(name, "api", viewer, "in" if viewer else "dead", letter, Lean(), headers)


def people(trade: Trade) -> list[Actor]:
    """Give everybody who comes by a page."""
    firms = trade.firms
    found = [Actor("anonymous", "page", state="anonymous")]
    found += [_page(f"{part.value} of A", member(firms["A"], part), letter="A") for part in Part]
    for letter in "PDNFRG":
        found.append(_page(f"everything at {letter}", firms[letter], letter=letter))
        found[-1].records = letter not in "FR"
    for role, partner in (
        (Role.BATTERY_IMPORTER, None),
        (Role.VEHICLE_IMPORTER, None),
        (Role.SWAP_OPERATOR, None),
        (Role.REPAIRER, firms["F"]),
        (Role.REPAIRER, None),
    ):
        firm = Road.firm(role, partner_of=partner)
        name = f"signer of a {role.value}{' that is a partner' if partner else ''}"
        found.append(_page(name, member(firm, Part.SIGNER)))
        found[-1].records = True
    found += _of_states()
    agent = member(firms["G"], Part.SIGNER, Part.ADMINISTRATOR)
    standing = f"mandate-{firms['G'].party_id}-{firms['A'].party_id}"
    found.append(_page("agent of A", again(agent, standing), letter="A", standing=standing))
    gone = member(firms["A"], Part.ADMINISTRATOR, Part.SIGNER)
    Membership.objects.filter(account_id=gone.account_id).update(until_at=clock.true_now())
    found.append(_page("removed from A", gone, state="ended"))
    owing = member(firms["A"], Part.ADMINISTRATOR, Part.SIGNER)
    Authenticator.objects.filter(user_id=owing.user_id).delete()
    found.append(_page("without the second factor at A", owing, state="owes", letter="A"))
    for name, viewer in officials(trade):
        found.append(_page(name, viewer))
        found[-1].records = viewer.kind in {"inspector", "ministry"} and name not in THOROUGH
    return found


def _of_states() -> list[Actor]:
    """Give the people of firms that were suspended and ended."""
    found = []
    for state in ("suspended", "terminated"):
        firm = Road.firm(Role.VEHICLE_MAKER)
        factor(firm)
        Party.objects.filter(id=firm.party_id).update(state=state)
        found.append(_page(f"everything at a {state} firm", again(firm)))
    return found


def officials(trade: Trade) -> list[tuple[str, Viewer]]:
    """Give the officials: departments x levels within and outside, ministries, operator, auditor."""
    found: list[tuple[str, Viewer]] = []
    for department in Department:
        for level in (Level.COUNTY, Level.PREFECTURE, Level.PROVINCE):
            places = {"within": HOME, "next": REGIONS["D"]} if level is Level.COUNTY else {"within": HOME}
            for where, region in (places | {"outside": OUTSIDE}).items():
                if where == "outside" and level is Level.PREFECTURE:
                    continue
                territory = region[: LEVEL_DIGITS[level]]
                viewer = person("inspector", territory=territory, department=department.value)
                found.append((f"{department.value} {level.value} {where}", viewer))
    found += [
        (f"ministry of {department.value}", person("ministry", department=department.value))
        for department in (Department.INDUSTRY, Department.COMMERCE, Department.REFORM)
    ]
    assert trade.operator is not None
    return [*found, ("operator", trade.operator), ("auditor", person("auditor"))]


def machines(trade: Trade, insiders: list[Actor]) -> list[Actor]:
    """Give everybody who comes with a token; officials and members with one of their own."""
    a, now = trade.firms["A"], clock.true_now()
    found = [Actor("no token", "api", state="anonymous"), _token("nonsense", "sy_" + "x" * 43, None)]
    for letter, firm in trade.firms.items():
        text = keys.issue(firm, name="全部", duties=None, last_day=keys.default_end()).text
        found.append(_token(f"key of {letter}", text, viewer_of_token(text), letter=letter))
    scopes: dict[str, Any] = {"one duty": ["24.2.b"], "only reading": ()}
    for name, duties in scopes.items():
        text = keys.issue(a, name=name, duties=duties, last_day=keys.default_end()).text
        found.append(_token(f"key of A for {name}", text, viewer_of_token(text), letter="A"))
    for name in ("expired", "revoked"):
        made = keys.issue(a, name=name, duties=None, last_day=keys.default_end())
        row = next(one for one in store.of_party(a.party_id or 0) if one.prefix == made.public)
        if name == "revoked":
            keys.revoke(a, row.id)
        else:
            store.shorten(row.id, until=now - timedelta(seconds=1))
        found.append(_token(f"{name} key of A", made.text, None))
    found += [_program(a), _agent(trade)]
    for actor in insiders:
        viewer = actor.viewer
        if viewer is None or actor.state == "owes" or viewer.agent_id is not None:
            continue
        if viewer.kind == "member" and actor.letter != "A":
            continue
        if actor.records and viewer.kind == "inspector" and "county" not in actor.name:
            continue
        text = accounts.issue_token(viewer.account_id, name="own", at=now)
        found.append(_token(f"token of {actor.name}", text, viewer_of_token(text), letter=actor.letter))
        found[-1].records = actor.records
    return [*found, _orphan(a)]


def _program(firm: Viewer) -> Actor:
    """Let a program draw its token at the identity provider."""
    made = keys.enter(firm, name="程序", duties=["24.2.a"], last_day=keys.default_end())
    fields = {"grant_type": "client_credentials", "client_id": made.public, "client_secret": made.text}
    text = Client().post("/api/v1/oauth/token", fields).json()["access_token"]
    return _token("program of A for one duty", text, viewer_of_token(text), letter="A")


def _agent(trade: Trade) -> Actor:
    agent, principal = trade.firms["G"], trade.firms["A"].uscc
    text = keys.issue(agent, name="代报", duties=None, last_day=keys.default_end()).text
    viewer = viewer_of_token(text, principal)
    return _token("key of an agent of A", text, viewer, letter="A", principal=principal)


def _orphan(firm: Viewer) -> Actor:
    """Give a key whose maker has left the firm."""
    maker = member(firm, Part.ADMINISTRATOR, Part.SIGNER)
    text = keys.issue(maker, name="旧", duties=None, last_day=keys.default_end()).text
    Membership.objects.filter(account_id=maker.account_id).update(until_at=clock.true_now())
    return _token("key whose maker left A", text, None)


__all__ = ["Account", "Actor", "Post", "machines", "officials", "people"]
