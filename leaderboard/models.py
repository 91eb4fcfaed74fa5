"""What comes of votes: boards as dated snapshots, votes that came in files, and people whose votes are kept out."""

from datetime import timedelta
from typing import Any, ClassVar, Self
from uuid import uuid4

from django.db import models
from django.db.models import Case, Q, When
from django.utils import timezone

from ai_model.models import AIModel
from feedback.models import Voter
from leaderboard.limits import MAX_CATEGORIES, MAX_CATEGORY, MAX_LABEL
from leaderboard.maths.comparisons import Outcome
from user.models import User

MAX_APPEAL = 4096
MAX_NOTE = 1000


class Period(models.TextChoices):
    """How old votes may be: they are counted back from the moment of ranking."""

    ALL_TIME = "all_time"
    MONTHLY = "monthly"
    WEEKLY = "weekly"
    DAILY = "daily"

    @property
    def length(self) -> timedelta | None:
        return LENGTHS.get(self)


LENGTHS = {
    Period.MONTHLY: timedelta(days=30),
    Period.WEEKLY: timedelta(days=7),
    Period.DAILY: timedelta(days=1),
}


class Snapshot(models.Model):
    """A board as it was once: a trigger refuses to change or delete it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    category = models.CharField(max_length=MAX_CATEGORY)
    period = models.CharField(max_length=8, choices=Period.choices)
    created_at = models.DateTimeField(default=timezone.now)
    # Of what was counted, and how: both the same, and the ratings are the same.
    input_hash = models.CharField(max_length=64)
    method = models.JSONField()
    # The newest that were counted, of our own votes and of files.
    last_ballot = models.UUIDField(null=True)
    last_import = models.BigIntegerField(null=True)
    facts = models.JSONField()
    rows = models.JSONField()
    # The win matrix: one row for each two models that have met.
    pairs = models.JSONField()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(period__in=Period.values), name="known_period")]
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="snapshots_newest_first"),
            models.Index(fields=["category", "period", "-created_at"], name="snapshots_of_a_board"),
        ]

    def __str__(self) -> str:
        return f"{self.category} {self.period} of {self.created_at:%Y-%m-%d %H:%M}"


class Board(models.Model):
    """Which snapshot is shown now."""

    category = models.CharField(max_length=MAX_CATEGORY)
    period = models.CharField(max_length=8, choices=Period.choices)
    snapshot = models.ForeignKey(Snapshot, models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["category", "period"], name="one_board_each")]

    def __str__(self) -> str:
        return f"{self.category} {self.period}"


class Round(models.Model):
    """What the ranking had seen when it last came round, and how it was told to rank: one row."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    at = models.DateTimeField()
    seen = models.JSONField(default=dict)
    # When all boards were made, not only the one of everything.
    whole_at = models.DateTimeField(null=True)
    seen_whole = models.JSONField(default=dict)
    tested_at = models.DateTimeField(null=True)
    checked_at = models.DateTimeField(null=True)
    has_gates = models.BooleanField(default=False)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_row_of_rounds")]

    def __str__(self) -> str:
        return f"round of {self.at:%Y-%m-%d %H:%M}"


class Import(models.Model):
    """A file of votes from elsewhere."""

    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64, db_index=True)
    rows = models.PositiveBigIntegerField(default=0)
    rejected = models.PositiveBigIntegerField(default=0)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.name} of {self.at:%Y-%m-%d}"


class ImportedPair(models.Model):
    """Two models, compared by somebody elsewhere. Labels mean something in their file alone, empty ones nothing."""

    source = models.ForeignKey(Import, models.CASCADE, related_name="pairs")
    left = models.ForeignKey(AIModel, models.PROTECT, related_name="+", db_index=False)
    right = models.ForeignKey(AIModel, models.PROTECT, related_name="+", db_index=False)
    outcome = models.PositiveSmallIntegerField(choices=[(each.value, each.name.lower()) for each in Outcome])
    user_label = models.CharField(max_length=MAX_LABEL, blank=True)
    battle_label = models.CharField(max_length=MAX_LABEL, blank=True)
    # Seconds since 1970: millions of them are read at once.
    moment = models.FloatField(null=True)
    weight = models.FloatField()
    # Of its reason, where it does not count.
    reason = models.CharField(max_length=40, blank=True)
    categories = models.CharField(max_length=MAX_CATEGORIES, blank=True, help_text="Words with spaces between them.")

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(weight__gte=0), name="no_vote_against_a_vote")]

    def __str__(self) -> str:
        return f"pair {self.pk}"


class ExclusionQuerySet(models.QuerySet["Exclusion"]):
    def of(self, user: User) -> Self:
        """Those that are in force first: to lifted ones there is nothing to say."""
        is_over = Case(When(status=Exclusion.Status.LIFTED, then=1), default=0)
        return self.filter(voters__user=user).distinct().order_by(is_over, "-created_at", "-pk")

    def in_force(self) -> Self:
        return self.exclude(status=Exclusion.Status.LIFTED)

    def empty(self) -> None:
        """Somebody of it is erased: what they wrote goes, why they were kept out stays."""
        self.update(appeal="")


class Exclusion(models.Model):
    """Voters whose votes do not count until a person has looked at them, or since one has."""

    class Status(models.TextChoices):
        PENDING = "pending", "excluded, waits for a person to look at it"
        UPHELD = "upheld", "excluded, a person has looked at it"
        LIFTED = "lifted", "not excluded any more"

    class Group(models.TextChoices):
        """What these voters have in common."""

        PERSON = "person", "one person"
        NETWORK = "network", "one network"
        DEVICE = "device", "one program on one kind of device"
        HOUR = "hour", "signed up in the same hour"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    # Not the user: a voter goes with the guest into an account, and outlives an erased one without a name.
    voters = models.ManyToManyField(Voter, related_name="exclusions")
    group = models.CharField(max_length=7, choices=Group.choices, default=Group.PERSON)
    # Which network, device or hour; of a person nothing, as that is who the voters are.
    key = models.CharField(max_length=64, blank=True)
    status = models.CharField(max_length=7, choices=Status.choices, default=Status.PENDING)
    reason = models.CharField(max_length=400)
    tests = models.JSONField(default=dict)
    appeal = models.TextField(blank=True, max_length=MAX_APPEAL)
    note = models.CharField(max_length=MAX_NOTE, blank=True, help_text="Shown to whoever is excluded.")
    created_at = models.DateTimeField(default=timezone.now)
    appealed_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = ExclusionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(status__in=["pending", "upheld", "lifted"]), name="known_exclusion"),
        ]
        indexes = [models.Index(fields=["status", "-created_at"], name="exclusions_to_decide")]

    def __str__(self) -> str:
        return f"{self.get_group_display()}, {self.created_at:%Y-%m-%d}"

    def decide(self, status: Status) -> None:
        self.status, self.decided_at = status, timezone.now()
        self.save(update_fields=["status", "decided_at"])
