"""What every route is for: one line for each route and method, beside the policy's own tables.

    Line    who may come, which act it is, which object it is about, and what is sent
    LINES   all of them; a route without a line fails the build, and a line without a route too

``act``      the entry of ``domain.access.ACTS`` that is asked; empty = being signed in suffices
``kind``     the thing that stands in the address
``house``    it is the firm's own house: who has no firm has none
``hides``    who may not do the act gets the answer for a thing that is not there, and not a refusal
``open``     anybody may come
``account``  the person's own sign-in, whatever the standing
``lists``    things of this kind are listed: those that may be seen and no others
``empty``    who may not do the act gets an empty page
"""

from tests.authorization.cases import CASES
from tests.authorization.line import API, Line, both, one
from tests.authorization.service import SERVICE

__all__ = ["API", "LINES", "Line"]

_DAY = {"reason": "x", "day": "2026-11-01"}
LINES: tuple[Line, ...] = (
    # open to everybody
    *(Line(route, open=True) for route in ("", "rules", "lookup", "healthz", "register")),
    *(Line(route, open=True) for route in ("ledger", "ledger/verify.py", "verify")),
    Line("ledger/{path}", open=True, special="nowhere"),
    # a digital identity is anybody's to read; what of it is told to whom, the canaries see
    *(Line(route, open=True) for route in ("scan", API + "idcards/keys")),
    Line("b/{code}", open=True, kind="battery"),
    Line("b/{code}/label.svg", open=True, kind="battery"),
    Line(API + "idcards/{code}", open=True, kind="battery", special="dead no more"),
    Line(API + "idcards/{code}/credential", open=True, kind="battery"),
    Line(API + "idcards/{code}/proof", open=True, kind="battery"),
    Line("b/{code}/revoke", "POST", act="idcard.revoke", kind="battery", data={"reason": "x"}),
    Line("labels"),
    Line("labels", "POST", data={"codes": "04QCB76836300JBC40000903"}),
    Line("unknown-codes", act="stranger.read"),
    *SERVICE,
    *CASES,
    *(
        Line(route, open=True)
        for route in (API + "openapi.json", API + "docs", API + "duties", API + "violations")
    ),
    Line("duties/{duty_id}", open=True, kind="duty"),
    Line("file/{duty_id}/template.xlsx", open=True, kind="duty"),
    Line(API + "duties/{duty}", open=True, kind="duty"),
    Line(API + "duties/{duty}/template.xlsx", open=True, kind="duty"),
    Line("register", "POST", open=True),
    Line("register/{secret}", open=True, kind="registration secret"),
    Line("invitations/{secret}", open=True, kind="invitation secret"),
    Line("i18n/setlang/", "POST", open=True, data={"language": "en"}),
    Line(API, open=True, special="nowhere"),
    Line(API + ".*", open=True, special="nowhere"),
    *(
        Line(API + f"oauth/{name}", "POST", open=True, special="oauth")
        for name in ("token", "device", "revoke")
    ),
    # signing in, and one's own account
    *(
        Line(f"accounts/{name}/", open=True)
        for name in (
            *("login", "signup", "logout", "inactive", "password/set"),
            *("password/reset", "password/reset/done", "email/sent", "email/confirm/{key}"),
        )
    ),
    *(Line(f"accounts/provider/{name}/", open=True) for name in ("cancelled", "signup")),
    Line("accounts/provider/error/", open=True, special="signs in"),
    Line("accounts/oidc/{provider_id}/login/", open=True, special="nowhere"),
    Line("accounts/oidc/{provider_id}/login/callback/", open=True, special="nowhere"),
    Line("accounts/factor/authenticate/", open=True),
    Line("accounts/factor/webauthn/login/", open=True),
    Line("accounts/password/first/{uidb36}-{key}/", open=True),
    Line("accounts/password/first/done/", open=True),
    *(
        Line(f"accounts/{name}/", account=True)
        for name in ("password/change", "sessions", "standings", "provider", "factor")
    ),
    *(
        Line(f"accounts/factor/{name}/", account=True)
        for name in (*("totp/activate", "recovery-codes/generate", "webauthn", "webauthn/add"),)
    ),
    *(
        Line(f"accounts/{name}/", account=True, special="allauth")
        for name in (
            "email",
            "reauthenticate",
            "factor/reauthenticate",
            "factor/webauthn/reauthenticate",
            "factor/totp/deactivate",
        )
    ),
    Line("accounts/factor/recovery-codes/", account=True, special="none yet"),
    Line("accounts/factor/recovery-codes/download/", account=True, special="none yet"),
    Line("accounts/factor/webauthn/keys/{pk}/remove/", account=True, special="allauth"),
    Line("accounts/factor/webauthn/keys/{pk}/edit/", account=True, special="allauth"),
    Line("accounts/sessions/", "POST", account=True, data={"session": "2000000000"}, special="none yet"),
    Line("accounts/standings/", "POST", account=True, data={"choose": "party-1"}, special="none yet"),
    # what is due, filed, traced
    Line("home", special="home"),
    Line("due", act="obligation.read", empty=True),
    Line("file"),
    Line("file/{duty_id}", special="duty", kind="duty"),
    Line("file/{duty_id}", "POST", special="duty", kind="duty"),
    Line("jobs/{job_id}", act="job.read", kind="job", special="waiting"),
    *one(
        "jobs/{job_id}/answer",
        ("filing.file", {"act": "sign"}),
        ("filing.file", {"act": "return", "word": "x"}),
        kind="job",
        special="job",
    ),
    Line("jobs/{job_id}/answer", "POST", kind="job", data={"act": "withdraw"}, special="another's job"),
    Line("jobs/{job_id}/file", act="filing.check", kind="job", special="waiting"),
    Line("filings", act="filing.read", empty=True, lists="filing"),
    Line("filings/{receipt}", act="filing.read", kind="filing", hides=True),
    Line("filings/{receipt}.pdf", act="filing.read", kind="filing", hides=True),
    Line("filings/{receipt}.tlog-proof", act="filing.read", kind="filing", hides=True, special="proven"),
    Line("filings/{receipt}/fix.xlsx", act="filing.read", kind="filing", hides=True, special="marked"),
    Line("filings/{receipt}/cancel", act="filing.cancel", kind="filing", special="cancel"),
    Line(
        "filings/{receipt}/cancel",
        "POST",
        act="filing.cancel",
        kind="filing",
        special="cancel",
        data={"reason": "x", "sure": "yes"},
    ),
    Line("batteries", act="battery.read", empty=True, lists="battery"),
    Line("batteries/{code}", act="battery.read", kind="battery", hides=True),
    Line("vehicles/{vin}", act="vehicle.read", kind="vehicle", hides=True),
    Line("flows", act="filing.read", empty=True),
    Line("handovers", act="handover.read", empty=True),
    Line("handovers/answer", special="answers"),
    Line("handovers/same", act="handover.read", empty=True),
    Line("handovers/same", "POST", act="handover.read", empty=True),
    Line("handovers/same", "POST", act="handover.read", empty=True, data={"act": "reject"}),
    Line("handovers/answer", "POST", special="answers"),
    Line("findings", act="finding.read", empty=True),
    Line("findings/{finding_id}", act="finding.read", kind="finding", special="finding"),
    *one(
        "findings/{finding_id}",
        ("finding.answer", {"act": "explain", "words": "x"}),
        ("finding.decide", {"act": "case", "words": "x"}),
        kind="finding",
        special="finding",
    ),
    # the firm's own house
    *both("members", "member.read", "member.invite", house=True),
    *both("members/{member_id}", "member.end", "member.end", {"act": "change"}, kind="member", house=True),
    Line(
        "members/{member_id}",
        "POST",
        act="member.end",
        kind="member",
        house=True,
        data={"act": "end"},
    ),
    Line(
        "members/invitations/{invitation_id}/withdraw",
        "POST",
        act="member.invite",
        kind="invitation",
        house=True,
    ),
    Line("firm", act="house.read", house=True, hides=True),
    *both("firm/change", "party.change", "party.change", house=True, hides=True, special="firm"),
    Line("firm/permits", act="permit.read", house=True, hides=True),
    Line("firm/permits", "POST", act="permit.file", house=True),
    Line("firm/sites", act="site.read", house=True, hides=True),
    *both("firm/sites/new", "site.change", "site.change", house=True, hides=True, special="firm"),
    *both(
        "firm/sites/{site_id}",
        "site.change",
        "site.change",
        kind="site",
        house=True,
        hides=True,
        special="firm",
    ),
    Line("permits/{permit_id}", act="permit.read", kind="permit", hides=True),
    *one(
        "permits/{permit_id}",
        ("permit.read+permit.decide", {"act": "accept", **_DAY}),
        ("permit.read+permit.revoke", {"act": "revoke", **_DAY}),
        kind="permit",
        hides=True,
        special="desk",
    ),
    Line("permits/{permit_id}/proof", act="permit.read", kind="permit", hides=True),
    Line("keys", special="keys"),
    Line("keys", "POST", act="key.issue", house=True, data={"kind": "key"}),
    Line("keys", "POST", act="key.issue", house=True, data={"kind": "program"}),
    *both(
        "keys/{key_id}",
        "key.read",
        "key.read+key.revoke",
        {"act": "revoke"},
        kind="key",
        house=True,
        special="desk",
    ),
    Line(
        "keys/{key_id}",
        "POST",
        act="key.read+key.rotate",
        kind="key",
        house=True,
        special="drawn",
        data={"act": "rotate"},
    ),
    *both(
        "keys/programs/{program_id}",
        "key.read",
        "key.read+key.revoke",
        {"act": "end"},
        kind="program",
        house=True,
        special="desk",
    ),
    Line(
        "keys/programs/{program_id}",
        "POST",
        act="key.read+key.rotate",
        kind="program",
        house=True,
        special="drawn",
        data={"act": "renew"},
    ),
    Line("keys/command-lines/leave", "POST", act="session.own"),
    Line("mandates", act="mandate.read"),
    Line("mandates", "POST", act="mandate.give", house=True),
    *both(
        "mandates/{mandate_id}",
        "mandate.read",
        "mandate.read+mandate.revoke",
        kind="mandate",
        special="desk",
    ),
    *one(
        "offers/{offer_id}",
        ("offer.answer", {"act": "take"}),
        ("offer.answer", {"act": "decline"}),
        ("offer.answer", {"act": "withdraw"}),
        kind="offer",
        house=True,
        special="partnership",
    ),
    Line("partners", act="mandate.read"),
    Line("partners", "POST", act="partner.change", house=True),
    *one(
        "partners/{partnership_id}",
        ("partner.change", {"act": "serve"}),
        ("partner.change", {"act": "end"}),
        kind="partnership",
        house=True,
        special="partnership",
    ),
    Line("device", act="session.own"),
    Line("device", "POST", act="session.own"),
    Line("reads", act="access.own", house=True),
    # the operator's desk
    Line("applications", act="party.approve"),
    Line("applications/{application_id}", act="party.approve", kind="application"),
    *one(
        "applications/{application_id}",
        ("party.approve", {"act": "approve"}),
        ("party.approve+party.reject", {"act": "reject", "reason": "x"}),
        kind="application",
    ),
    Line(
        "applications/{application_id}/proofs/{kind}",
        act="party.approve",
        kind="application",
        special="no proof",
    ),
    Line("parties", act="party.list", lists="party"),
    Line("parties/{uscc}", act="party.read", kind="party", hides=True),
    *one(
        "parties/{uscc}/state",
        ("party.read+party.suspend", {"act": "suspend", "reason": "x"}),
        ("party.read+party.resume", {"act": "resume", "reason": "x"}),
        ("party.read+party.note", {"act": "list", "reason": "x"}),
        kind="party",
        hides=True,
        special="desk",
    ),
    *both(
        "parties/{uscc}/succession",
        "party.read+party.succeed",
        "party.read+party.succeed",
        {"kind": "merged"},
        kind="party",
        hides=True,
        special="desk",
    ),
    *both("posts", "post.read", "post.appoint"),
    *both("posts/{post_id}", "post.read", "post.read+post.appoint", {"act": "move"}, kind="post"),
    Line("posts/{post_id}", "POST", act="post.read+post.end", kind="post", data={"act": "end"}),
    *both("persons/erase", "person.erase", "person.erase"),
    Line("access-log", act="log.read"),
    # the API
    Line(API + "me", special="me"),
    Line(API + "filings", act="filing.read", empty=True, lists="filing"),
    Line(API + "filings/{ref}", act="filing.read", kind="filing", hides=True),
    Line(API + "filings/{ref}", "POST", kind="duty", special="duty"),
    Line(API + "filings/{ref}/marked.xlsx", act="filing.read", kind="filing", hides=True, special="marked"),
    Line(
        API + "filings/{ref}/cancel",
        "POST",
        act="filing.cancel",
        kind="filing",
        special="cancel",
        data={"reason": "x"},
        json=True,
    ),
    Line(API + "jobs/{job}", act="job.read", kind="job", hides=True),
    Line(API + "obligations", act="obligation.read", empty=True),
    Line(API + "batteries", act="battery.read", empty=True, lists="battery"),
    Line(API + "batteries/{code}", act="battery.read", kind="battery", hides=True),
    Line(API + "batteries/{code}/trace", act="battery.read", kind="battery", hides=True),
    Line(API + "vehicles/{vin}", act="vehicle.read", kind="vehicle", hides=True),
    Line(API + "flows", act="filing.read", empty=True),
    Line(API + "handovers", act="handover.read", empty=True),
    Line(API + "handovers/proposals", act="handover.read", empty=True),
    *(
        Line(
            API + f"handovers/proposals/{way}",
            "POST",
            special="unproposed",
            data={"mine": "x", "other": "y"},
            json=True,
        )
        for way in ("confirm", "reject")
    ),
    Line(API + "findings", act="finding.read", empty=True, lists="finding"),
    Line(API + "findings/{finding_id}", act="finding.read", kind="finding", special="finding"),
    *one(
        API + "findings/{finding_id}/acts",
        ("finding.answer", {"act": "confirm", "words": "x"}),
        ("finding.decide", {"act": "case", "words": "x"}),
        kind="finding",
        special="finding",
        json=True,
    ),
    Line(API + "parties", act="party.list", lists="party"),
    Line(API + "parties/{uscc}", act="party.read", kind="party", hides=True),
    Line(API + "access-log", act="log.read"),
)
ROUTES = {line.route for line in LINES}
