"""What the address of a provider is: how it is spelled, and which part of it a key belongs to."""

from urllib.parse import urlsplit

DEFAULT_PORTS = {"http": 80, "https": 443}


def is_address(text: str) -> bool:
    """An http or https URL with a host, and nothing in it that would be lost or leak when a path is added."""
    try:
        parts = urlsplit(text)
        _ = parts.port
    except ValueError:
        return False
    return (
        parts.scheme in DEFAULT_PORTS
        and bool(parts.hostname)
        and not (parts.username or parts.password or parts.query or parts.fragment)
        and text.isascii()
        and text.isprintable()
        and " " not in text
    )


def origin_of(address: str) -> str:
    parts = urlsplit(address)
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    return f"{parts.scheme}://{host}:{parts.port or DEFAULT_PORTS.get(parts.scheme, 0)}"


def host_of(address: str) -> str:
    """In small letters, and without the dot that a name may end with."""
    return (urlsplit(address).hostname or "").rstrip(".")


def complete(text: str, *, default_port: int | None) -> str:
    """The address that a variable such as OLLAMA_HOST means: scheme, host and port may each be missing."""
    if "://" in text:
        return text.rstrip("/")
    host, slash, path = text.partition("/")
    if host.startswith(":"):
        host = f"127.0.0.1{host}"
    if default_port and not _has_port(host):
        host = f"{host}:{default_port}"
    return f"http://{host}{slash}{path}".rstrip("/")


def _has_port(host: str) -> bool:
    return host.rpartition(":")[2].isdigit() and not host.endswith("]")
