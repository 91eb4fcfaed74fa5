"""The sizes of CONTRIBUTING, as tests."""

import ast
from collections.abc import Iterator
from pathlib import Path
from statistics import median

import pytest

ROOT = Path(__file__).resolve().parent.parent
NAMELESS = {"common", "helpers", "manager", "managers", "services", "utils"}
FOREIGN = {"data", "migrations", "staticfiles"}
LONGER_FILES = {"settings.py", "models.py"}


def is_ours(path: Path) -> bool:
    """Migrations are written by Django; hidden folders and data belong to others."""
    folders = path.relative_to(ROOT).parts
    return not any(folder.startswith(".") or folder in FOREIGN for folder in folders)


SCRIPTS = sorted((ROOT / "playground/static/playground").glob("*.[jc]s*"))
FILES = [path for path in sorted(ROOT.rglob("*.py")) if is_ours(path)]
CODE = [path for path in FILES if path.relative_to(ROOT).parts[0] != "tests"]


def measure_functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert node.end_lineno is not None
            yield node.name, node.end_lineno - node.lineno + 1


def test_half_of_all_functions_have_at_most_eight_lines() -> None:
    assert median(lines for path in CODE for _, lines in measure_functions(path)) <= 8


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_and_a_style_can_be_read_at_once(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()

    assert len(lines) <= 450 if path.suffix == ".css" else len(lines) <= 250
    assert max(map(len, lines)) <= 120


@pytest.mark.parametrize("path", FILES, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_file_can_be_read_at_once(path: Path) -> None:
    lines = len(path.read_text(encoding="utf-8").splitlines())

    assert lines <= (450 if path.name in LONGER_FILES else 250)
    assert {name: lines for name, lines in measure_functions(path) if lines > 40} == {}


def test_every_module_is_named_after_what_it_knows() -> None:
    names = {name for path in FILES for name in path.relative_to(ROOT).with_suffix("").parts}

    assert names & NAMELESS == set()
