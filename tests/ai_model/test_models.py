"""Which models are offered, in how many queries, and what they cost on a day."""

from datetime import date
from decimal import Decimal

import pytest
from pytest_django import DjangoAssertNumQueries

from ai_model.models import AIModel, Price
from tests.ai_model.rows import make_model, make_provider

pytestmark = pytest.mark.django_db


def test_only_active_models_of_ready_and_active_providers_are_offered() -> None:
    ready = make_provider()
    offered = make_model(ready)
    others = [
        make_model(ready, is_active=False),
        make_model(make_provider(is_active=False)),
        make_model(make_provider(api_key_env="TEST_KEY_THAT_NOBODY_SETS")),
    ]

    models = set(AIModel.objects.offered())

    assert offered in models
    assert models.isdisjoint(others)
    assert [model.is_available for model in (offered, *others)] == [True, False, False, False]


def test_models_for_the_draw_alone_are_offered_only_there() -> None:
    provider = make_provider()
    hidden = make_model(provider, random_only=True)
    shown = make_model(provider)

    assert list(AIModel.objects.offered().filter(provider=provider)) == [shown]
    assert set(AIModel.objects.offered(mode="random").filter(provider=provider)) == {hidden, shown}
    assert set(AIModel.objects.drawable().filter(provider=provider)) == {hidden, shown}


def test_models_stand_in_the_order_of_the_catalog_then_by_name() -> None:
    provider = make_provider()
    found = make_model(provider, model_code="a")
    second = make_model(provider, model_code="b", place=2)
    first = make_model(provider, model_code="c", place=1)

    assert list(AIModel.objects.offered().filter(provider=provider)) == [first, second, found]


def test_a_hundred_models_are_told_in_as_many_queries_as_one(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    provider = make_provider()
    for code in range(100):
        Price.objects.create(model=make_model(provider, model_code=f"m{code}"), input_price=1, output_price=code)

    with django_assert_num_queries(4):
        models = list(AIModel.objects.offered().told().filter(provider=provider))
        told = {(model.price and model.price.output_price, model.is_available) for model in models}

    assert told == {(Decimal(code), True) for code in range(100)}


def test_a_model_costs_what_its_newest_valid_price_says() -> None:
    model = make_model(make_provider())
    old = Price.objects.create(model=model, input_price=2, output_price=4, valid_from=date(2026, 1, 1))
    new = Price.objects.create(model=model, input_price=1, output_price=2, valid_from=date(2026, 6, 1))

    assert model.price_on(date(2025, 12, 31)) is None
    assert model.price_on(date(2026, 5, 31)) == old
    assert model.price_on(date(2026, 6, 1)) == new


def test_a_model_is_found_by_id_or_name_and_by_nothing_else() -> None:
    model = make_model(make_provider(), model_code="org/model:7b")

    assert AIModel.objects.called(str(model.pk)).get() == model
    assert AIModel.objects.called(model.name).get() == model
    for reference in ("", "type", "org/model:7b", f"{model.name}/", f"{model.name}\0", "x" * 1000):
        assert not AIModel.objects.called(reference).exists()


def test_a_capability_is_a_whole_word() -> None:
    provider = make_provider()
    able = make_model(provider, capabilities=["tools", "vision"])
    make_model(provider, capabilities=["vision-lite"])
    mine = AIModel.objects.filter(provider=provider)

    assert list(mine.able_to("vision")) == [able]
    assert list(mine.able_to("Vision")) == [able]
    for capability in ('"', "%", "vis", "tools, vision", "tools\0"):
        assert not mine.able_to(capability).exists()
