"""What staff may see and change."""

from typing import Any

import pytest
from django.urls import reverse

from ai_model.models import AIModel, Price, Provider
from tests.ai_model.rows import make_model, make_name, make_provider
from tests.pages import PageClient
from tests.people import make_email
from user.models import User

pytestmark = pytest.mark.django_db
KEY = "sk-very-secret"


@pytest.fixture
def staff() -> PageClient:
    client = PageClient()
    client.force_login(User.objects.create_superuser(make_email()))
    return client


def change(staff: PageClient, provider: Provider, **fields: str) -> str:
    """Sends the form as it stands, but for these fields; gives the page that follows."""
    data = {
        "dialect": provider.dialect,
        "base_url": provider.base_url,
        "max_concurrency": "8",
        "is_active": "on",
        "_continue": "1",
    }
    address = reverse("admin:ai_model_provider_change", args=[provider.pk])
    page = staff.post(address, data | fields, follow=True).content.decode()
    provider.refresh_from_db()
    return page


def make_keyed_provider() -> Provider:
    provider = make_provider()
    provider.store_key(KEY)
    provider.save()
    return provider


def test_a_key_typed_in_is_stored_encrypted_and_never_shown(staff: PageClient) -> None:
    provider = make_provider()

    page = change(staff, provider, key=KEY)

    assert provider.key == KEY
    assert KEY not in provider.sealed_key
    assert KEY not in page
    assert provider.sealed_key not in page
    assert "since 20" in page


def test_an_empty_field_keeps_the_key(staff: PageClient) -> None:
    provider = make_keyed_provider()

    change(staff, provider, key="")

    assert provider.key == KEY


def test_a_stored_key_can_be_forgotten(staff: PageClient) -> None:
    provider = make_keyed_provider()

    change(staff, provider, forget_key="on")

    assert provider.sealed_key == ""


def test_a_key_is_stored_for_the_address_that_is_typed_with_it(staff: PageClient) -> None:
    provider = make_provider()

    change(staff, provider, base_url="https://other.example/v1", key=KEY)

    assert (provider.base_url, provider.key) == ("https://other.example/v1", KEY)


def test_a_new_address_makes_the_old_key_useless_and_says_so(staff: PageClient) -> None:
    provider = make_keyed_provider()

    page = change(staff, provider, base_url="https://other.example/v1")

    assert "the stored key is for another address: enter it again in the admin" in page
    assert not provider.is_ready


@pytest.mark.parametrize("address", ["", "other.example", "file:///etc/passwd", "http://user:word@host/"])
def test_an_address_must_be_one(staff: PageClient, address: str) -> None:
    provider = make_provider()

    page = change(staff, provider, base_url=address)

    assert "errorlist" in page
    assert provider.base_url == "http://127.0.0.1:9"


def test_a_key_that_no_header_can_carry_is_refused(staff: PageClient) -> None:
    provider = make_provider()

    page = change(staff, provider, key="schlüssel")

    assert "no HTTP header can carry" in page
    assert "schlüssel" not in page
    assert provider.sealed_key == ""


def test_a_key_without_an_address_to_belong_to_is_refused(staff: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    provider = make_provider(dialect="ollama", base_url="", base_url_env="TEST_HOST")

    refused = change(staff, provider, key=KEY)
    monkeypatch.setenv("TEST_HOST", "127.0.0.1")
    change(staff, provider, key=KEY)

    assert "A key belongs to an address: set TEST_HOST." in refused
    assert provider.key == KEY


def test_the_variable_of_a_key_cannot_be_chosen_here(staff: PageClient) -> None:
    provider = make_provider()

    change(staff, provider, api_key_env="SECRET_KEY", base_url_env="SECRET_KEY")

    assert (provider.max_concurrency, provider.api_key_env, provider.base_url_env) == (8, "", "")


def test_a_provider_can_be_added_with_its_key(staff: PageClient) -> None:
    name = make_name("added")
    fields = {"dialect": "openai-chat", "base_url": "https://added.example/v1", "max_concurrency": "8", "key": KEY}

    staff.post(reverse("admin:ai_model_provider_add"), fields | {"name": name})

    assert Provider.objects.get(name=name).key == KEY


def of_model(model: AIModel, **fields: Any) -> dict[str, Any]:
    return {
        "display_name": model.display_name,
        "model_code": model.model_code,
        "capabilities": '["tools"]',
        "aliases": "[]",
        "prices-TOTAL_FORMS": "1",
        "prices-INITIAL_FORMS": "0",
        "prices-0-input_price": "1.5",
        "prices-0-output_price": "3",
        "prices-0-valid_from": "2026-01-01",
    } | fields


def test_a_model_is_edited_together_with_its_prices(staff: PageClient) -> None:
    model = make_model(make_provider())

    staff.post(reverse("admin:ai_model_aimodel_change", args=[model.pk]), of_model(model, is_active="on"))

    assert AIModel.objects.get(pk=model.pk).capabilities == ["tools"]
    assert Price.objects.get(model=model).input_price == 1.5


@pytest.mark.parametrize("capabilities", ['"tools"', "[1]", '["Two Words"]', "nonsense"])
def test_capabilities_are_a_list_of_words(staff: PageClient, capabilities: str) -> None:
    model = make_model(make_provider())
    address = reverse("admin:ai_model_aimodel_change", args=[model.pk])

    page = staff.post(address, of_model(model, capabilities=capabilities)).content.decode()

    assert "errorlist" in page
    assert AIModel.objects.get(pk=model.pk).capabilities == []


def test_a_model_is_named_after_its_provider(staff: PageClient) -> None:
    provider = make_provider()
    model = AIModel(provider=provider, model_code="m", display_name="M")
    fields = of_model(model, provider=provider.pk)

    staff.post(reverse("admin:ai_model_aimodel_add"), fields | {"name": "someone/m"})
    staff.post(reverse("admin:ai_model_aimodel_add"), fields | {"name": f"{provider.name}/m"})

    assert [row.name for row in provider.models.all()] == [f"{provider.name}/m"]


def test_lists_of_the_admin_open(staff: PageClient) -> None:
    make_model(make_provider())

    for page in ("provider_changelist", "provider_add", "aimodel_changelist", "aimodel_add"):
        assert staff.get(reverse(f"admin:ai_model_{page}")).status_code == 200


def test_staff_see_which_providers_lack_what_and_what_to_do(staff: PageClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PEACHES_KEY", "sk-ready")
    lacking = make_provider(api_key_env="PLUMS_KEY")
    ready = make_provider(api_key_env="PEACHES_KEY")

    page = staff.get(reverse("admin:lacking")).content.decode()

    todo, _, done = page.partition("<h2>Ready</h2>")
    assert f"enter a key for {lacking.name}" in todo
    assert "PLUMS_KEY" in todo
    assert reverse("admin:ai_model_provider_change", args=[lacking.pk]) in todo
    assert ready.name in done
    assert ready.name not in todo


def test_others_do_not_see_that() -> None:
    somebody = PageClient()
    somebody.force_login(User.objects.create_user(make_email()))

    assert somebody.get(reverse("admin:lacking")).status_code == 302
