"""The command that applies the catalog and asks providers."""

from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from ai_model.models import AIModel, Provider
from tests.ai_model.rows import make_name
from tests.ai_model.shelves import Shelf

pytestmark = pytest.mark.django_db


@pytest.fixture
def name() -> str:
    return make_name("sync")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "catalog.toml"


def write(file: Path, name: str, address: str, *, extra: str = "") -> None:
    file.write_text(
        f'[providers.{name}]\ndialect = "openai-chat"\nbase_url = "{address}"\n{extra}\n'
        f'[[models]]\nname = "{name}/known"\n',
        encoding="utf-8",
    )


def run(file: Path, *arguments: str, **options: int) -> str:
    output = StringIO()
    call_command("sync_catalog", str(file), *arguments, stdout=output, **options)
    return output.getvalue()


def test_it_says_what_it_changed_and_then_that_there_is_nothing(file: Path, name: str) -> None:
    write(file, name, "http://127.0.0.1:9")

    first = run(file)
    second = run(file)

    assert f"+ provider {name}\n+ model {name}/known\n" in first
    assert second == "nothing to change\n"


def test_a_wrong_catalog_changes_nothing_and_names_file_and_line(file: Path, name: str) -> None:
    write(file, name, "http://127.0.0.1:9", extra="colour = 1")

    with pytest.raises(CommandError, match=r"catalog\.toml: nothing was applied\.\nline 4: there is no key 'colour'"):
        run(file)

    assert not Provider.objects.filter(name=name).exists()


def test_a_provider_without_its_key_is_named(file: Path, name: str) -> None:
    write(file, name, "http://127.0.0.1:9", extra='api_key_env = "TEST_KEY_THAT_NOBODY_SETS"')

    assert f"inactive for want of a key or an address: {name}" in run(file)
    assert f"inactive: {name} (set TEST_KEY_THAT_NOBODY_SETS or enter a key in the admin)" in run(file, verbosity=2)


def test_discovered_models_wait_until_they_are_switched_on(file: Path, name: str, shelf: Shelf) -> None:
    shelf.put("/models", [{"id": "known"}, {"id": "new"}, {"id": "new"}, {"id": "not / usable"}])
    write(file, name, shelf.url)

    first = run(file, "--discover")
    second = run(file, "--discover")

    assert f"{name}: serves 4 models\n+ model {name}/new (off)\n" in first
    assert f"{name}: serves 4 models\nnothing to change\n" in second
    assert not AIModel.objects.get(name=f"{name}/new").is_active
    assert AIModel.objects.filter(provider__name=name).count() == 2


def test_discovered_models_can_be_switched_on_at_once(file: Path, name: str, shelf: Shelf) -> None:
    shelf.put("/models", [{"id": "new", "name": "New", "context_length": 4096}])
    write(file, name, shelf.url)

    run(file, "--discover", "--activate")

    model = AIModel.objects.get(name=f"{name}/new")
    assert (model.is_active, model.display_name, model.context_window) == (True, "New", 4096)


def test_a_provider_that_fails_is_named_and_the_command_fails(
    file: Path, name: str, shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TEST_KEY", "sk-secret")
    shelf.put("/models", b"sk-secret is wrong", 401)
    write(file, name, shelf.url, extra='api_key_env = "TEST_KEY"')
    output = StringIO()

    with pytest.raises(CommandError, match=f"Not all providers could be asked: {name}") as failed:
        call_command("sync_catalog", str(file), "--discover", stdout=output)

    assert f"{name}: answered with status 401; is the key right?" in output.getvalue()
    assert "sk-secret" not in output.getvalue() + str(failed.value)


def test_activate_is_refused_without_discover(file: Path) -> None:
    with pytest.raises(CommandError, match="add --discover"):
        run(file, "--activate")
