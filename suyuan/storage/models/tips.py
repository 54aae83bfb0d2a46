"""举报 — what somebody saw, without a name."""

from django.db import models

from suyuan.storage.models.parties import Party


class Tip(models.Model):
    """One tip. ``party`` None: of no firm that is registered here. ``state``: open, taken, dismissed."""

    number = models.CharField(max_length=16, unique=True, db_collation="C")
    told_at = models.DateTimeField()
    topic = models.CharField(max_length=16, db_collation="C")
    uscc = models.CharField(
        max_length=18, blank=True, default="", db_collation="C"
    )  # as whoever told it named the firm
    region_code = models.CharField(max_length=6, db_collation="C")
    party = models.ForeignKey(Party, models.CASCADE, null=True, related_name="tips")
    words = models.CharField(max_length=2000)
    state = models.CharField(max_length=12, db_collation="C")
    answer = models.CharField(max_length=2000, blank=True)
    answered_at = models.DateTimeField(null=True)
    department = models.CharField(max_length=12, blank=True, db_collation="C")  # that answered
    account_id = models.IntegerField(null=True)

    class Meta:
        db_table = "tip"
        indexes = (
            models.Index(fields=["region_code", "-told_at"], name="tip_region"),
            models.Index(fields=["party"], name="tip_party", condition=models.Q(party__isnull=False)),
        )
