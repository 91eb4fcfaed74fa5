"""Every example of docs/library.md runs, and prints what stands below it."""

import re
from dataclasses import dataclass
from typing import Any

import pytest
from django.conf import settings

from ai_model import errors
from ai_model.library.completing import Options
from ai_model.providers.errors import ProviderError
from ai_model.providers.profiles import PROFILES

PAGE = (settings.BASE_DIR / "docs/library.md").read_text(encoding="utf-8")
EXAMPLE = re.compile(r"^```python\n(?P<code>.*?)^```\n(?:```text\n(?P<output>.*?)^```\n)?", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Example:
    code: str
    output: str | None
    line: int


EXAMPLES = [
    Example(found["code"], found["output"], PAGE.count("\n", 0, found.start()) + 2) for found in EXAMPLE.finditer(PAGE)
]


@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"line-{example.line}")
def test_every_example_runs(example: Example, capsys: pytest.CaptureFixture[str]) -> None:
    program = compile("\n" * (example.line - 1) + example.code, "docs/library.md", "exec")

    exec(program, {"__name__": "__main__"})

    printed = capsys.readouterr().out
    assert printed
    assert example.output in (None, printed)


def test_no_example_is_overlooked() -> None:
    assert len(EXAMPLES) == PAGE.count("```python") > 5


def test_every_option_and_every_profile_is_named() -> None:
    missing = [name for name in (*Options.__annotations__, *PROFILES) if f"`{name}`" not in PAGE]

    assert missing == []


def test_the_table_of_errors_is_right() -> None:
    rows: dict[str, Any] = dict(re.findall(r"^\| `(\w+)` \| `(\w+)` \|$", PAGE, re.MULTILINE))

    assert rows == {kind.__name__: kind.code for kind in ProviderError.__subclasses__()}
    assert all(hasattr(errors, name) for name in rows)
