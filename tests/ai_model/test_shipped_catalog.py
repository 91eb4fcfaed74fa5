"""The catalog that comes with the arena."""

from pathlib import Path

import pytest
from django.conf import settings

from ai_model import catalog_file, syncing
from ai_model.models import AIModel, Provider

SHIPPED = Path(settings.BASE_DIR) / "catalog.toml"
PROVIDERS = {
    "demo",
    "openai",
    "anthropic",
    "google",
    "mistral",
    "groq",
    "deepseek",
    "xai",
    "openrouter",
    "together",
    "sarvam",
    "ollama",
}


def test_it_names_models_of_every_provider() -> None:
    catalog = catalog_file.read(SHIPPED)

    assert {provider.name for provider in catalog.providers} == PROVIDERS
    assert {model.provider for model in catalog.models} == PROVIDERS


def test_demos_are_named_as_demos() -> None:
    demos = [model for model in catalog_file.read(SHIPPED).models if model.provider == "demo"]

    assert len(demos) >= 4
    assert all(model.display_name.startswith("Demo") for model in demos)
    assert {model.organization for model in demos} == {"Arena demo"}


def test_no_two_models_share_a_name_people_see() -> None:
    shown = [model.display_name for model in catalog_file.read(SHIPPED).models]

    assert len(shown) == len(set(shown))


@pytest.mark.django_db
def test_without_any_key_it_offers_the_demos_and_a_second_sync_changes_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    catalog = catalog_file.read(SHIPPED)
    for provider in catalog.providers:
        monkeypatch.delenv(provider.api_key_env or provider.base_url_env, raising=False)

    syncing.sync(catalog)
    again = syncing.sync(catalog)

    offered = AIModel.objects.offered().filter(provider__name__in=PROVIDERS)
    assert again == []
    assert offered.filter(provider__name="demo").count() >= 4
    assert not offered.exclude(provider__name="demo").exists()
    assert all(provider.lacks for provider in Provider.objects.filter(name__in=PROVIDERS - {"demo"}))
