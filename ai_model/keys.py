"""What the environment holds for a provider: its key or its address, under the name the catalog gives it.

Besides the settings this is the one place that reads the environment: which variables exist is told by the
catalog, not by us, and providers can be spoken to without Django.
"""

import os
from pathlib import Path

from ai_model import addresses


class Lacking(Exception):
    """A provider cannot be asked yet; the message says what an operator has to do."""


def read(variable: str) -> str:
    """The variable, or the content of the file that VARIABLE_FILE points to; empty if neither is set."""
    value = os.environ.get(variable, "").strip()
    file = os.environ.get(f"{variable}_FILE", "").strip()
    if value and file:
        raise Lacking(f"set {variable} or {variable}_FILE, not both")
    return _usable(variable, _content(f"{variable}_FILE", file) if file else value)


def read_address(variable: str, *, default_port: int | None) -> str:
    """The address that the variable means; empty if it is not set."""
    text = read(variable)
    address = addresses.complete(text, default_port=default_port) if text else ""
    if address and not addresses.is_address(address):
        raise Lacking(f"{variable} is no http or https address")
    return address


def _content(variable: str, file: str) -> str:
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, ValueError) as error:
        raise Lacking(f"the file that {variable} points to cannot be read") from error


def _usable(variable: str, value: str) -> str:
    if not is_sendable(value):
        raise Lacking(f"{variable} holds characters that no HTTP header can carry")
    return value


def is_sendable(value: str) -> bool:
    return value.isascii() and value.isprintable()
