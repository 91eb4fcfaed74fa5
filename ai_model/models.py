"""Who can be asked: providers with their keys, their models, and what those cost."""

import json
import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models.functions import Cast
from django.utils import timezone
from django.utils.functional import cached_property

from ai_model import addresses, keys, names, vault
from ai_model.catalog import FREE, Amounts, today
from ai_model.providers.calls import Call, Endpoint
from ai_model.providers.guarding import may_be_called
from ai_model.providers.profiles import PROFILES
from ai_model.providers.prompts import Prompt
from ai_model.providers.redaction import redactor
from ai_model.providers.table import DIALECTS
from ai_model.providers.watching import Patience

# The same for all that is refused, so that it tells nothing about what is there.
NO_ADDRESS = (
    "Enter a public http or https address with a host, without user, query or fragment. "
    "Private ones are for the catalog, or for hosts of ARENA_PRIVATE_UPSTREAMS."
)

# Models the catalog does not order stand behind all that it does.
LAST_PLACE = 1_000_000


def dialect_choices() -> list[tuple[str, str]]:
    return [(name, name) for name in DIALECTS]


def profile_choices() -> list[tuple[str, str]]:
    return [(name, name) for name in PROFILES]


def check_address(text: str) -> None:
    if not addresses.is_address(text):
        raise ValidationError(NO_ADDRESS)


def check_words(value: object) -> None:
    if not isinstance(value, list) or not all(isinstance(word, str) and word for word in value):
        raise ValidationError('Enter a list of strings, such as ["vision", "tools"].')


def check_capabilities(value: object) -> None:
    check_words(value)
    if isinstance(value, Iterable) and not all(map(names.is_capability, value)):
        raise ValidationError("Capabilities are small letters, digits, - and _.")


class ProviderQuerySet(models.QuerySet["Provider"]):
    def ready(self) -> list["Provider"]:
        """Those that can be asked now. Whether a key is there is told by the environment, not by a row."""
        return [provider for provider in self.filter(is_active=True) if provider.is_ready]


