"""How often something may be done."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rate:
    """`burst` at once, then one every `seconds`."""

    burst: int
    seconds: float

    def times(self, factor: float) -> "Rate":
        """So many times as much, in the same time."""
        burst = max(1, round(self.burst * factor))
        return Rate(burst, self.burst * self.seconds / burst)
