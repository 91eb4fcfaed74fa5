"""S36: whoever sends evil letters to a pattern of ours has it work in proportion to how many they are.

Compared is what one text costs with what the same, four times as long, does: where work grows with the square it is
sixteen times as much. Each is measured by the processor time of this process, at its best of several tries.
"""

import time
from collections.abc import Callable

import pytest

from ai_model import names
from ai_model.providers.demo import directives
from ai_model.providers.redaction import Redactor
from api import middleware, request_ids
from feedback.categories import categorise
from feedback.identities import asks_identity, names_itself
from message.inert import make_inert

LENGTH = 50_000
TRIES = 3
# Four times as long: between four times as much, and sixteen.
MOST = 9.0
# What is quicker is not measured, and needs not be.
TOO_SHORT = 0.004
PIECES = {
    "blanks": " ",
    "new lines": "\n",
    "backticks": "`",
    "pairs of backticks": "`` a ` ",
    "brackets": "[](",
    "open brackets": "(",
    "images": "![",
    "escapes": "\\",
    "fences": "```\n",
    "fences of another kind": "~~~\n```\n",
    "letters": "a",
    "digits": "1+",
    "names": "gpt gpt-1 ",
    "who": "i am a model made by ",
    "questions": "what are you a ",
    "quotes": '“a"',
    "marks": "a\u0301\u0301\u0301",
    "slashes": "/s/",
    "commas": ", ",
    "directives": "[[delay=",
}


def redacted(text: str) -> object:
    redactor = Redactor()
    redactor.keep("sk-violet-harbour-0123456789")
    return redactor.redact(text)


FIELDS: dict[str, Callable[[str], object]] = {
    "what asks who": asks_identity,
    "what names itself": lambda text: names_itself(text, aliases=frozenset({"gpt", "openai"})),
    "categories": lambda text: categorise(text, [text], number_of_turn=1),
    "markdown": make_inert,
    "secrets": redacted,
    "wishes of the demo": directives.strip,
    "names of models": lambda text: (names.is_model_name(text), names.is_model_code(text), names.is_capability(text)),
    "ids of requests": request_ids.PLAIN.fullmatch,
    "addresses in the log": lambda text: middleware.SECRET.sub("…", text),
}


def cost_of(work: Callable[[str], object], text: str) -> float:
    costs = []
    for _ in range(TRIES):
        began = time.process_time()
        work(text)
        costs.append(time.process_time() - began)
    return max(min(costs), TOO_SHORT)


@pytest.mark.parametrize("work", FIELDS.values(), ids=FIELDS)
@pytest.mark.parametrize("piece", PIECES.values(), ids=PIECES)
def test_s36_work_grows_with_the_text_and_no_faster(piece: str, work: Callable[[str], object]) -> None:
    whole = (piece * LENGTH)[:LENGTH]

    assert cost_of(work, whole) < MOST * cost_of(work, whole[: LENGTH // 4])
