"""平台 — what the platform remembers of itself: settings, holidays, jobs."""

from django.db import models

from suyuan.storage.models.parties import Party


class Setting(models.Model):
    """What the platform remembers of itself: that it is a demonstration, and the demonstration's clock."""

    name = models.CharField(max_length=40, primary_key=True)
    value = models.CharField(max_length=200)

    class Meta:
        db_table = "setting"


class HolidayOverride(models.Model):
    """A day that the State Council's notice makes a rest day or a working day, before our data knows it."""

    day = models.DateField(primary_key=True)
    working = models.BooleanField()
    source = models.CharField(max_length=200)

    class Meta:
        db_table = "holiday_override"


class Job(models.Model):
    """A filing that the worker carries out; the resource that people and programs watch."""

    id = models.UUIDField(primary_key=True)
    party = models.ForeignKey(Party, models.CASCADE)
    user_id = models.IntegerField(null=True)
    duty = models.CharField(max_length=12)
    request = models.JSONField()
    state = models.CharField(max_length=12)  # queued, running, done, failed
    progress = models.FloatField(default=0)
    stage = models.CharField(max_length=20, default="queued")
    receipt = models.CharField(max_length=24, blank=True)
    answer = models.JSONField(null=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "job"


class SentForm(models.Model):
    """A form and the number of what it made; ``key`` together with its sender, ``digest`` of what it says."""

    key = models.UUIDField(primary_key=True)
    digest = models.CharField(max_length=64, db_collation="C")
    number = models.CharField(max_length=24, db_collation="C")
    sent_at = models.DateTimeField()

    class Meta:
        db_table = "sent_form"
