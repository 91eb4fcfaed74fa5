"""S22, S24: a provider's key is shown to nobody, lies encrypted, and goes to the host it was entered for alone."""

import re
from collections.abc import Iterator

import pytest
from django.db import connection
from django.urls import reverse

from ai_model.keys import Lacking
from ai_model.models import Provider
from tests.ai_model.rows import make_model, make_provider
from tests.ai_model.shelves import Shelf, open_shelf
from tests.pages import PageClient
from tests.people import make_email
from user.models import User

pytestmark = pytest.mark.django_db
KEY = "sk-violet-harbour-canary"


@pytest.fixture
def staff() -> PageClient:
    client = PageClient()
    client.force_login(User.objects.create_superuser(make_email()))
    return client


@pytest.fixture
def canary() -> Iterator[Shelf]:
    with open_shelf() as shelf:
        yield shelf


def enter(staff: PageClient, provider: Provider, **fields: str) -> str:
    form = {"dialect": provider.dialect, "base_url": provider.base_url, "max_concurrency": "8", "is_active": "on"}
    address = reverse("admin:ai_model_provider_change", args=[provider.pk])
    page = staff.post(address, {**form, "_continue": "1", **fields}, follow=True).content.decode()
    provider.refresh_from_db()
    return page


def test_s22_no_page_shows_a_key_that_was_entered(staff: PageClient) -> None:
    provider = make_provider()
    pages = [enter(staff, provider, key=KEY)]

    names = ["change", "history", "delete"]
    pages += [staff.get(reverse(f"admin:ai_model_provider_{n}", args=[provider.pk])).content.decode() for n in names]
    pages.append(staff.get(reverse("admin:ai_model_provider_changelist")).content.decode())
    pages.append(staff.get(reverse("admin:audit_staffact_changelist")).content.decode())

    assert not any(KEY in page or provider.sealed_key in page for page in pages)
    assert re.search(r"since 20\d\d-", pages[0])


def test_s22_the_database_holds_neither_the_key_nor_what_opens_it(staff: PageClient, settings: object) -> None:
    provider = make_provider()
    enter(staff, provider, key=KEY)

    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM ai_model_provider WHERE id = %s", [provider.pk])
        row = str(cursor.fetchone())

    assert KEY not in row
    assert provider.sealed_key in row
    # Fernet: its version, and a tag that no changed byte gets past.
    assert provider.sealed_key.startswith("gAAAA")
    Provider.objects.filter(pk=provider.pk).update(sealed_key=f"{provider.sealed_key[:-6]}AAAA==")
    with pytest.raises(Lacking):
        _ = Provider.objects.get(pk=provider.pk).key


def test_s24_a_key_stays_behind_when_its_address_moves(staff: PageClient, canary: Shelf) -> None:
    provider = make_provider()
    make_model(provider)
    enter(staff, provider, key=KEY)

    # Not through the form, which would refuse a private address: as a row that somebody got at.
    Provider.objects.filter(pk=provider.pk).update(base_url=canary.url, declared={"base_url": canary.url})
    moved = Provider.objects.get(pk=provider.pk)

    assert moved.lacks == "the stored key is for another address: enter it again in the admin"
    with pytest.raises(Lacking):
        _ = moved.endpoint
    assert canary.asked == []
