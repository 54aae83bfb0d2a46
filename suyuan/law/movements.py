"""移交、接收与更换的共同规定 — what the outbound, inbound and replacement duties have in common.

    OUTBOUND_*      24(2), 24(3), 24(4), 24(6), 24(8): waste batteries (or batteries made from them) leave
    INBOUND_*       24(6), 24(7): waste batteries arrive, or are refused at the gate
    REPLACEMENT_*   24(5): a battery of a vehicle is replaced

Each is data for the duty modules, which differ in who files, how long they have and under which item.

A transfer to oneself is refused (NotFiler is an error): nothing changes hands, no counterpart can ever
confirm it, and both clocks would run against the same party. Moving stock between one's own outlets is no
transfer (Articles 19 and 20 speak of handing over to others).

The same code on the same day twice in one file is refused as a repeated row; on different days it stands,
for a load that was sent back may be sent again.

Source: Article 24, items (2) to (8), and its paragraph on the content of outbound and inbound information.
"""

from suyuan.law.checks import Check, Different, NotFiler, RequiredWhen, SameLevel, UniqueInFile
from suyuan.law.columns import UNREADABLE
from suyuan.law.duty import Bearer, Effect, Event, Opens, SubjectKind

ACCEPTED = ("outcome", ("accepted",))
REFUSED = ("outcome", ("refused",))

# The receiver's clock: a recycler reports under 24(7), a battery or vehicle maker (or its outlet) under
# 24(6). Until an inbound says otherwise, receipt is presumed some days after the outbound (policy).
OUTBOUND_OPENS: tuple[Opens, ...] = (
    Opens(
        duties=("24.7.a", "24.6.b"),
        bearer=Bearer.DESTINATION,
        subject="code",
        kind=SubjectKind.BATTERY,
        trigger="out_date",
        presumed="receipt_presumed_days",
    ),
)
OUTBOUND_EFFECTS: tuple[Effect, ...] = (
    Effect(event=Event.SHIPPED, subject="code", kind=SubjectKind.BATTERY),
)
OUTBOUND_CHECKS: tuple[Check, ...] = (
    RequiredWhen(column="code", when="code_condition", values=UNREADABLE, negate=True),
    NotFiler(column="destination_uscc"),
    UniqueInFile(columns=("code", "out_date")),
)

# The sender's clock, where no outbound came: it starts with the receiver's day. Items are tried from the
# one that fits only one kind of sender to the widest; 24(6) speaks of any waste battery that a maker hands
# over and so comes before 24(2) and 24(3), which speak of waste from its own works only. Repair shops have
# no outbound duty in Article 24: nothing is opened for them.
INBOUND_OPENS: tuple[Opens, ...] = (
    Opens(
        duties=("24.8.b", "24.4.b", "24.6.c", "24.2.c", "24.3"),
        bearer=Bearer.SOURCE,
        subject="code",
        kind=SubjectKind.BATTERY,
        trigger="in_date",
        when=ACCEPTED,
    ),
)
INBOUND_EFFECTS: tuple[Effect, ...] = (
    Effect(event=Event.RECEIVED, subject="code", kind=SubjectKind.BATTERY, when=ACCEPTED),
    Effect(event=Event.REFUSED, subject="code", kind=SubjectKind.BATTERY, when=REFUSED),
)
INBOUND_CHECKS: tuple[Check, ...] = (
    RequiredWhen(column="code", when="code_condition", values=UNREADABLE, negate=True),
    RequiredWhen(column="refusal_reason", when="outcome", values=("refused",)),
    NotFiler(column="source_uscc"),
    UniqueInFile(columns=("code", "in_date")),
)

REPLACEMENT_EFFECTS: tuple[Effect, ...] = (
    Effect(event=Event.REMOVED, subject="old_code", kind=SubjectKind.BATTERY, object="vin"),
    Effect(event=Event.FITTED, subject="new_code", kind=SubjectKind.BATTERY, object="vin"),
)
REPLACEMENT_CHECKS: tuple[Check, ...] = (
    Different(first="old_code", second="new_code"),
    SameLevel(first="old_code", second="new_code"),
    UniqueInFile(columns=("vin", "replaced_date", "old_code")),
    UniqueInFile(columns=("vin", "replaced_date", "new_code")),
)
