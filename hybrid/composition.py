"""What the compose file says of processes: what they are told, who waits for whom, how one sees that they are well."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

# ${NAME-default}, ${NAME:-default} (which also stands for an empty value), and $$ for a dollar.
VARIABLE = re.compile(r"\$(?:\$|\{(?P<name>\w+)(?:(?P<colon>:?)-(?P<default>[^{}]*))?\}|(?P<unknown>.{0,20}))")
SECONDS = {"s": 1, "m": 60}


@dataclass(frozen=True, slots=True)
class Service:
    name: str
    command: tuple[str, ...]
    environment: Mapping[str, str]
    health: tuple[str, ...] = ()
    health_seconds: int = 5
    # Whom it waits for, and until what is true of it.
    needs: Mapping[str, str] = field(default_factory=dict)
    is_lasting: bool = False
    stop_signal: str = "SIGTERM"
    stop_seconds: int = 10


def read_names(file: Path) -> list[str]:
    return list(yaml.safe_load(file.read_text(encoding="utf-8"))["services"])


def read_services(file: Path, variables: Mapping[str, str]) -> dict[str, Service]:
    """In the order in which they may start."""
    text = file.read_text(encoding="utf-8")
    described = fill_in_all(yaml.safe_load(text)["services"], variables)
    services = {name: _make(name, service) for name, service in described.items()}
    return {name: services[name] for name in _in_order(services)}


def fill_in_all(value: Any, variables: Mapping[str, str]) -> Any:
    if isinstance(value, Mapping):
        return {key: fill_in_all(member, variables) for key, member in value.items()}
    if isinstance(value, list):
        return [fill_in_all(member, variables) for member in value]
    return fill_in(value, variables) if isinstance(value, str) else value


def fill_in(text: str, variables: Mapping[str, str]) -> str:
    def value_of(match: re.Match[str]) -> str:
        if match["unknown"] is not None:
            raise ValueError(f"This is said of variables in a way that is not known here: ${match['unknown']}")
        if not match["name"]:
            return "$"
        value = variables.get(match["name"])
        if value is None or (match["colon"] and not value):
            return fill_in(match["default"] or "", variables)
        return value

    return VARIABLE.sub(value_of, text)


def _make(name: str, service: Mapping[str, Any]) -> Service:
    needs = {needed: how["condition"] for needed, how in service.get("depends_on", {}).items()}
    health = service.get("healthcheck", {})
    return Service(
        name=name,
        command=tuple(service["command"]),
        environment={key: str(value) for key, value in service.get("environment", {}).items()},
        health=_command_of(health.get("test", [])),
        health_seconds=_seconds(health.get("timeout", "5s")),
        needs=needs,
        is_lasting=service.get("restart") == "unless-stopped",
        stop_signal=service.get("stop_signal", "SIGTERM"),
        stop_seconds=_seconds(service.get("stop_grace_period", "10s")),
    )


def _command_of(test: list[str]) -> tuple[str, ...]:
    if not test:
        return ()
    kind, *rest = test
    return ("/bin/sh", "-c", *rest) if kind == "CMD-SHELL" else tuple(rest)


def _seconds(text: str) -> int:
    return int(text[:-1]) * SECONDS[text[-1]]


def _in_order(services: Mapping[str, Service]) -> Iterator[str]:
    left = dict(services)
    while left:
        ready = [name for name, service in left.items() if not service.needs.keys() & left.keys()]
        if not ready:
            raise ValueError(f"These wait for each other: {', '.join(left)}.")
        for name in ready:
            yield name
            del left[name]
