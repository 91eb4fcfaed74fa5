"""How long a model's tokens are: learnt from answers whose provider has counted, for those where it could not."""

from collections import defaultdict
from dataclasses import dataclass

from ai_model.library.costs import USUAL, Rate
from usage.amounts import Spent
from usage.models import Charge

# So much is remembered; then all of it counts half.
TOKENS_REMEMBERED = 50_000
CALLS_RECALLED = 2_000


@dataclass(slots=True)
class Tally:
    bytes: float = 0.0
    tokens: float = 0.0

    def add(self, size: int, tokens: int) -> None:
        if size > 0 and tokens > 0:
            self.bytes += size
            self.tokens += tokens
        if self.tokens > TOKENS_REMEMBERED:
            self.bytes /= 2
            self.tokens /= 2

    def rate(self, usual: float) -> float:
        return self.bytes / self.tokens if self.tokens else usual


class Rates:
    """Of one process, by model."""

    def __init__(self) -> None:
        self.heard: defaultdict[str, Tally] = defaultdict(Tally)
        self.said: defaultdict[str, Tally] = defaultdict(Tally)

    def learn(self, model: str, spent: Spent, *, shown_tokens: int) -> None:
        """What was thought and not shown has no length."""
        self.heard[model].add(spent.heard, spent.usage.input_tokens)
        self.said[model].add(spent.said, shown_tokens)

    def recall(self) -> None:
        """When a process begins: what others have learnt lately."""
        counted = Charge.objects.filter(outcome="success", is_estimated=False, said__gt=0)
        columns = ("model__name", "heard", "input_tokens", "said", "output_tokens")
        for model, heard, read, said, written in counted.order_by("-opened_at").values_list(*columns)[:CALLS_RECALLED]:
            self.heard[model].add(heard, read)
            self.said[model].add(said, written)

    def of(self, model: str) -> Rate:
        return Rate(self.heard[model].rate(USUAL.heard), self.said[model].rate(USUAL.said))


rates = Rates()
