"""Our own pages in a real browser: they work under the policies they come with, and it complains of nothing."""

import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import httpx
import pytest
from django.test import Client as DjangoClient

from tests.clients.browse import BROWSER, OPTIONS, SECONDS
from tests.clients.cutting import serving
from tests.people import make_email
from tests.servers import Server
from user.models import User

# What each page has only once its script has run, or shows of itself.
PAGES = {
    "/api/docs/": "opblock-tag",
    "/admin/": "theme-toggle",
    "/admin/ai_model/provider/": "Select provider to change",
    "/admin/ai_model/aimodel/add/": "datetimeshortcuts",
    "/admin/user/user/add/": "usable_password",
    "/admin/audit/staffact/": "acts of staff",
}
KEPT = ("content-type", "content-security-policy", "x-content-type-options", "permissions-policy", "referrer-policy")


class SignedIn(ThreadingHTTPServer):
    """Between browser and server: adds the cookie, as a browser without a keyboard signs in nowhere."""

    def __init__(self, server: Server, session: str) -> None:
        super().__init__(("127.0.0.1", 0), Between)
        self.behind = httpx.Client(base_url=server.url, cookies={"sessionid": session}, trust_env=False)

    def server_close(self) -> None:
        super().server_close()
        self.behind.close()


class Between(BaseHTTPRequestHandler):
    server: SignedIn

    def do_GET(self) -> None:
        answer = self.server.behind.get(self.path, headers={"Accept": self.headers.get("Accept", "*/*")})
        self.send_response(answer.status_code)
        for name in KEPT:
            if name in answer.headers:
                self.send_header(name, answer.headers[name])
        self.send_header("Content-Length", str(len(answer.content)))
        self.end_headers()
        self.wfile.write(answer.content)

    def log_message(self, *told: object) -> None:
        """Its standard error is for what went wrong."""


@pytest.fixture
def door(server: Server, database: None) -> Iterator[str]:
    client = DjangoClient()
    client.force_login(User.objects.create_superuser(make_email()))
    with SignedIn(server, client.cookies["sessionid"].value) as between, serving(between):
        yield f"http://127.0.0.1:{between.server_port}"


@contextmanager
def show(address: str) -> Iterator[tuple[str, str]]:
    """The page as it is after its scripts have run, and what the browser says of it."""
    with tempfile.TemporaryDirectory(prefix="arena-browser-", ignore_cleanup_errors=True) as profile:
        watching = ("--enable-logging=stderr", "--v=0", "--virtual-time-budget=5000", "--dump-dom")
        command = [BROWSER, *OPTIONS, *watching, f"--user-data-dir={profile}", address]
        shown = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=True)
        yield shown.stdout, shown.stderr


@pytest.mark.parametrize("path", PAGES)
def test_a_page_works_under_its_policy(path: str, door: str) -> None:
    with show(f"{door}{path}") as (page, complaints):
        assert PAGES[path] in page
        assert "Content Security Policy" not in complaints
