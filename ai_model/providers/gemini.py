"""Google's Gemini: streamGenerateContent."""

import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import quote

from ai_model.providers import rejections
from ai_model.providers.counts import count
from ai_model.providers.dialect import Dialect, Listing, Profile, Request
from ai_model.providers.errors import Failed
from ai_model.providers.events import End, Event, Reason, Reasoning, Text, ToolCall, Usage
from ai_model.providers.parsing import EventParser
from ai_model.providers.prompts import Prompt, Said, Tool, ToolChoice
from ai_model.providers.shapes import read_arguments, tell_arguments, text
from ai_model.providers.tools import name_results

# https://ai.google.dev/api/generate-content#FinishReason; by every other word Google itself ended the answer.
REASONS: Mapping[str, Reason] = {"STOP": Reason.STOP, "MAX_TOKENS": Reason.LENGTH}
FAILURES = frozenset(
    {
        "MALFORMED_FUNCTION_CALL",
        "MALFORMED_RESPONSE",
        "MISSING_THOUGHT_SIGNATURE",
        "TOO_MANY_TOOL_CALLS",
        "UNEXPECTED_TOOL_CALL",
    }
)
NO_WORDS = frozenset({"", "FINISH_REASON_UNSPECIFIED", "BLOCK_REASON_UNSPECIFIED"})
# Some servers send enums as numbers: the place of each word in its definition.
FINISH_WORDS = (
    "FINISH_REASON_UNSPECIFIED",
    "STOP",
    "MAX_TOKENS",
    "SAFETY",
    "RECITATION",
    "OTHER",
    "LANGUAGE",
    "BLOCKLIST",
    "PROHIBITED_CONTENT",
    "SPII",
    "MALFORMED_FUNCTION_CALL",
    "IMAGE_SAFETY",
    "UNEXPECTED_TOOL_CALL",
)
BLOCK_WORDS = ("BLOCK_REASON_UNSPECIFIED", "SAFETY", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT", "IMAGE_SAFETY")

MODES: Mapping[str, str] = {"auto": "AUTO", "none": "NONE", "required": "ANY", "named": "ANY"}
# Those before Gemini 3 are told how many tokens to think, later ones how hard: "low" is the least that all know. They
# also want the first call of a turn signed. Budgets, and the word for what was never signed, are Google's:
# https://ai.google.dev/gemini-api/docs/openai#thinking, https://ai.google.dev/gemini-api/docs/thought-signatures
OLDER = re.compile(r"gemini-[12](?!\d)")
BUDGETS: Mapping[str, int] = {"minimal": 1024, "low": 1024, "medium": 8192, "high": 24576}
LEVELS: Mapping[str, str] = {"minimal": "LOW", "low": "LOW", "medium": "MEDIUM", "high": "HIGH"}
UNSIGNED = "skip_thought_signature_validator"
# None, or what a draft makes up for a call without one.
OUR_IDS = re.compile(r"(call_\d+)?")


class GeminiParser(EventParser):
    """Nothing says that nothing more will come: an answer may go on after its first STOP."""

    def take(self, message: Any) -> Iterator[Event]:
        candidates = message.get("candidates") or ()
        candidate: Mapping[str, Any] = next((each for each in candidates if not each.get("index")), {})
        for part in (candidate.get("content") or {}).get("parts") or ():
            yield from self._take_part(part)
        if usage := message.get("usageMetadata"):
            yield from read_usage(usage)
        if message.get("error"):
            raise rejections.read(message)
        self._note_end(name_word(candidate.get("finishReason"), FINISH_WORDS))
        if not candidates:
            self._note_block(message.get("promptFeedback") or {})

    def _take_part(self, part: Mapping[str, Any]) -> Iterator[Event]:
        if call := part.get("functionCall"):
            draft = self.draft(len(self.drafts))
            draft.id, draft.name = text(call.get("id") or ""), text(call["name"])
            draft.add(tell_arguments(call.get("args")))
            draft.signature = text(part.get("thoughtSignature") or "")
        elif said := part.get("text"):
            yield Reasoning(text(said)) if part.get("thought") else Text(text(said))

    def _note_end(self, word: str) -> None:
        if word in FAILURES:
            raise Failed
        if word not in NO_WORDS:
            self.end = End(REASONS.get(word, Reason.CONTENT_FILTER), word)

    def _note_block(self, feedback: Mapping[str, Any]) -> None:
        word = name_word(feedback.get("blockReason"), BLOCK_WORDS)
        if word not in NO_WORDS:
            self.end = End(Reason.CONTENT_FILTER, word)


def name_word(value: Any, words: tuple[str, ...]) -> str:
    if not isinstance(value, int):
        return text(value or "")
    return words[value] if 0 <= value < len(words) else str(value)


def read_usage(usage: Mapping[str, Any]) -> Iterator[Usage]:
    """Thoughts are counted apart from the answer."""
    read = count(usage, "promptTokenCount") + count(usage, "toolUsePromptTokenCount")
    thought = count(usage, "thoughtsTokenCount")
    written = count(usage, "candidatesTokenCount") + thought
    if read or written:
        yield Usage(read, written, reasoning_tokens=thought, cached_tokens=count(usage, "cachedContentTokenCount"))


class Gemini(Dialect):
    parser = GeminiParser
    key_header = "x-goog-api-key"
    key_prefix = ""
    listing = Listing(
        "/v1beta/models?pageSize=1000",
        rows="models",
        code="name",
        prefix="models/",
        only=("supportedGenerationMethods", "generateContent"),
    )
    params = {
        "temperature": "temperature",
        "top_p": "topP",
        "max_tokens": "maxOutputTokens",
        "stop": "stopSequences",
        "seed": "seed",
        "presence_penalty": "presencePenalty",
        "frequency_penalty": "frequencyPenalty",
        "reasoning_effort": "thinkingConfig",
    }
    # Each model knows other levels, some none: "Thinking level MEDIUM is not supported for this model".
    complaints = {"thinking": "reasoning_effort"}

    def write(self, prompt: Prompt, profile: Profile) -> Request:
        config, notes = self.read_params(prompt.params, lacks=profile.lacks)
        if effort := config.get("thinkingConfig"):
            config["thinkingConfig"] = tell_effort(effort, prompt.model)
        body: dict[str, Any] = {"contents": tell_contents(prompt)}
        if prompt.system:
            body["systemInstruction"] = {"parts": [{"text": prompt.system}]}
        if config:
            body["generationConfig"] = config
        if prompt.tools:
            body["tools"] = [{"functionDeclarations": [tell_tool(tool) for tool in prompt.tools]}]
        if prompt.tool_choice:
            body["toolConfig"] = {"functionCallingConfig": choose(prompt.tool_choice)}
        return Request(f"/v1beta/{tell_model(prompt.model)}:streamGenerateContent?alt=sse", body, notes)


def tell_model(model: str) -> str:
    kind, slash, name = model.partition("/")
    if slash and kind in ("models", "tunedModels"):
        return f"{kind}/{quote(name, safe='')}"
    return f"models/{quote(model, safe='')}"


def tell_effort(effort: str, model: str) -> dict[str, Any]:
    amount = {"thinkingBudget": BUDGETS[effort]} if OLDER.search(model) else {"thinkingLevel": LEVELS[effort]}
    return {"includeThoughts": True, **amount}


def tell_contents(prompt: Prompt) -> list[dict[str, Any]]:
    """Roles must alternate, and a turn must not be empty."""
    contents: list[dict[str, Any]] = []
    wants_signatures = not OLDER.search(prompt.model)
    for said, tool in name_results(prompt.messages):
        role = "model" if said.role == "assistant" else "user"
        parts = list(tell_parts(said, tool, wants_signatures=wants_signatures))
        if contents and contents[-1]["role"] == role:
            contents[-1]["parts"] += parts
        elif parts:
            contents.append({"role": role, "parts": parts})
    return contents


def tell_parts(said: Said, tool: str, *, wants_signatures: bool) -> Iterator[dict[str, Any]]:
    if said.role == "tool":
        yield {"functionResponse": {**tell_id(said.tool_call_id), "name": tool, "response": {"output": said.text}}}
    elif said.text:
        yield {"text": said.text}
    for number, call in enumerate(said.tool_calls):
        yield tell_call(call, unsigned=UNSIGNED if wants_signatures and not number else "")


def tell_call(call: ToolCall, *, unsigned: str) -> dict[str, Any]:
    told = {"functionCall": {**tell_id(call.id), "name": call.name, "args": read_arguments(call.arguments)}}
    signature = call.signature or unsigned
    return {**told, "thoughtSignature": signature} if signature else told


def tell_id(call: str) -> dict[str, str]:
    return {} if OUR_IDS.fullmatch(call) else {"id": call}


def tell_tool(tool: Tool) -> dict[str, Any]:
    told = {"name": tool.name, "description": tool.description, "parametersJsonSchema": tool.parameters}
    return {key: value for key, value in told.items() if value}


def choose(choice: ToolChoice) -> dict[str, Any]:
    allowed = {"allowedFunctionNames": [choice.name]} if choice.mode == "named" else {}
    return {"mode": MODES[choice.mode], **allowed}
