"""The browser as one more client: shows it a page, and prints what the page writes to its console.

python -m tests.clients.browse PAGE STREAM TOKEN
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue
from urllib.parse import urlencode

from tests.clients.cutting import serving

SECONDS = 40.0
BROWSER = os.environ.get("CHROMIUM", "chromium")
# It would look for updates and look up names, which no test may.
OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--no-proxy-server",
    "--disable-sync",
    "--disable-default-apps",
    "--disable-background-networking",
    "--disable-component-update",
)
# In front of the page: what it writes comes back in one piece once it is closed, or has failed.
LISTENER = b"""<script>
  const lines = [];
  const send = () => fetch("/lines", { method: "POST", body: lines.join("\\n") });
  console.log = (line) => {
    lines.push(line);
    if (JSON.parse(line).event === "closed") send();
  };
  onerror = onunhandledrejection = send;
</script>
"""


class Pages(ThreadingHTTPServer):
    def __init__(self, page: bytes) -> None:
        super().__init__(("127.0.0.1", 0), Visit)
        self.page = page
        self.lines: Queue[bytes] = Queue()


class Visit(BaseHTTPRequestHandler):
    server: Pages

    def do_GET(self) -> None:
        self._answer(LISTENER + self.server.page)

    def do_POST(self) -> None:
        self.server.lines.put(self.rfile.read(int(self.headers["Content-Length"])))
        self._answer(b"")

    def log_message(self, *told: object) -> None:
        """Its standard error is for what went wrong."""

    def _answer(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@contextmanager
def open_browser(address: str) -> Iterator[None]:
    profile = tempfile.mkdtemp(prefix="arena-browser-")
    command = [BROWSER, *OPTIONS, f"--user-data-dir={profile}", address]
    browser = subprocess.Popen(command, stderr=subprocess.DEVNULL, start_new_session=True)
    try:
        yield
    finally:
        os.killpg(browser.pid, signal.SIGKILL)
        browser.wait()
        shutil.rmtree(profile, ignore_errors=True)


def browse(page: str, stream: str, token: str) -> bytes:
    query = urlencode({"stream": stream, "token": token})
    with (
        Pages(Path(page).read_bytes()) as pages,
        serving(pages),
        open_browser(f"http://127.0.0.1:{pages.server_port}/?{query}"),
    ):
        return pages.lines.get(timeout=SECONDS)


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.stdout.buffer.write(browse(*sys.argv[1:]) + b"\n")
