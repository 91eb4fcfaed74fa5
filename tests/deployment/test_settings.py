"""docs/settings.md against what is read."""

import re
from itertools import chain

from hybrid.composition import VARIABLE, fill_in
from hybrid.stack import COMPOSE
from hybrid.surroundings import ROOT
from tests.deployment.reading import defaults_of_settings, files_that_read, names_of_files, names_of_settings

PAGE = (ROOT / "docs/settings.md").read_text(encoding="utf-8")
ROWS = [line.split("|")[1:3] for line in PAGE.splitlines() if line.startswith("| `")]
QUOTED = re.compile(r"`([^`]+)`")
SCRIPTS_OWN = {"HOST", "PORT", "PYTHON"}


def documented() -> dict[str, str]:
    """Each variable with its default."""
    pairs: dict[str, str] = {}
    for names, defaults in ROWS:
        found = QUOTED.findall(names)
        pairs |= dict(zip(found, chain(QUOTED.findall(defaults), [""] * len(found)), strict=False))
    return pairs


def variables_of_compose() -> dict[str, str]:
    text = COMPOSE.read_text(encoding="utf-8")
    return {match["name"]: fill_in(match["default"] or "", {}) for match in VARIABLE.finditer(text) if match["name"]}


def test_every_variable_is_documented_and_every_one_documented_is_read() -> None:
    read = names_of_settings() | (variables_of_compose().keys() - names_of_files()) | SCRIPTS_OWN

    assert documented().keys() == read


def test_secrets_are_those_that_may_come_from_a_file() -> None:
    marked = {name for names, _ in ROWS for name in re.findall(r"`(\w+)` °", names)}

    assert {f"{name}_FILE" for name in marked} == names_of_files() | {"DATABASE_PASSWORD_FILE"}


def test_defaults_are_those_of_the_code() -> None:
    told, own = documented(), defaults_of_settings()

    assert {name: told[name] for name in own} == own


def test_defaults_of_containers_are_those_of_the_compose_file() -> None:
    told, own = documented(), variables_of_compose()
    only = own.keys() - names_of_settings() - names_of_files()

    assert {name: told[name] for name in only} == {name: own[name] for name in only}


def test_nobody_else_looks_into_the_environment() -> None:
    """The catalog says which variables hold keys of providers; the entry points name the settings."""
    assert files_that_read() == {
        "ai_model/keys.py",
        "arena_backend/asgi.py",
        "arena_backend/environment.py",
        "arena_backend/wsgi.py",
    }
