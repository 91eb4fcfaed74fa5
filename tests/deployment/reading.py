"""What the code reads of the environment, by reading the code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from hybrid.surroundings import ROOT

ROOMS = ("arena_backend", "message", "chat_session", "ai_model", "user", "api")
# Those that may also come from a file, NAME_FILE.
SECRET_READERS = {"secret", "secrets", "database"}
NAME = re.compile(r"[A-Z][A-Z0-9_]+")


def names_of_settings() -> set[str]:
    return {name for name, _ in read_settings()}


def names_of_files() -> set[str]:
    return {f"{name}_FILE" for name, reader in read_settings() if reader in SECRET_READERS}


def read_settings() -> Iterator[tuple[str, str]]:
    """Each name that `environment` is asked for, there and in that module itself, with how."""
    for file in ("arena_backend/settings.py", "arena_backend/environment.py"):
        for node in ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                name = node.args[0].value
                if isinstance(name, str) and NAME.fullmatch(name):
                    yield name, getattr(node.func, "attr", getattr(node.func, "id", ""))


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
