"""主体 — parties: the enterprises of Article 24, their roles, permits, prefixes, partners and outlets.

Source: regulation Articles 9, 18 (permits), 14-16 (outlets), 24; USCC per GB 32100-2015.
"""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class Party(models.Model):
    """One enterprise, found by its unified social credit code."""

    id = models.AutoField(primary_key=True)
    uscc = models.CharField(max_length=18, unique=True, db_collation="C")
    name = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200, blank=True)
    region_code = models.CharField(max_length=6)
    registered_at = models.DateTimeField()
    state = models.CharField(
        max_length=12, default="approved"
    )  # approved, suspended, terminated; who only applied is no party yet (Application)
    legal_person = models.CharField(max_length=80, blank=True)
    white_listed = models.BooleanField(
        default=False
    )  # information from the announcements, never a permission

    class Meta:
        db_table = "party"


class Application(models.Model):
    """What somebody asks to have entered: a new party, or a change of one. Kept as asked; decided once.

    Nothing of it counts before the operator approves it. ``kind``: registration, change. ``state``: pending, approved,
    rejected. Several may name one USCC, taken or not: who asks learns nothing from that.
    """

    kind = models.CharField(max_length=12)
    uscc = models.CharField(max_length=18, db_index=True, db_collation="C")
    party = models.ForeignKey(Party, models.CASCADE, null=True, related_name="applications")
    body = models.JSONField()  # as ``domain.applications.Entry`` has it
    hash = models.CharField(
        max_length=64, unique=True, db_collation="C"
    )  # SHA-256 of the secret that asks after it
    user_id = models.IntegerField(null=True)  # who was signed in
    asked_at = models.DateTimeField()
    state = models.CharField(max_length=12, default="pending")
    reason = models.CharField(max_length=400, blank=True)
    decided_by = models.IntegerField(null=True)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "application"
        indexes = (models.Index(fields=["state", "asked_at"], name="application_queue"),)


class PartyChange(models.Model):
    """One act about a party, never edited. ``kind``: registered, approved, suspended, resumed, changed, merged, split,
    terminated, stopped (a filing under way when the party ended).
    """

    party = models.ForeignKey(Party, models.CASCADE, related_name="changes")
    kind = models.CharField(max_length=12)
    day = models.DateField()  # the legal day from which it holds
    reason = models.CharField(max_length=400, blank=True)
    detail = models.JSONField(default=dict)  # what was asked for or changed: column -> [before, after]
    user_id = models.IntegerField(null=True)
    recorded_at = models.DateTimeField()

    class Meta:
        db_table = "party_change"


class Succession(models.Model):
    """Who takes over which duties and codes of a party that merged, was split or terminated (Article 17)."""

    change = models.ForeignKey(PartyChange, models.CASCADE, related_name="successions")
    party = models.ForeignKey(Party, models.CASCADE, related_name="successors")
    successor = models.ForeignKey(Party, models.CASCADE, related_name="predecessors")
    from_date = models.DateField()
    duties = ArrayField(models.CharField(max_length=12), null=True)  # NULL = all
    prefixes = ArrayField(models.CharField(max_length=3), null=True)  # maker prefixes taken over

    class Meta:
        db_table = "succession"


class Site(models.Model):
    """A place of work of a party: works, workshop, yard, swap station."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="sites")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=16)
    region_code = models.CharField(max_length=6)
    address = models.CharField(max_length=300)
    opened_date = models.DateField()
    closed_date = models.DateField(null=True)

    class Meta:
        db_table = "site"


class PartyRole(models.Model):
    """A role that a party holds; a party may hold several."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="roles")
    role = models.CharField(max_length=24)

    class Meta:
        db_table = "party_role"
        constraints = (models.UniqueConstraint(fields=["party", "role"], name="party_role_once"),)


