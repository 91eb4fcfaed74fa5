"""The command that brings prices in."""

from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from ai_model import price_snapshot
from ai_model.models import AIModel, Price
from tests.ai_model.rows import make_model, make_provider

pytestmark = pytest.mark.django_db
HEADER = "name,input_price,output_price,cached_input_price,valid_from"


@pytest.fixture
def model() -> AIModel:
    return make_model(make_provider())


def run(*files: Path) -> str:
    output = StringIO()
    call_command("import_prices", *map(str, files), stdout=output)
    return output.getvalue()


def write(folder: Path, *lines: str) -> Path:
    file = folder / "prices.csv"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return file


def test_prices_of_a_file_become_rows_and_are_told(tmp_path: Path, model: AIModel) -> None:
    file = write(tmp_path, HEADER, f"{model.name},1.5,3,,2026-01-01", f"{model.name},1,2,0.1,2026-06-01")

    told = run(file)

    assert told == (
        f"+ price {model.name}: 1.5 in, 3 out from 2026-01-01\n"
        f"~ price {model.name}: 1.5 in, 3 out → 1 in, 0.1 cached, 2 out from 2026-06-01\n"
    )
    price = model.price_on(date(2026, 7, 1))
    assert price
    assert price.amounts == (Decimal(1), Decimal(2), Decimal("0.1"))


def test_the_same_file_again_changes_nothing(tmp_path: Path, model: AIModel) -> None:
    file = write(tmp_path, "name,input_price,output_price", f"{model.name},1,2")
    run(file)

    assert run(file) == "nothing to change\n"
    assert Price.objects.get(model=model).valid_from == timezone.localdate()


@pytest.mark.parametrize(
    ("line", "mistake"),
    [
        ("nobody/x,1,2,,", "line 3: there is no model 'nobody/x'"),
        ("{name},one,2,,", "line 3: input_price is a price in dollars per million tokens; not 'one'"),
        ("{name},-1,2,,", "line 3: input_price is a price"),
        ("{name},nan,2,,", "line 3: input_price is a price"),
        ("{name},1,,,", "line 3: output_price is missing"),
        ("{name},1,2,,yesterday", "line 3: valid_from is a date such as 2026-11-20; not 'yesterday'"),
        ("{name},1,2", "line 3: this line has another number of columns"),
        ("{name},1,2,,,,", "line 3: this line has another number of columns"),
        ("{name},3,2,,", "line 3: {name} has another price of the same day above"),
        ('{name},"1"x,2,,', "line 3: this is not CSV"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_written(tmp_path: Path, model: AIModel, line: str, mistake: str) -> None:
    file = write(tmp_path, HEADER, f"{model.name},1,2,,", line.format(name=model.name))

    with pytest.raises(CommandError) as refused:
        run(file)

    assert mistake.format(name=model.name) in str(refused.value)
    assert not model.prices.exists()


@pytest.mark.parametrize("header", ["name,input,output", "input_price,output_price", f"{HEADER},colour", ""])
def test_a_wrong_first_line_says_what_it_should_be(tmp_path: Path, header: str) -> None:
    with pytest.raises(CommandError, match="line 1: the first line names the columns name, input_price"):
        run(write(tmp_path, header))


def test_without_a_file_known_models_get_the_prices_of_the_public_list() -> None:
    provider = make_provider(base_url="https://api.openai.com/v1")
    known = make_model(provider, model_code="gpt-4o")
    unknown = make_model(provider, model_code="nobody-knows-this")

    first = run()
    second = run()

    assert f"+ price {known.name}: 2.5 in, 1.25 cached, 10 out" in first
    assert second.startswith("nothing to change\n")
    assert not unknown.prices.exists()


def test_announced_prices_are_taken_with_their_day() -> None:
    provider = make_provider(base_url="https://api.openai.com/v1")
    model = make_model(provider, model_code="o3")
    quotes = list(price_snapshot.find_quotes(model, date(2025, 6, 1)))

    assert [(quote.amounts.input_price, quote.valid_from) for quote in quotes] == [
        (Decimal(10), None),
        (Decimal(2), date(2025, 6, 10)),
    ]
