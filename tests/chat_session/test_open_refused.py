"""POST /sessions/: what is refused, with nothing written."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest

from ai_model.models import Provider
from chat_session.models import Session
from tests.conversations import make_model
from tests.people import Client

NEW = "/sessions/"


@pytest.fixture(autouse=True)
def _nothing_is_written(owner: Client) -> Iterator[None]:
    yield
    assert not Session.objects.filter(user=owner.user).exists()


def test_nobody_opens_a_session(nobody: Client, owner: Client) -> None:
    answer = nobody.post(NEW, json={"mode": "random"})

    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")


@pytest.mark.parametrize(("mode", "count"), [("direct", 0), ("direct", 2), ("compare", 1), ("compare", 9)])
@pytest.mark.parametrize("way", ["models", "contenders"])
def test_a_wrong_number_of_models_is_refused(owner: Client, mode: str, count: int, way: str) -> None:
    name = make_model().name
    sent: list[Any] = [name if way == "models" else {"model": name}] * count

    answer = owner.post(NEW, json={"mode": mode, way: sent})

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert set(answer.json()["fields"]) <= {"models", "contenders"}


@pytest.mark.parametrize(("mode", "pair"), [("direct", (1, 1)), ("compare", (1, 0)), ("compare", (0, 1))])
def test_a_pair_of_the_wrong_size_is_refused(owner: Client, mode: str, pair: tuple[int, int]) -> None:
    ids = [str(make_model().pk) if sent else None for sent in pair]

    answer = owner.post(NEW, json={"mode": mode, "model_a_id": ids[0], "model_b_id": ids[1]})

    assert answer.status_code == 400


def test_a_model_that_is_not_offered_is_refused_by_id_and_by_name(owner: Client) -> None:
    keyless, _ = Provider.objects.get_or_create(
        name="keyless",
        defaults={"dialect": "openai-chat", "base_url": "http://open.example", "api_key_env": "NO_SUCH_KEY"},
    )
    closed, _ = Provider.objects.get_or_create(
        name="closed", defaults={"dialect": "openai-chat", "base_url": "http://open.example", "is_active": False}
    )
    known = make_model()
    withheld = [
        make_model(is_active=False),
        make_model(random_only=True),
        make_model(provider=keyless),
        make_model(provider=closed),
    ]
    references = [str(uuid4()), "open/nothing", "'; --", *(reference for m in withheld for reference in (m.name, m.pk))]

    for reference in map(str, references):
        answer = owner.post(NEW, json={"mode": "compare", "models": [known.name, reference]})
        assert (answer.status_code, list(answer.json()["fields"]["models"])) == (400, [reference])


@pytest.mark.parametrize(
    "params",
    [
        {"temperature": 2.01},
        {"temperature": -0.01},
        {"temperature": "nan"},
        {"temperature": "hot"},
        {"top_p": 1.1},
        {"max_tokens": 0},
        {"max_tokens": 1.5},
        {"max_tokens": 10**9},
        {"stop": "END"},
        {"stop": ["a"] * 5},
        {"stop": [""]},
        {"stop": ["x" * 257]},
        {"seed": 2**63},
        {"presence_penalty": 2.1},
        {"frequency_penalty": -2.1},
        {"reasoning_effort": "endless"},
        {"reasoning_effort": ["low"]},
        {"temprature": 1},
        {str(number): 1 for number in range(5000)},
        [],
        "none",
        None,
    ],
)
def test_a_parameter_that_would_do_nothing_or_harm_is_refused(owner: Client, params: Any) -> None:
    seat = {"model": make_model().name, "params": params}

    answer = owner.post(NEW, json={"mode": "direct", "contenders": [seat]})

    assert answer.status_code == 400
    assert list(answer.json()["fields"]) == ["contenders"]
    assert len(answer.content) < 2000


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("mode", [None, "", "duel", 1, [], {}, True]),
        ("title", [[], {}, True, "x" * 256]),
        ("models", ["open/x", {}, 5, [None], [{}], [[]], [True], [""], ["x" * 256]]),
        ("contenders", ["x", 5, {}, [None], ["open/x"], [[]], [{}], [{"model": None}], [{"model": ""}]]),
        ("model_a_id", [[], {}, True, "x" * 256]),
        ("size", [1, 9, 0, -1, 2.5, "two", [], {}, True]),
    ],
)
def test_a_value_of_the_wrong_type_is_named(owner: Client, field: str, values: list[Any]) -> None:
    for value in values:
        mode = "random" if field == "size" else "compare"
        answer = owner.post(NEW, json={"mode": mode} | {field: value})

        assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
        assert field in answer.json()["fields"]


def test_a_prompt_too_long_is_refused(owner: Client) -> None:
    seat = {"model": make_model().name, "system_prompt": "x" * 32_769}

    answer = owner.post(NEW, json={"mode": "direct", "contenders": [seat]})

    assert answer.status_code == 400


@pytest.mark.parametrize(
    "body",
    [
        b'{"mode": "random", "title": "\\u0000"}',
        b'{"mode": "random", "title": "\\ud800"}',
        b'{"mode": "random", "title": "\xff"}',
        b'{"mode": "random", "size": NaN}',
        b'{"mode": "random", "extra": ' + b"[" * 100 + b"]" * 100 + b"}",
        b'{"mode": "random", "extra": ' + b"[" * 100_000 + b"]" * 100_000 + b"}",
        b'["random"]',
        b'{"mode": "random"',
    ],
    ids=["NUL", "surrogate", "latin-1", "NaN", "deep", "deeper", "list", "torn"],
)
def test_a_body_that_cannot_be_stored_is_refused(owner: Client, body: bytes) -> None:
    answer = owner.post(NEW, content=body, headers={"Content-Type": "application/json"})

    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


def test_a_body_of_more_than_a_megabyte_is_too_large(owner: Client) -> None:
    answer = owner.post(NEW, json={"mode": "random", "title": "x" * 1024 * 1024})

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize("body", [{"models": [{}] * 200_000}, {"contenders": [{}] * 200_000}], ids=["models", "seats"])
def test_a_list_of_nonsense_costs_no_time(owner: Client, body: dict[str, Any]) -> None:
    answer = owner.post(NEW, json={"mode": "compare"} | body)

    assert answer.status_code == 400
    assert answer.elapsed.total_seconds() < 0.5
