"""Bodies and heads that are too large, too many, or never end."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest

from tests.security.knocking import Reply, connect, hear, knock, post
from tests.servers import Server, start_server

PATH = "/api/auth/anonymous/"
PIECE = b"x" * 64 * 1024
MEBIBYTE = 1024 * 1024
CHUNK = b"%x\r\n%s\r\n" % (len(PIECE), PIECE)
FILES = b"".join(b'--x\r\nContent-Disposition: form-data; name="f"; filename="a"\r\n\r\nb\r\n' for _ in range(10_000))
# One process that answers everything, as script/server has it, and the one that leaves out streams.
DOORS = {"asgi": "asgi", "wsgi": "wsgi"}
# What nginx does not say in time, it does not say at all.
IN_TIME = 12.0
MOST_GROWTH = 8 * MEBIBYTE


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("temporary")


@pytest.fixture(scope="module", params=DOORS)
def door(request: pytest.FixtureRequest, django_db_setup: None, folder: Path) -> Iterator[Server]:
    """A server whose temporary files lie where nobody else's do."""
    with start_server(DOORS[request.param], TMPDIR=str(folder)) as server:
        yield server


@pytest.fixture(scope="module")
def alone(django_db_setup: None) -> Iterator[Server]:
    """uvicorn without anything before it."""
    with start_server() as server:
        yield server


def memory_of(server: Server) -> int:
    """In bytes, as the kernel counts it."""
    lines = Path(f"/proc/{server.process.pid}/status").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("VmRSS"))


def is_refused(reply: Reply, status: int, code: str) -> bool:
    return (reply.statuses, reply.code) == ([status], code)


def send_chunks(server: Server, most: int) -> tuple[Reply, int]:
    """As much as is taken, without a word of how much it will be."""
    sent = 0
    with connect(server) as client:
        client.sendall(post(PATH, "Transfer-Encoding: chunked"))
        # Until nobody takes any more.
        with suppress(OSError):
            while sent < most:
                client.sendall(CHUNK)
                sent += len(PIECE)
        return hear(client), sent


def test_s26_a_body_of_three_mebibytes_is_refused(server: Server) -> None:
    reply = knock(server, post(PATH, f"Content-Length: {3 * MEBIBYTE}", "Connection: close"), *[PIECE] * 48)

    assert is_refused(reply, 413, "too_large")


def test_s26_a_body_that_never_ends_is_not_read_to_its_end(alone: Server) -> None:
    before = memory_of(alone)

    reply, sent = send_chunks(alone, 300 * MEBIBYTE)

    assert is_refused(reply, 413, "too_large")
    # What the kernel keeps for both ends is not read by anybody.
    assert sent < 32 * MEBIBYTE
    assert memory_of(alone) - before < MOST_GROWTH


def test_s26_nothing_is_left_of_what_was_refused(door: Server, folder: Path) -> None:
    form = post(PATH, f"Content-Length: {len(FILES)}", "Connection: close", body=FILES)

    large = knock(door, post(PATH, f"Content-Length: {3 * MEBIBYTE}", "Connection: close"), *[PIECE] * 48)
    files = knock(door, form.replace(b"application/json", b"multipart/form-data; boundary=x"))

    assert is_refused(large, 413, "too_large")
    assert is_refused(files, 415, "unsupported_media_type")
    assert not [path for path in folder.rglob("*") if path.is_file()]


def test_s26_s27_what_does_not_come_in_time_is_cut(alone: Server) -> None:
    began = time.monotonic()
    with ExitStack() as open_ones:
        body, late_head, silent = (open_ones.enter_context(connect(alone)) for _ in range(3))
        body.sendall(post(PATH, "Content-Length: 100", body=b"{"))
        late_head.sendall(b"GET /live/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Half: ")
        replies = [hear(each) for each in (body, late_head, silent)]

    assert time.monotonic() - began < IN_TIME
    assert [is_refused(reply, 408, "invalid") for reply in replies[:2]] == [True, True]
    assert replies[2].raw == b""


@pytest.mark.parametrize(
    "fields",
    [[f"X-{number}: {'a' * 8000}" for number in range(100)], ["X-A: b"] * 10_000, [f"X-A: {'a' * 40_000}"]],
    ids=["a hundred of eight kilobytes", "ten thousand", "one of forty kilobytes"],
)
def test_s27_too_much_of_a_head_is_refused(fields: list[str], server: Server) -> None:
    reply = knock(server, post(PATH, *fields))

    assert is_refused(reply, 400, "invalid")


def test_s27_a_head_of_twenty_megabytes_is_not_collected(alone: Server) -> None:
    before = memory_of(alone)

    field = knock(alone, b"GET /live/ HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Long: ", *[PIECE] * 320)
    address = knock(alone, b"GET /", *[PIECE] * 320)

    assert is_refused(field, 400, "invalid")
    assert is_refused(address, 400, "invalid")
    assert memory_of(alone) - before < MOST_GROWTH


def test_s27_pages_of_known_origins_may_read_why(alone: Server) -> None:
    reply = knock(alone, post(PATH, "Origin: http://localhost:3000", *["X-A: b"] * 101))

    assert is_refused(reply, 400, "invalid")
    assert b"access-control-allow-origin: http://localhost:3000\r\n" in reply.raw.lower()
