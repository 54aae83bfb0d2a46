"""案件 — enforcement cases: the file as it stands, every step that made it, and the desks on which it lay."""

from django.db import models
from django.db.models.functions import Now

from suyuan.storage.models.parties import Party


class CaseFile(models.Model):
    """One case as its steps have left it; what stands here can be told anew from them.

    ``department``, ``territory``: the desk on which it lies. ``told_at``: when its party was first told; before, the
    party does not know of it. ``next_date``: the earliest clock that runs. ``penalised_date``: when a penalty
    that stands was delivered.
    """

    case_no = models.CharField(max_length=24, unique=True, db_collation="C")
    party = models.ForeignKey(Party, models.CASCADE, related_name="cases")
    role = models.CharField(max_length=24)
    violation = models.CharField(max_length=8, db_collation="C")
    department = models.CharField(max_length=12, db_collation="C")
    territory = models.CharField(max_length=6, blank=True, db_collation="C")
    opened_date = models.DateField()
    stage = models.CharField(max_length=16, db_collation="C")
    next_date = models.DateField(null=True)
    told_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    penalised_date = models.DateField(null=True)
    finding = models.UUIDField(null=True)

    class Meta:
        db_table = "case_file"
        indexes = (
            models.Index(fields=["department", "territory", "-opened_date", "-id"], name="case_desk_order"),
            models.Index(fields=["party"], name="case_party"),
            models.Index(fields=["finding"], name="case_finding", condition=models.Q(finding__isnull=False)),
        )


class CaseAct(models.Model):
    """One step of a case. Steps are added and never changed; ``is_open``: the case's party may read it."""

    case = models.ForeignKey(CaseFile, models.CASCADE, related_name="steps")
    place = models.SmallIntegerField()  # from 1, without a gap
    at = models.DateTimeField()
    account_id = models.IntegerField()
    step = models.CharField(max_length=24, db_collation="C")
    body = models.JSONField()
    is_open = models.BooleanField()
    leaf = models.UUIDField()  # under which the ledger commits to it
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "case_act"
        constraints = (models.UniqueConstraint(fields=["case", "place"], name="case_act_place"),)


class CaseDesk(models.Model):
    """A desk on which a case lies or lay: who may read it. A desk that handed it on keeps reading;
    one that returned it, or from which it was taken back, does not.
    """

    case = models.ForeignKey(CaseFile, models.CASCADE, related_name="desks")
    department = models.CharField(max_length=12, db_collation="C")
    territory = models.CharField(max_length=6, blank=True, db_collation="C")
    since_at = models.DateTimeField()

    class Meta:
        db_table = "case_desk"
        constraints = (
            models.UniqueConstraint(fields=["case", "department", "territory"], name="case_desk_once"),
        )
