"""What a call may use, and what it has used: tokens and money, in whole numbers where they are added up."""

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from enum import StrEnum

from ai_model.providers.events import Usage

# A token at the smallest price there can be costs a whole number of these.
UNITS_A_DOLLAR = 10**12


class Unit(StrEnum):
    TOKENS = "tokens"
    DOLLARS = "dollars"


@dataclass(frozen=True, slots=True)
class Spent:
    """By one call. The cost is None where nobody knows the price."""

    usage: Usage
    cost: Decimal | None
    # The provider has not said so.
    is_estimated: bool = False
    # Bytes of UTF-8 that the model has heard, and that it has said.
    heard: int = 0
    said: int = 0

    def count(self, unit: Unit) -> int | None:
        if unit is Unit.TOKENS:
            return self.usage.input_tokens + self.usage.output_tokens
        return None if self.cost is None else to_units(self.cost)


NOTHING = Spent(Usage(), Decimal(0))
# Something, and nobody knows how much.
LOST = Spent(Usage(), None, is_estimated=True)


def to_units(dollars: Decimal) -> int:
    return int((dollars * UNITS_A_DOLLAR).to_integral_value(ROUND_CEILING))
