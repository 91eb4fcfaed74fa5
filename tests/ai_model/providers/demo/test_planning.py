"""Whatever is asked of whichever model, there is an answer; and what is ordered by the token fits."""

import orjson
import pytest
from hypothesis import example, given
from hypothesis import strategies as some

from ai_model.providers.demo import directives, telling
from ai_model.providers.demo.asking import Asked
from ai_model.providers.demo.directives import MOST_TOKENS
from ai_model.providers.demo.planning import MOST_WHOLE, Plan
from ai_model.providers.demo.styles import STYLES
from ai_model.providers.metering import MAX_TEXT
from tests.ai_model.providers.demo.test_manners import KEPT
from tests.ai_model.providers.demo.test_wishes import ASKED

# No answer is longer than what is counted to, decorated.
MOST_PIECES = 2_000
QUESTIONS = sorted({*(question for question, _, _ in ASKED), *(question for _, question, _ in KEPT)})
WORDS = sorted({word for question in QUESTIONS for word in question.split()})
MARKS = ("*", "“”", "''", ":", "{word}", "()", "^", "\\", "/", "-", "0", "[think]", "[tool]")
# What is understood, in all orders and with all that is not.
PROMPTS = some.one_of(
    some.text(max_size=60),
    some.lists(some.sampled_from((*WORDS, *MARKS)) | some.text(max_size=4), max_size=8).map(" ".join),
    some.builds("{} {}".format, some.sampled_from(QUESTIONS), some.text(max_size=9) | some.sampled_from(MARKS)),
)
SYSTEMS = some.sampled_from([system for system, _, _ in KEPT]) | some.text(max_size=30)


@given(
    question=PROMPTS,
    history=some.lists(PROMPTS, max_size=2).map(tuple),
    system=SYSTEMS,
    model=some.sampled_from(list(STYLES)),
    result=some.none() | some.text(max_size=9),
    seed=some.integers(0, 99),
)
@example(question="reverse *", history=(), system="answer in one word", model="lyric", result=None, seed=0)
def test_there_is_an_answer_to_everything(question, history, system, model, result, seed):
    asked = Asked(model, question, system=system, history=history, result=result, seed=seed)

    told = telling.Teller(Plan(asked, directives.read(f"{system}\n{question}", model)), 0).tell_whole()

    (choice,) = orjson.loads(orjson.dumps(told))["choices"]
    assert choice["finish_reason"] in ("stop", "tool_calls")
    assert len(list(Plan(asked, directives.read("", model)).parts)) < MOST_PIECES


@pytest.mark.parametrize("model", STYLES)
@pytest.mark.parametrize("count", [MOST_WHOLE, MOST_WHOLE + 1, MOST_TOKENS])
@pytest.mark.parametrize("question", ["Tell me about tigers", "क" * 300, "x" * 40_000])
def test_all_tokens_that_are_ordered_fit_into_a_side(model, count, question):
    told = directives.read(f"[tokens {count}]", model)

    parts = list(Plan(Asked(model, question), told).parts)

    assert len(parts) == count
    assert len("".join(part.text for part in parts).encode()) <= MAX_TEXT
