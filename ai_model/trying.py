"""How staff try a model: one question, by the way that all questions go, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from ai_model.asking import Failure, Side, tell
from ai_model.catalog import Amounts
from ai_model.keys import Lacking
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
        price = model.price
        side = Side(model.name, prompt, amounts=Amounts(*price.amounts) if price else None)
        try:
            return cls(side, model.ask(prompt))
        except Lacking as lacking:
            side.fail(Failure(f"It cannot be asked yet: {lacking}.", "auth", "lacking"))
            return cls(side, None)

    async def run(self) -> dict[str, Any]:
        if self.call:
            await self.side.listen(self.call)
        return {"ok": self.side.failure is None, **tell(self.side)}
