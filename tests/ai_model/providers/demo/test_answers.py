"""What is heard of the demo's answers by the parser that hears all OpenAI-like providers."""

import orjson
import pytest

from ai_model.providers.demo.styles import STYLES
from ai_model.providers.demo.words import count_pieces
from tests.ai_model.providers.demo.visiting import ask, body, post, tell_end, tell_usage

WEATHER = {
    "type": "function",
    "function": {
        "name": "weather",
        "parameters": {
            "properties": {
                "place": {"type": "string"},
                "days": {"type": "integer"},
                "unit": {"enum": ["celsius", "kelvin"]},
                "more": True,
                "rest": {"enum": [[]]},
            }
        },
    },
}


@pytest.mark.parametrize("model", STYLES)
def test_every_model_answers_whole(model):
    heard = ask("Why is the sky blue?", model=model)

    assert heard.error == ""
    assert tell_end(heard) == "stop"
    assert "sky blue" in heard.text.lower()
    assert bool(heard.reasoning) is (model == "thinker")


def test_the_same_request_gets_the_same_answer():
    first, again = (ask("Tell me about tigers", model="lyric", seed=7) for _ in range(2))

    assert first == again


def test_another_seed_throws_the_dice_again():
    sides = {ask("flip a coin", seed=seed).text for seed in range(12)}

    assert len(sides) == 2


def test_models_answer_differently():
    answers = {ask("Tell me about tigers", model=model).text for model in STYLES}

    assert len(answers) == len(STYLES)


def test_usage_counts_the_pieces():
    heard = ask("say one two three four", model="thinker")

    assert tell_usage(heard).input_tokens == count_pieces("[fast] say one two three four")
    assert tell_usage(heard).reasoning_tokens == count_pieces(heard.reasoning)
    assert tell_usage(heard).output_tokens == count_pieces(heard.text) + tell_usage(heard).reasoning_tokens


def test_usage_is_told_only_to_those_who_want_it():
    assert ask("hello", stream_options={"include_usage": False}).usage is None


def test_a_limit_ends_an_answer():
    heard = ask("say one two three four five", max_tokens=3)

    assert (heard.text, tell_end(heard), tell_usage(heard).output_tokens) == ("one two three", "length", 3)


def test_a_limit_that_is_just_met_ends_nothing():
    assert tell_end(ask("say one two three", max_tokens=3)) == "stop"


def test_thoughts_count_against_the_limit():
    heard = ask("hello", model="thinker", max_completion_tokens=4)

    assert (heard.text, tell_end(heard)) == ("", "length")
    assert count_pieces(heard.reasoning) == 4


def test_a_stop_sequence_ends_an_answer():
    heard = ask("say one two three four", stop=["ee f", "never"])

    assert (heard.text, tell_end(heard)) == ("one two thr", "stop")


def test_a_tool_is_called_with_arguments_of_its_schema():
    heard = ask("[tool] the weather in Pune", tools=[WEATHER])

    assert tell_end(heard) == "tool_calls"
    (call,) = heard.calls
    assert call.name == "weather"
    assert call.id.startswith("call_")
    assert orjson.loads(call.arguments) == {
        "place": "weather in Pune",
        "days": 3,
        "unit": "celsius",
        "more": "weather in Pune",
        "rest": "weather in Pune",
    }


def test_who_requires_a_tool_gets_a_call():
    assert ask("hello", tools=[WEATHER], tool_choice="required").calls[0].name == "weather"


def test_a_call_with_its_result_is_not_made_again():
    said = [{"role": "user", "content": "[fast] [tool] Pune?"}, {"role": "tool", "content": "31 degrees"}]

    heard = ask("", messages=said)

    assert heard.calls == []
    assert "31 degrees" in heard.text


def test_without_stream_the_answer_is_one_object():
    response = post(body("say well met", model="thinker", streams=False))

    told = response.json()
    (choice,) = told["choices"]
    assert response.headers["content-type"] == "application/json"
    assert (told["object"], told["model"]) == ("chat.completion", "thinker")
    assert choice["finish_reason"] == "stop"
    assert choice["message"]["content"] == "well met"
    assert "well met" in choice["message"]["reasoning_content"]
    assert told["usage"]["total_tokens"] == told["usage"]["prompt_tokens"] + told["usage"]["completion_tokens"]


def test_without_stream_a_call_is_whole():
    told = post(body("[tool] Pune", streams=False)).json()

    (choice,) = told["choices"]
    (call,) = choice["message"]["tool_calls"]
    assert choice["finish_reason"] == "tool_calls"
    assert choice["message"]["content"] is None
    assert (call["function"]["name"], call["function"]["arguments"]) == ("look_up", '{"query":"Pune"}')
