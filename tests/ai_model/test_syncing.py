"""How the catalog becomes rows, and what it leaves alone."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from ai_model import catalog_file, syncing
from ai_model.models import AIModel, Price, Provider
from tests.ai_model.rows import make_name

pytestmark = pytest.mark.django_db


@pytest.fixture
def name() -> str:
    return make_name("sync")


def sync(*parts: str) -> list[str]:
    return syncing.sync(catalog_file.parse("".join(parts)))


def provider(name: str, extra: str = "") -> str:
    return f'[providers.{name}]\ndialect = "openai-chat"\nbase_url = "http://127.0.0.1:9"\n{extra}\n'


def model(name: str, code: str = "m", extra: str = "") -> str:
    return f'[[models]]\nname = "{name}/{code}"\n{extra}\n'


def of(name: str, lines: list[str]) -> list[str]:
    """Without what other rows of the database have to do with it."""
    return [line.replace(name, "p") for line in lines if name in line]


def test_new_providers_and_models_are_added_in_order(name: str) -> None:
    changes = sync(provider(name, "max_concurrency = 3"), model(name, "b"), model(name, "a", "context_window = 9"))

    assert of(name, changes) == ["+ provider p", "+ model p/b", "+ model p/a"]
    assert Provider.objects.get(name=name).max_concurrency == 3
    assert list(AIModel.objects.filter(provider__name=name).values_list("name", "context_window")) == [
        (f"{name}/b", None),
        (f"{name}/a", 9),
    ]


def test_the_same_catalog_again_changes_nothing(name: str) -> None:
    catalog = (
        provider(name),
        model(name, "m", 'capabilities = ["tools"]\nrelease_date = 2026-01-01\ninput_price = 1\noutput_price = 2'),
    )
    sync(*catalog)

    assert sync(*catalog) == []


def test_every_change_is_told_with_both_values(name: str) -> None:
    sync(provider(name), model(name, "m", 'capabilities = ["tools"]\nrandom_only = true'))

    changes = sync(
        provider(name, "max_concurrency = 7"),
        model(name, "m", 'display_name = "New"\ncapabilities = ["tools", "vision"]\nrelease_date = 2026-01-01'),
    )

    assert of(name, changes) == [
        "~ provider p max_concurrency: 64 → 7",
        "~ model p/m display_name: m → New",
        "~ model p/m capabilities: tools → tools, vision",
        "~ model p/m release_date: none → 2026-01-01",
        "~ model p/m random_only: on → off",
    ]


def test_edits_of_the_admin_stay_until_the_catalog_says_something_new(name: str) -> None:
    sync(provider(name), model(name, "m", 'display_name = "One"\nlicense = "MIT"'))
    AIModel.objects.filter(name=f"{name}/m").update(display_name="Mine", license="Mine", is_active=False)

    changes = sync(provider(name), model(name, "m", 'display_name = "Two"\nlicense = "MIT"'))

    assert of(name, changes) == ["~ model p/m display_name: Mine → Two"]
    row = AIModel.objects.get(name=f"{name}/m")
    assert (row.display_name, row.license, row.is_active) == ("Two", "Mine", False)


def test_what_vanishes_is_switched_off_and_comes_back(name: str) -> None:
    full = provider(name), model(name)
    sync(*full)

    gone = sync(provider(name))
    still_gone = sync(provider(name))
    all_gone = sync("")
    back = sync(*full)

    assert of(name, gone) == ["- model p/m"]
    assert of(name, still_gone) == []
    assert of(name, all_gone) == ["- provider p"]
    assert of(name, back) == ["~ provider p is_active: off → on", "~ model p/m is_active: off → on"]
    assert AIModel.objects.get(name=f"{name}/m").is_available


def test_what_vanishes_is_switched_off_even_if_only_the_admin_had_switched_it_on(name: str) -> None:
    sync(provider(name), model(name, "m", "is_active = false"))
    AIModel.objects.filter(name=f"{name}/m").update(is_active=True)

    changes = sync(provider(name))

    assert of(name, changes) == ["- model p/m"]


def test_rows_the_catalog_never_named_are_left_alone(name: str) -> None:
    own = Provider.objects.create(name=name, dialect="ollama", base_url="http://127.0.0.1:9")
    found = AIModel.objects.create(provider=own, name=f"{name}/found", model_code="found", display_name="F")

    assert of(name, sync("")) == []
    found.refresh_from_db()
    assert found.is_active


def test_a_model_that_was_there_before_is_taken_over_without_losing_what_the_catalog_does_not_say(name: str) -> None:
    sync(provider(name))
    AIModel.objects.create(
        provider=Provider.objects.get(name=name),
        name=f"{name}/m",
        model_code="m",
        display_name="Found",
        context_window=4096,
        is_active=False,
    )

    changes = sync(provider(name), model(name, "m", 'display_name = "Declared"'))

    assert of(name, changes) == ["~ model p/m display_name: Found → Declared", "~ model p/m is_active: off → on"]
    assert AIModel.objects.get(name=f"{name}/m").context_window == 4096


def test_another_order_is_told_once(name: str) -> None:
    sync(provider(name), model(name, "a"), model(name, "b"))

    assert "~ the order of models" in sync(provider(name), model(name, "b"), model(name, "a"))
    assert sync(provider(name), model(name, "b"), model(name, "a")) == []
    assert list(AIModel.objects.filter(provider__name=name).values_list("model_code", flat=True)) == ["b", "a"]


def test_a_price_holds_from_its_day_and_an_old_one_is_kept(name: str) -> None:
    sync(provider(name), model(name, "m", "input_price = 1\noutput_price = 2\nprice_from = 2026-01-01"))

    changes = sync(provider(name), model(name, "m", "input_price = 0.5\noutput_price = 2\nprice_from = 2026-06-01"))

    row = AIModel.objects.get(name=f"{name}/m")
    assert of(name, changes) == ["~ price p/m: 1 in, 2 out → 0.5 in, 2 out from 2026-06-01"]
    assert [price.input_price for price in row.prices.order_by("valid_from")] == [1, Decimal("0.5")]
    assert row.price_on(date(2026, 5, 31)) == row.prices.get(valid_from=date(2026, 1, 1))


def test_a_price_without_a_day_holds_from_today(name: str) -> None:
    sync(provider(name), model(name, "m", "input_price = 1\noutput_price = 2"))

    assert Price.objects.get(model__name=f"{name}/m").valid_from == timezone.localdate()


def test_a_price_of_the_admin_stays_until_the_catalog_names_another(name: str) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    catalog = provider(name), model(name, "m", "input_price = 1\noutput_price = 2")
    sync(*catalog)
    row = AIModel.objects.get(name=f"{name}/m")
    Price.objects.create(model=row, input_price=9, output_price=9, valid_from=tomorrow)

    assert sync(*catalog) == []
    price = row.price_on(tomorrow)
    assert price
    assert price.input_price == 9


def test_a_price_that_is_no_longer_named_stays(name: str) -> None:
    sync(provider(name), model(name, "m", "input_price = 1\noutput_price = 2"))

    assert of(name, sync(provider(name), model(name))) == []
    assert AIModel.objects.get(name=f"{name}/m").price
