"""What containers would bring along, found on this machine instead: ports, folders, keys, programs."""

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HERE = "127.0.0.1"
EVERYWHERE = ("0.0.0.0", "::")
USUAL_PORT = 8080
PORTS = 65536
TOOLS = ("nginx", "curl")
# Where Debian keeps what only root is thought to call.
MORE_PATHS = ("/usr/local/sbin", "/usr/sbin", "/sbin")


class Missing(Exception):
    """The machine lacks something; the message says what to do."""


def make_environment() -> dict[str, str]:
    """In containers these are the image's: its programs come first."""
    own = str(Path(sys.executable).parent)
    path = os.pathsep.join([own, os.environ.get("PATH", ""), *MORE_PATHS])
    return {**os.environ, "PATH": path, "VIRTUAL_ENV": str(Path(own).parent)}


def check_tools(environment: Mapping[str, str]) -> None:
    missing = [tool for tool in TOOLS if not shutil.which(tool, path=environment["PATH"])]
    if missing:
        names = " ".join(missing)
        raise Missing(f"{names}: needed and not found. On Debian and Ubuntu this helps: apt install {names}")


def make_variables(folder: Path, names: list[str], environment: Mapping[str, str]) -> dict[str, str]:
    """What differs from the compose file's defaults; what the operator has set wins."""
    host = environment.get("HOST", HERE)
    port = find_port(host, environment.get("PORT"))
    variables = {"ARENA_BIND": HERE, "DATABASE_PASSWORD_FILE": "", "SECRET_KEY_FILE": find_secret(environment)}
    for name in names:
        variables[f"{name.upper()}_ADDRESS"] = HERE
        variables[f"{name.upper()}_PORT"] = str(find_free_port())
    variables |= {
        "ARENA_PUBLIC_URL": f"http://{HERE if host in EVERYWHERE else bracketed(host)}:{port}",
        "NGINX_HOST": bracketed(HERE if host in EVERYWHERE else host),
        "NGINX_PORT": str(port),
        "NGINX_LISTEN": f"{bracketed(host)}:{port}" + (" ipv6only=off" if host == "::" else ""),
        "NGINX_LISTEN_TLS": f"{HERE}:{find_free_port()}",
        "NGINX_FOLDER": str(folder),
        "NGINX_STATIC": str(folder / "static"),
        "NGINX_MIME_TYPES": find_mime_types(environment),
        "SCHEDULER_BEAT": str(folder / "beat"),
    }
    return {**variables, **environment}


def bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def find_port(host: str, wanted: str | None) -> int:
    """The operator's, else the usual one, else any."""
    if wanted is None:
        return USUAL_PORT if why_not(host, str(USUAL_PORT)) is None else find_free_port()
    reason = why_not(host, wanted)
    if reason:
        raise Missing(f"HOST={host} PORT={wanted} is no place to listen: {reason}")
    return int(wanted) or find_free_port()


def why_not(host: str, port: str) -> str | None:
    if not (port.isascii() and port.isdigit() and int(port) < PORTS):
        return "a port is a number below 65536"
    try:
        for family, kind, _, _, address in socket.getaddrinfo(host, int(port), type=socket.SOCK_STREAM):
            with socket.socket(family, kind) as listener:
                listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                listener.bind(address)
    except OSError as error:
        return str(error)
    return None


def find_free_port() -> int:
    with socket.socket() as listener:
        listener.bind((HERE, 0))
        return int(listener.getsockname()[1])


def find_secret(environment: Mapping[str, str]) -> str:
    """The file script/setup has made, unless the operator has a key."""
    data = Path(environment.get("ARENA_DATA") or ROOT / "data")
    return "" if environment.get("SECRET_KEY") else str(data.absolute() / "secret_key")


def find_mime_types(environment: Mapping[str, str]) -> str:
    """They lie beside the configuration nginx was built to read."""
    nginx = shutil.which("nginx", path=environment["PATH"]) or "nginx"
    said = subprocess.run([nginx, "-V"], capture_output=True, text=True, check=True).stderr
    found = re.search(r"--conf-path=(\S+)", said)
    return str(Path(found[1] if found else "/etc/nginx/nginx.conf").with_name("mime.types"))
