"""What was said: a turn is one question and a reply of every participant; an edit is a sibling turn, a
regenerated reply a sibling version."""

from enum import StrEnum
from typing import Any, ClassVar, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Length
from django.db.models.lookups import LessThanOrEqual
from django.utils import timezone

from ai_model.models import AIModel
from ai_model.providers.metering import MAX_TEXT
from api.expressions import Octets
from chat_session.models import PARTICIPANTS, Session
from user.models import User


class Failure(StrEnum):
    """Why a side ended in error. Each knows the sentence people read."""

    sentence: str

    def __new__(cls, value: str, sentence: str) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.sentence = sentence
        return member

    UPSTREAM_UNREACHABLE = "upstream_unreachable", "The model could not be reached."
    UPSTREAM_TIMEOUT = "upstream_timeout", "The model stopped answering."
    UPSTREAM_RESET = "upstream_reset", "The connection to the model was cut."
    UPSTREAM_GARBAGE = "upstream_garbage", "The model's answer could not be read."
    UPSTREAM_REFUSED = "upstream_refused", "The provider did not take the question."
    UPSTREAM_ERROR = "upstream_error", "The provider had an error."
    RATE_LIMITED = "rate_limited", "The provider is busy; try again shortly."
    AUTH = "auth", "The provider rejected our credentials."
    OVERLOADED = "overloaded", "The server is busy; try again shortly."
    INTERRUPTED = "interrupted", "The answer was interrupted."
    BUDGET_EXCEEDED = "budget_exceeded", "The budget is used up."
    MODERATED = "moderated", "This was stopped by moderation."
    TOO_LONG = "too_long", "The conversation is too long for the model."
    INTERNAL = "internal", "Something went wrong on our side."


FAILURES = {failure.value: failure for failure in Failure}
SENTENCES = {code: failure.sentence for code, failure in FAILURES.items()}
# The same question would fail in the same way.
LASTING = {
    Failure.UPSTREAM_REFUSED,
    Failure.AUTH,
    Failure.BUDGET_EXCEEDED,
    Failure.MODERATED,
    Failure.TOO_LONG,
}
# Code points of a question.
MAX_QUESTION = 32_768


class Turn(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    session = models.ForeignKey(Session, models.CASCADE, related_name="turns", db_index=False)
    number = models.PositiveIntegerField(help_text="In the order of asking, over all branches.")
    parent = models.ForeignKey("self", models.CASCADE, null=True, related_name="following")
    depth = models.PositiveIntegerField(default=0, help_text="How many turns stand before it on its path.")
    is_copy = models.BooleanField(default=False, help_text="Came with a duplicate; never voted on.")
    voted_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["session", "number"], name="one_turn_a_number")]

    def __str__(self) -> str:
        return f"turn {self.number} of {self.session_id}"


class RunQuerySet(models.QuerySet["Run"]):
    def of(self, user: User) -> Self:
        return self.filter(session__user=user, session__deleted_at=None)

    def live(self) -> Self:
        return self.filter(ended_at=None)

    def empty(self) -> None:
        self.update(idempotency_key=None, fingerprint="")

    def hand_over(self, user: User) -> None:
        """A key that both have used stays with the run that is this user's already."""
        used = Run.objects.filter(user=user).exclude(idempotency_key=None)
        self.filter(idempotency_key__in=used.values("idempotency_key")).update(idempotency_key=None)
        self.update(user=user)

    def forget_keys(self) -> int:
        """Part of the periodic work: what is older is no retry."""
        lapsed = self.filter(created_at__lt=timezone.now() - settings.IDEMPOTENCY_LIFETIME)
        return lapsed.exclude(idempotency_key=None).update(idempotency_key=None)


