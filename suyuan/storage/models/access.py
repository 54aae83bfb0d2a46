"""账户与令牌 — accounts of people and machines, and what the platform remembers of itself."""

from django.conf import settings
from django.db import models

from suyuan.storage.models.parties import Party


class Account(models.Model):
    """A person: a member of a party, an official of a territory, or the operator."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="account")
    kind = models.CharField(max_length=20)  # member, inspector, ministry, operator
    party = models.ForeignKey(Party, models.CASCADE, null=True, related_name="accounts")
    territory = models.CharField(max_length=6, blank=True)  # leading digits of the division code
    language = models.CharField(max_length=8, blank=True)

    class Meta:
        db_table = "account"


class Token(models.Model):
    """A bearer token of the API; only its SHA-256 is kept."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="tokens")
    hash = models.CharField(max_length=64, unique=True, db_collation="C")
    name = models.CharField(max_length=80)
    created_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "token"


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
