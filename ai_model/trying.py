"""How staff try a model: one question, by the way that all questions go, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from ai_model.asking import Side, prepare, tell
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
        side = Side(model.name, prompt, amounts=model.amounts)
        return cls(*prepare(side, partial(model.ask, prompt)))

    async def run(self) -> dict[str, Any]:
        if self.call:
            await self.side.listen(self.call)
        return {"ok": self.side.failure is None, **tell(self.side)}
