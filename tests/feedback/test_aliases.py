"""What a model is called: by its row, by its family, and never by what all models are called."""

import tomllib
from pathlib import Path

import pytest

from feedback.aliases import COMMON, FAMILIES, KINDS, MAKERS, MODELS, aliases_of, names_in_text
from feedback.folding import fold

CATALOG = tomllib.loads((Path(__file__).parents[2] / "catalog.toml").read_text())["models"]


def names(display_name: str, name: str, *, organization: str = "") -> frozenset[str]:
    return aliases_of(display_name=display_name, name=name, organization=organization, provider=name.partition("/")[0])


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        (("GPT-6 Astra", "openai/gpt-6-astra"), {"gpt 6 astra", "gpt", "astra", "chat gpt", "openai", "open ai"}),
        (("Claude Opus 5.5", "anthropic/claude-opus-5-5"), {"claude opus 5.5", "claude", "opus", "anthropic"}),
        (("Kimi K3.1 Pro (OpenRouter)", "openrouter/moonshotai/kimi-k3.1-pro"), {"kimi k3.1 pro", "kimi", "moonshot"}),
        (("Command A+", "openrouter/cohere/command-a-plus"), {"command a+", "command a plus", "command", "cohere"}),
        (("Demo · Swift", "demo/swift"), {"demo swift", "swift", "arena demo"}),
        (("Llama 3.2 3B (local)", "ollama/llama3.2:3b"), {"llama 3.2 3b", "llama", "meta", "ollama"}),
        (("GPT OSS 20B (Groq)", "groq/openai/gpt-oss-20b"), {"gpt oss 20b", "gpt", "open ai", "groq"}),
    ],
)
def test_a_row_has_its_own_names_and_its_familys(row: tuple[str, str], expected: set[str]) -> None:
    assert expected <= names(*row)


def test_an_offspring_of_two_families_bears_the_names_of_both() -> None:
    found = names("DeepSeek R1 Distill Llama 70B", "groq/deepseek-r1-distill-llama-70b")

    assert {"deep seek", "llama", "meta"} <= found


def test_the_organization_is_a_name() -> None:
    assert {"quill labs", "quillon"} <= names("Quillon", "quill/quillon-1", organization="Quill Labs")


@pytest.mark.parametrize("row", CATALOG, ids=lambda row: row["name"])
def test_no_model_of_the_catalog_is_called_like_all(row: dict[str, str]) -> None:
    found = names(row["display_name"], row["name"], organization=row["organization"])

    assert found
    assert not found & KINDS
    assert all(name == name.lower().strip() and name for name in found)


def test_a_row_without_words_has_no_names() -> None:
    assert aliases_of(display_name="", name="", organization="", provider="") == frozenset()


@pytest.mark.parametrize(("family", "name"), [(key, name) for key, each in FAMILIES.items() for name in each.names])
def test_each_name_is_found_as_it_is_written(family: str, name: str) -> None:
    found = names_in_text(FAMILIES[family].names)

    assert found.fullmatch(fold(name).lower())
    assert not found.search(f"q{fold(name)}q") or not name.isascii()


def test_the_families_are_in_order() -> None:
    assert list(FAMILIES) == sorted(FAMILIES)


def test_a_name_is_of_one_kind() -> None:
    assert not MAKERS & MODELS
    assert not COMMON & (MAKERS | MODELS)


@pytest.mark.parametrize("written", ["chatgpt", "chat gpt", "chat-gpt", "gpt-4o", "gpt4", "gpt-4.1 mini", "gpt 5 pro"])
def test_a_version_belongs_to_the_name(written: str) -> None:
    assert names_in_text(MODELS).fullmatch(written)


@pytest.mark.parametrize("written", ["gpts", "egpt", "ollama", "llamas", "grokking"])
def test_a_part_of_a_word_is_no_name(written: str) -> None:
    assert not names_in_text(MODELS).search(written)
