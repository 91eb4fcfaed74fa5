"""What the code reads of the environment, by reading the code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from hybrid.surroundings import ROOT

ROOMS = (
    *("arena_backend", "playground", "leaderboard", "feedback", "message", "chat_session"),
    *("usage", "ai_model", "user", "audit", "api"),
)
# Those that may also come from a file, NAME_FILE.
SECRET_READERS = {"secret", "secrets", "database"}
SWITCHES: dict[object, str] = {True: "on", False: "off"}
NAME = re.compile(r"[A-Z][A-Z0-9_]+")


def names_of_settings() -> set[str]:
    return {name for name, _, _ in read_settings()}


def names_of_files() -> set[str]:
    return {f"{name}_FILE" for name, reader, _ in read_settings() if reader in SECRET_READERS}


def defaults_of_settings() -> dict[str, str]:
    """Those that are written down where they are read; a switch is on or off."""
    return {
        name: SWITCHES.get(default.value, str(default.value))
        for name, _, default in read_settings()
        if isinstance(default, ast.Constant)
    }


def read_settings() -> Iterator[tuple[str, str, ast.expr]]:
    """Each name that `environment` is asked for, there and in that module itself, with how and with its default."""
    for file in ("arena_backend/settings.py", "arena_backend/environment.py"):
        for node in ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = node.args[0].value
                if isinstance(name, str) and NAME.fullmatch(name):
                    yield name, getattr(node.func, "attr", getattr(node.func, "id", "")), find_default(node)


def find_default(call: ast.Call) -> ast.expr:
    """The last of its values, whether it has a name or not."""
    named = [keyword.value for keyword in call.keywords if keyword.arg == "default"]
    return [ast.Constant(""), *call.args[1:], *named][-1]


def files_that_read() -> set[str]:
    """Every file of the application that looks into the environment by itself."""
    return {
        str(path.relative_to(ROOT))
        for room in ROOMS
        for path in (ROOT / room).rglob("*.py")
        if looks_into_environment(path)
    }


def looks_into_environment(path: Path) -> bool:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return any(isinstance(node, ast.Attribute) and node.attr in ("environ", "getenv") for node in ast.walk(tree))
