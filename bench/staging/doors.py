"""The whole stack for a bench, without its limits, and the ways to it."""

import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.runs import Stage  # isort: skip -- it sets Django up

from django.conf import settings
from django.core.management import call_command

from hybrid.stack import Stack
from hybrid.surroundings import HERE, find_free_port
from tests.hybrids import as_server, lay_nginx, start_stack
from tests.message.simulating import start_simulator
from tests.people import make_email
from tests.servers import Server
from user.models import User

# Longer than any silence that is measured.
PATIENT = {"ARENA_SILENCE_SECONDS": "900", "ARENA_WALL_SECONDS": "1800"}


@dataclass(frozen=True, slots=True)
class Doors:
    """Through nginx as it is, to one event loop without it, and through an nginx that knows no gunicorn."""

    stack: Stack
    nginx: Stage
    alone: Stage
    loops: Stage


@contextmanager
def open_doors() -> Iterator[Doors]:
    call_command("migrate", verbosity=0)
    log = settings.ARENA_DATA / "stack.log"
    with ExitStack() as standing:
        stack = standing.enter_context(start_stack(log, ARENA_THROTTLES="off", **PATIENT))
        simulator = standing.enter_context(start_simulator())
        through = Stage(as_server(stack, log), simulator, User.objects.create_user(make_email()))
        first, second = [int(stack.variables[f"{name}_PORT"]) for name in ("ASGI1", "ASGI2")]
        alone = replace(through.server, url=f"http://{HERE}:{first}")
        loops = standing.enter_context(nginx_before(alone, first, second))
        yield Doors(stack, through, replace(through, server=alone), replace(through, server=loops))


@contextmanager
def nginx_before(server: Server, first: int, second: int) -> Iterator[Server]:
    """Two event loops for everything: nobody is where gunicorn would be, so those in its place are asked."""
    port = find_free_port()
    with TemporaryDirectory(prefix="arena-nginx-", dir="/tmp") as folder:
        Path(folder).chmod(0o755)
        command = lay_nginx(Path(folder), port=port, asgi=(first, second), wsgi=find_free_port())
        with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
            behind = replace(server, url=f"http://{HERE}:{port}", process=process)
            behind.wait_until_live()
            # Of gunicorn's place it hears once more in a long while.
            time.sleep(0.1)
            yield behind
            process.terminate()
