"""Who answers to a name, and which key goes where."""

import os
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from ai_model.catalog import Amounts, today
from ai_model.catalog_file import parse
from ai_model.keys import Lacking
from ai_model.library import contacts
from ai_model.providers.profiles import PROFILES
from ai_model.providers.prompts import Prompt
from ai_model.providers.redaction import MARK, redactor
from ai_model.providers.table import DEMO_ADDRESS
from ai_model.providers.watching import LONG_PATIENCE, PATIENCE, Patience

SOON = today() + timedelta(days=2)
CATALOG = parse(f"""
[providers.free]
dialect = "ollama"
base_url_env = "TEST_FREE_HOST"
[providers.paid]
dialect = "anthropic-messages"
base_url = "https://paid.example.org/v1/"
api_key_env = "TEST_PAID_KEY"
max_concurrency = 3
[providers.both]
dialect = "openai-chat"
base_url_env = "TEST_BOTH_HOST"
api_key_env = "TEST_BOTH_KEY"
[[models]]
name = "paid/thinker"
model_code = "thinker-2"
max_output = 99
is_thinking_model = true
input_price = 1
output_price = 2
[[models]]
name = "paid/soon"
input_price = 1
output_price = 2
price_from = {SOON}
[[models]]
name = "paid/unpriced"
[[models]]
name = "free/unpriced"
""")


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in [name for name in os.environ if name.startswith("TEST_") or name.endswith("_API_KEY")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("TEST_PAID_KEY", "from-the-environment")
    monkeypatch.setenv("TEST_FREE_HOST", "127.0.0.1")


def find(name: str, **where: str) -> contacts.Contact:
    return contacts.find(name, CATALOG, **where)


def test_the_catalog_tells_all() -> None:
    contact = find("paid/thinker")

    endpoint, call = contact.endpoint, contact.ask(Prompt("", ()))
    assert (endpoint.dialect, endpoint.address) == ("anthropic-messages", "https://paid.example.org/v1")
    assert (endpoint.key, endpoint.max_concurrency) == ("from-the-environment", 3)
    assert (call.model, call.prompt.model, call.prompt.max_output) == ("paid/thinker", "thinker-2", 99)
    assert call.patience == LONG_PATIENCE


def test_a_model_that_the_catalog_does_not_know_is_asked_for_by_its_name() -> None:
    call = find("paid/some/new-one").ask(Prompt("", ()), timeout=3.5)

    assert (call.model, call.prompt.model) == ("paid/some/new-one", "some/new-one")
    assert call.patience.wall == 3.5
    assert call.patience.silence == PATIENCE.silence


def test_others_may_be_more_patient() -> None:
    patiences = {False: Patience(1, 2, 3), True: Patience(4, 5, 6)}

    calls = [find(name).ask(Prompt("", ()), patiences=patiences) for name in ("paid/thinker", "paid/soon")]

    assert [call.patience for call in calls] == [Patience(4, 5, 6), Patience(1, 2, 3)]


def test_an_address_may_stand_in_the_environment() -> None:
    assert find("free/any").endpoint.address == "http://127.0.0.1:11434"


@pytest.mark.parametrize(
    ("base_url", "key"),
    [
        ("https://paid.example.org/v2", "from-the-environment"),
        ("https://paid.example.org:443", "from-the-environment"),
        ("https://paid.example.org:444", ""),
        ("http://paid.example.org/v1", ""),
        ("https://elsewhere.example.org/v1", ""),
    ],
)
def test_a_key_of_the_environment_goes_nowhere_else(base_url: str, key: str) -> None:
    assert find("paid/x", base_url=base_url).endpoint.key == key


def test_a_given_key_goes_where_it_is_sent() -> None:
    assert find("paid/x", api_key="given").endpoint.key == "given"
    assert find("paid/x", base_url="https://elsewhere.example.org", api_key="given").endpoint.key == "given"


def test_where_the_variable_with_the_address_is_not_set_nobody_gets_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_BOTH_KEY", "from-the-environment")

    assert find("both/x", base_url="http://127.0.0.1:9").endpoint.key == ""


def test_with_an_address_any_name_is_a_compatible_host() -> None:
    endpoint = find("mine/org/model", base_url="http://127.0.0.1:8000/v1/").endpoint

    assert (endpoint.name, endpoint.dialect, endpoint.address) == ("mine", "openai-chat", "http://127.0.0.1:8000/v1")
    assert endpoint.key == ""


@pytest.mark.parametrize("name", [name for name, profile in PROFILES.items() if profile.address])
def test_every_profile_leads_to_its_host(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"{name.upper()}_API_KEY", "from-the-environment")

    endpoint = find(f"{name}/some-model").endpoint

    assert endpoint.form == PROFILES[name]
    assert (endpoint.address, endpoint.key) == (PROFILES[name].address, "from-the-environment")


def test_a_server_on_this_machine_needs_no_key() -> None:
    assert find("vllm/some-model").endpoint.key == ""


@pytest.mark.parametrize(
    ("name", "where", "told"),
    [
        ("together/x", {}, "set TOGETHER_API_KEY"),
        ("azure/x", {}, "azure has no address: give its base_url$"),
        ("both/x", {}, "set TEST_BOTH_HOST"),
    ],
)
def test_what_is_lacking_is_named(name: str, where: dict[str, str], told: str) -> None:
    with pytest.raises(Lacking, match=told):
        find(name, **where)


@pytest.mark.parametrize("text", ["ftp://host", "http://"])
def test_a_variable_that_holds_no_address_is_named(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_FREE_HOST", text)

    with pytest.raises(Lacking, match="TEST_FREE_HOST is no http or https address"):
        find("free/x")


@pytest.mark.parametrize(
    ("name", "where", "told"),
    [
        ("foo/x", {}, "unknown provider 'foo': the catalog has both, free, paid$"),
        ("gpt", {}, "a model is named provider/code, such as demo/swift; not 'gpt'"),
        ("paid/", {}, "a model is named provider/code"),
        ("paid/a b", {}, "a model is named provider/code"),
        ("foo/x", {"base_url": "host:80/v1"}, "base_url is an http or https address"),
        ("foo/x", {"base_url": "http://u:p@host"}, "base_url is an http or https address"),
        ("paid/x", {"api_key": "with\nline"}, "api_key holds characters"),
    ],
)
def test_what_means_nothing_is_refused(name: str, where: dict[str, str], told: str) -> None:
    with pytest.raises(ValueError, match=told):
        find(name, **where)


@pytest.mark.parametrize(
    ("name", "amounts"),
    [
        ("paid/thinker", Amounts(Decimal(1), Decimal(2))),
        ("paid/soon", None),
        ("paid/unpriced", None),
        ("paid/unknown", None),
        ("free/unpriced", contacts.FREE),
        ("free/unknown", contacts.FREE),
        ("vllm/x", contacts.FREE),
        ("together/x", None),
        ("nobody/x", None),
        ("gpt-4o", None),
    ],
)
def test_only_hosts_without_a_key_are_free(name: str, amounts: Amounts | None) -> None:
    assert contacts.find_amounts(name, CATALOG) == amounts


def test_the_catalog_of_this_repository_is_the_default() -> None:
    assert contacts.find("demo/swift", contacts.read_catalog()).endpoint.address == DEMO_ADDRESS


def test_a_catalog_is_read_again_when_it_has_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "own.toml"
    file.write_text('[providers.one]\ndialect = "openai-chat"\nbase_url = "http://one"\n')
    first = contacts.read_catalog(file)
    monkeypatch.chdir(tmp_path)
    same = contacts.read_catalog("own.toml")

    file.write_text('[providers.two]\ndialect = "openai-chat"\nbase_url = "http://two"\n')
    os.utime(file, ns=(1, 1))

    assert same is first
    assert [provider.name for provider in contacts.read_catalog(file).providers] == ["two"]


@pytest.mark.parametrize(
    ("content", "told"), [(None, "there is no catalog"), ("colour = 1", "there is no key 'colour'")]
)
def test_a_catalog_that_cannot_be_read_is_named(content: str | None, told: str, tmp_path: Path) -> None:
    file = tmp_path / "own.toml"
    if content:
        file.write_text(content)

    with pytest.raises(ValueError, match=rf"(?s)own\.toml.*{'No such file' if content is None else told}"):
        contacts.read_catalog(file)


def test_a_key_is_shown_by_no_log() -> None:
    contact = find("paid/x", api_key="given-in-secret")

    assert contact.endpoint.key == "given-in-secret"
    assert "given-in-secret" not in repr(contact)
    assert redactor.redact("key: given-in-secret") == f"key: {MARK}"
