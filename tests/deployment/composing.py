"""The compose file as it stands, and as an operator without a word of their own would have it."""

from typing import Any

import yaml

from hybrid.composition import Service, fill_in_all, read_services
from hybrid.stack import COMPOSE

RAW: dict[str, Any] = yaml.safe_load(COMPOSE.read_text(encoding="utf-8"))
COMPOSITION: dict[str, Any] = fill_in_all(RAW, {})
SERVICES: dict[str, Service] = read_services(COMPOSE, {})
APPLICATION = ("migrate", "wsgi", "asgi1", "asgi2", "scheduler")
STREAMING = ("asgi1", "asgi2")
LASTING = tuple(name for name, service in SERVICES.items() if service.is_lasting)


def option(name: str, service: str) -> str:
    """What follows it in the command."""
    command = SERVICES[service].command
    return command[command.index(name) + 1]


def address_of(service: str) -> str:
    return COMPOSITION["services"][service]["networks"]["default"]["ipv4_address"]
