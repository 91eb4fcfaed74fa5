"""What a catalog declares, as values: providers, models, and what they cost."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal


def today() -> date:
    """The day whose prices hold."""
    return datetime.now(UTC).date()


@dataclass(frozen=True, slots=True)
class Amounts:
    """What a million tokens cost in dollars."""

    input_price: Decimal
    output_price: Decimal
    cached_input_price: Decimal | None = None

    @property
    def as_tuple(self) -> tuple[Decimal, Decimal, Decimal | None]:
        return self.input_price, self.output_price, self.cached_input_price


FREE = Amounts(Decimal(0), Decimal(0))


@dataclass(frozen=True, slots=True)
class DeclaredProvider:
    name: str
    dialect: str
    base_url: str = ""
    base_url_env: str = ""
    api_key_env: str = ""
    max_concurrency: int = 64
    profile: str = ""
    is_active: bool = True


@dataclass(frozen=True, slots=True)
class DeclaredModel:
    name: str
    model_code: str
    display_name: str
    description: str = ""
    capabilities: tuple[str, ...] = ()
    context_window: int | None = None
    max_output: int | None = None
    license: str = ""
    organization: str = ""
    release_date: date | None = None
    random_only: bool = False
    is_thinking_model: bool = False
    aliases: tuple[str, ...] = ()
    fallback: str = ""
    is_active: bool = True
    price: Amounts | None = None
    price_from: date | None = None

    @property
    def provider(self) -> str:
        return self.name.partition("/")[0]


@dataclass(frozen=True, slots=True)
class Catalog:
    providers: tuple[DeclaredProvider, ...]
    models: tuple[DeclaredModel, ...]
