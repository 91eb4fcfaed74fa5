"""What people think of answers: votes that nobody can change, what each of them weighs, and marks on single replies."""

from typing import Any, ClassVar, Self
from uuid import UUID, uuid4

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.utils import timezone

from ai_model.models import AIModel
from chat_session.models import PARTICIPANTS, SEATS, Session
from feedback.judgements import Judgement, Kind
from message.models import Message, Turn
from user.models import User

MAX_COMMENT = 4096


class Reason(models.TextChoices):
    """Why a vote counts or does not: each is published with its number of votes."""

    FAIR = "fair", "It counts."
    NOT_BLIND = "not_blind", "The models were known."
    REGENERATED = "regenerated", "An answer was made again before the vote."
    STAFF = "staff", "Cast by staff."
    TRUNCATED = "truncated", "An answer had no room to end."
    TOO_SOON = "too_soon", "Cast before the answers can have been read."
    IDENTITY_ASKED = "identity_asked", "A question asked who the models are."
    IDENTITY_TOLD = "identity_told", "An answer told who it is from."
    UNVERIFIED = "unverified", "It could not be checked yet."
    WITHDRAWN = "withdrawn", "Withdrawn by whoever cast it."
    CAPPED = "capped", "One of too many in a short time."
    REPEATED_PROMPT = "repeated_prompt", "The same question was judged many times."
    EXCLUDED = "excluded", "Looks like an attempt to move the board; a person will look at it."


class VoterQuerySet(models.QuerySet["Voter"]):
    def of(self, user: User) -> "Voter":
        """Under the lock on the user: a person has one, or several after guests have come along."""
        known = self.filter(user=user).order_by("created_at", "pk").first()
        hour = user.created_at.replace(minute=0, second=0, microsecond=0)
        return known or self.create(user=user, signed_up_at=hour)


class Voter(models.Model):
    """Who judged. The only line from a vote to a person: erasure cuts it, and what is left is a random number."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="voters")
    # The hour, no more: who comes in the same hour and votes alike may be one.
    signed_up_at = models.DateTimeField()
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Any] = VoterQuerySet.as_manager()

    def __str__(self) -> str:
        return f"voter {str(self.pk)[:8]}"


class VoteQuerySet(models.QuerySet["Vote"]):
    def of(self, user: User) -> Self:
        return self.filter(voter__user=user, session__deleted_at=None)

    def told(self) -> Self:
        """With all that a row outside shows, in three queries."""
        newest = Verdict.objects.filter(vote=OuterRef("pk")).order_by("-pk").values("reason")[:1]
        rows = self.select_related("session", "remark").annotate(reason=Subquery(newest))
        return rows.prefetch_related("slots")


class Vote(models.Model):
    """A judgement of one turn, as it was given and as it stays: a trigger refuses to change or delete it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    voter = models.ForeignKey(Voter, models.PROTECT, related_name="votes", db_index=False)
    session = models.ForeignKey(Session, models.PROTECT, related_name="votes")
    turn = models.ForeignKey(Turn, models.PROTECT, related_name="votes", db_index=False)
    question = models.ForeignKey(Message, models.PROTECT, related_name="votes")
    kind = models.CharField(max_length=8, choices=[(kind.value, kind.value) for kind in Kind])
    is_blind = models.BooleanField()
    # Of this draw, when the models were drawn.
    probability = models.FloatField(null=True)
    # Since the last answer had ended.
    dwell_ms = models.BigIntegerField()
    # The question as a number, to find the same one again; the network and the program it came from, likewise.
    prompt = models.CharField(max_length=32, blank=True)
    network = models.CharField(max_length=32, blank=True)
    device = models.CharField(max_length=32, blank=True)
    categories = models.JSONField(default=list)
    created_at = models.DateTimeField(default=timezone.now)
    # Why its newest verdict says what it says: `told` looks it up.
    reason: str

    objects: ClassVar[Any] = VoteQuerySet.as_manager()

    class Meta:
        constraints = [
            # A turn has one owner, so this is one for each voter and turn, whoever the voter becomes.
            models.UniqueConstraint(fields=["turn"], name="one_vote_a_turn"),
            models.CheckConstraint(condition=Q(kind__in=[kind.value for kind in Kind]), name="known_kind_of_vote"),
        ]
        indexes = [
            models.Index(fields=["created_at", "id"], name="votes_in_order"),
            models.Index(fields=["voter", "-created_at", "-id"], name="votes_newest_first"),
        ]

    def __str__(self) -> str:
        return f"vote {self.pk}"

    @property
    def judgement(self) -> Judgement:
        return Judgement(Kind(self.kind), {slot.participant: slot.rank for slot in self.slots.all()})

    @property
    def counts(self) -> bool:
        return self.reason == Reason.FAIR


