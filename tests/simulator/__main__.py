"""The provider simulator as a process: prints its address, and is told what to do over HTTP."""

import argparse
import asyncio

import uvloop

from tests.simulator.providing import simulate


async def serve(port: int) -> None:
    async with simulate(port=port) as provider:
        print(provider.url, flush=True)  # noqa: T201 -- whoever started it waits for this
        await asyncio.Event().wait()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    uvloop.run(serve(parser.parse_args().port))
