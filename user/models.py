"""Who can ask: people with an account, guests with a token, programs with a key. Secrets are stored as hashes."""

import time
from datetime import datetime, timedelta
from typing import Any, ClassVar, Self
from uuid import uuid4

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager, PermissionsMixin
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone

NEWCOMERS_DAY = timedelta(days=1)
MOST_SKEW_SECONDS = 300


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        user = self.model(email=email.lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """However it is written: addresses are stored in small letters."""
        return super().get_by_natural_key(username and username.lower())

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def create_guest(self, token_hash: str, display_name: str = "") -> "User":
        return self.create(
            guest_token_hash=token_hash,
            display_name=display_name or "Guest",
            expires_at=timezone.now() + settings.GUEST_LIFETIME,
        )


class User(AbstractBaseUser, PermissionsMixin):
    """A person. Guests have a token, and lapse; accounts have an e-mail address, unless their issuer told none."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    email = models.EmailField(unique=True, null=True, blank=True)
    display_name = models.CharField(max_length=255, blank=True)
    preferences = models.JSONField(default=dict, blank=True)
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    guest_token_hash = models.CharField(max_length=64, null=True, editable=False)  # noqa: DJ001 -- as e-mail
    expires_at = models.DateTimeField(null=True, blank=True, db_index=True)
    # Every token names the version it was made under; raising it revokes them all.
    token_version = models.PositiveIntegerField(default=1, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        # As a constraint: a column that is unique has a second index on PostgreSQL, for patterns nobody asks for.
        constraints = [models.UniqueConstraint(fields=["guest_token_hash"], name="one_guest_a_token")]

    def __str__(self) -> str:
        """Without a name: it stays in the admin's log when the person has been erased."""
        return f"{'guest' if self.is_guest else 'account'} {str(self.pk)[:8]}"

    @property
    def is_guest(self) -> bool:
        return self.guest_token_hash is not None

    @property
    def is_newcomer(self) -> bool:
        """A guest of the last day."""
        return self.is_guest and self.created_at > timezone.now() - NEWCOMERS_DAY

    @property
    def has_lapsed(self) -> bool:
        return self.expires_at is not None and self.expires_at <= timezone.now()

    @property
    def may_enter(self) -> bool:
        return self.is_active and not self.has_lapsed

    def hold(self) -> None:
        """In a transaction: first of all that it locks, as erasure and the merge of a guest do. Who locks in one order
        never waits in a circle."""
        list(User.objects.select_for_update(no_key=True).filter(pk=self.pk).values_list("pk"))

    def clean(self) -> None:
        super().clean()
        self.email = self.email.lower() if self.email else None

    @transaction.atomic
    def save(self, **kwargs: Any) -> None:
        """A new password ends what came in with the old one, whoever sets it: the person, the admin, a command."""
        has_new_password = self._password is not None and not self._state.adding  # type: ignore[attr-defined]
        super().save(**kwargs)
        if has_new_password:
            self.revoke_tokens()

    def revoke_tokens(self) -> None:
        """All of them: a guest's own token too, which nothing can be signed in with again."""
        User.objects.filter(pk=self.pk).update(token_version=F("token_version") + 1)
        if self.is_guest:
            User.objects.filter(pk=self.pk).update(guest_token_hash=uuid4().hex)
        self.refresh_from_db(fields=["token_version", "guest_token_hash"])
        RefreshToken.objects.filter(user=self).delete()


class Identity(models.Model):
    """A person as an OpenID Connect issuer knows them; an e-mail address can change hands, this pair cannot."""

    user = models.ForeignKey(User, models.CASCADE, related_name="identities")
    issuer = models.URLField()
    subject = models.CharField(max_length=255)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name_plural = "identities"
        constraints = [models.UniqueConstraint(fields=["issuer", "subject"], name="one_user_per_identity")]

    def __str__(self) -> str:
        return f"{self.subject} at {self.issuer}"


class RefreshToken(models.Model):
    hash = models.CharField(max_length=64, primary_key=True)
    user = models.ForeignKey(User, models.CASCADE, related_name="refresh_tokens")
    version = models.PositiveIntegerField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"until {self.expires_at:%Y-%m-%d}"

    @property
    def is_valid(self) -> bool:
        return self.expires_at > timezone.now() and self.version == self.user.token_version and self.user.may_enter


class BucketQuerySet(models.QuerySet["Bucket"]):
    def forget_full(self) -> int:
        """Part of the periodic work: one that is not there is full. Clocks may differ by as much."""
        return self.filter(full_at__lt=time.time() - MOST_SKEW_SECONDS).delete()[0]


class Bucket(models.Model):
    """How much of an allowance is left, where several processes count (`user.buckets`). Its name tells nobody whose."""

    name = models.BigIntegerField(primary_key=True)
    # By the database's clock, in seconds since 1970; and how many it takes from empty.
    full_at = models.FloatField()
    room = models.FloatField()

    objects: ClassVar[Any] = BucketQuerySet.as_manager()

    def __str__(self) -> str:
        return f"bucket {self.name}"


class APIKeyQuerySet(models.QuerySet["APIKey"]):
    def live(self) -> Self:
        return self.filter(revoked_at=None)


class APIKey(models.Model):
    """What a program shows. Revoked keys stay, so that what they did keeps its name."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    user = models.ForeignKey(User, models.CASCADE, related_name="api_keys")
    name = models.CharField(max_length=100)
    hash = models.CharField(max_length=64, editable=False)
    # The last characters, so that people recognise it.
    ending = models.CharField(max_length=4, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[Any] = APIKeyQuerySet.as_manager()

    class Meta:
        verbose_name = "API key"
        constraints = [models.UniqueConstraint(fields=["hash"], name="one_key_a_hash")]
        indexes = [
            models.Index(fields=["user", "-created_at", "-id"], condition=Q(revoked_at=None), name="live_keys"),
        ]

    def __str__(self) -> str:
        return f"{self.name} (…{self.ending})"

    def note_use(self, now: datetime) -> None:
        """At most once a minute: a row written at every call would be the slowest part of it."""
        if self.last_used_at is None or (now - self.last_used_at).total_seconds() > 60:
            APIKey.objects.filter(pk=self.pk).update(last_used_at=now)
