"""How staff try a model: one question, by the way that all questions go, charged as all are, and what came of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction

from ai_model.asking import Side, prepare, tell
from ai_model.library import costs
from ai_model.models import AIModel
from ai_model.providers.calls import Attempt, Call
from ai_model.providers.prompts import Params, Prompt, Said
from api import database
from api.refusals import Code, Refusal
from usage.amounts import NOTHING, Spent
from usage.budgets import Asked, Payer
from usage.charging import Settlement, charge, settle

# Enough to see that it answers, and for thoughts before.
MAX_TOKENS = 1024


@dataclass(frozen=True, slots=True)
class Trial:
    side: Side
    call: Call | None
    number: UUID = field(default_factory=uuid4)

    @classmethod
    def prepare(cls, model: AIModel, question: str, payer: Payer) -> Trial:
        """In a hop."""
        prompt = Prompt(model.model_code, (Said("user", question),), params=Params(max_tokens=MAX_TOKENS))
        side = Side(model.name, prompt, amounts=model.amounts)
        trial = cls(*prepare(side, partial(model.ask, prompt)))
        if trial.call:
            trial.hold(model, payer)
        return trial

    @transaction.atomic
    def hold(self, model: AIModel, payer: Payer) -> None:
        usage = costs.bound(self.side.prompt, answer=MAX_TOKENS)
        cost = costs.cost_of(usage, self.side.amounts) if self.side.amounts else None
        asked = Asked(self.number, model.pk, str(model.provider_id), Spent(usage, cost))
        if charge(payer, [asked]).unpaid:
            raise Refusal(Code.BUDGET_EXCEEDED)

    async def run(self) -> dict[str, Any]:
        if self.call:
            attempts: list[Attempt] = []
            try:
                await self.side.listen(self.call, attempts)
            finally:
                # Handed over at once, whoever still waits for it.
                await database.write(partial(settle, [self._settle(attempts)]))
        return {"ok": self.side.failure is None, **tell(self.side)}

    def _settle(self, attempts: list[Attempt]) -> Settlement:
        side = self.side
        outcome = side.failure.code if side.failure else "success"
        spent = Spent(side.usage, side.cost, side.answer.usage is None) if side.usage else NOTHING
        return Settlement(self.number, outcome, spent if attempts else None, failed=attempts[:-1])
