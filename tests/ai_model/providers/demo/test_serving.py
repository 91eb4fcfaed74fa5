"""Connections: kept, left, broken and abused."""

import asyncio

import httpx
import pytest

from ai_model.providers.demo import listening, serving
from tests.ai_model.providers.demo.visiting import PATIENCE, body, connect, hear, run, wait_until, write_request

GET = b"GET /models HTTP/1.1\r\nHost: x\r\n\r\n"


def exchange(data: bytes) -> bytes:
    """All that comes back until the server closes the connection."""

    async def go() -> bytes:
        reader, writer = await connect(await listening.address())
        try:
            async with asyncio.timeout(PATIENCE):
                writer.write(data)
                await writer.drain()
                return await reader.read()
        finally:
            writer.close()
            await listening.close()

    return asyncio.run(go())


def count_connections() -> int:
    return len(listening.LISTENERS[asyncio.get_running_loop()].connections)


def count_tasks() -> int:
    return len(asyncio.all_tasks())


def test_a_connection_serves_one_request_after_the_other():
    async def scenario(client: httpx.AsyncClient) -> int:
        for _ in range(3):
            await hear(client, "hello")
            await client.get("/models")
            await client.post("/chat/completions", json={})
            await client.post("/nowhere", content=b"x" * 70_000)
            await hear(client, "[error] hello")
        return count_connections()

    assert run(scenario) == 1


@pytest.mark.parametrize("question", ["[slow] hello", "[fast] [stall] hello", "[silent]", "[tokens 100000]"])
def test_a_client_that_leaves_ends_its_answer_at_once(question):
    async def scenario(client: httpx.AsyncClient) -> bool:
        before = count_tasks()
        asking = asyncio.create_task(client.post("/chat/completions", json=body(question)))
        await wait_until(lambda: count_tasks() >= before + 4)
        asking.cancel()
        async with asyncio.timeout(0.3):
            await wait_until(lambda: count_tasks() == before and count_connections() == 0)
        return True

    assert run(scenario)


def test_a_client_that_sends_no_more_is_gone_too():
    async def scenario(client: httpx.AsyncClient) -> bytes:
        reader, writer = await connect(await listening.address())
        writer.write(write_request(body("[silent]")))
        writer.write_eof()
        got = await reader.read()
        writer.close()
        return got

    assert run(scenario) == b""


def test_a_stalled_reader_is_waited_for():
    async def scenario(client: httpx.AsyncClient) -> int:
        before = count_tasks()
        _, writer = await connect(await listening.address())
        writer.write(write_request(body("[flood]")) * 12)
        await asyncio.sleep(0.5)
        waiting = count_tasks() - before
        writer.close()
        await wait_until(lambda: count_tasks() == before)
        return waiting

    assert run(scenario) == 3


def test_who_sends_too_much_before_the_answer_is_let_go():
    async def scenario(client: httpx.AsyncClient) -> bytes:
        reader, writer = await connect(await listening.address())
        writer.write(write_request(body("[silent]")) + b"x" * 3_000_000)
        got = await reader.read()
        writer.close()
        return got

    with pytest.raises(ConnectionResetError):
        run(scenario)


def test_a_stalled_reader_costs_nobody_else_anything():
    async def scenario(client: httpx.AsyncClient) -> str:
        async with client.stream("POST", "/chat/completions", json=body("[flood]")) as stalled:
            assert stalled.status_code == 200
            return (await hear(client, "say well met")).text

    assert run(scenario) == "well met"


def test_pipelined_requests_are_answered_in_turn():
    got = exchange(GET + b"GET /nowhere HTTP/1.1\r\n\r\n" + GET.replace(b"Host: x", b"Connection: close"))

    assert [got.count(b"HTTP/1.1 200 OK"), got.count(b"HTTP/1.1 404 Not Found")] == [2, 1]
    assert got.index(b"404 Not Found") < got.rindex(b"200 OK")


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"nonsense\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nX: " + b"x" * 20_000 + b"\r\n\r\n", 431),
        (b"x" * 20_000, 431),
        (b"POST /chat/completions HTTP/1.1\r\nContent-Length: 9999999\r\n\r\n" + b"x" * 9_999_999, 413),
        (b"POST /chat/completions HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 411),
    ],
)
def test_abuse_is_refused_in_words_and_ends_the_connection(data, status):
    got = exchange(data)

    assert got.startswith(b"HTTP/1.1 %d " % status)
    assert b"Connection: close" in got
    assert b'{"error":{"message":' in got


def test_an_idle_connection_is_closed(monkeypatch):
    monkeypatch.setattr(serving, "IDLE_SECONDS", 0.05)

    assert exchange(b"GET /mod") == b""


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/", 404), ("GET", "/chat/completions", 405), ("POST", "/v1/models", 404)]
)
def test_other_addresses_are_refused(method, path, status):
    async def scenario(client: httpx.AsyncClient) -> httpx.Response:
        return await client.request(method, path)

    response = run(scenario)

    assert response.status_code == status
    assert response.json()["error"]["type"] == "invalid_request_error"


@pytest.mark.parametrize("model", ["demo", "", None])
def test_an_unknown_model_is_refused(model):
    async def scenario(client: httpx.AsyncClient) -> httpx.Response:
        return await client.post("/chat/completions", json=body("hello", model=model))

    response = run(scenario)

    assert response.status_code == 404
    assert response.json()["error"] == {
        "message": "There is no such model.",
        "type": "invalid_request_error",
        "param": "model",
        "code": "model_not_found",
    }


def test_hundreds_of_streams_are_served_at_once():
    async def scenario(client: httpx.AsyncClient) -> int:
        limits = httpx.Limits(max_connections=None)
        address = await listening.address()
        async with httpx.AsyncClient(base_url=address, limits=limits, timeout=PATIENCE, trust_env=False) as many:
            heard = await asyncio.gather(*(hear(many, f"say number {number}") for number in range(200)))
        return len({each.text for each in heard})

    assert run(scenario) == 200
