"""The edge before a synchronous Django: a body is there, whole and measured, before anybody looks at it."""

from collections.abc import Callable, Iterable
from io import BytesIO

from django.conf import settings
from gunicorn.http.errors import ParseException

from api.refusals import Code, Refusal
from arena_backend.connections import UNREADABLE
from arena_backend.edge import BODY_SECONDS, REFUSAL
from arena_backend.proxies import Application, Environ


class WholeBody:
    """Django alone would take what comes in chunks for nothing, and what is wrong in them for an error of ours."""

    def __init__(self, application: Application) -> None:
        self.application = application

    def __call__(self, environ: Environ, start_response: Callable[..., object]) -> Iterable[bytes]:
        coding = environ.get("HTTP_TRANSFER_ENCODING", "")
        if coding and coding.lower() != "chunked":
            # gunicorn would take it off, and leave what is inside packed.
            environ[REFUSAL] = Refusal(Code.INVALID, UNREADABLE)
        elif coding or environ.get("CONTENT_LENGTH"):
            body = read_body(environ)
            environ |= {"wsgi.input": BytesIO(body), "CONTENT_LENGTH": str(len(body))}
        return self.application(environ, start_response)


def read_body(environ: Environ) -> bytes:
    """No more of it than shows that it is too large."""
    if connection := environ.get("gunicorn.socket"):
        # Between two pieces of it; nginx, which stands before us, has the whole before it asks.
        connection.settimeout(BODY_SECONDS)
    try:
        body: bytes = environ["wsgi.input"].read(settings.MAX_BODY_BYTES + 1)
    except TimeoutError:
        environ[REFUSAL] = Refusal(Code.INVALID, "The body did not come in time.", status=408)
    except (ParseException, OSError):
        environ[REFUSAL] = Refusal(Code.INVALID, UNREADABLE)
    else:
        return body
    return b""
