"""What calls to providers use and cost, and how much of it is granted to whom."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, ClassVar, Self
from uuid import UUID, uuid4

from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from ai_model.models import AIModel, Provider
from usage.amounts import Unit, to_units
from user.models import APIKey, User


class ChargeQuerySet(models.QuerySet["Charge"]):
    def of(self, user: User) -> Self:
        return self.filter(user=user)

    def live(self) -> Self:
        return self.filter(settled_at=None)

    def told(self) -> Self:
        """Of a blind battle nothing: tokens and money would tell the models apart."""
        return self.exclude(settled_at=None).filter(is_hidden=False)

    def hidden(self) -> Self:
        return self.exclude(settled_at=None).filter(is_hidden=True)

    def reveal(self, session: UUID) -> None:
        self.filter(session=session, is_hidden=True).update(is_hidden=False)


class Charge(models.Model):
    """One call to a provider: there before it is made, settled when it is over."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    # What was asked for. Attempts at it that failed have a charge of their own, with a number.
    call = models.UUIDField(editable=False)
    number = models.PositiveSmallIntegerField(default=0, editable=False)
    user = models.ForeignKey(User, models.SET_NULL, null=True, related_name="charges", db_index=False)
    key = models.ForeignKey(APIKey, models.SET_NULL, null=True, related_name="charges")
    model = models.ForeignKey(AIModel, models.PROTECT, related_name="charges")
    session = models.UUIDField(null=True, editable=False)
    # While its battle is blind.
    is_hidden = models.BooleanField(default=False)
    # What is held for it, by the number of a balance.
    held = models.JSONField(default=dict, editable=False)
    input_tokens = models.PositiveIntegerField(default=0)
    cached_tokens = models.PositiveIntegerField(default=0)
    output_tokens = models.PositiveIntegerField(default=0)
    reasoning_tokens = models.PositiveIntegerField(default=0)
    # In bytes of UTF-8, as far as it was shown: how long a token of this model is.
    heard = models.PositiveIntegerField(default=0)
    said = models.PositiveIntegerField(default=0)
    cost = models.DecimalField(max_digits=20, decimal_places=12, null=True)
    is_estimated = models.BooleanField(default=False)
    # How the call ended: success, stopped, or a code.
    outcome = models.CharField(max_length=32, blank=True)
    opened_at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)

    objects: ClassVar[Any] = ChargeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call", "number"], name="one_charge_a_call")]
        indexes = [
            models.Index(fields=["user", "opened_at"], name="charges_of_a_user"),
            models.Index(fields=["opened_at"], name="charges_by_date"),
            models.Index(fields=["opened_at"], condition=Q(settled_at=None), name="live_charges"),
            models.Index(fields=["session"], condition=Q(is_hidden=True), name="hidden_charges"),
        ]

    def __str__(self) -> str:
        return f"charge {str(self.pk)[:8]}"


class Scope(models.TextChoices):
    """Who shares a budget."""

    SITE = "site", "all together"
    NETWORK = "network", "the guests of a network"
    GUEST = "guest", "a guest"
    USER = "user", "a person with an account"
    GROUP = "group", "a group"
    KEY = "key", "a program's key"
    PROVIDER = "provider", "a provider"


# Where a budget may be for one alone, the field that names it.
TARGETS = {Scope.USER: "user", Scope.GROUP: "group", Scope.KEY: "key", Scope.PROVIDER: "provider"}


class Period(models.TextChoices):
    DAY = "day"
    MONTH = "month"

    def begin(self, now: datetime) -> date:
        """In UTC."""
        day = now.astimezone(UTC).date()
        return day if self is Period.DAY else day.replace(day=1)

    def end(self, now: datetime) -> datetime:
        """When the next one begins."""
        begun = self.begin(now)
        following = begun + timedelta(days=1 if self is Period.DAY else 32)
        return datetime.combine(
            self.begin(datetime.combine(following, datetime.min.time(), UTC)), datetime.min.time(), UTC
        )


class Budget(models.Model):
    """How much may be used. Without a name it is for each of its kind, with one for that one alone."""

    scope = models.CharField(max_length=8, choices=Scope.choices, help_text="Who shares it.")
    user = models.ForeignKey(User, models.CASCADE, null=True, blank=True, related_name="budgets")
    group = models.ForeignKey(Group, models.CASCADE, null=True, blank=True, related_name="budgets")
    key = models.ForeignKey(APIKey, models.CASCADE, null=True, blank=True, related_name="budgets")
    provider = models.ForeignKey(Provider, models.CASCADE, null=True, blank=True, related_name="budgets")
    unit = models.CharField(max_length=7, choices=[(unit.value, unit.value) for unit in Unit])
    period = models.CharField(max_length=5, choices=Period.choices, default=Period.DAY)
    amount = models.DecimalField(max_digits=18, decimal_places=6, validators=[MinValueValidator(0)])
    is_active = models.BooleanField("active", default=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.CheckConstraint(condition=Q(amount__gte=0), name="budgets_are_no_debts")]

    def __str__(self) -> str:
        return f"{self.amount.normalize():f} {self.unit} a {self.period} for {self.get_scope_display()}"

    def clean(self) -> None:
        meant = TARGETS.get(Scope(self.scope)) if self.scope else None
        for name in TARGETS.values():
            if getattr(self, f"{name}_id") is not None and name != meant:
                raise ValidationError({name: "The scope means nobody of this kind."})

    @property
    def target(self) -> str:
        """Empty if it is for each of its kind."""
        name = TARGETS.get(Scope(self.scope))
        target = getattr(self, f"{name}_id") if name else None
        return "" if target is None else str(target)

    @property
    def limit(self) -> int:
        return int(self.amount) if self.unit == Unit.TOKENS else to_units(Decimal(self.amount))


class BalanceQuerySet(models.QuerySet["Balance"]):
    def take(self, amount: int, *, limit: int) -> bool:
        """Whether there was as much: decided by the database, in one statement, so that nobody is between."""
        return self.filter(used__lte=limit - amount).update(used=F("used") + amount) > 0

    def give_back(self, amount: int) -> None:
        self.update(used=F("used") - amount)


class Balance(models.Model):
    """How much of a budget somebody has used in a period, or holds for what is under way."""

    budget = models.ForeignKey(Budget, models.CASCADE, related_name="balances", db_index=False)
    holder = models.CharField(max_length=64, blank=True)
    begins = models.DateField()
    used = models.BigIntegerField(default=0)

    objects: ClassVar[Any] = BalanceQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["budget", "holder", "begins"], name="one_balance_a_period")]
        indexes = [models.Index(fields=["begins"], name="balances_by_date")]

    def __str__(self) -> str:
        return f"{self.used} since {self.begins}"
