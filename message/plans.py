"""What each side of a run is asked: its prompt, the call that puts it, and what that costs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from ai_model.catalog import Amounts
from ai_model.keys import Lacking
from ai_model.models import AIModel
from ai_model.providers.calls import Call
from ai_model.providers.prompts import Params, Prompt, Said, Tool, ToolChoice
from chat_session.models import Contender, Session
from message.hearing import count_tokens, recall
from message.models import Failure, Turn

# Of a model whose window nobody has told us.
USUAL_WINDOW = 128_000
# What is left for the answer where nobody says how long it may be.
USUAL_ANSWER = 4_096


@dataclass(frozen=True, slots=True)
class Wishes:
    """What a request says about its answers; it wins over what a contender was given."""

    params: Mapping[str, Any] = field(default_factory=dict)
    tools: tuple[Tool, ...] = ()
    tool_choice: ToolChoice | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Whoever cannot be asked has no call, but a failure."""

    prompt: Prompt
    call: Call | None = None
    failure: str = ""
    # By the model that answers: the one that is asked, or its fallback.
    prices: Mapping[str, Amounts | None] = field(default_factory=dict)

    @property
    def model(self) -> str:
        return self.call.model if self.call else ""

    @property
    def price(self) -> Amounts | None:
        """If nobody else answers."""
        return self.prices.get(self.model)


def make_plans(
    contenders: Iterable[Contender], wishes: Wishes, *, session: Session, after: Turn | None, question: str
) -> dict[str, Plan]:
    """By side. Each hears the questions of the path and its own answers, as far back as it can remember."""
    prompts = {contender: _prompt(contender, wishes) for contender in contenders}
    rooms = {each.participant: _room(each.model, prompt, question=question) for each, prompt in prompts.items()}
    heard = recall(after, rooms)
    stand_ins = _stand_ins(contender.model.fallback for contender in prompts) if may_fall_back(session) else {}
    return {
        contender.participant: _plan(
            contender.model,
            prompt.saying(*heard[contender.participant], Said("user", question)),
            stand_in=stand_ins.get(contender.model.fallback),
        )
        for contender, prompt in prompts.items()
    }


def may_fall_back(session: Session) -> bool:
    """A vote of a battle is for whoever was drawn."""
    return session.mode != Session.Mode.RANDOM


def _stand_ins(names: Iterable[str]) -> dict[str, AIModel]:
    """The fallbacks that can be had, all in the same few queries."""
    wanted = set(filter(None, names))
    return {model.name: model for model in AIModel.objects.offered().told().filter(name__in=wanted)} if wanted else {}


def _prompt(contender: Contender, wishes: Wishes) -> Prompt:
    params = {**contender.params, **wishes.params}
    if "stop" in params:
        params["stop"] = tuple(params["stop"])
    return Prompt(
        contender.model.model_code,
        (),
        system=contender.system_prompt,
        params=Params(**params),
        tools=wishes.tools,
        tool_choice=wishes.tool_choice,
    )


def _room(model: AIModel, prompt: Prompt, *, question: str) -> int:
    """Tokens that are left for what was said before."""
    window = model.context_window or USUAL_WINDOW
    answer = prompt.params.max_tokens or min(model.max_output or USUAL_ANSWER, window // 4)
    return window - answer - count_tokens([prompt.system, question])


def _plan(model: AIModel, prompt: Prompt, *, stand_in: AIModel | None) -> Plan:
    if not (model.is_active and model.provider.is_active):
        return Plan(prompt, failure=Failure.UPSTREAM_UNREACHABLE)
    try:
        call = model.ask(prompt, fallback=stand_in)
    except Lacking:
        return Plan(prompt, failure=Failure.AUTH)
    return Plan(call.prompt, call, prices={each.name: each.amounts for each in (model, stand_in) if each})
