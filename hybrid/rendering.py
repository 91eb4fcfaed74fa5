"""The templates of nginx, filled in as its container image fills them in."""

import re
from collections.abc import Mapping
from pathlib import Path

VARIABLE = re.compile(r"\$\{([A-Z][A-Z0-9_]*)\}")


def render_all(templates: Path, folder: Path, variables: Mapping[str, str]) -> None:
    for template in templates.glob("*.conf"):
        text = render(template.read_text(encoding="utf-8"), variables)
        (folder / template.name).write_text(text, encoding="utf-8")


def render(template: str, variables: Mapping[str, str]) -> str:
    """A name that is not given is an error: nginx would take it for a word."""
    return VARIABLE.sub(lambda match: variables[match[1]], template)