class Slot(models.Model):
    """One of the answers that a vote compared: the very bytes, whose they are, and how they were ranked."""

    vote = models.ForeignKey(Vote, models.PROTECT, related_name="slots", db_index=False)
    participant = models.CharField(max_length=1, choices=SEATS)
    message = models.ForeignKey(Message, models.PROTECT, related_name="slots")
    model = models.ForeignKey(AIModel, models.PROTECT, related_name="slots")
    sha256 = models.CharField(max_length=64, help_text="Of the text in UTF-8.")
    rank = models.PositiveSmallIntegerField(help_text="1 is best; equal ranks are ties.")

    class Meta:
        ordering = ["participant"]
        constraints = [
            models.UniqueConstraint(fields=["vote", "participant"], name="one_slot_a_side"),
            models.CheckConstraint(condition=Q(participant__in=list(PARTICIPANTS)), name="slots_have_a_side"),
            models.CheckConstraint(condition=Q(rank__range=(1, len(PARTICIPANTS))), name="known_rank"),
        ]

    def __str__(self) -> str:
        return f"{self.participant} of {self.vote_id}"


class RemarkQuerySet(models.QuerySet["Remark"]):
    def empty(self) -> None:
        self.delete()


class Remark(models.Model):
    """What somebody wrote to a vote. Apart from it, as it goes with the person."""

    vote = models.OneToOneField(Vote, models.CASCADE, primary_key=True, related_name="remark")
    reasons = models.JSONField(default=list)
    comment = models.TextField(blank=True, max_length=MAX_COMMENT)

    objects: ClassVar[Any] = RemarkQuerySet.as_manager()

    def __str__(self) -> str:
        return f"remark on {self.vote_id}"


class VerdictQuerySet(models.QuerySet["Verdict"]):
    def newest(self) -> dict[UUID, str]:
        """Why each vote counts or does not; a later row wins."""
        return dict(self.order_by("pk").values_list("vote_id", "reason").iterator(chunk_size=10_000))


class Verdict(models.Model):
    """What a vote weighs, from a moment on: the newest row wins, and none is ever changed."""

    vote = models.ForeignKey(Vote, models.PROTECT, related_name="verdicts", db_index=False)
    counts = models.BooleanField()
    reason = models.CharField(max_length=16, choices=Reason.choices)
    at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Any] = VerdictQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(counts=True, reason="fair") | (Q(counts=False) & ~Q(reason="fair")),
                name="only_what_is_fair_counts",
            ),
            models.CheckConstraint(condition=Q(reason__in=Reason.values), name="known_reason"),
            models.UniqueConstraint(fields=["vote"], condition=Q(reason="withdrawn"), name="withdrawn_once"),
        ]
        indexes = [
            models.Index(fields=["vote", "-id"], name="newest_verdict"),
            models.Index(fields=["at", "id"], name="verdicts_in_order"),
            models.Index(fields=["vote"], condition=Q(reason="unverified"), name="doubtful_votes"),
        ]

    def __str__(self) -> str:
        return f"{self.vote_id}: {self.reason}"

    @classmethod
    def of(cls, vote: UUID, reason: Reason) -> "Verdict":
        return cls(vote_id=vote, reason=reason, counts=reason is Reason.FAIR)


class MarkQuerySet(models.QuerySet["Mark"]):
    def of(self, user: User) -> Self:
        return self.filter(user=user, message__session__deleted_at=None)

    def empty(self) -> None:
        self.delete()


class Mark(models.Model):
    """What its owner thinks of one reply. It moves no board, and may be changed."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="marks", db_index=False)
    message = models.OneToOneField(Message, models.CASCADE, related_name="mark")
    rating = models.PositiveSmallIntegerField(null=True)
    preference = models.CharField(max_length=7, blank=True, choices=[("like", "like"), ("dislike", "dislike")])
    comment = models.TextField(blank=True, max_length=MAX_COMMENT)
    created_at = models.DateTimeField(default=timezone.now)

    objects: ClassVar[Any] = MarkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(rating=None) | Q(rating__range=(1, 5)), name="one_to_five"),
        ]
        indexes = [models.Index(fields=["user", "-created_at", "-id"], name="marks_newest_first")]

    def __str__(self) -> str:
        return f"mark on {self.message_id}"


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    def hand_over(self, user: User) -> None:
        """A key that both have used stays with what is this user's already."""
        self.filter(key__in=Receipt.objects.filter(user=user).values("key")).delete()
        self.update(user=user)

    def forget(self) -> int:
        """Part of the periodic work: what is older is no retry."""
        return self.filter(created_at__lt=timezone.now() - settings.IDEMPOTENCY_LIFETIME).delete()[0]


class Receipt(models.Model):
    """With which key something was sent, for a day: a retry is told what the first try was told."""

    user = models.ForeignKey(User, models.CASCADE, related_name="receipts", db_index=False)
    key = models.CharField(max_length=255)
    fingerprint = models.CharField(max_length=64)
    # A vote or a mark.
    feedback = models.UUIDField()
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects: ClassVar[Any] = ReceiptQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="one_receipt_a_key")]

    def __str__(self) -> str:
        return f"receipt for {self.feedback}"


class Seal(models.Model):
    """All votes and verdicts of a day as one number, made of the number of the day before."""

    day = models.DateField(primary_key=True)
    votes = models.PositiveIntegerField()
    verdicts = models.PositiveIntegerField()
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["day"]

    def __str__(self) -> str:
        return f"seal of {self.day}"
