"""When a provider can be asked, and what it lacks if not."""

from pathlib import Path

import pytest
from pytest_django import Settings

from ai_model.models import Provider
from ai_model.providers.redaction import MARK, redactor

ADDRESS = "https://api.example/v1"
DECLARED = {"base_url": ADDRESS, "is_active": True}


def test_a_provider_that_wants_no_key_is_ready() -> None:
    provider = Provider(name="p", dialect="openai-chat", base_url=ADDRESS)

    assert provider.is_ready
    assert provider.key == ""


def test_a_provider_without_its_key_says_which_variable_to_set() -> None:
    provider = Provider(name="p", dialect="openai-chat", base_url=ADDRESS, api_key_env="TEST_KEY")

    assert not provider.is_ready
    assert provider.lacks == "set TEST_KEY or enter a key in the admin"


def test_a_provider_is_ready_once_its_variable_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    provider = Provider(name="p", dialect="openai-chat", base_url=ADDRESS, api_key_env="TEST_KEY")

    monkeypatch.setenv("TEST_KEY", "sk-1")

    assert provider.is_ready
    assert provider.key == "sk-1"


def test_a_key_that_was_read_is_in_no_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_KEY", "sk-read-from-the-environment")
    provider = Provider(name="p", dialect="openai-chat", base_url=ADDRESS, api_key_env="TEST_KEY", declared=DECLARED)

    assert provider.key == "sk-read-from-the-environment"

    assert redactor.redact("with sk-read-from-the-environment") == f"with {MARK}"


def test_a_key_may_come_from_a_file(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("sk-2", encoding="utf-8")
    provider = Provider(name="p", dialect="openai-chat", base_url=ADDRESS, api_key_env="TEST_KEY")

    monkeypatch.setenv("TEST_KEY_FILE", str(file))

    assert provider.key == "sk-2"


def test_a_stored_key_goes_before_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TEST_KEY", "sk-environment")
    provider = Provider(name="p", dialect="openai-chat", base_url=ADDRESS, api_key_env="TEST_KEY")

    provider.store_key("sk-stored")

    assert provider.key == "sk-stored"


def test_a_stored_key_must_be_entered_again_when_the_address_changes() -> None:
    provider = Provider(name="p", dialect="openai-chat", base_url=ADDRESS)
    provider.store_key("sk-stored")

    provider.base_url = "https://evil.example/v1"

    assert provider.lacks == "the stored key is for another address: enter it again in the admin"


def test_a_stored_key_survives_another_path_at_the_same_address() -> None:
    provider = Provider(name="p", dialect="openai-chat", base_url=ADDRESS)
    provider.store_key("sk-stored")

    provider.base_url = "https://api.example:443/v2/"

    assert provider.key == "sk-stored"


def test_a_stored_key_that_nothing_opens_must_be_entered_again(settings: Settings) -> None:
    provider = Provider(name="p", dialect="openai-chat", base_url=ADDRESS)
    provider.store_key("sk-stored")

    settings.SECRET_KEY = "another"

    assert provider.lacks == "the stored key cannot be decrypted: enter it again in the admin"


def test_a_key_of_the_environment_does_not_follow_an_address_typed_in_the_admin(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TEST_KEY", "sk-environment")
    provider = Provider(name="p", dialect="openai-chat", base_url=ADDRESS, api_key_env="TEST_KEY", declared=DECLARED)
    assert provider.is_ready

    moved = Provider(
        name="p", dialect="openai-chat", base_url="https://evil.example", api_key_env="TEST_KEY", declared=DECLARED
    )

    assert moved.lacks == "TEST_KEY is for another address: enter a key in the admin"


def test_a_provider_without_its_address_says_which_variable_to_set() -> None:
    provider = Provider(name="p", dialect="ollama", base_url_env="TEST_HOST")

    assert provider.lacks == "set TEST_HOST"


def test_an_address_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    provider = Provider(name="p", dialect="ollama", base_url_env="TEST_HOST")

    monkeypatch.setenv("TEST_HOST", "gpu.example")

    assert provider.address == "http://gpu.example:11434"


def test_an_address_that_is_none_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    provider = Provider(name="p", dialect="ollama", base_url_env="TEST_HOST")

    monkeypatch.setenv("TEST_HOST", "ftp://gpu.example")

    assert provider.lacks == "TEST_HOST is no http or https address"
