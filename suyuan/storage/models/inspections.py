"""检查 — plans that are drawn by lot, inspections on site, and every step of both."""

from django.db import models
from django.db.models.functions import Now

from suyuan.storage.models.parties import Party


class InspectionPlan(models.Model):
    """One draw; what it rests on and what came of it stand in its steps.

    ``state``: committed, drawn, revealed. ``leaf``: under which the ledger commits to it before the draw.
    """

    plan_no = models.CharField(max_length=24, unique=True, db_collation="C")
    department = models.CharField(max_length=12, db_collation="C")
    territory = models.CharField(max_length=6, blank=True, db_collation="C")
    title = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    state = models.CharField(max_length=12, db_collation="C")
    leaf = models.UUIDField()

    class Meta:
        db_table = "inspection_plan"
        indexes = (
            models.Index(fields=["department", "territory", "-made_at"], name="plan_desk_order"),
            models.Index(fields=["id"], name="plan_waiting", condition=models.Q(state="committed")),
        )


class DrawSeed(models.Model):
    """The secret seed of a plan; apart, for who reads the plan must not read it before it is revealed."""

    plan = models.OneToOneField(InspectionPlan, models.CASCADE, primary_key=True)
    seed = models.CharField(max_length=64, db_collation="C")

    class Meta:
        db_table = "draw_seed"


class Inspection(models.Model):
    """One inspection of a firm. ``state``: due, recorded, cancelled; ``plan`` None: ordered for a reason of its own.

    ``record_id``: by which the device names what was found, so that it is kept once; it stands in the steps.
    ``told_at``: since when the firm reads of it.
    """

    inspection_no = models.CharField(max_length=24, unique=True, db_collation="C")
    plan = models.ForeignKey(InspectionPlan, models.CASCADE, null=True, related_name="inspections")
    party = models.ForeignKey(Party, models.CASCADE, related_name="inspections")
    department = models.CharField(max_length=12, db_collation="C")
    territory = models.CharField(max_length=6, blank=True, db_collation="C")
    inspection_date = models.DateField()
    team = models.JSONField()
    words = models.CharField(max_length=4000)
    state = models.CharField(max_length=12, db_collation="C")
    record_id = models.UUIDField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "inspection"
        indexes = (
            models.Index(
                fields=["department", "territory", "-inspection_date", "-id"], name="inspection_desk_order"
            ),
            models.Index(fields=["party", "-inspection_date"], name="inspection_party"),
        )


class InspectionAct(models.Model):
    """One step of a plan or an inspection, which ``about`` names by its number. Added, and never changed."""

    about = models.CharField(max_length=24, db_collation="C")
    place = models.SmallIntegerField()  # from 1, without a gap
    at = models.DateTimeField()
    account_id = models.IntegerField()
    step = models.CharField(max_length=12, db_collation="C")
    body = models.JSONField()
    leaf = models.UUIDField()  # under which the ledger commits to it
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "inspection_act"
        constraints = (models.UniqueConstraint(fields=["about", "place"], name="inspection_act_place"),)
