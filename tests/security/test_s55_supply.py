"""S55: what is installed is what was looked at, and nothing of ours runs what others have written."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.deployment.reading import ROOMS

BASE = settings.BASE_DIR

FORBIDDEN_CALLS = {"eval", "exec", "compile", "__import__"}
FORBIDDEN_MODULES = {"pickle", "marshal", "shelve", "dill", "yaml", "subprocess"}
# How lines of providers are not cut: these take U+2028 for an end of a line, too.
CUTTING = {"aiter_lines", "iter_lines"}


def read(*rooms: str) -> Iterator[tuple[str, ast.AST]]:
    for room in rooms:
        for path in (BASE / room).rglob("*.py"):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            yield from ((str(path.relative_to(BASE)), node) for node in ast.walk(tree))


def where(holds: Callable[[ast.AST], bool], *rooms: str) -> set[str]:
    return {path for path, node in read(*rooms) if holds(node)}


def runs_text(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FORBIDDEN_CALLS


def imports_forbidden(node: ast.AST) -> bool:
    names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
    names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
    return any(name.partition(".")[0] in FORBIDDEN_MODULES for name in names)


def names(word: str) -> Callable[[ast.AST], bool]:
    def holds(node: ast.AST) -> bool:
        return (isinstance(node, ast.Name) and node.id == word) or (
            isinstance(node, ast.Attribute) and node.attr == word
        )

    return holds


@pytest.mark.parametrize("file", sorted(BASE.glob("requirements*.txt")), ids=lambda path: path.name)
def test_s55_every_requirement_is_one_version_with_its_hashes(file: Path) -> None:
    text = re.sub(r"\\\n\s*", " ", file.read_text(encoding="utf-8"))
    wanted = [line for line in text.splitlines() if line.strip() and not line.lstrip().startswith(("#", "-r"))]

    loose = [line for line in wanted if not re.match(r"[\w.\[\]-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", line)]

    assert loose == []
    assert len(wanted) > 5


def test_s55_nothing_runs_what_others_have_written() -> None:
    assert where(runs_text, *ROOMS) == set()
    assert where(imports_forbidden, *ROOMS) == set()


def test_s55_streams_are_made_in_one_place() -> None:
    """One that is not closed by its own hand would go on speaking to nobody."""
    assert where(names("StreamingHttpResponse"), *ROOMS) <= {"message/streaming.py", "api/streaming.py"}


@pytest.mark.parametrize("word", sorted(CUTTING))
def test_s55_lines_of_providers_are_cut_at_their_own_ends(word: str) -> None:
    assert where(names(word), *ROOMS) == set()
    assert where(names("splitlines"), "ai_model/providers", "message/wire", "message/runs") == set()
