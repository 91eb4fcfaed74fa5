"""The listener: one per event loop, from its first need to its end."""

import asyncio
import socket
from urllib.parse import urlsplit

import httpx
import pytest

from ai_model.providers.demo import listening
from ai_model.providers.demo.styles import STYLES
from tests.ai_model.providers.demo.visiting import body, connect, run, wait_until, write_request


def test_two_first_callers_at_once_get_the_same():
    async def go() -> list[str]:
        try:
            return await asyncio.gather(*(listening.address() for _ in range(5)))
        finally:
            await listening.close()

    addresses = asyncio.run(go())

    assert len(set(addresses)) == 1
    assert urlsplit(addresses[0]).hostname == "127.0.0.1"


def test_a_first_caller_who_gives_up_does_not_end_it():
    async def scenario() -> int:
        first = asyncio.create_task(listening.address())
        await asyncio.sleep(0)
        first.cancel()
        address = await listening.address()
        async with httpx.AsyncClient(base_url=address, trust_env=False) as client:
            status = (await client.get("/models")).status_code
        await listening.close()
        return status

    assert asyncio.run(scenario()) == 200


def test_every_loop_has_its_own_and_ended_loops_are_forgotten():
    first = asyncio.run(listening.address())
    ended = {loop for loop in listening.LISTENERS if loop.is_closed()}

    second = asyncio.run(listening.address())

    assert first != second
    assert ended
    assert not ended & set(listening.LISTENERS)
    listening.forget_ended_loops()


def test_closing_ends_streams_and_frees_the_port():
    async def go() -> tuple[str, int]:
        address = await listening.address()
        async with httpx.AsyncClient(base_url=address, trust_env=False) as client:
            asking = asyncio.create_task(client.post("/chat/completions", json=body("[silent]")))
            listener = listening.LISTENERS[asyncio.get_running_loop()]
            await wait_until(lambda: bool(listener.connections))
            async with asyncio.timeout(1):
                await listening.close()
            with pytest.raises(httpx.TransportError):
                await asking
        return address, len(asyncio.all_tasks())

    address, tasks = asyncio.run(go())

    assert tasks == 1
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", urlsplit(address).port)):
        pass


def test_closing_does_not_wait_for_a_stalled_reader():
    async def go() -> int:
        _, writer = await connect(await listening.address())
        writer.write(write_request(body("[flood]")) * 12)
        await asyncio.sleep(0.3)
        async with asyncio.timeout(1):
            await listening.close()
        writer.close()
        return len(asyncio.all_tasks())

    assert asyncio.run(go()) == 1


def test_a_connection_that_has_just_come_is_closed_too():
    async def go() -> int:
        url = urlsplit(await listening.address())
        listener = listening.LISTENERS[asyncio.get_running_loop()]
        with socket.create_connection(("127.0.0.1", url.port or 0), timeout=1) as coming:
            while not listener.connections:  # noqa: ASYNC110 -- before its task has begun
                await asyncio.sleep(0)
            async with asyncio.timeout(1):
                await listening.close()
            return len(coming.recv(1)) + len(asyncio.all_tasks())

    assert asyncio.run(go()) == 1


def test_who_is_let_in_after_it_closed_is_turned_away():
    async def go() -> bool:
        reader, writer = await connect(await listening.address())
        listener = listening.LISTENERS[asyncio.get_running_loop()]
        await listening.close()
        listener._welcome(reader, writer)
        return writer.is_closing() and not listener.connections

    assert asyncio.run(go())


def test_closing_what_was_never_opened_is_nothing():
    assert asyncio.run(listening.close()) is None


def test_it_opens_again_after_it_was_closed():
    async def go() -> set[str]:
        addresses = set()
        for _ in range(2):
            addresses.add(await listening.address())
            await listening.close()
        return addresses

    assert asyncio.run(go())


def test_it_lists_the_models_of_the_catalog():
    async def scenario(client: httpx.AsyncClient) -> list[str]:
        return [row["id"] for row in (await client.get("/models")).json()["data"]]

    assert run(scenario) == list(STYLES)


def test_no_piece_waits_for_another():
    async def go() -> int:
        url = urlsplit(await listening.address())
        with socket.create_connection(("127.0.0.1", url.port or 0), timeout=1):
            connections = listening.LISTENERS[asyncio.get_running_loop()].connections
            await wait_until(lambda: bool(connections))
            writer = next(iter(connections.values()))
            is_prompt = writer.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            await listening.close()
        return is_prompt

    assert asyncio.run(go())
