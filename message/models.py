"""What was said: a turn is one question and a reply of every participant; an edit is a sibling turn, a
regenerated reply a sibling version."""

from datetime import timedelta
from enum import StrEnum
from typing import Any, ClassVar, Self
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Case, Count, F, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce, Length, Now
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
# How long it is known which workers there were.
WORKER_LIFETIME = timedelta(days=1)


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


class WorkerQuerySet(models.QuerySet["Worker"]):
    def there(self) -> Self:
        return self.filter(gone_at=None)

    def crashed(self, *, since: timedelta) -> Self:
        return self.filter(has_crashed=True, gone_at__gte=Now() - since)

    def forget_gone(self) -> int:
        """Part of the periodic work: those of whom nothing is left to end."""
        live = Run.objects.live().exclude(owner=None).values("owner")
        return self.filter(gone_at__lt=timezone.now() - WORKER_LIFETIME).exclude(pk__in=live).delete()[0]


class Worker(models.Model):
    """A process in which models speak. While it is there, it counts."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    beat = models.PositiveBigIntegerField(default=0)
    gone_at = models.DateTimeField(null=True)
    # It has not said goodbye.
    has_crashed = models.BooleanField(default=False)
    # Names of the models that spoke in it then.
    speaking = models.JSONField(default=list)

    objects: ClassVar[Any] = WorkerQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["gone_at"], name="gone_workers")]

    def __str__(self) -> str:
        return f"worker {self.id}"


class RunQuerySet(models.QuerySet["Run"]):
    def of(self, user: User) -> Self:
        return self.filter(session__user=user, session__deleted_at=None)

    def live(self) -> Self:
        return self.filter(ended_at=None)

    def abandoned(self) -> Self:
        """Nobody speaks in them any more."""
        return self.live().filter(owner__in=Worker.objects.exclude(gone_at=None).values("pk"))

    def empty(self) -> None:
        """Whoever speaks in one finds it over."""
        self.update(idempotency_key=None, fingerprint="", ended_at=Coalesce("ended_at", timezone.now()))

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
    # The worker that speaks in it.
    owner = models.UUIDField(null=True, editable=False)
    # When another worker last had a reader of it.
    read_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[Any] = RunQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "idempotency_key"], condition=Q(idempotency_key__isnull=False), name="one_run_a_key"
            )
        ]
        indexes = [
            models.Index(fields=["session"], condition=Q(ended_at=None), name="live_runs"),
            models.Index(fields=["owner"], condition=Q(ended_at=None), name="live_runs_of_a_worker"),
            models.Index(fields=["user"], condition=Q(ended_at=None), name="live_runs_of_a_user"),
            models.Index(fields=["created_at"], condition=Q(idempotency_key__isnull=False), name="runs_with_key"),
        ]

    def __str__(self) -> str:
        return f"run {self.id}"


class JournalQuerySet(models.QuerySet["Journal"]):
    def empty(self) -> None:
        self.delete()

    def forget_ended(self) -> int:
        """Part of the periodic work. They go with the end of their run, but for an answer that was lost."""
        return self.exclude(run__ended_at=None).delete()[0]


class Journal(models.Model):
    """What was said in a run since the row before, by side: until the run is over and its messages hold all of it."""

    pk = models.CompositePrimaryKey("run_id", "number")
    run = models.ForeignKey(Run, models.CASCADE, related_name="journal", db_index=False, db_constraint=False)
    number = models.PositiveIntegerField()
    said = models.TextField()

    objects: ClassVar[Any] = JournalQuerySet.as_manager()

    def __str__(self) -> str:
        return f"part {self.number} of run {self.run_id}"


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

    def live(self) -> Self:
        return self.filter(status__in=Message.LIVE)

    def forget_stops(self) -> int:
        """Part of the periodic work: what workers were asked to stop that have gone."""
        asked = self.exclude(status__in=Message.LIVE).filter(stop_asked_at__lt=timezone.now() - WORKER_LIFETIME)
        return asked.update(stop_asked_at=None)

    def ask_to_stop(self) -> int:
        """How many were not asked before."""
        return self.live().filter(stop_asked_at=None).update(stop_asked_at=timezone.now())

    def empty(self) -> None:
        """Whoever still speaks has nobody to speak to."""
        is_live = Q(status__in=Message.LIVE)
        silenced = Case(When(is_live, then=Value(Message.Status.STOPPED)), default=F("status"))
        asked = Case(When(is_live, then=Value(timezone.now())), default=F("stop_asked_at"))
        reason = Case(When(is_live, then=Value("stopped")), default=F("finish_reason"))
        said: dict[str, Any] = {"content": "", "reasoning": "", "tool_calls": [], "outline": None}
        self.update(**said, status=silenced, finish_reason=reason, stop_asked_at=asked)


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
    # By somebody in another process than it speaks in, until that has heard it.
    stop_asked_at = models.DateTimeField(null=True, editable=False)
    # How many siblings there are, itself among them: `told` counts them.
    versions: int

    objects: ClassVar[Any] = MessageQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["run"], condition=Q(stop_asked_at__isnull=False), name="asked_to_stop"),
        ]
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
