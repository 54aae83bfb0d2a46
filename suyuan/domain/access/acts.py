"""权限表 — who may do what: one line for every act, as data.

    Part    what a member does for a firm
    Post    what a person is in an authority
    Act     who may do one thing
    ACTS    all of them; an act that is not listed is nobody's

The table says what a standing may do at all. Whether the thing is one's own, or in one's territory and
department, is asked of ``sight``; a thing that is not answers as a thing that does not exist.

Source: Articles 4, 17, 18, 24, 27-30 of the Measures; the parts of a member are the platform's own.

>>> ACTS["member.invite"].parts == {Part.ADMINISTRATOR}
True
>>> sorted(name for name, act in ACTS.items() if Post.AUDITOR in act.posts)
['account.own', 'log.read', 'session.own']
"""

from dataclasses import dataclass
from enum import StrEnum


class Part(StrEnum):
    """What a member does for a firm; a person may do several."""

    ADMINISTRATOR = "administrator"  # members, keys, sites, permits, agency
    PREPARER = "preparer"  # prepares filings for a signer
    SIGNER = "signer"  # files, corrects, cancels: the firm answers for it (Article 24)
    READER = "reader"


class Post(StrEnum):
    """What a person is in an authority; no person holds two that watch each other."""

    INSPECTOR = "inspector"  # of a department, bound to a territory (Articles 27-30)
    MINISTRY = "ministry"  # of a department, the whole country
    OPERATOR = "operator"  # runs the platform
    AUDITOR = "auditor"  # reads the access log and nothing else


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Who may do one thing.

    ``parts``   parts of a member, any of which suffices
    ``posts``   posts of an authority
    ``states``  states of the member's party in which it may
    ``machine`` a key or client may do it too, not only a person at a page
    ``agent``   an agent may do it for its principal under a mandate
    ``heir``    who stands in a predecessor's whole place may do it there, which an agent may not
    ``duties``  duties to which the act belongs: a key for some duties does it only with one of these among them
    ``strong``  needs the second factor wherever the policy ``second_factor`` asks for one
    """

    parts: frozenset[Part] = frozenset()
    posts: frozenset[Post] = frozenset()
    states: frozenset[str] = frozenset({"approved"})
    machine: bool = False
    agent: bool = False
    heir: bool = False
    duties: frozenset[str] = frozenset()
    strong: bool = True


EVERY_PART = frozenset(Part)
NOBODY: frozenset[Part] = frozenset()
ADMINISTRATOR = frozenset({Part.ADMINISTRATOR})
SIGNER = frozenset({Part.SIGNER})
PREPARER = frozenset({Part.PREPARER, Part.SIGNER})
MEMBERS_OF_RECORD = frozenset({"approved", "suspended", "terminated"})  # whose own papers stay readable
AT_WORK = frozenset({"approved", "suspended"})  # a suspended firm keeps its house in order
APPLYING = frozenset({"pending", "rejected", "approved", "suspended"})
WATCHERS = frozenset({Post.INSPECTOR, Post.MINISTRY, Post.OPERATOR})
OFFICIALS = frozenset({Post.INSPECTOR, Post.MINISTRY})
OPERATOR = frozenset({Post.OPERATOR})
AUDITOR = frozenset({Post.AUDITOR})
EVERY_POST = frozenset(Post)
TELLING = frozenset({"15.3.a", "15.3.b"})  # what users are told of retirement
MEASURING = TELLING | {"24.5.a", "24.5.c"}  # a workshop measures the battery that it replaces
REFUSABLE = frozenset(
    {"24.4.b", "24.5.a", "24.5.c", "24.8.b"}
)  # to hand a battery over, which somebody refuses
MANUALS = frozenset({"9.1", "24.1"})  # of packs, of vehicles


def _read(
    *, parts: frozenset[Part] = EVERY_PART, posts: frozenset[Post] = WATCHERS, agent: bool = True
) -> Act:
    return Act(parts=parts, posts=posts, states=MEMBERS_OF_RECORD, machine=True, agent=agent)


def _firm(
    parts: frozenset[Part] = ADMINISTRATOR,
    states: frozenset[str] = AT_WORK,
    *,
    posts: frozenset[Post] = frozenset(),
) -> Act:
    return Act(parts=parts, posts=posts, states=states)


def _platform() -> Act:
    return Act(posts=OPERATOR)


ACTS: dict[str, Act] = {
    # one's own sign-in, whoever one is
    "account.own": Act(parts=EVERY_PART, posts=EVERY_POST, states=APPLYING | MEMBERS_OF_RECORD, strong=False),
    "session.own": Act(parts=EVERY_PART, posts=EVERY_POST, states=APPLYING | MEMBERS_OF_RECORD, strong=False),
    # reading records
    "filing.read": _read(),
    "job.read": _read(),
    "obligation.read": _read(),
    "battery.read": _read(),
    "vehicle.read": _read(),
    "finding.read": _read(),
    "handover.read": _read(),
    # what a finding's party says of it, and what an authority makes of it (Articles 27, 29); to which duties a
    # finding belongs is asked of its evidence
    "finding.answer": Act(parts=SIGNER, states=AT_WORK, machine=True, heir=True),
    "refusal.report": Act(parts=SIGNER, states=AT_WORK, machine=True, duties=REFUSABLE),
    "finding.decide": Act(posts=OFFICIALS, machine=True),
    # cases (Articles 27 to 38): a desk works on its own, a party reads what it was told and answers, or who
    # succeeded it in everything; by persons alone
    "case.read": Act(parts=EVERY_PART, posts=OFFICIALS, states=MEMBERS_OF_RECORD, machine=True, heir=True),
    "signal.read": Act(posts=OFFICIALS, machine=True),
    "case.open": Act(posts=OFFICIALS),
    "case.step": Act(posts=OFFICIALS),
    "case.answer": Act(parts=SIGNER, states=AT_WORK, heir=True),
    # inspections (Articles 27, 28): a desk plans and records; the firm reads a record and says its word
    "inspection.read": Act(parts=EVERY_PART, posts=OFFICIALS, states=MEMBERS_OF_RECORD, heir=True),
    "inspection.plan": Act(posts=OFFICIALS),
    "inspection.record": Act(posts=OFFICIALS),
    "inspection.answer": Act(parts=SIGNER, states=AT_WORK, heir=True),
    # tips from the public: the officials of the place
    "tip.read": Act(posts=OFFICIALS),
    "tip.settle": Act(posts=OFFICIALS),
    "party.read": _read(),
    "statistics.read": _read(parts=NOBODY),
    # technical information (Articles 24(1), 25): filed by makers, read by who has the battery, traced if it leaks
    "techinfo.publish": Act(parts=SIGNER, states=AT_WORK, machine=True, duties=MANUALS),
    "techinfo.read": Act(parts=EVERY_PART, machine=True),
    "techinfo.trace": Act(posts=OPERATOR),
    # what users are told (Article 15(3)): read and taken by the maker, whose administrator says where it is sent
    "reading.report": Act(parts=PREPARER, states=AT_WORK, machine=True, duties=MEASURING),
    "notice.read": Act(parts=EVERY_PART, states=AT_WORK, machine=True),
    "notice.hand": Act(parts=SIGNER, states=AT_WORK, machine=True, duties=TELLING),
    "channel.change": _firm(),
    # sales against outlets (Articles 14, 15); an agent files, and does not look into the house
    "coverage.read": _read(agent=False),
    # filing (Article 24)
    "filing.check": Act(parts=PREPARER, states=AT_WORK, machine=True, agent=True),
    "filing.file": Act(parts=SIGNER, states=AT_WORK, machine=True, agent=True),
    "filing.correct": Act(parts=SIGNER, states=AT_WORK, machine=True, agent=True),
    "filing.cancel": Act(parts=SIGNER, states=AT_WORK, machine=True, agent=True),
    # the firm's own house, into which no agent looks: of its principal it reads the entry alone
    "house.read": _read(agent=False),
    "party.change": _firm(states=APPLYING),
    "site.read": _read(agent=False),
    "site.change": _firm(states=APPLYING),
    "permit.read": _read(agent=False),
    "permit.file": _firm(states=APPLYING),
    "partner.change": _firm(),
    # who may no longer look in is shut out of a firm that has ended too
    "member.read": _firm(EVERY_PART, APPLYING | MEMBERS_OF_RECORD, posts=OPERATOR),
    "member.invite": _firm(),
    "member.change": _firm(),
    "member.end": _firm(states=MEMBERS_OF_RECORD),
    "key.read": _firm(states=MEMBERS_OF_RECORD),
    "key.issue": _firm(states=frozenset({"approved"})),
    "key.rotate": _firm(states=frozenset({"approved"})),
    "key.revoke": _firm(states=MEMBERS_OF_RECORD),
    "mandate.read": _firm(EVERY_PART, MEMBERS_OF_RECORD, posts=OPERATOR),
    "mandate.give": _firm(states=frozenset({"approved"})),
    "offer.answer": _firm(),  # what another firm offered: a mandate, or to work together
    "mandate.revoke": _firm(),
    "access.own": _firm(ADMINISTRATOR, MEMBERS_OF_RECORD),  # which authority read our records
    # the operator's desk
    "party.list": Act(posts=WATCHERS, machine=True),
    "idcard.revoke": _platform(),
    "stranger.read": Act(posts=WATCHERS, machine=True),  # codes that somebody scanned and nobody registered
    "party.approve": _platform(),
    "party.reject": _platform(),
    "party.suspend": _platform(),
    "party.resume": _platform(),
    "party.terminate": _platform(),
    "party.succeed": _platform(),  # merger and split (Article 17)
    "party.note": _platform(),  # white-list membership, which permits nothing
    "permit.decide": _platform(),
    "permit.revoke": _platform(),
    "post.read": _platform(),
    "post.appoint": _platform(),
    "post.end": _platform(),
    "person.erase": _platform(),
    # the auditor's desk
    "log.read": Act(posts=AUDITOR, machine=True),
}
