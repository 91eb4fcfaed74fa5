"""What a catalog may say, and what is said of one that is wrong."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from ai_model import catalog_file
from ai_model.catalog import Amounts, Catalog, DeclaredModel, DeclaredProvider
from ai_model.files import BadFile

GOOD = """
[providers.openai]
dialect = "openai-chat"
base_url = "https://api.openai.com/v1"
api_key_env = "OPENAI_API_KEY"
max_concurrency = 8

[providers.local]
dialect = "ollama"
base_url_env = "OLLAMA_HOST"

[[models]]
name = "openai/gpt-5"
display_name = "GPT-5"
capabilities = ["vision", "tools"]
context_window = 400000
release_date = 2025-08-07
input_price = 1.25
output_price = 10
cached_input_price = 0.125
price_from = 2025-08-07

[[models]]
name = "local/org/model:7b"
model_code = "org/model:7b-q4"
is_active = false
"""
PROVIDER = '[providers.p]\ndialect = "ollama"\nbase_url = "http://host"\n'


def mistakes_of(text: str) -> list[str]:
    with pytest.raises(BadFile) as refused:
        catalog_file.parse(text)
    return [str(mistake) for mistake in refused.value.mistakes]


def test_a_catalog_becomes_values() -> None:
    catalog = catalog_file.parse(GOOD)

    assert catalog == Catalog(
        providers=(
            DeclaredProvider(
                "openai",
                dialect="openai-chat",
                base_url="https://api.openai.com/v1",
                api_key_env="OPENAI_API_KEY",
                max_concurrency=8,
            ),
            DeclaredProvider("local", dialect="ollama", base_url_env="OLLAMA_HOST"),
        ),
        models=(
            DeclaredModel(
                "openai/gpt-5",
                model_code="gpt-5",
                display_name="GPT-5",
                capabilities=("vision", "tools"),
                context_window=400000,
                release_date=date(2025, 8, 7),
                price=Amounts(Decimal("1.25"), Decimal(10), Decimal("0.125")),
                price_from=date(2025, 8, 7),
            ),
            DeclaredModel(
                "local/org/model:7b",
                model_code="org/model:7b-q4",
                display_name="org/model:7b",
                is_active=False,
            ),
        ),
    )


@pytest.mark.parametrize(
    ("told", "address"),
    [
        ("", "https://api.groq.com/openai/v1"),
        ('base_url = "http://mine/v1"\n', "http://mine/v1"),
        ('base_url_env = "GROQ_HOST"\n', ""),
    ],
)
def test_a_known_host_needs_no_address(told: str, address: str) -> None:
    catalog = catalog_file.parse(f'[providers.p]\ndialect = "openai-chat"\nprofile = "groq"\n{told}')

    assert catalog.providers[0].base_url == address


def test_a_model_names_another_in_its_place() -> None:
    catalog = catalog_file.parse(f'{PROVIDER}[[models]]\nname = "p/x"\nfallback = "p/y"\n[[models]]\nname = "p/y"\n')

    assert [model.fallback for model in catalog.models] == ["p/y", ""]


def test_an_empty_catalog_is_a_catalog() -> None:
    assert catalog_file.parse("") == Catalog((), ())


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("a = \n", "line 1: this is not TOML: Invalid value"),
        ('a = 1\nb = "open', "line 2: this is not TOML: "),
        (f"{PROVIDER}{PROVIDER}", "line 4: this is not TOML: Cannot declare"),
        (f"a = {'9' * 5000}", "line 1: this is not TOML: "),
        ("[provider.x]\n", "line 1: there is no key 'provider': providers?"),
        (f'{PROVIDER}base_ulr = "x"\n', "line 4: there is no key 'base_ulr': base_url?"),
        (f"{PROVIDER}colour = 1\n", "line 4: there is no key 'colour' here, only dialect, "),
        ('[providers.p]\nbase_url = "http://host"\n', "line 1: p has no dialect: openai-chat, "),
        (
            '[providers.p]\ndialect = "klingon"\nbase_url = "http://host"\n',
            "line 2: dialect is one of openai-chat, .*; not 'klingon'",
        ),
        ('[providers.p]\ndialect = "ollama"\n', "line 1: p has either base_url or base_url_env"),
        (f'{PROVIDER}base_url_env = "HOST"\n', "line 1: p has either base_url or base_url_env"),
        (f'{PROVIDER}api_key_env = "A KEY"\n', "line 4: api_key_env is the name of an environment variable"),
        (f'{PROVIDER}max_concurrency = "9"\n', "line 4: max_concurrency is a whole number of at least 1, .* not '9'"),
        (f"{PROVIDER}max_concurrency = true\n", "line 4: max_concurrency is a whole number .* not true"),
        (f"{PROVIDER}max_concurrency = 0\n", "line 4: max_concurrency is a whole number"),
        (f'{PROVIDER}profile = "none"\n', "line 4: profile is one of "),
        (f'{PROVIDER}profile = "groq"\n', "line 4: a profile is one of openai-chat; not of ollama"),
        (
            '[providers.p]\ndialect = "openai-chat"\nprofile = "azure"\n',
            "line 1: p has either base_url or base_url_env",
        ),
        (f"{PROVIDER}is_active = 1\n", "line 4: is_active is true or false"),
        ('[providers.p]\ndialect = "ollama"\nbase_url = "host"\n', "line 3: base_url is an http or https address"),
        (f"[providers.Big]\n{PROVIDER[14:]}", "line 1: a provider is named in small letters"),
        ('providers = "p"\n', r"line 1: providers is written as \[providers.name\]"),
        ('[providers]\np = "x"\n', "line 2: providers are tables of keys and values; not 'x'"),
        ("[models]\n", r"line 1: models are written as \[\[models\]\]"),
        (f'{PROVIDER}[[models]]\ndisplay_name = "x"\n', "line 4: this model has no name"),
        (f'{PROVIDER}[[models]]\nname = "x"\n', "line 5: name is provider/code"),
        (f'{PROVIDER}[[models]]\nname = "p/"\n', "line 5: name is provider/code"),
        (f'{PROVIDER}[[models]]\nname = "p/a//b"\n', "line 5: name is provider/code"),
        (f'{PROVIDER}[[models]]\nname = "p/a/"\n', "line 5: name is provider/code"),
        (f"{PROVIDER}[[models]]\nname = 1\n", "line 5: name is provider/code, .* not 1"),
        (f'{PROVIDER}[[models]]\nname = "q/x"\n', r"line 5: q is no provider of this catalog: add \[providers.q\]"),
        ('[[models]]\nname = "q/x"\n', "line 2: q is no provider of this catalog"),
        (f'{PROVIDER}[[models]]\nname = "p/x"\nfallback = "x"\n', "line 6: fallback is provider/code of another model"),
        (
            f'{PROVIDER}[[models]]\nname = "p/x"\nfallback = "p/y"\n',
            "line 6: fallback is another model of this catalog",
        ),
        (
            f'{PROVIDER}[[models]]\nname = "p/x"\nfallback = "p/x"\n',
            "line 6: fallback is another model of this catalog",
        ),
        (
            f'{PROVIDER}[[models]]\nname = "p/x"\n\n[[models]]\nname = "p/x"\n',
            "line 8: p/x stands on line 5 already",
        ),
        (f'{PROVIDER}[[models]]\nname = "p/x"\ndisplay_name = ""\n', "line 6: display_name is a text of 1 to 120"),
        (
            f'{PROVIDER}[[models]]\nname = "p/x"\ndisplay_name = "\\u0000"\n',
            "line 6: display_name is a text of 1 to 120",
        ),
        (f'{PROVIDER}[[models]]\nname = "p/x"\ncapabilities = "a"\n', "line 6: capabilities is a list of words"),
        (f'{PROVIDER}[[models]]\nname = "p/x"\ncapabilities = ["A b"]\n', "line 6: capabilities is a list of words"),
        (f'{PROVIDER}[[models]]\nname = "p/x"\naliases = [1]\n', "line 6: aliases is a list of texts"),
        (
            f'{PROVIDER}[[models]]\nname = "p/x"\nrelease_date = "2026-01-01"\n',
            "line 6: release_date is a date such as 2026-11-20, without quotes; not '2026-01-01'",
        ),
        (f'{PROVIDER}[[models]]\nname = "p/x"\nrelease_date = 2026-13-01\n', "line 6: this is not TOML: "),
        (
            f'{PROVIDER}[[models]]\nname = "p/x"\nrelease_date = 2026-01-01T10:00:00\n',
            "line 6: release_date is a date",
        ),
        (
            f'{PROVIDER}[[models]]\nname = "p/x"\ninput_price = "1"\noutput_price = 1\n',
            "line 6: input_price is a price in dollars",
        ),
        (f'{PROVIDER}[[models]]\nname = "p/x"\ninput_price = -1\noutput_price = 1\n', "line 6: input_price is a price"),
        (
            f'{PROVIDER}[[models]]\nname = "p/x"\ninput_price = nan\noutput_price = 1\n',
            "line 6: input_price is a price",
        ),
        (
            f'{PROVIDER}[[models]]\nname = "p/x"\ninput_price = 0.1234567\noutput_price = 1\n',
            "line 6: input_price is a price",
        ),
        (f'{PROVIDER}[[models]]\nname = "p/x"\ninput_price = 1\n', "line 4: .*: output_price is missing"),
        (
            f'{PROVIDER}[[models]]\nname = "p/x"\nprice_from = 2026-01-01\n',
            "line 4: .*: input_price and output_price is missing",
        ),
    ],
)
def test_a_mistake_is_told_with_its_line(text: str, mistake: str) -> None:
    (told,) = mistakes_of(text)

    assert re.match(mistake, told)


def test_all_mistakes_are_told_at_once_in_their_order() -> None:
    mistakes = mistakes_of(
        '[providers.p]\ndialect = "x"\nbase_url = "y"\n[[models]]\nname = "q/x"\nlicence = "MIT"\nrandom_only = "yes"\n'
    )

    assert [mistake.partition(":")[0] for mistake in mistakes] == ["line 2", "line 3", "line 5", "line 6", "line 7"]
    assert mistakes[3] == "line 6: there is no key 'licence': license?"


def test_a_missing_file_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="the file cannot be read: No such file"):
        catalog_file.read(tmp_path / "nowhere.toml")


def test_a_file_in_another_encoding_is_refused_with_the_line(tmp_path: Path) -> None:
    file = tmp_path / "catalog.toml"
    file.write_bytes(b"# one\n# two \xff\n")

    with pytest.raises(BadFile, match="line 2: this is not UTF-8"):
        catalog_file.read(file)


def test_an_empty_file_is_more_likely_a_slip(tmp_path: Path) -> None:
    file = tmp_path / "catalog.toml"
    file.write_text("# nothing\n")

    with pytest.raises(BadFile, match="nothing is declared"):
        catalog_file.read(file)


def test_nesting_without_end_is_a_mistake_like_others() -> None:
    with pytest.raises(BadFile, match="not TOML"):
        catalog_file.parse("a = " + "[" * 100_000)
