"""How script/hybrid reads the compose file."""

from pathlib import Path

import pytest

from hybrid.composition import fill_in, read_services

FILE = """
x-common: &common
  restart: unless-stopped
  stop_grace_period: 1m
services:
  second:
    <<: *common
    command: [serve, "${PORT:-80}"]
    environment: {NUMBER: 7}
    depends_on: {first: {condition: service_healthy}}
    healthcheck: {test: [CMD-SHELL, "ask $$PORT"]}
  first:
    command: [prepare]
    healthcheck: {test: [CMD, ask, it]}
"""


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("${SET}", "value"),
        ("${SET:-other}", "value"),
        ("${NOT_SET:-other}", "other"),
        ("${NOT_SET-other}", "other"),
        ("${NOT_SET}", ""),
        ("${EMPTY:-other}", "other"),
        ("${EMPTY-other}", ""),
        ("${NOT_SET:-$$scheme}", "$scheme"),
        ("$$SET", "$SET"),
        ("$$${SET}", "$value"),
        ("http://${SET}:${NOT_SET:-80}/", "http://value:80/"),
    ],
)
def test_variables_are_filled_in_as_compose_does(text: str, value: str) -> None:
    assert fill_in(text, {"SET": "value", "EMPTY": ""}) == value


@pytest.mark.parametrize("text", ["$SET", "${SET:?must}", "${SET:+other}", "${NOT_SET:-${SET:-other}}", "$"])
def test_what_compose_would_take_otherwise_is_an_error(text: str) -> None:
    with pytest.raises(ValueError, match="not known here"):
        fill_in(text, {"SET": "value"})


def test_services_come_in_the_order_in_which_they_may_start(tmp_path: Path) -> None:
    file = tmp_path / "compose.yml"
    file.write_text(FILE)

    first, second = read_services(file, {"PORT": "8000"}).values()

    assert (first.name, first.health, first.is_lasting) == ("first", ("ask", "it"), False)
    assert (second.command, second.environment) == (("serve", "8000"), {"NUMBER": "7"})
    assert (second.health, second.needs) == (("/bin/sh", "-c", "ask $PORT"), {"first": "service_healthy"})
    assert (second.is_lasting, second.stop_seconds) == (True, 60)


def test_services_that_wait_for_each_other_are_told(tmp_path: Path) -> None:
    file = tmp_path / "compose.yml"
    file.write_text(FILE.replace("[prepare]", "[prepare]\n    depends_on: {second: {condition: service_started}}"))

    with pytest.raises(ValueError, match="first"):
        read_services(file, {})
