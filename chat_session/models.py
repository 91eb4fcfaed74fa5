"""Who talks with whom: a session of a person with one to eight contenders, and whether their names may be known."""

from typing import Any, ClassVar, Self
from urllib.parse import quote
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.utils import timezone

from ai_model.models import AIModel
from api.refusals import Code, Refusal
from user.models import User

PARTICIPANTS = "abcdefgh"
SEATS = [(letter, letter) for letter in PARTICIPANTS]
MAX_TITLE = 255


class SessionQuerySet(models.QuerySet["Session"]):
    def of(self, user: User) -> Self:
        return self.filter(user=user, deleted_at=None)

    def with_contenders(self) -> Self:
        return self.prefetch_related(models.Prefetch("contenders", Contender.objects.select_related("model__provider")))

    def shared_as(self, token: str) -> Self:
        """PostgreSQL refuses even to look for what it cannot store."""
        return self.filter(share_token=token, deleted_at=None) if token.isprintable() else self.none()

    def holding(self, text: str) -> Self:
        """The words in the title or in a question. Questions live a floor above: only their names are known here."""
        asked = Session.objects.filter(messages__role="user", messages__content__icontains=text)
        return self.filter(Q(title__icontains=text) | models.Exists(asked.filter(pk=models.OuterRef("pk"))))

    def empty(self) -> None:
        """Rows and ids stay: nothing may come back under them."""
        self.update(title="", share_token=None, idempotency_key=None, fingerprint="", deleted_at=timezone.now())

    def hand_over(self, user: User) -> None:
        """A key that both have used stays with the session that is this user's already."""
        used = Session.objects.filter(user=user).exclude(idempotency_key=None)
        self.filter(idempotency_key__in=used.values("idempotency_key")).update(idempotency_key=None)
        self.update(user=user)

    def forget_keys(self) -> int:
        """Part of the periodic work: what is older is no retry."""
        lapsed = self.filter(created_at__lt=timezone.now() - settings.IDEMPOTENCY_LIFETIME)
        return lapsed.exclude(idempotency_key=None).update(idempotency_key=None)


class Session(models.Model):
    class Mode(models.TextChoices):
        DIRECT = "direct"
        COMPARE = "compare"
        RANDOM = "random"

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    # Erased people leave empty sessions behind, for the votes that were cast in them.
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="sessions")
    mode = models.CharField(max_length=8, choices=Mode.choices)
    size = models.PositiveSmallIntegerField(help_text="How many contenders there are.")
    title = models.CharField(max_length=MAX_TITLE, blank=True)
    is_pinned = models.BooleanField(default=False)
    share_token = models.CharField(max_length=64, null=True, editable=False)  # noqa: DJ001 -- "" is unique once
    revealed_at = models.DateTimeField(null=True, editable=False)
    # With which these models were drawn, when they were.
    draw_probability = models.FloatField(null=True, editable=False)
    message_count = models.PositiveIntegerField(default=0, editable=False)
    idempotency_key = models.CharField(max_length=255, null=True, editable=False)  # noqa: DJ001 -- as share_token
    fingerprint = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    # When something was last said; a new name or a pin does not move a session to the top.
    updated_at = models.DateTimeField(default=timezone.now, editable=False)
    deleted_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[Any] = SessionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "idempotency_key"],
                condition=Q(idempotency_key__isnull=False),
                name="one_session_a_key",
            ),
            models.UniqueConstraint(
                fields=["share_token"], condition=Q(share_token__isnull=False), name="one_session_a_link"
            ),
            models.CheckConstraint(condition=Q(mode__in=["direct", "compare", "random"]), name="known_mode"),
            models.CheckConstraint(condition=Q(size__range=(1, len(PARTICIPANTS))), name="one_to_eight"),
        ]
        indexes = [
            # The list, and the two filters that may leave little of it.
            models.Index(
                fields=["user", "-updated_at", "-id"], condition=Q(deleted_at=None), name="sessions_newest_first"
            ),
            models.Index(
                fields=["user", "mode", "-updated_at", "-id"], condition=Q(deleted_at=None), name="sessions_of_a_mode"
            ),
            models.Index(fields=["user", "created_at"], condition=Q(deleted_at=None), name="sessions_by_date"),
            models.Index(fields=["created_at"], condition=Q(idempotency_key__isnull=False), name="sessions_with_key"),
        ]

    def __str__(self) -> str:
        return f"{self.mode} {self.id}"

    @property
    def is_blind(self) -> bool:
        """A battle is blind until its first preference vote."""
        return self.mode == self.Mode.RANDOM and self.revealed_at is None

    @property
    def is_public(self) -> bool:
        return self.share_token is not None

    @property
    def share_url(self) -> str | None:
        return f"{settings.ARENA_PUBLIC_URL}/s/{self.share_token}" if self.share_token else None

    @property
    def report_url(self) -> str | None:
        """Whom to tell that nobody should read it; a mail says which page is meant."""
        contact = settings.ARENA_ABUSE_CONTACT
        if not contact.startswith("mailto:"):
            return contact or None
        return f"{contact}?subject={quote(f'Report of {self.share_url}', safe='')}"

    def change(self, **fields: Any) -> None:
        """Whatever else happens to it meanwhile stays, a deletion above all."""
        if fields and not Session.objects.filter(pk=self.pk, deleted_at=None).update(**fields):
            raise Refusal(Code.NOT_FOUND)
        for name, value in fields.items():
            setattr(self, name, value)

    def note_said(self, count: int) -> None:
        """Others may be counting too."""
        Session.objects.filter(pk=self.pk).update(message_count=F("message_count") + count, updated_at=timezone.now())

    def share(self, token: str) -> None:
        """Shared already, it keeps the link it has."""
        self.change(share_token=Coalesce("share_token", models.Value(token)))
        self.refresh_from_db(fields=["share_token"])


class ContenderQuerySet(models.QuerySet["Contender"]):
    def empty(self) -> None:
        self.update(system_prompt="", params={})


class Contender(models.Model):
    """A model with its own system prompt and parameters, in one seat of a session."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="contenders", db_index=False)
    participant = models.CharField(max_length=1, choices=SEATS)
    model = models.ForeignKey(AIModel, models.PROTECT, related_name="contenders")
    system_prompt = models.TextField(blank=True)
    params = models.JSONField(default=dict, blank=True)

    objects: ClassVar[Any] = ContenderQuerySet.as_manager()

    class Meta:
        ordering = ["participant"]
        constraints = [
            models.UniqueConstraint(fields=["session", "participant"], name="one_contender_a_seat"),
            models.CheckConstraint(condition=Q(participant__in=list(PARTICIPANTS)), name="known_participant"),
        ]

    def __str__(self) -> str:
        return f"{self.participant}: {self.model_id}"


class DrawOdds(models.Model):
    """How likely models meet in a battle, as the ranking has worked it out: one row. Without it all are even."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1, editable=False)
    odds = models.JSONField()
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="one_row_of_odds")]

    def __str__(self) -> str:
        return f"odds of {self.updated_at:%Y-%m-%d %H:%M}"