class Run(models.Model):
    """One act of generating: the replies it makes are its sides."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    session = models.ForeignKey(Session, models.CASCADE, related_name="runs")
    turn = models.ForeignKey(Turn, models.CASCADE, related_name="runs")
    # Whose key it is.
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="runs")
    idempotency_key = models.CharField(max_length=255, null=True, editable=False)  # noqa: DJ001 -- "" is unique once
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    # What it was first told in; a regenerate is told in the same.
    format = models.CharField(max_length=8, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[Any] = RunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "idempotency_key"], condition=Q(idempotency_key__isnull=False), name="one_run_a_key"
            )
        ]
        indexes = [
            models.Index(fields=["session"], condition=Q(ended_at=None), name="live_runs"),
            models.Index(fields=["created_at"], condition=Q(idempotency_key__isnull=False), name="runs_with_key"),
        ]

    def __str__(self) -> str:
        return f"run {self.id}"


class MessageQuerySet(models.QuerySet["Message"]):
    def of(self, user: User) -> Self:
        return self.filter(session__user=user, session__deleted_at=None)

    def told(self) -> Self:
        """With all that is needed to show a message, in the same query."""
        siblings = (
            Message.objects.filter(stem=OuterRef("stem"), participant=OuterRef("participant"))
            .order_by()
            .values("stem")
            .annotate(count=Count("pk"))
            .values("count")
        )
        return self.select_related("session", "turn", "model__provider").annotate(versions=Subquery(siblings))

    def in_order(self) -> Self:
        return self.order_by(*Message.ORDER)

    def empty(self) -> None:
        """Whoever still speaks has nobody to speak to."""
        silenced = Case(When(status__in=Message.LIVE, then=Value(Message.Status.STOPPED)), default=F("status"))
        self.update(content="", reasoning="", tool_calls=[], outline=None, status=silenced)


class Message(models.Model):
    ORDER = ("turn_number", "participant", "version")

    class Role(models.TextChoices):
        USER = "user"
        ASSISTANT = "assistant"

    class Status(models.TextChoices):
        PENDING = "pending"
        STREAMING = "streaming"
        SUCCESS = "success"
        ERROR = "error"
        STOPPED = "stopped"

    LIVE = (Status.PENDING, Status.STREAMING)

    id = models.UUIDField(primary_key=True, default=uuid4)
    # The unique constraints below begin with these keys, so an index of their own would be a second one.
    session = models.ForeignKey(Session, models.CASCADE, related_name="messages", db_index=False)
    turn = models.ForeignKey(Turn, models.CASCADE, related_name="messages")
    run = models.ForeignKey(Run, models.CASCADE, null=True, related_name="replies")
    # Kept here too, so that one index tells a session in order.
    turn_number = models.PositiveIntegerField()
    role = models.CharField(max_length=9, choices=Role.choices)
    participant = models.CharField(max_length=1, blank=True, help_text="Empty for a question.")
    # What siblings have in common: the turn of a reply; of a question the turn before, or the session.
    stem = models.UUIDField()
    version = models.PositiveIntegerField(default=1)
    parent_message_ids = models.JSONField(default=list)
    content = models.TextField(blank=True)
    reasoning = models.TextField(blank=True)
    tool_calls = models.JSONField(default=list)
    # In which order it was said, where that was not reasoning, then text, then calls: pairs of kind and length.
    outline = models.JSONField(null=True)
    status = models.CharField(max_length=9, choices=Status.choices)
    error_code = models.CharField(max_length=20, blank=True, choices=list(SENTENCES.items()))
    finish_reason = models.CharField(max_length=14, blank=True)
    model = models.ForeignKey(AIModel, models.PROTECT, null=True, related_name="messages")
    feedback = models.CharField(max_length=16, blank=True)
    usage = models.JSONField(null=True)
    timings = models.JSONField(null=True)
    created_at = models.DateTimeField(default=timezone.now)
    # How many siblings there are, itself among them: `told` counts them.
    versions: int

    objects: ClassVar[Any] = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["session", "turn_number", "participant", "version"], name="one_message_a_place"
            ),
            models.UniqueConstraint(fields=["stem", "participant", "version"], name="one_message_a_version"),
            models.UniqueConstraint(
                fields=["session", "participant"],
                condition=Q(status__in=["pending", "streaming"]),
                name="one_voice_a_side",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["pending", "streaming", "success", "error", "stopped"]), name="known_status"
            ),
            models.CheckConstraint(
                condition=Q(role="user", participant="") | Q(role="assistant", participant__in=list(PARTICIPANTS)),
                name="replies_have_a_side",
            ),
            models.CheckConstraint(
                condition=Q(role="assistant") | Q(LessThanOrEqual(Length("content"), MAX_QUESTION)),
                name="questions_are_bounded",
            ),
            models.CheckConstraint(
                condition=Q(role="user") | Q(LessThanOrEqual(Octets("content") + Octets("reasoning"), MAX_TEXT)),
                name="replies_are_bounded",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.participant} of turn {self.turn_number}"

    @property
    def is_question(self) -> bool:
        return self.role == self.Role.USER

    @property
    def position(self) -> int:
        """The place on the path: versions and branches share it."""
        seat = PARTICIPANTS.index(self.participant) + 1 if self.participant else 0
        return self.turn.depth * (self.session.size + 1) + seat

    @property
    def error(self) -> str | None:
        return SENTENCES[self.error_code] if self.error_code else None
