"""用词 — what states, events, findings and stages are called on the screen, with the sign beside the word.

A state is never told by its colour alone: every pill carries a sign and the word.
"""

from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Words = str | Promise


class Pill(NamedTuple):
    """A word, a tone (good, warn, bad, info, mute) and the sign that goes with it."""

    text: Words
    tone: str
    sign: str


OBLIGATION = {
    "overdue": Pill(_("Overdue"), "bad", "alert"),
    "open": Pill(_("Running"), "warn", "clock"),
    "awaiting": Pill(_("Awaiting its start"), "mute", "pause"),
    "met": Pill(_("Met"), "good", "check"),
    "met_late": Pill(_("Met late"), "info", "check"),
}
RECEIPT = {
    "accepted": Pill(_("Accepted"), "good", "check"),
    "refused": Pill(_("Refused"), "bad", "cross"),
    "replaced": Pill(_("Replaced"), "mute", "swap"),
    "cancelled": Pill(_("Cancelled"), "mute", "cross"),
    "checked": Pill(_("Checked only"), "info", "search"),
    "partial": Pill(_("Accepted in part"), "warn", "alert"),
}
JOB = {
    "queued": Pill(_("Waiting"), "mute", "pause"),
    "running": Pill(_("At work"), "info", "clock"),
    "done": Pill(_("Done"), "good", "check"),
    "failed": Pill(_("Failed"), "bad", "cross"),
    "to_sign": Pill(_("Waits to be signed"), "warn", "pen"),
    "returned": Pill(_("Returned by the signer"), "bad", "swap"),
    "withdrawn": Pill(_("Taken back"), "mute", "cross"),
}
STAGE: dict[str, Words] = {
    "queued": _("Waiting for its turn"),
    "reading": _("Reading the file"),
    "checking": _("Checking every line"),
    "storing": _("Storing the filing"),
    "done": _("Done"),
}
BATTERY = {
    "registered": Pill(_("Registered"), "info", "battery"),
    "fitted": Pill(_("Fitted in a vehicle"), "good", "car"),
    "removed": Pill(_("Removed from its vehicle"), "warn", "swap"),
    "in_transit": Pill(_("On its way"), "info", "truck"),
    "held": Pill(_("Held"), "info", "box"),
    "refused": Pill(_("Refused by the receiver"), "warn", "cross"),
    "recycled": Pill(_("Material recovered"), "mute", "recycle"),
    "recoded": Pill(_("Recoded into another battery"), "mute", "swap"),
    "scrapped": Pill(_("Its vehicle is scrapped"), "warn", "alert"),
}
IDCARD = {
    "active": Pill(_("In use"), "good", "check"),
    "in_repair": Pill(_("In repair"), "info", "swap"),
    "retired": Pill(_("Retired: no longer for driving"), "warn", "alert"),
    "in_transit": Pill(_("On its way as a waste battery"), "warn", "truck"),
    "second_life": Pill(_("In its second life"), "info", "recycle"),
    "recycled": Pill(_("Recycled: its material was recovered"), "mute", "recycle"),
    "revoked": Pill(_("Revoked: do not rely on this code"), "bad", "cross"),
}
AUDIENCE: dict[str, Words] = {
    "public": _("the public"),
    "technical": _("those who repair, dismantle or recycle"),
    "chain": _("a firm in its chain"),
    "authority": _("an authority"),
}
SAME = {
    "characters": _("the codes differ in one or two characters"),
    "label": _("one label could not be read"),
    "transfer": _("the only ones left over under one transfer number"),
}
STOCK = {
    "in_vehicles": _("in vehicles"),
    "under_way": _("sent, not yet answered"),
}
FINDING_STATE = {
    "open": Pill(_("Open"), "warn", "flag"),
    "explained": Pill(_("Explained"), "good", "check"),
    "confirmed": Pill(_("Confirmed"), "bad", "alert"),
    "case": Pill(_("Under investigation"), "info", "search"),
    "closed": Pill(_("Closed"), "mute", "check"),
}
HANDOVER = {
    "open": Pill(_("The other side is awaited"), "info", "clock"),
    "matched": Pill(_("Both sides agree"), "good", "check"),
    "disputed": Pill(_("The sides do not agree"), "bad", "alert"),
    "refused": Pill(_("Refused, stays with its sender"), "warn", "cross"),
    "expired": Pill(_("The other side is late"), "bad", "flag"),
    "settled": Pill(_("Nothing more is owed"), "good", "check"),
    "returned": Pill(_("Returned to where it came from"), "mute", "swap"),
}
BASKET: dict[str, Words] = {
    "waiting": _("Waiting for a side"),
    "disputed": _("Not in agreement"),
    "done": _("Done"),
}
FINDING_ACT: dict[str, tuple[Words, Words]] = {
    "explain": (_("Explain"), _("Say how it came about; papers that prove it are filed as usual.")),
    "confirm": (_("Confirm"), _("You have seen this evidence and let it stand.")),
    "reopen": (_("Reopen"), _("The explanation does not convince.")),
    "case": (_("Take up"), _("An investigation begins; later papers no longer close it by themselves.")),
    "close": (_("Close"), _("The investigation is over; say how it ended.")),
}
PROOF_STATE: dict[str, Words] = {
    "queued": _("Not yet entered into the public log; it follows by itself."),
    "promised": _("The platform has signed that it enters this into the public log within a minute."),
    "logged": _("Entered into the public log."),
    "unmarked": _(
        "It cannot be proven from what is on file: it is older than the marks of rows, or they are gone."
    ),
    "contradicted": _(
        "What is on file is no longer what was committed to. Keep this receipt and tell the authorities."
    ),
}
PROOF: dict[str, Words] = {
    "state": _("Log"),
    "index": _("Place in the log"),
    "size": _("Entries of the log"),
    "log": _("Name of the log"),
}
LEVEL: dict[str, Words] = {"pack": _("Pack"), "module": _("Module"), "cell": _("Cell")}
SUBJECT: dict[str, Words] = {
    "battery": _("Battery"),
    "vehicle": _("Vehicle"),
    "transfer": _("Transfer"),
    "month": _("Month"),
    "outlet": _("Outlet"),
    "model": _("Vehicle model"),
    "batch": _("Batch"),
    "party": _("Party"),
    "product": _("Product specification"),
}
EVENT = {
    "specified": Pill(_("Specification filed"), "info", "receipt"),
    "produced": Pill(_("Produced or imported"), "good", "battery"),
    "recoded": Pill(_("Recoded from an earlier battery"), "info", "swap"),
    "documented": Pill(_("Technical information filed"), "info", "receipt"),
    "fitted": Pill(_("Fitted"), "good", "car"),
    "sold": Pill(_("Vehicle sold"), "good", "check"),
    "removed": Pill(_("Taken out of its vehicle"), "warn", "swap"),
    "swapped": Pill(_("Swapped"), "info", "swap"),
    "shipped": Pill(_("Shipped"), "info", "truck"),
    "received": Pill(_("Received"), "good", "box"),
    "refused": Pill(_("Refused on arrival"), "warn", "cross"),
    "outlet_filed": Pill(_("Outlet filed"), "info", "receipt"),
    "recycled": Pill(_("Material recovered"), "mute", "recycle"),
    "product_shipped": Pill(_("Product shipped"), "info", "truck"),
    "scrapped": Pill(_("Vehicle scrapped"), "warn", "alert"),
    "advised": Pill(_("Said when a battery should be retired"), "info", "battery"),
    "told": Pill(_("Told the user"), "info", "info"),
    "arranged": Pill(_("Arranged who takes batteries in"), "info", "people"),
}
FINDING: dict[str, Words] = {
    "late": _("Filed late, or overdue"),
    "refused_acceptance": _("Refused to take a battery in"),
    "no_inbound": _("Shipped, but never reported as received"),
    "no_outbound": _("Received, but never reported as shipped"),
    "wrong_party": _("Arrived with another party than the one named"),
    "wrong_time": _("Reported as received before it was sent"),
    "code_set_mismatch": _("The two sides of a transfer list different codes"),
    "mass_mismatch": _("The two sides report different masses"),
    "not_entitled": _("Handed to a party that may not receive it"),
    "forbidden_use": _("Used in a forbidden field"),
    "not_holder": _("Shipped by a party that did not hold it"),
    "two_vehicles": _("One code in two vehicles at once"),
    "two_packs": _("One code in two packs or modules at once"),
    "two_places": _("One code in two places at once"),
    "after_recycling": _("An event after its material was recovered"),
    "not_fitted": _("Taken out of a vehicle it was not in"),
    "missing_pack": _("A scrapped vehicle without its pack"),
    "foreign_prefix": _("A maker prefix that belongs to someone else, or to nobody known"),
    "impossible_date": _("A production date that cannot be"),
    "level_mismatch": _("A cell, module or pack in the wrong place"),
    "yield_impossible": _("More material shipped than was taken in"),
    "trail_cold": _("Nothing heard of it for too long"),
    "silent_repairer": _("Far fewer replacements reported than expected"),
    "silent_swap_operator": _("No monthly swap return, with swaps to report"),
    "serial_probe": _("Neighbouring serial numbers tried one by one"),
    "serial_rhythm": _("A serial number far from those that its maker filed"),
}
PART: dict[str, tuple[Words, Words]] = {
    "administrator": (
        _("Administrator"),
        _("Invites people, says what they may do, and keeps keys, sites, permits and agency in order."),
    ),
    "preparer": (_("Preparer"), _("Hands files in; each waits until a signer has signed it.")),
    "signer": (_("Signer"), _("Files, corrects and cancels in the firm's name: the firm answers for it.")),
    "reader": (_("Reader"), _("Sees everything of the firm and changes nothing.")),
}
POST: dict[str, Words] = {
    "inspector": _("Inspector"),
    "ministry": _("Ministry"),
    "operator": _("Platform operator"),
    "auditor": _("Auditor"),
}
KEY = {
    "live": Pill(_("Works"), "good", "check"),
    "ending": Pill(_("Ends soon"), "warn", "clock"),
    "expired": Pill(_("Expired"), "mute", "cross"),
    "revoked": Pill(_("Revoked"), "mute", "cross"),
    "orphaned": Pill(_("Dead: its maker has left"), "bad", "alert"),
}
MANDATE = {
    "waiting": Pill(_("Not begun"), "info", "pause"),
    "live": Pill(_("In force"), "good", "check"),
    "ending": Pill(_("Ends soon"), "warn", "clock"),
    "over": Pill(_("Over"), "mute", "cross"),
    "revoked": Pill(_("Taken back"), "mute", "cross"),
    "laid_down": Pill(_("Laid down"), "mute", "cross"),
    "at_rest": Pill(_("Rests: the agent is suspended"), "warn", "pause"),
    "ended": Pill(_("Void: one of the firms has ended"), "mute", "cross"),
}
PARTNER = {
    "stands": Pill(_("Stands"), "good", "check"),
    "asked": Pill(_("Waits for your word"), "warn", "clock"),
    "waiting": Pill(_("Waits for theirs"), "info", "pause"),
    "ended": Pill(_("Ended"), "mute", "cross"),
}
ACT: dict[str, Words] = {
    "filing.read": _("Read filings"),
    "obligation.read": _("Read deadlines"),
    "battery.read": _("Traced a battery"),
    "vehicle.read": _("Looked up a vehicle"),
    "finding.read": _("Read findings"),
    "handover.read": _("Read handovers"),
    "party.read": _("Read a firm's particulars"),
    "party.list": _("Listed firms"),
    "party.approve": _("Read applications"),
    "party.suspend": _("Read a firm's particulars, to suspend it"),
    "party.resume": _("Read a firm's particulars, to lift its suspension"),
    "party.succeed": _("Read a firm's particulars, to enter a merger, a split or its end"),
    "party.note": _("Read a firm's particulars, to note what an announcement says of it"),
    "permit.read": _("Read permits"),
    "site.read": _("Read sites"),
    "job.read": _("Read a filing at work"),
    "member.read": _("Read the members of a firm"),
    "mandate.read": _("Read mandates"),
    "statistics.read": _("Read totals"),
    "coverage.read": _("Read coverage"),
    "post.read": _("Read the posts"),
    "case.read": _("Read cases"),
    "inspection.read": _("Read inspections"),
    "tip.read": _("Read tips"),
    "signal.read": _("Read signals"),
    "log.read": _("Read the access log"),
    "stranger.read": _("Read which codes were looked up in vain"),
}
OPENING = {
    "open": Pill(_("Open now"), "good", "check"),
    "shut": Pill(_("Shut now"), "mute", "pause"),
    "unsaid": Pill(_("See its hours"), "info", "clock"),
    "closed": Pill(_("Closed for good"), "bad", "cross"),
    "ahead": Pill(_("Opens later"), "info", "clock"),
}
COVER = {
    "gap": Pill(_("No outlet"), "bad", "alert"),
    "thin": Pill(_("Too few"), "warn", "flag"),
    "stale": Pill(_("Not confirmed lately"), "warn", "clock"),
    "covered": Pill(_("Covered"), "good", "check"),
}
UNKNOWN = Pill("?", "mute", "dot")
TABLES = {
    "obligation": OBLIGATION,
    "receipt": RECEIPT,
    "job": JOB,
    "battery": BATTERY,
    "idcard": IDCARD,
    "finding": FINDING_STATE,
    "handover": HANDOVER,
    "event": EVENT,
    "key": KEY,
    "mandate": MANDATE,
    "partner": PARTNER,
    "opening": OPENING,
    "cover": COVER,
}


def add(name: str, table: dict[str, Pill]) -> None:
    """Add the table of another room."""
    TABLES[name] = table


def pill(table: str, state: str) -> Pill:
    """Give the pill of a state; an unknown one shows itself."""
    return TABLES[table].get(str(state), UNKNOWN._replace(text=str(state)))
