"""What the environment holds for a provider."""

from pathlib import Path

import pytest

from ai_model import keys

Environment = pytest.MonkeyPatch


def test_a_key_is_read_from_its_variable(monkeypatch: Environment) -> None:
    monkeypatch.setenv("TEST_KEY", " sk-1 ")

    assert keys.read("TEST_KEY") == "sk-1"


def test_a_key_is_read_from_the_file_its_variable_points_to(monkeypatch: Environment, tmp_path: Path) -> None:
    file = tmp_path / "key"
    file.write_text("sk-2\n", encoding="utf-8")
    monkeypatch.setenv("TEST_KEY_FILE", str(file))

    assert keys.read("TEST_KEY") == "sk-2"


def test_an_unset_variable_is_empty() -> None:
    assert keys.read("TEST_KEY_THAT_NOBODY_SETS") == ""


def test_variable_and_file_together_are_refused(monkeypatch: Environment, tmp_path: Path) -> None:
    monkeypatch.setenv("TEST_KEY", "sk-1")
    monkeypatch.setenv("TEST_KEY_FILE", str(tmp_path))

    with pytest.raises(keys.Lacking, match="TEST_KEY or TEST_KEY_FILE, not both"):
        keys.read("TEST_KEY")


@pytest.mark.parametrize("content", [None, b"\xff\xfe"])
def test_an_unreadable_file_is_named(monkeypatch: Environment, tmp_path: Path, content: bytes | None) -> None:
    file = tmp_path / "key"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setenv("TEST_KEY_FILE", str(file))

    with pytest.raises(keys.Lacking, match="TEST_KEY_FILE points to cannot be read"):
        keys.read("TEST_KEY")


@pytest.mark.parametrize("key", ["sk\n1", "schlüssel", "sk\x7f"])
def test_a_key_that_no_header_can_carry_is_refused_without_telling_it(monkeypatch: Environment, key: str) -> None:
    monkeypatch.setenv("TEST_KEY", key)

    with pytest.raises(keys.Lacking) as refused:
        keys.read("TEST_KEY")

    assert "TEST_KEY holds characters" in str(refused.value)
    assert key not in str(refused.value)
