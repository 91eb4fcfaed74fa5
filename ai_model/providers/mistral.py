"""Mistral's chat: OpenAI's with other names, and with content that may be a list."""

import hashlib
import re
from dataclasses import replace
from typing import Any

from ai_model.providers.dialect import Profile, Request
from ai_model.providers.openai_chat import OpenAIChat
from ai_model.providers.prompts import Params, Prompt, Said, ToolChoice
from ai_model.providers.tools import with_parameters

# "Tool call id … must be a-z, A-Z, 0-9, with a length of 9."
ID = re.compile(r"[a-zA-Z0-9]{9}")
# Only these are told how hard to think; the others, whether: https://docs.mistral.ai/capabilities/reasoning/adjustable
LEVELLED = "mistral-large"


class Mistral(OpenAIChat):
    params = {**OpenAIChat.params, "seed": "random_seed"}
    # Most models know no effort.
    complaints = {"reasoning": "reasoning_effort"}

    def write(self, prompt: Prompt, profile: Profile) -> Request:
        prompt = replace(
            prompt,
            messages=tuple(with_short_ids(said) for said in prompt.messages),
            tools=with_parameters(prompt.tools),
            params=with_known_effort(prompt.params, prompt.model),
        )
        # The usage comes unasked, and the wish for it is refused.
        return super().write(prompt, replace(profile, takes_usage_option=False))

    def rename(self, params: dict[str, Any], profile: Profile) -> dict[str, Any]:
        if params.get("reasoning_effort") == "minimal":
            params["reasoning_effort"] = "none"
        return super().rename(params, profile)

    def choose(self, choice: ToolChoice) -> Any:
        return "any" if choice.mode == "required" else super().choose(choice)


def with_known_effort(params: Params, model: str) -> Params:
    is_known = params.reasoning_effort not in ("low", "medium") or LEVELLED in model
    return params if is_known else replace(params, reasoning_effort="high")


def with_short_ids(said: Said) -> Said:
    calls = tuple(replace(call, id=shorten(call.id)) for call in said.tool_calls)
    return replace(said, tool_calls=calls, tool_call_id=shorten(said.tool_call_id) if said.tool_call_id else "")


def shorten(call: str) -> str:
    """Always the same for the same id: a result must find its call."""
    return call if ID.fullmatch(call) else hashlib.sha256(call.encode()).hexdigest()[:9]
