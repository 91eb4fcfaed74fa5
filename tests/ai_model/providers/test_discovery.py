"""Which models a provider says it serves, in every dialect, and what goes wrong."""

import asyncio
import socket
from collections.abc import Mapping
from typing import Any

import pytest

from ai_model.providers import discovery
from ai_model.providers.calls import Endpoint
from ai_model.providers.discovery import Answer, Found, ask_all
from ai_model.providers.table import DIALECTS
from tests.ai_model.shelves import Shelf

KEY = "sk-secret"
# Of every dialect that lists models: where it is asked, by which header it knows us, a list, and what we keep of it.
LISTS: Mapping[str, tuple[str, tuple[str, str], Any, list[Found]]] = {
    "openai-chat": (
        "/models",
        ("authorization", f"Bearer {KEY}"),
        {"data": [{"id": "a", "object": "model"}, {"id": "b/c:1", "name": "B", "context_length": 8192}]},
        [Found("a", "a"), Found("b/c:1", "B", 8192)],
    ),
    "openai-responses": ("/models", ("authorization", f"Bearer {KEY}"), {"data": [{"id": "a"}]}, [Found("a", "a")]),
    "anthropic-messages": (
        "/v1/models?limit=1000",
        ("x-api-key", KEY),
        {"data": [{"type": "model", "id": "claude-x", "display_name": "Claude X"}], "has_more": False},
        [Found("claude-x", "Claude X")],
    ),
    "gemini": (
        "/v1beta/models?pageSize=1000",
        ("x-goog-api-key", KEY),
        {
            "models": [
                {
                    "name": "models/gemini-x",
                    "displayName": "Gemini X",
                    "inputTokenLimit": 1048576,
                    "supportedGenerationMethods": ["generateContent", "countTokens"],
                },
                {"name": "models/embedding-x", "supportedGenerationMethods": ["embedContent"]},
            ]
        },
        [Found("gemini-x", "Gemini X", 1048576)],
    ),
    "ollama": (
        "/api/tags",
        ("authorization", f"Bearer {KEY}"),
        {"models": [{"name": "llama3.2:latest", "model": "llama3.2:latest", "size": 1}]},
        [Found("llama3.2:latest", "llama3.2:latest")],
    ),
    "cohere-v2": (
        "/v1/models?page_size=1000",
        ("authorization", f"Bearer {KEY}"),
        {
            "models": [
                {"name": "command-x", "endpoints": ["chat", "generate"], "context_length": 128000},
                {"name": "embed-x", "endpoints": ["embed"]},
                {"name": "old-x", "endpoints": None},
            ]
        },
        [Found("command-x", "command-x", 128000)],
    ),
    "mistral": (
        "/models",
        ("authorization", f"Bearer {KEY}"),
        {"data": [{"id": "m", "name": "m", "max_context_length": 131072}]},
        [Found("m", "m", 131072)],
    ),
}


def ask(*endpoints: Endpoint) -> list[Answer]:
    return asyncio.run(ask_all(endpoints, lambda answer: None))


def test_every_dialect_that_lists_models_has_a_recording() -> None:
    assert LISTS.keys() == {name for name, dialect in DIALECTS.items() if dialect.listing}


@pytest.mark.parametrize("dialect", LISTS)
def test_models_are_listed(shelf: Shelf, dialect: str) -> None:
    path, (header, value), answer, found = LISTS[dialect]
    shelf.put(path, answer)

    (told,) = ask(Endpoint("p", dialect, shelf.url, key=KEY))

    assert told == Answer("p", tuple(found))
    assert shelf.asked[0][header] == value


def test_a_bare_array_is_a_list_too(shelf: Shelf) -> None:
    shelf.put("/models", [{"id": "a"}])

    assert ask(Endpoint("p", "openai-chat", shelf.url)) == [Answer("p", (Found("a", "a"),))]


def test_without_a_key_none_is_sent(shelf: Shelf) -> None:
    shelf.put("/models", [])

    ask(Endpoint("p", "openai-chat", shelf.url))

    assert "authorization" not in shelf.asked[0]


def test_a_profile_may_want_the_key_elsewhere(shelf: Shelf) -> None:
    shelf.put("/models", [])

    ask(Endpoint("p", "openai-chat", shelf.url, profile="sarvam", key=KEY))

    assert shelf.asked[0]["api-subscription-key"] == KEY
    assert "authorization" not in shelf.asked[0]


@pytest.mark.parametrize(
    ("status", "body", "failure"),
    [
        (401, b'{"error": "sk-secret is wrong"}', "answered with status 401; is the key right?"),
        (404, b"not here", "answered with status 404; is the address right?"),
        (302, b"", "answered with status 302; is the address right?"),
        (500, b"Traceback", "answered with status 500"),
        (200, b"<html>", "did not answer with a list of models"),
        (200, b"[1]", "did not answer with a list of models"),
        (200, b"null", "did not answer with a list of models"),
        (200, b'{"error": "quota"}', "did not answer with a list of models"),
        (200, b'{"data": {"id": "a"}}', "did not answer with a list of models"),
        (200, b'{"data": [{"id": 1}]}', "did not answer with a list of models"),
        (200, b'[{"id": "\\ud800"}]', "did not answer with a list of models"),
    ],
)
def test_a_failure_is_told_in_our_own_words(shelf: Shelf, status: int, body: bytes, failure: str) -> None:
    shelf.put("/models", body, status)

    assert ask(Endpoint("p", "openai-chat", shelf.url, key=KEY)) == [Answer("p", failure=failure)]
    assert len(shelf.asked) == 1


def test_an_answer_without_bound_is_cut(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "MAX_BYTES", 1000)
    shelf.put("/models", b" " * 1001)

    (told,) = ask(Endpoint("p", "openai-chat", shelf.url))

    assert told.failure == "answered with more than 1000 bytes"


def test_a_provider_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(discovery, "ANSWER_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        (told,) = ask(Endpoint("p", "openai-chat", f"http://127.0.0.1:{silent.getsockname()[1]}"))

    assert told.failure.startswith("did not answer within")


def test_nobody_there_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]

    (told,) = ask(Endpoint("p", "openai-chat", f"http://127.0.0.1:{port}"))

    assert told.failure == "cannot be reached; is the address right?"


def test_a_dialect_without_a_list_says_so() -> None:
    (told,) = ask(Endpoint("p", "bedrock-converse", "http://127.0.0.1:9"))

    assert told.failure == "its dialect cannot list models"


def test_one_that_fails_does_not_stop_the_others(shelf: Shelf) -> None:
    shelf.put("/models", [{"id": "a"}])
    endpoints = [Endpoint(f"p{number}", "openai-chat", shelf.url) for number in range(20)]

    told = ask(*endpoints, Endpoint("broken", "ollama", shelf.url))

    assert [answer.name for answer in told] == [*(f"p{number}" for number in range(20)), "broken"]
    assert [answer.name for answer in told if answer.failure] == ["broken"]


def test_a_key_is_not_printed_with_its_endpoint() -> None:
    assert KEY not in repr(Endpoint("p", "openai-chat", "http://host", key=KEY))


def test_a_display_name_is_one_printable_line(shelf: Shelf) -> None:
    shelf.put("/models", [{"id": "a", "name": "  A\u202e\n model " + "x" * 500}])

    (told,) = ask(Endpoint("p", "openai-chat", shelf.url))

    assert told.models[0].display_name.startswith("A model xxx")
    assert len(told.models[0].display_name) == discovery.MAX_TEXT