class Permit(models.Model):
    """A permit of Article 18 with the days on which it is valid."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="permits")
    kind = models.CharField(max_length=40)
    number = models.CharField(max_length=60)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    document = models.CharField(max_length=64, blank=True)  # SHA-256 of the proof as it was handed in
    revoked_date = models.DateField(null=True)
    state = models.CharField(
        max_length=12, default="accepted"
    )  # awaiting, accepted, refused; only accepted counts
    reason = models.CharField(max_length=400, blank=True)  # why it was refused or revoked
    filed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "permit"


class MakerPrefix(models.Model):
    """The first three characters of a battery code, assigned to one maker."""

    prefix = models.CharField(max_length=3, primary_key=True, db_collation="C")
    party = models.ForeignKey(Party, models.CASCADE, related_name="prefixes")

    class Meta:
        db_table = "maker_prefix"


class Partnership(models.Model):
    """A repair shop that works with a vehicle maker (Article 24(5), first clause); it stands once both said so.

    ``serves_maker``: the maker lets the shop's report count as its own (24.5.b): one filing, two clocks.
    """

    repairer = models.ForeignKey(Party, models.CASCADE, related_name="partner_of")
    maker = models.ForeignKey(Party, models.CASCADE, related_name="partners")
    serves_maker = models.BooleanField(default=False)
    declared_by = models.ForeignKey(Party, models.CASCADE, null=True, related_name="+")
    declared_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ended_by = models.ForeignKey(Party, models.CASCADE, null=True, related_name="+")

    class Meta:
        db_table = "partnership"
        constraints = (
            models.UniqueConstraint(
                fields=["repairer", "maker"], condition=models.Q(ended_at=None), name="partnership_once"
            ),
        )


class Outlet(models.Model):
    """A version of a recycling service outlet of a battery or vehicle maker (Articles 14-16, 24(6)).

    It holds from its effective day until ``until_date``, the day of the next one; ``filing`` is NULL where it came
    with the register.
    """

    party = models.ForeignKey(Party, models.CASCADE, related_name="outlets")
    outlet_no = models.CharField(max_length=64, db_collation="C")
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=12)
    region_code = models.CharField(max_length=6, db_collation="C")
    address = models.CharField(max_length=300)
    longitude_udeg = models.IntegerField()
    latitude_udeg = models.IntegerField()
    phone = models.CharField(max_length=64)
    hours = models.CharField(max_length=200)
    status = models.CharField(max_length=40)
    accepts = models.CharField(max_length=12, blank=True, default="")
    effective_date = models.DateField()
    until_date = models.DateField(null=True)
    held = models.BooleanField(default=False)  # opened while its party was suspended: on file, not yet listed
    filing = models.UUIDField(null=True)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "outlet"
        indexes = (
            models.Index(fields=["party", "outlet_no", "effective_date"], name="outlet_versions"),
            models.Index(fields=["region_code"], name="outlet_region"),
            models.Index(fields=["filing"], name="outlet_filing"),
        )


class OutletWord(models.Model):
    """What a firm says of an outlet between filings: that all is still so, or a line of the checklist.

    ``item``: ``confirmed`` or an id of ``law.outlet_requirements``. The newest word replaces the one before.
    """

    party = models.ForeignKey(Party, models.CASCADE, related_name="outlet_words")
    outlet_no = models.CharField(max_length=64, db_collation="C")
    item = models.CharField(max_length=24)
    answer = models.BooleanField()
    said_at = models.DateTimeField()
    user_id = models.IntegerField(null=True)

    class Meta:
        db_table = "outlet_word"
        constraints = (
            models.UniqueConstraint(fields=["party", "outlet_no", "item"], name="outlet_word_once"),
        )


class Manual(models.Model):
    """One version of what a firm files about taking a model's battery out and apart (Articles 11, 24(1))."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="manuals")
    vehicle_model = models.CharField(max_length=200)
    title = models.CharField(max_length=200)
    version = models.IntegerField()
    steps = models.JSONField()  # as ``domain.techinfo.Step`` has them
    files = models.JSONField()  # as ``domain.techinfo.File`` has them; contents among the documents
    published_at = models.DateTimeField()
    user_id = models.IntegerField(null=True)

    class Meta:
        db_table = "manual"
        constraints = (
            models.UniqueConstraint(
                fields=["party", "vehicle_model", "title", "version"], name="manual_version_once"
            ),
        )


class ManualGrant(models.Model):
    """Leave of one firm to read one manual for one battery, until an instant (Article 25)."""

    manual = models.ForeignKey(Manual, models.CASCADE, related_name="grants")
    party = models.ForeignKey(Party, models.CASCADE, related_name="manual_grants")
    code = models.CharField(max_length=24, db_collation="C")
    hand = models.CharField(max_length=12)
    purpose = models.CharField(max_length=12)
    words = models.CharField(max_length=200)
    mark = models.CharField(max_length=16, unique=True, db_collation="C")
    granted_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    user_id = models.IntegerField(null=True)

    class Meta:
        db_table = "manual_grant"
        indexes = (models.Index(fields=["party", "granted_at"], name="manual_grant_party"),)


class ManualRead(models.Model):
    """One reading under a grant; it only grows. ``file``: its place among the manual's files, -1 for the steps."""

    grant = models.ForeignKey(ManualGrant, models.CASCADE, related_name="reads")
    party = models.ForeignKey(Party, models.CASCADE, related_name="+")
    file = models.SmallIntegerField()
    read_at = models.DateTimeField()
    user_id = models.IntegerField(null=True)

    class Meta:
        db_table = "manual_read"
