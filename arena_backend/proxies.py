"""For whom a proxy speaks, where the server does not find out: uvicorn does, gunicorn knows only with what scheme."""

from collections.abc import Callable, Iterable
from ipaddress import ip_address
from typing import Any

from django.conf import settings

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


class ClientAddress:
    """Puts the client where the proxy was, if the proxy is one that is believed."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        environ["REMOTE_ADDR"] = find_client(environ.get("REMOTE_ADDR", ""), environ.get("HTTP_X_FORWARDED_FOR", ""))
        return self.application(environ, start_response)


def find_client(peer: str, forwarded: str) -> str:
    """Each proxy adds whom it heard, so the last that is none of ours is the one somebody of ours has seen."""
    way = [*filter(None, map(str.strip, forwarded.split(","))), peer]
    while len(way) > 1 and is_proxy(way[-1]) and is_address(way[-2]):
        way.pop()
    return way[-1]


def is_proxy(address: str) -> bool:
    return is_address(address) and any(ip_address(address) in network for network in settings.FORWARDED_ALLOW_IPS)


def is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
