"""GET /models/."""

from typing import Any

import httpx
import pytest

from ai_model.models import Price, Provider
from tests.ai_model.rows import make_model, make_provider
from tests.servers import Server

pytestmark = pytest.mark.usefixtures("database")


def ask(server: Server, path: str = "/models/", **query: str) -> httpx.Response:
    return httpx.get(f"{server.url}/api{path}", params=query, timeout=10, trust_env=False)


def names_of(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200
    return [row["name"] for row in answer.json()]


@pytest.fixture
def provider() -> Provider:
    return make_provider()


def test_a_row_tells_all_that_the_contract_names(server: Server, provider: Provider) -> None:
    model = make_model(
        provider,
        model_code="org/model:7b",
        display_name="Model 7B",
        description="Small.",
        capabilities=["vision"],
        context_window=8192,
        license="MIT",
        organization="Org",
        release_date="2026-01-02",
        is_thinking_model=True,
    )
    Price.objects.create(model=model, input_price="0.15", output_price=2)

    answer = ask(server, provider=provider.name)

    assert answer.json() == [
        {
            "id": str(model.pk),
            "name": f"{provider.name}/org/model:7b",
            "model_code": "org/model:7b",
            "display_name": "Model 7B",
            "provider": provider.name,
            "description": "Small.",
            "capabilities": ["vision"],
            "context_window": 8192,
            "license": "MIT",
            "organization": "Org",
            "release_date": "2026-01-02",
            "is_active": True,
            "random_only": False,
            "is_thinking_model": True,
            "input_price": 0.15,
            "output_price": 2.0,
        }
    ]


def test_what_is_unknown_is_null(server: Server, provider: Provider) -> None:
    make_model(provider)

    (row,) = ask(server, provider=provider.name).json()

    unknown = {key for key, value in row.items() if value is None}
    assert unknown == {"context_window", "release_date", "input_price", "output_price"}


def test_the_list_is_whole_and_in_the_order_of_the_catalog(server: Server, provider: Provider) -> None:
    for place in range(120, 0, -1):
        make_model(provider, model_code=f"m{place}", place=place)

    names = names_of(ask(server, provider=provider.name))

    assert names == [f"{provider.name}/m{place}" for place in range(1, 121)]


def test_a_limit_makes_pages_with_a_link_to_the_next(server: Server, provider: Provider) -> None:
    for place in range(5):
        make_model(provider, model_code=f"m{place}", place=place)

    answer = ask(server, provider=provider.name, limit="2")
    told = names_of(answer)
    while "next" in answer.links:
        answer = httpx.get(answer.links["next"]["url"], timeout=10, trust_env=False)
        assert len(names_of(answer)) <= 2
        told += names_of(answer)

    assert told == [f"{provider.name}/m{place}" for place in range(5)]


def test_what_cannot_be_asked_is_not_offered(server: Server, provider: Provider) -> None:
    make_model(provider, is_active=False)
    without_key = make_provider(api_key_env="TEST_KEY_THAT_NOBODY_SETS")
    make_model(without_key)

    assert names_of(ask(server, provider=provider.name)) == []
    assert names_of(ask(server, provider=without_key.name)) == []


@pytest.mark.parametrize(("mode", "seen"), [("", 1), ("direct", 1), ("compare", 1), ("random", 2)])
def test_models_for_the_draw_alone_are_listed_for_it_alone(
    server: Server, provider: Provider, mode: str, seen: int
) -> None:
    make_model(provider)
    make_model(provider, random_only=True)

    assert len(names_of(ask(server, provider=provider.name, mode=mode))) == seen


def test_a_list_is_narrowed_by_capability_and_by_words(server: Server, provider: Provider) -> None:
    seeing = make_model(provider, capabilities=["vision"], description="Looks at pictures.")
    plain = make_model(provider, display_name="Plain 100%")

    assert names_of(ask(server, provider=provider.name, capability="vision")) == [seeing.name]
    assert names_of(ask(server, provider=provider.name, search="PICTURES")) == [seeing.name]
    assert names_of(ask(server, provider=provider.name, search="100%")) == [plain.name]
    assert names_of(ask(server, search=provider.name)) == sorted([seeing.name, plain.name])
    assert names_of(ask(server, provider=provider.name, search="nothing like this")) == []


def test_the_older_address_answers_the_same(server: Server, provider: Provider) -> None:
    make_model(provider)

    old = ask(server, "/models/type/", model_type="LLM", provider=provider.name)

    assert old.content == ask(server, provider=provider.name).content


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("mode", "duel"),
        ("mode", "\0"),
        ("search", "a\0b"),
        ("search", "x" * 201),
        ("capability", "\0"),
        ("provider", "\0"),
        ("limit", "0"),
        ("limit", "many"),
        ("cursor", "nonsense"),
    ],
)
def test_a_filter_that_cannot_be_understood_is_named(server: Server, key: str, value: str) -> None:
    answer = ask(server, **{key: value})

    told: dict[str, Any] = answer.json()
    assert answer.status_code == 400
    assert told["code"] == "invalid"
    assert list(told["fields"]) == [key]


def test_credentials_are_not_looked_at(server: Server) -> None:
    answer = httpx.get(
        f"{server.url}/api/models/", headers={"Authorization": "Bearer wrong"}, timeout=10, trust_env=False
    )

    assert answer.status_code == 200