class Provider(models.Model):
    name = models.CharField(
        max_length=50,
        unique=True,
        validators=[RegexValidator(rf"^{names.PROVIDER_NAME.pattern}\Z", "Small letters, digits and hyphens.")],
    )
    dialect = models.CharField(max_length=40, choices=dialect_choices)
    base_url = models.CharField("base URL", max_length=500, blank=True, validators=[check_address])
    base_url_env = models.CharField("variable with the base URL", max_length=100, blank=True)
    api_key_env = models.CharField("variable with the key", max_length=100, blank=True)
    sealed_key = models.TextField(blank=True, editable=False)
    max_concurrency = models.PositiveIntegerField(
        default=64, validators=[MinValueValidator(1)], help_text="Calls at once, per process."
    )
    profile = models.CharField(max_length=40, blank=True, choices=profile_choices)
    is_active = models.BooleanField("active", default=True)
    declared = models.JSONField(default=dict, editable=False)

    objects = ProviderQuerySet.as_manager()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        if not (self.base_url or self.base_url_env):
            raise ValidationError({"base_url": "Where is this provider?"})
        if addresses.is_address(self.base_url) and not self._may_be_called():
            raise ValidationError({"base_url": NO_ADDRESS})

    def _may_be_called(self) -> bool:
        return may_be_called(self.base_url, may_be_private=self.may_be_private)

    @property
    def address(self) -> str:
        """Where it is, without a slash at the end. Raises Lacking."""
        if self.base_url:
            return self.base_url.rstrip("/")
        if not self.base_url_env:
            raise keys.Lacking("enter a base URL")
        if address := keys.read_address(self.base_url_env, default_port=DIALECTS[self.dialect].default_port):
            return address
        raise keys.Lacking(f"set {self.base_url_env}")

    @property
    def key(self) -> str:
        """What it wants to see from us; empty if nothing. Raises Lacking. No log shows it from now on."""
        return redactor.keep(self._stored_key() if self.sealed_key else self._key_of_the_environment())

    def _key_of_the_environment(self) -> str:
        if not self.api_key_env:
            return ""
        if not self._is_where_declared():
            raise keys.Lacking(f"{self.api_key_env} is for another address: enter a key in the admin")
        if key := keys.read(self.api_key_env):
            return key
        raise keys.Lacking(f"set {self.api_key_env} or enter a key in the admin")

    def _stored_key(self) -> str:
        try:
            return vault.unseal(self.sealed_key, addresses.origin_of(self.address))
        except vault.Moved as error:
            raise keys.Lacking("the stored key is for another address: enter it again in the admin") from error
        except vault.Unreadable as error:
            raise keys.Lacking("the stored key cannot be decrypted: enter it again in the admin") from error

    def _is_where_declared(self) -> bool:
        """A key of the environment never goes to an address that only the admin knows."""
        declared = self.declared.get("base_url", "") if self.declared else self.base_url
        return addresses.origin_of(self.base_url) == addresses.origin_of(declared)

    @property
    def may_be_private(self) -> bool:
        """The catalog, a variable and the setting are the operator's word; what was typed into the admin is not."""
        if not self.base_url or (self.declared.get("base_url") and self._is_where_declared()):
            return True
        return addresses.host_of(self.base_url) in settings.ARENA_PRIVATE_UPSTREAMS

    def store_key(self, key: str) -> None:
        self.sealed_key = vault.seal(key, addresses.origin_of(self.address))

    @property
    def endpoint(self) -> Endpoint:
        """How it is spoken to. Raises Lacking."""
        return Endpoint(
            self.name,
            self.dialect,
            address=self.address,
            profile=self.profile,
            key=self.key,
            max_concurrency=self.max_concurrency,
            may_be_private=self.may_be_private,
        )

    @property
    def lacks(self) -> str:
        """What an operator has to do before it can be asked; empty if nothing."""
        try:
            _ = self.address, self.key
        except keys.Lacking as error:
            return str(error)
        return ""

    @cached_property
    def is_ready(self) -> bool:
        """Found out once per object: a list of models asks for each of its rows."""
        return not self.lacks


class AIModelQuerySet(models.QuerySet["AIModel"]):
    def offered(self, *, mode: str = "") -> "AIModelQuerySet":
        """What people may choose, in catalog order. Asks for the providers at once: a small query of its own."""
        active = self.filter(is_active=True, provider__in=Provider.objects.ready())
        return active if mode == "random" else active.filter(random_only=False)

    def drawable(self) -> "AIModelQuerySet":
        """Those that are let rest are met by nobody who did not choose them."""
        return self.offered(mode="random").exclude(resting_until__gt=timezone.now())

    def let_rest(self, names: Iterable[str], *, seconds: float) -> None:
        self.filter(name__in=names).update(resting_until=timezone.now() + timedelta(seconds=seconds))

    def called(self, reference: str) -> "AIModelQuerySet":
        """By id or by name."""
        try:
            return self.filter(pk=uuid.UUID(reference))
        except ValueError:
            return self.filter(name=reference) if names.is_model_name(reference) else self.none()

    def able_to(self, capability: str) -> "AIModelQuerySet":
        word = capability.lower()
        if not names.is_capability(word):
            return self.none()
        # SQLite has no containment of JSON; as text both databases write a list of such words alike.
        listed = self.annotate(words=Cast("capabilities", models.TextField()))
        return listed.filter(words__contains=json.dumps(word))

    def mentioning(self, text: str) -> "AIModelQuerySet":
        return self.filter(
            models.Q(name__icontains=text)
            | models.Q(display_name__icontains=text)
            | models.Q(description__icontains=text)
        )

    def told(self) -> "AIModelQuerySet":
        """With all that a row outside shows, in a fixed number of queries."""
        return self.prefetch_related("provider", "prices")


