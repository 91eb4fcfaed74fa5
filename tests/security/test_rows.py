"""docs/security.md against the tests: each attack on the page has a test of its name, in the file it names there."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

HERE = Path(__file__).parent
PAGE = (HERE.parent.parent / "docs/security.md").read_text(encoding="utf-8")
# Nothing can be uploaded, and nothing that a message names is fetched.
FALLEN_AWAY = {25, 51}
ROWS = {f"S{number:02}" for number in range(1, 56) if number not in FALLEN_AWAY}
NAME = re.compile(r"test((?:_s\d\d)+)_\w")


def names_in(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name


def find_tested() -> dict[str, set[str]]:
    """By row, the files with tests of its name."""
    files: dict[str, set[str]] = defaultdict(set)
    for path in HERE.glob("test_s*.py"):
        for named in filter(None, map(NAME.match, names_in(path))):
            for row in named[1].upper().split("_")[1:]:
                files[row].add(path.name)
    return files


def told() -> dict[str, set[str]]:
    """The same, as the page has it."""
    lines = [line for line in PAGE.splitlines() if re.match(r"\| S\d\d \|", line)]
    return {line[2:5]: set(re.findall(r"`(test_\w+\.py)`", line)) for line in lines}


def test_every_attack_has_a_test_of_its_name() -> None:
    assert sorted(ROWS - find_tested().keys()) == []


def test_every_attack_is_on_the_page() -> None:
    assert sorted(told()) == sorted(ROWS)


def test_the_page_names_the_files_in_which_they_are_tested() -> None:
    found, named = find_tested(), told()

    assert {row: files for row, files in named.items() if files != found.get(row)} == {}
