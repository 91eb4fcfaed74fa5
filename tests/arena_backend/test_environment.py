"""Readers of the environment: each knows one type and refuses nonsense."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from api.rates import Rate
from arena_backend import environment


@pytest.mark.parametrize(("text", "value"), [("on", True), ("1", True), ("Yes", True), ("off", False), ("0", False)])
def test_a_switch(text: str, value: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SWITCH", text)

    assert environment.flag("SWITCH", default=not value) is value


def test_what_is_not_set_is_its_default() -> None:
    assert environment.flag("NOT_SET", default=True) is True
    assert environment.integer("NOT_SET", 7) == 7
    assert environment.words("NOT_SET") == []
    assert environment.url("NOT_SET") == ""
    assert environment.prefix("NOT_SET", "/api/") == "api"


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (lambda: environment.flag("IT", default=True), "maybe"),
        (lambda: environment.integer("IT", 1), "ten"),
        (lambda: environment.integer("IT", 1), "-1"),
        (lambda: environment.integer("IT", 1, least=5), "4"),
        (lambda: environment.rate("IT", "60/m"), "60"),
        (lambda: environment.rate("IT", "60/m"), "0/m"),
        (lambda: environment.rate("IT", "60/m"), "60/w"),
        (lambda: environment.rate("IT", "60/m"), "60 / m"),
        (lambda: environment.choice("IT", ("asgi", "wsgi"), "asgi"), "cgi"),
        (lambda: environment.networks("IT", "127.0.0.1"), "localhost"),
        (lambda: environment.networks("IT", "127.0.0.1"), "10.0.0.1/8"),
        (lambda: environment.url("IT"), "ftp://example.org"),
        (lambda: environment.url("IT"), "example.org"),
        (lambda: environment.url("IT"), "http://["),
        (lambda: environment.url("IT"), "http://two words"),
        (lambda: environment.url("IT"), "https://example.org/?query=1"),
        (lambda: environment.prefix("IT", ""), "a b"),
        (lambda: environment.prefix("IT", ""), "a/../b"),
        (lambda: environment.prefix("IT", ""), "<int:x>"),
        (lambda: environment.database("IT", ""), "postgresql://[::1/arena"),
        (lambda: environment.database("IT", ""), "mysql://localhost/arena"),
        (lambda: environment.database("IT", ""), "sqlite://"),
        (lambda: environment.database("IT", ""), "postgresql://localhost:port/arena"),
    ],
)
def test_nonsense_is_refused_by_name(read, text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IT", text)

    with pytest.raises(ImproperlyConfigured, match="IT"):
        read()


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("60/m", Rate(60, 1)),
        ("10/s", Rate(10, 0.1)),
        ("1/h", Rate(1, 3600)),
        ("24/d", Rate(24, 3600)),
        ("", Rate(5, 12)),
    ],
)
def test_a_rate(text: str, value: Rate, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IT", text)

    assert environment.rate("IT", "5/m") == value


def test_a_secret_may_come_from_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "secret"
    file.write_text("hush\n")
    monkeypatch.setenv("IT_FILE", str(file))

    assert environment.secret("IT") == "hush"


def test_a_secret_has_one_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IT_FILE", str(tmp_path / "missing"))
    with pytest.raises(ImproperlyConfigured, match="IT_FILE"):
        environment.secret("IT")

    monkeypatch.setenv("IT", "hush")
    with pytest.raises(ImproperlyConfigured, match="not both"):
        environment.secret("IT")


def test_a_prefix_may_be_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IT", "")

    assert environment.prefix("IT", "/api") == ""


@pytest.mark.parametrize(
    ("address", "name"),
    [("sqlite:///data/a.sqlite3", "data/a.sqlite3"), ("sqlite:////var/a.sqlite3", "/var/a.sqlite3")],
)
def test_an_address_of_sqlite(address: str, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IT", address)

    assert environment.database("IT", "")["NAME"] == name


def test_an_address_of_postgresql(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IT", "postgres://ada:s%40cret@db.example:6432/arena?sslmode=require")

    known = environment.database("IT", "")

    assert known == {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": "arena",
        "USER": "ada",
        "PASSWORD": "s@cret",
        "HOST": "db.example",
        "PORT": 6432,
        "OPTIONS": {"sslmode": "require"},
    }


def test_an_address_of_a_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("IT", "postgresql://postgres:@/postgres?host=/run/postgresql")

    known = environment.database("IT", "")

    assert (known["HOST"], known["NAME"], known["OPTIONS"]) == ("/run/postgresql", "postgres", {})


@pytest.mark.parametrize(("address", "password"), [("arena@db", "from the file"), ("arena:its own@db", "its own")])
def test_a_password_may_lie_apart_from_the_address(
    address: str, password: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "password").write_text("from the file\n")
    monkeypatch.setenv("DATABASE_PASSWORD_FILE", str(tmp_path / "password"))
    monkeypatch.setenv("IT", f"postgresql://{address}/arena")

    assert environment.database("IT", "")["PASSWORD"] == password


def test_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FROM", "10.0.0.0/8, ::1")

    assert [str(network) for network in environment.networks("FROM", "127.0.0.1")] == ["10.0.0.0/8", "::1/128"]
    assert [str(network) for network in environment.networks("NOT_SET", "127.0.0.1")] == ["127.0.0.1/32"]


@pytest.mark.parametrize("value", ["", "mailto:abuse@arena.example", "https://arena.example/report?by=mail"])
def test_a_contact(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHOM", value)

    assert environment.contact("WHOM") == value


@pytest.mark.parametrize(
    "value",
    [
        "abuse@arena.example",
        "mailto:abuse",
        "mailto:a@b?subject=x",
        "javascript:alert(1)",
        "http://a.example",
        "https:// a",
    ],
)
def test_what_is_no_contact(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WHOM", value)

    with pytest.raises(ImproperlyConfigured, match="WHOM"):
        environment.contact("WHOM")


@pytest.mark.parametrize("read", [environment.url, environment.contact, lambda name: environment.database(name, "")])
@pytest.mark.parametrize("value", ["name:Peaches@host/db", "https://name:Peaches@host/?key=Peaches", "Peaches"])
def test_no_refusal_says_what_may_be_secret(
    read: Callable[[str], object], value: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("IT", value)

    with pytest.raises(ImproperlyConfigured) as refused:
        read("IT")

    assert "IT" in str(refused.value)
    assert "Peaches" not in str(refused.value)
