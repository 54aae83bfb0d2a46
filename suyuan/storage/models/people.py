"""人员 — accounts of people, what they are in a firm or an authority, and the keys they hand to machines.

    Account      a person who signs in (the user of Django and allauth), in a language
    Membership   what a person may do for a party, from when until when
    Invitation   a membership that waits to be taken up
    Post         what a person is in an authority: department, level, territory
    Token        a bearer token: of a person, or of a party's machine, with its scope and its end
    Program      a client of the identity provider that belongs to a party
    Mandate      one party files for another
    MandateStop  a filing under a mandate that had ended when it was about to be stored

Nothing here is deleted: what ends keeps the instant at which it ended.

Source: regulation 1.2 (roles of enterprises and departments), Articles 24 and 27-30 of the Measures.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models

from suyuan.storage.models.parties import Party


class Account(models.Model):
    """A person; what the person may do stands in memberships and posts."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="account")
    language = models.CharField(max_length=8, blank=True)

    class Meta:
        db_table = "account"


class Membership(models.Model):
    """A person's part in a party; ``roles``: administrator, preparer, signer, reader.

    A change of roles ends one membership and begins another, so that it can be read who might do what on which day.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="memberships")
    party = models.ForeignKey(Party, models.CASCADE, related_name="memberships")
    roles = ArrayField(models.CharField(max_length=16))
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)
    given_by = models.ForeignKey(Account, models.CASCADE, null=True, related_name="+")
    ended_by = models.ForeignKey(Account, models.CASCADE, null=True, related_name="+")

    class Meta:
        db_table = "membership"
        constraints = (
            models.UniqueConstraint(
                fields=["account", "party"], condition=models.Q(until_at=None), name="membership_once"
            ),
        )


class Invitation(models.Model):
    """A membership offered to somebody who may not have an account yet; only the SHA-256 of its secret is kept."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="invitations")
    hash = models.CharField(max_length=64, unique=True, db_collation="C")
    addressee = models.CharField(max_length=200)
    roles = ArrayField(models.CharField(max_length=16))
    invited_by = models.ForeignKey(Account, models.CASCADE, related_name="+")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    taken_by = models.ForeignKey(Account, models.CASCADE, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)  # taken up or withdrawn

    class Meta:
        db_table = "invitation"


class Post(models.Model):
    """A person's office. ``kind``: inspector, ministry, operator, auditor; ``territory``: leading division digits."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="posts")
    kind = models.CharField(max_length=12)
    department = models.CharField(max_length=12, blank=True)
    level = models.CharField(max_length=12, blank=True)  # county, prefecture, province, ministry
    territory = models.CharField(max_length=6, blank=True)
    since_at = models.DateTimeField()
    until_at = models.DateTimeField(null=True)  # may lie ahead: a post given for a time
    given_by = models.ForeignKey(Account, models.CASCADE, null=True, related_name="+")
    ended_by = models.ForeignKey(Account, models.CASCADE, null=True, related_name="+")

    class Meta:
        db_table = "post"


class Token(models.Model):
    """A bearer token of the API; only its SHA-256 is kept. It speaks for a membership's party or for a post.

    ``prefix`` are the leading characters by which people tell their tokens apart. ``duties`` NULL = every duty of
    the party; an empty list may file nothing and only read. ``replaces``: the token whose place this one takes.
    """

    account = models.ForeignKey(Account, models.CASCADE, related_name="tokens")
    party = models.ForeignKey(Party, models.CASCADE, null=True, related_name="tokens")
    hash = models.CharField(max_length=64, unique=True, db_collation="C")
    prefix = models.CharField(max_length=12, blank=True)
    name = models.CharField(max_length=80)
    duties = ArrayField(models.CharField(max_length=12), null=True)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)  # to the minute: it is noted beside the requests, not in them
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(Account, models.CASCADE, null=True, related_name="+")
    replaces = models.ForeignKey("self", models.CASCADE, null=True, related_name="replaced_by")

    class Meta:
        db_table = "token"


class Program(models.Model):
    """A program of a party that draws its own short-lived tokens: a client of the identity provider, and its scope."""

    client = models.OneToOneField("allauth_idp_oidc.Client", models.CASCADE, related_name="program")
    party = models.ForeignKey(Party, models.CASCADE, related_name="programs")
    account = models.ForeignKey(Account, models.CASCADE, related_name="programs")
    name = models.CharField(max_length=80)
    duties = ArrayField(models.CharField(max_length=12), null=True)  # as in Token
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.ForeignKey(Account, models.CASCADE, null=True, related_name="+")

    class Meta:
        db_table = "program"


class Mandate(models.Model):
    """One party (``agent``) files for another (``principal``), who stays answerable. ``duties`` NULL = all."""

    principal = models.ForeignKey(Party, models.CASCADE, related_name="mandates_given")
    agent = models.ForeignKey(Party, models.CASCADE, related_name="mandates_held")
    duties = ArrayField(models.CharField(max_length=12), null=True)
    from_date = models.DateField()
    to_date = models.DateField(null=True)  # the last day on which it holds
    given_by = models.ForeignKey(Account, models.CASCADE, related_name="+")
    given_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)  # taken back by the principal, or laid down by the agent
    revoked_by = models.ForeignKey(Account, models.CASCADE, null=True, related_name="+")

    class Meta:
        db_table = "mandate"


class Offer(models.Model):
    """What a firm offers to a credit code: a mandate, or to work together. It is kept as it was written.

    Nobody looks the code up: whoever it belongs to answers, and until then nothing shows whether there is such a firm.
    """

    kind = models.CharField(max_length=12)  # mandate, partnership
    party = models.ForeignKey(Party, models.CASCADE, related_name="offers")
    uscc = models.CharField(max_length=18, db_collation="C")
    terms = models.JSONField()
    made_by = models.ForeignKey(Account, models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    answer = models.CharField(max_length=12, blank=True)  # taken, declined, withdrawn
    answered_at = models.DateTimeField(null=True)
    answered_by = models.ForeignKey(Account, models.CASCADE, null=True, related_name="+")

    class Meta:
        db_table = "offer"
        indexes = (models.Index(fields=["uscc"], condition=models.Q(answered_at=None), name="offer_waiting"),)


class MandateStop(models.Model):
    """A filing that an agent handed in and that was not stored, because no mandate stood any more at that moment."""

    principal = models.ForeignKey(Party, models.CASCADE, related_name="+")
    agent = models.ForeignKey(Party, models.CASCADE, related_name="+")
    duty = models.CharField(max_length=12)
    user_id = models.IntegerField()
    handed_in_at = models.DateTimeField()
    stopped_at = models.DateTimeField()

    class Meta:
        db_table = "mandate_stop"