class AIModel(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    provider = models.ForeignKey(Provider, models.PROTECT, related_name="models")
    name = models.CharField(max_length=255, unique=True, help_text="provider/code")
    model_code = models.CharField(max_length=200, help_text="What the provider calls it.")
    display_name = models.CharField(max_length=120)
    description = models.TextField(blank=True)
    capabilities = models.JSONField(default=list, blank=True, validators=[check_capabilities])
    context_window = models.PositiveIntegerField(null=True, blank=True)
    max_output = models.PositiveIntegerField(null=True, blank=True)
    license = models.CharField(max_length=120, blank=True)
    organization = models.CharField(max_length=120, blank=True)
    release_date = models.DateField(null=True, blank=True)
    is_active = models.BooleanField("active", default=True)
    random_only = models.BooleanField(default=False, help_text="Met only where the server draws.")
    is_thinking_model = models.BooleanField("thinks", default=False)
    aliases = models.JSONField(
        default=list, blank=True, validators=[check_words], help_text="Names it may call itself."
    )
    fallback = models.CharField(
        max_length=255,
        blank=True,
        help_text="The name of the model that answers in its place if it cannot be had; never in a battle.",
    )
    # As a worker in which it failed too often has seen it.
    resting_until = models.DateTimeField(null=True, editable=False)
    place = models.PositiveIntegerField(default=LAST_PLACE, editable=False)
    declared = models.JSONField(default=dict, editable=False)

    objects = AIModelQuerySet.as_manager()

    class Meta:
        ordering = ["place", "name"]
        verbose_name = "model"

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        # An emptied field of the admin is null.
        self.capabilities, self.aliases = self.capabilities or [], self.aliases or []
        if not names.is_model_name(self.name):
            raise ValidationError({"name": "A name is provider/code."})
        if self.provider_id and self.name.partition("/")[0] != self.provider.name:
            raise ValidationError({"name": f"The name begins with {self.provider.name}/."})

    @property
    def is_available(self) -> bool:
        return self.is_active and self.provider.is_active and self.provider.is_ready

    def ask(self, prompt: Prompt, *, fallback: "AIModel | None" = None) -> Call:
        """The call that puts this prompt to it. Raises Lacking."""
        patience = settings.LONG_PATIENCE if self.is_thinking_model else settings.PATIENCE
        return Call(
            self.name,
            self.provider.endpoint,
            replace(prompt, model=self.model_code, max_output=self.max_output),
            patience=Patience(**patience),
            # Its own fallback is not asked: two models that cannot be had are enough.
            fallback=fallback.ask(prompt) if fallback else None,
        )

    def price_on(self, day: date) -> "Price | None":
        """Reads what `told` has fetched, else asks."""
        known = [price for price in self.prices.all() if price.valid_from <= day]
        return max(known, key=lambda price: price.valid_from, default=None)

    @property
    def price(self) -> "Price | None":
        return self.price_on(today())

    @property
    def amounts(self) -> Amounts | None:
        """Hosts that want no key cost nothing."""
        if price := self.price:
            return Amounts(*price.amounts)
        return None if self.provider.api_key_env or self.provider.sealed_key else FREE


class Price(models.Model):
    """In dollars per million tokens, from a day on."""

    model = models.ForeignKey(AIModel, models.CASCADE, related_name="prices", db_index=False)
    input_price = models.DecimalField(max_digits=12, decimal_places=6, validators=[MinValueValidator(0)])
    output_price = models.DecimalField(max_digits=12, decimal_places=6, validators=[MinValueValidator(0)])
    cached_input_price = models.DecimalField(
        max_digits=12, decimal_places=6, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    valid_from = models.DateField(default=timezone.localdate)

    class Meta:
        ordering = ["-valid_from"]
        constraints = [models.UniqueConstraint(fields=["model", "valid_from"], name="one_price_a_day")]

    def __str__(self) -> str:
        return f"{self.model_id} {self.valid_from}"

    @property
    def amounts(self) -> tuple[Decimal, Decimal, Decimal | None]:
        return self.input_price, self.output_price, self.cached_input_price
