"""How staff try a model: one question, by the way that all questions go, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from ai_model.asking import Side, prepare, tell
from ai_model.catalog import Amounts
from ai_model.library.contacts import FREE
from ai_model.models import AIModel
from ai_model.providers.calls import Call
from ai_model.providers.prompts import Params, Prompt, Said

# Enough to see that it answers, and for thoughts before.
MAX_TOKENS = 1024


@dataclass(frozen=True, slots=True)
class Trial:
    side: Side
    call: Call | None

    @classmethod
    def prepare(cls, model: AIModel, question: str) -> Trial:
        prompt = Prompt(model.model_code, (Said("user", question),), params=Params(max_tokens=MAX_TOKENS))
        side = Side(model.name, prompt, amounts=_amounts_of(model))
        return cls(*prepare(side, partial(model.ask, prompt)))

    async def run(self) -> dict[str, Any]:
        if self.call:
            await self.side.listen(self.call)
        return {"ok": self.side.failure is None, **tell(self.side)}


def _amounts_of(model: AIModel) -> Amounts | None:
    """Hosts that want no key cost nothing."""
    if price := model.price:
        return Amounts(*price.amounts)
    return None if model.provider.api_key_env or model.provider.sealed_key else FREE
