"""报废告知 — when a model's battery should be given up, and what the users of such vehicles must be told."""

from django.db import models
from django.db.models.functions import Now

from suyuan.storage.models.parties import Party


class Retirement(models.Model):
    """One filing's word on a model (15.3.a): limits, NULL where none is set, and what the user is to do."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="retirements")
    vehicle_model = models.CharField(max_length=200)
    from_date = models.DateField()
    soh_below_percent = models.SmallIntegerField(null=True)
    months_over = models.SmallIntegerField(null=True)
    mileage_over_km = models.IntegerField(null=True)
    procedure_zh = models.CharField(max_length=2000)
    procedure_en = models.CharField(max_length=2000)
    contact = models.CharField(max_length=200)
    filing = models.UUIDField()
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "retirement"
        indexes = (
            models.Index(fields=["party", "from_date"], name="retirement_party"),
            models.Index(fields=["filing"], name="retirement_filing"),
        )


class Handing(models.Model):
    """Notices that were handed to their maker together: by which way, what exactly, and what came back."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="handings")
    channel = models.CharField(max_length=12)
    number = models.IntegerField()
    digest = models.CharField(
        max_length=64, db_collation="C"
    )  # SHA-256 of what was handed over, kept as a document
    answer = models.CharField(max_length=200, blank=True)  # of a webhook: status, and SHA-256 of the body
    made_at = models.DateTimeField()
    user_id = models.IntegerField(null=True)

    class Meta:
        db_table = "handing"


class Notice(models.Model):
    """That a battery in a vehicle reached a limit. One for each battery in each vehicle, whatever is read later."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="notices")
    notice_no = models.CharField(max_length=16, unique=True, db_collation="C")
    subject = models.UUIDField()  # under which 15.3.b is filed
    vehicle = models.UUIDField()  # the packed VIN
    battery = models.UUIDField()  # the packed code
    vehicle_model = models.CharField(max_length=200)
    why = models.CharField(max_length=16)
    value = models.IntegerField()
    bound = models.IntegerField()
    seen_date = models.DateField()
    region_code = models.CharField(max_length=6, db_collation="C", blank=True)  # where the vehicle was sold
    made_at = models.DateTimeField()
    lapsed_at = models.DateTimeField(null=True)
    handing = models.ForeignKey(Handing, models.CASCADE, null=True, related_name="notices")

    class Meta:
        db_table = "notice"
        constraints = (models.UniqueConstraint(fields=["vehicle", "battery"], name="notice_once"),)
        indexes = (
            models.Index(fields=["party", "id"], name="notice_party"),
            models.Index(
                fields=["party"], name="notice_due", condition=models.Q(handing=None, lapsed_at=None)
            ),
        )


class NoticeChannel(models.Model):
    """Where a maker wants its notices sent of themselves; ``failures`` in a row, and when to try again."""

    party = models.OneToOneField(Party, models.CASCADE, primary_key=True, related_name="notice_channel")
    url = models.CharField(max_length=500)
    failures = models.SmallIntegerField(default=0)
    problem = models.CharField(max_length=200, blank=True)
    next_at = models.DateTimeField()
    user_id = models.IntegerField(null=True)

    class Meta:
        db_table = "notice_channel"
