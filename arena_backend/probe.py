"""Asks a server how it is, for health checks in images without curl: python -m arena_backend.probe URL"""

import sys
from urllib.error import URLError
from urllib.request import ProxyHandler, build_opener

SECONDS = 4


def probe(url: str) -> str | None:
    """What is wrong; nothing, if nothing is."""
    try:
        # Whatever proxy the environment names, this does not leave the machine.
        with build_opener(ProxyHandler({})).open(url, timeout=SECONDS):
            return None
    except (URLError, OSError, ValueError) as error:
        return f"{url}: {error}"


if __name__ == "__main__":
    sys.exit(probe(sys.argv[1]))
