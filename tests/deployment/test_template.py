"""nginx/hybrid-nginx.conf against the code: which address goes where."""

import re

import pytest

from hybrid.rendering import VARIABLE, render
from hybrid.surroundings import ROOT
from tests.deployment.composing import SERVICES, option
from tests.deployment.routes import ROUTES, is_streaming

TEMPLATE = (ROOT / "nginx/hybrid-nginx.conf").read_text(encoding="utf-8")
SNIPPETS = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "nginx").glob("*.conf"))]
LOCATION = re.compile(
    r"^        location (?P<kind>~|\^~|=)? ?(?P<pattern>\S+) \{\n(?P<body>.*?)^        \}", re.MULTILINE | re.DOTALL
)
# What the image itself looks at.
IMAGES_OWN = {"NGINX_ENVSUBST_FILTER", "NGINX_ENVSUBST_OUTPUT_DIR"}


def upstream_of(path: str, prefix: str = "/api") -> str:
    """As nginx decides: files first, then the first pattern that matches, then all else."""
    text = render(TEMPLATE, {**SERVICES["nginx"].environment, "ARENA_API_PREFIX": prefix})
    bodies: dict[str | None, dict[str, str]] = {kind: {} for kind in ("^~", "~", None)}
    for match in LOCATION.finditer(text):
        bodies[match["kind"]][match["pattern"]] = match["body"]
    ahead = [body for pattern, body in bodies["^~"].items() if path.startswith(pattern)]
    found = [body for pattern, body in bodies["~"].items() if re.search(pattern, path, re.ASCII)]
    passed = re.search(r"proxy_pass http://(\w+);", [*ahead, *found, bodies[None]["/"]][0])
    return passed[1] if passed else "nginx"


def test_there_are_both_kinds() -> None:
    assert sum(map(is_streaming, ROUTES.values())) >= 8
    assert len(ROUTES) > 30


@pytest.mark.parametrize("path", ROUTES)
def test_streams_and_nothing_else_go_to_the_event_loop(path: str) -> None:
    wanted = "asgi" if is_streaming(ROUTES[path]) else "nginx" if path.startswith(("/metrics", "/static")) else "wsgi"

    assert upstream_of(path) == wanted
    assert upstream_of(path.rstrip("/")) == (wanted if path != "/" else "wsgi")


@pytest.mark.parametrize("path", [path for path, view in ROUTES.items() if is_streaming(view)])
def test_they_do_wherever_the_api_is(path: str) -> None:
    bare = path.removeprefix("/api")

    assert upstream_of(bare, "") == upstream_of(f"/deep/er{bare}", "/deep/er") == upstream_of(f"/api/tenant{bare}")
    assert upstream_of(bare, "") == upstream_of(path, "api/") == "asgi"


@pytest.mark.parametrize("path", ["/ws/sessions/7/", "/v1/chat/completions"])
def test_what_is_kept_free_goes_there_too(path: str) -> None:
    assert upstream_of(path) == "asgi"


def test_every_variable_is_given_and_every_one_given_is_used() -> None:
    used = {name for text in SNIPPETS for name in VARIABLE.findall(text)}

    assert used == SERVICES["nginx"].environment.keys() - IMAGES_OWN


@pytest.mark.parametrize(
    "directive",
    [
        "proxy_buffering off",
        "proxy_read_timeout 75s",
        "limit_conn streams_at_once ${NGINX_STREAMS_AT_ONCE}",
        "limit_req zone=streams burst=${NGINX_STREAM_BURST} nodelay",
    ],
)
def test_what_streams_need_is_said_wherever_they_are(directive: str) -> None:
    bodies = [match["body"] for match in LOCATION.finditer(TEMPLATE) if "proxy_pass http://asgi;" in match["body"]]

    assert len(bodies) == 2
    assert all(f" {directive};\n" in body for body in bodies)


@pytest.mark.parametrize(
    "name", ["X-Forwarded-Host", "X-Forwarded-Port", "X-Forwarded-Protocol", "X-Forwarded-Ssl", "Forwarded"]
)
def test_what_a_client_says_of_itself_goes_no_further(name: str) -> None:
    assert f'proxy_set_header {name} "";\n' in TEMPLATE


@pytest.mark.parametrize(
    "directive",
    [
        "proxy_http_version 1.1",
        "send_timeout 20s",
        "absolute_redirect off",
        "real_ip_recursive on",
        "gzip_proxied any",
        "proxy_max_temp_file_size 16m",
        "proxy_set_header Upgrade $arena_upgrade",
        "proxy_set_header Connection $arena_connection",
        "proxy_connect_timeout 2s",
        "proxy_socket_keepalive on",
        "proxy_next_upstream error timeout",
        "proxy_next_upstream_timeout 5s",
        "proxy_set_header X-Forwarded-For $remote_addr",
        "client_body_timeout 10s",
        "client_header_timeout 10s",
        "reset_timedout_connection on",
        "underscores_in_headers off",
        "server_tokens off",
        "least_conn",
        "keepalive 64",
        "keepalive_timeout 60s",
    ],
)
def test_what_both_sides_need_is_said(directive: str) -> None:
    assert f" {directive};\n" in TEMPLATE


def test_no_question_is_ever_sent_twice() -> None:
    assert "non_idempotent" not in TEMPLATE


def test_connections_are_given_up_before_servers_do() -> None:
    (given_up,) = set(re.findall(r"        keepalive_timeout (\d+)s;", TEMPLATE))

    assert int(given_up) < int(option("--timeout-keep-alive", "asgi1"))
    assert int(given_up) < int(option("--keep-alive", "wsgi"))
