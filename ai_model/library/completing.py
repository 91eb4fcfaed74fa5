"""Asking models from any Python program, in OpenAI's shapes, without Django."""

import difflib
import logging
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal, TypedDict, Unpack, overload

from ai_model.library import blocking, contacts, costs, questions, shapes
from ai_model.library.blocking import BlockingStream
from ai_model.library.contacts import Contact, UnknownProvider
from ai_model.library.streams import Stream
from ai_model.providers.calls import Call
from ai_model.providers.prompts import Prompt

Message = Mapping[str, Any]
Response = dict[str, Any]

MOST_ANSWERS = 128
# How alike two words are of which one is a slip of the other.
SLIP = 0.85
ANY_NAME = "with base_url= any name is a host that speaks OpenAI's chat completions"

# A program that has set up no logs of its own is told by exceptions alone.
logging.getLogger("ai_model").addHandler(logging.NullHandler())


class Options(TypedDict, total=False):
    """What may be said beside the question; None is as good as nothing."""

    temperature: float | None
    top_p: float | None
    max_tokens: int | None
    max_completion_tokens: int | None
    stop: str | Sequence[str] | None
    seed: int | None
    presence_penalty: float | None
    frequency_penalty: float | None
    reasoning_effort: Literal["minimal", "low", "medium", "high"] | None
    tools: Sequence[Mapping[str, Any]] | None
    tool_choice: str | Mapping[str, Any] | None
    # Answers, each asked for by itself.
    n: int | None
    # Seconds for the whole answer, waits and further attempts included.
    timeout: float | None
    # Models that are asked instead if this one cannot be had.
    fallback: str | Sequence[str] | None
    base_url: str | None
    api_key: str | None
    catalog: str | Path | None
    # Programs that ask OpenAI say these; nothing comes of them.
    stream_options: Mapping[str, Any] | None
    user: str | None


@overload
async def acompletion(
    model: str, messages: Sequence[Message], *, stream: Literal[False] = False, **options: Unpack[Options]
) -> Response: ...


@overload
async def acompletion(
    model: str, messages: Sequence[Message], *, stream: Literal[True], **options: Unpack[Options]
) -> Stream: ...


async def acompletion(
    model: str, messages: Sequence[Message], *, stream: bool = False, **options: Unpack[Options]
) -> Response | Stream:
    """Raises ValueError, TypeError or Lacking for what cannot be asked, a ProviderError where no answer is had."""
    begun = await _begin(model, messages, options=options)
    if stream:
        return begun
    async for _ in begun:
        pass
    return begun.response


@overload
def completion(
    model: str, messages: Sequence[Message], *, stream: Literal[False] = False, **options: Unpack[Options]
) -> Response: ...


@overload
def completion(
    model: str, messages: Sequence[Message], *, stream: Literal[True], **options: Unpack[Options]
) -> BlockingStream: ...


def completion(
    model: str, messages: Sequence[Message], *, stream: bool = False, **options: Unpack[Options]
) -> Response | BlockingStream:
    """The same for programs without an event loop."""
    if blocking.is_looping():
        raise RuntimeError("completion() would stop the event loop of this thread: await acompletion() instead")
    if stream:
        return BlockingStream(blocking.run(acompletion(model, messages, stream=True, **options)))
    return blocking.run(acompletion(model, messages, **options))


def calculate_usage(
    response: Mapping[str, Any],
    *,
    messages: Sequence[Message] | None = None,
    catalog: str | Path | None = None,
) -> dict[str, Any]:
    """Tokens and dollars of a response, or of the last chunk of a stream. The cost is None where no price is known;
    `messages` are counted where a response from elsewhere has no usage."""
    told = response.get("usage") or _estimate(response, messages)
    usage = shapes.read_usage(told)
    amounts = contacts.find_amounts(str(response.get("model")), contacts.read_catalog(catalog))
    return {
        "input_tokens": usage.input_tokens,
        "output_tokens": usage.output_tokens,
        "reasoning_tokens": usage.reasoning_tokens,
        "cached_tokens": usage.cached_tokens,
        "cost": None if amounts is None else float(costs.cost_of(usage, amounts)),
        "estimated": bool(told.get("estimated")),
    }


def _estimate(response: Mapping[str, Any], messages: Sequence[Message] | None) -> Mapping[str, Any]:
    asked = questions.read_prompt(messages, {}) if messages else Prompt("", ())
    counts = [
        costs.estimate(asked, **shapes.read_answer(choice["message"]))
        for choice in response.get("choices", ())
        if "message" in choice
    ]
    return shapes.tell_usage(costs.total(counts), is_estimated=True)


async def _begin(model: str, messages: Sequence[Message], *, options: Mapping[str, Any]) -> Stream:
    """Nothing is sent before all is checked."""
    _refuse_strangers(options)
    told = {name: value for name, value in options.items() if value is not None}
    n, timeout = _read_count(told), _read_timeout(told)
    prompt = questions.read_prompt(messages, told)
    line = _line_up(model, told)
    calls = [_plan(line, each, timeout=timeout) for each in questions.vary(prompt, n)]
    return await Stream(calls, timeout=timeout).begin()


def _read_count(told: Mapping[str, Any]) -> int:
    n = questions.positive("n", told.get("n", 1))
    if n > MOST_ANSWERS:
        raise ValueError(f"n is at most {MOST_ANSWERS}; not {n}")
    return n


def _read_timeout(told: Mapping[str, Any]) -> float | None:
    timeout = told.get("timeout")
    if timeout is not None and questions.number("timeout", timeout) <= 0:
        raise ValueError(f"timeout is a number of seconds above 0; not {timeout!r}")
    return timeout


def _line_up(model: str, told: Mapping[str, Any]) -> list[Contact]:
    """Who is asked, and behind it those that stand in for it."""
    catalog = contacts.read_catalog(told.get("catalog"))
    where = {name: questions.text(name, told[name]) for name in ("base_url", "api_key") if name in told}
    others = told.get("fallback", ())
    named = [others] if isinstance(others, str) else questions.rows("fallback", others)
    try:
        first = contacts.find(questions.text("model", model), catalog, **where)
    except UnknownProvider as error:
        raise UnknownProvider(f"{error}; {ANY_NAME}") from None
    return [first, *(contacts.find(questions.text("fallback", other), catalog) for other in named)]


def _plan(line: Sequence[Contact], prompt: Prompt, *, timeout: float | None) -> Call:
    first, *others = line
    fallback = _plan(others, prompt, timeout=timeout) if others else None
    return first.ask(prompt, timeout=timeout, fallback=fallback)


def _refuse_strangers(options: Mapping[str, Any]) -> None:
    known = Options.__annotations__
    for name in options.keys() - known:
        near = difflib.get_close_matches(name, known, 1, SLIP)
        raise TypeError(f"there is no option {name!r}" + (f": {near[0]}?" if near else f", only {', '.join(known)}"))
