"""How a variable of the environment becomes a value: each reader knows one type and refuses nonsense."""

import os
import re
from collections.abc import Collection
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from api.rates import Rate

ADDRESS = re.compile(r"https?://([\w.-]+|\[[0-9a-fA-F:.]+\])(:\d{1,5})?(/[\w./~-]*)?")
CONTACT = re.compile(r"mailto:[\w.+-]+@[\w.-]+|https://[\w.-]+(:\d{1,5})?(/[\w./~?&=%-]*)?", re.ASCII)
WAY = re.compile(r"([\w-]+(/[\w-]+)*)?", re.ASCII)
RATE = re.compile(r"([1-9][0-9]{0,8})/([smhd])")
PERIODS = {"s": 1, "m": 60, "h": 3600, "d": 86400}
FLAGS = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


def text(name: str, default: str = "") -> str:
    return os.environ.get(name, "").strip() or default


def secret(name: str, default: str = "") -> str:
    """The variable itself, or the content of the file that NAME_FILE points to."""
    file = text(f"{name}_FILE")
    if not file:
        return text(name, default)
    if text(name):
        raise ImproperlyConfigured(f"Set {name} or {name}_FILE, not both.")
    try:
        return Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error}.") from error


def secrets(name: str) -> list[str]:
    """Several of them, with commas between."""
    return _split(secret(name))


def flag(name: str, *, default: bool) -> bool:
    value = text(name)
    if not value:
        return default
    if value.lower() not in FLAGS:
        raise ImproperlyConfigured(f"{name} is a switch: {', '.join(FLAGS)}; not {value!r}.")
    return FLAGS[value.lower()]


def integer(name: str, default: int, *, least: int = 0) -> int:
    value = text(name, str(default))
    if not value.isascii() or not value.isdigit() or int(value) < least:
        raise ImproperlyConfigured(f"{name} is a whole number of at least {least}; not {value!r}.")
    return int(value)


def rate(name: str, default: str) -> Rate:
    """60/m: so many at once, and as many again in a second, a minute, an hour, a day."""
    found = RATE.fullmatch(text(name, default))
    if found is None:
        raise ImproperlyConfigured(f"{name} is a number in a time (s, m, h, d) such as 60/m; not {text(name)!r}.")
    return Rate(int(found[1]), PERIODS[found[2]] / int(found[1]))


def prefix(name: str, default: str) -> str:
    """The way to a place, without slashes around it; set but empty, it is the root."""
    value = os.environ.get(name, default).strip().strip("/")
    if not WAY.fullmatch(value):
        raise ImproperlyConfigured(f"{name} is made of letters, digits, -, _ and /; not {value!r}.")
    return value


def words(name: str, default: str = "") -> list[str]:
    """A list with commas between its members."""
    return _split(text(name, default))


def _split(value: str) -> list[str]:
    return [word.strip() for word in value.split(",") if word.strip()]


def choice(name: str, options: Collection[str], default: str) -> str:
    value = text(name, default)
    if value not in options:
        raise ImproperlyConfigured(f"{name} is one of {', '.join(options)}; not {value!r}.")
    return value


def networks(name: str, default: str) -> list[IPv4Network | IPv6Network]:
    try:
        return [ip_network(word) for word in words(name, default)]
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is a list of addresses or networks such as 10.0.0.0/8: {error}.") from error


def proxies(name: str) -> list[IPv4Network | IPv6Network]:
    """As uvicorn and gunicorn read it: an asterisk is everybody."""
    return [ip_network("0.0.0.0/0"), ip_network("::/0")] if text(name) == "*" else networks(name, "")


def url(name: str, default: str = "") -> str:
    """An http or https address without its last slash."""
    value = text(name, default).rstrip("/")
    if value and not ADDRESS.fullmatch(value):
        # Not the value itself: a password may be in it.
        raise ImproperlyConfigured(f"{name} is an http or https address without a name, a password and a query.")
    return value


def contact(name: str) -> str:
    """Where people write to; empty, they cannot."""
    value = text(name)
    if value and not CONTACT.fullmatch(value):
        raise ImproperlyConfigured(f"{name} is a mailto: or https: address, without a password.")
    return value


def database(name: str, default: str) -> dict[str, Any]:
    """DATABASE_URL in the usual form: sqlite:///file or postgresql://user:password@host:port/name.

    What is in it wins over DATABASE_PASSWORD, which may lie in a file of its own."""
    address = secret(name, default)
    scheme, _, rest = address.partition("://")
    if scheme == "sqlite" and rest.strip("/"):
        return {"ENGINE": "arena_backend.sqlite3", "NAME": rest.removeprefix("/")}
    if scheme in ("postgres", "postgresql"):
        return _postgresql(name, address)
    raise ImproperlyConfigured(f"{name} begins with sqlite:/// or postgresql://.")


def _postgresql(name: str, address: str) -> dict[str, Any]:
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as error:
        # Not the address itself: the password is in it.
        raise ImproperlyConfigured(f"{name} is no postgresql://user:password@host:port/name.") from error
    options = dict(parse_qsl(parts.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")) or "postgres",
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or "") or secret("DATABASE_PASSWORD"),
        "HOST": options.pop("host", None) or unquote(parts.hostname or ""),
        "PORT": port or "",
        "OPTIONS": options,
    }


def limit_threads() -> None:
    """Of numpy, unless the operator has said how many. Matrices of ratings are small: threads that wait for each other
    would take the processors from those who answer."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
