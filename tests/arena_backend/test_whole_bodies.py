"""What a synchronous Django is given of a body."""

from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from gunicorn.http.errors import InvalidChunkSize

from arena_backend.edge import REFUSAL
from arena_backend.whole_bodies import WholeBody


class Failing(BytesIO):
    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def read(self, size: int | None = None) -> bytes:
        raise self.error


def given(**environ: Any) -> dict[str, Any]:
    reached: dict[str, Any] = {}

    def application(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        reached.update(environ)
        return []

    WholeBody(application)(environ, lambda *_: None)
    return reached


def test_what_comes_in_chunks_has_its_length() -> None:
    reached = given(**{"wsgi.input": BytesIO(b"{}"), "HTTP_TRANSFER_ENCODING": "chunked"})

    assert reached["CONTENT_LENGTH"] == "2"
    assert reached["wsgi.input"].read() == b"{}"


def test_of_what_is_too_large_there_is_a_byte_too_many() -> None:
    large = BytesIO(b"x" * (settings.MAX_BODY_BYTES + 100))

    reached = given(**{"wsgi.input": large, "CONTENT_LENGTH": str(settings.MAX_BODY_BYTES + 100)})

    assert reached["CONTENT_LENGTH"] == str(settings.MAX_BODY_BYTES + 1)


@pytest.mark.parametrize(
    ("error", "status"), [(InvalidChunkSize(b"0x2"), 400), (ConnectionResetError(), 400), (TimeoutError(), 408)]
)
def test_what_does_not_come_well_is_refused(error: Exception, status: int) -> None:
    reached = given(**{"wsgi.input": Failing(error), "HTTP_TRANSFER_ENCODING": "chunked"})

    assert reached[REFUSAL].status_code == status


def test_what_is_packed_is_refused() -> None:
    reached = given(**{"wsgi.input": BytesIO(b"{}"), "HTTP_TRANSFER_ENCODING": "gzip, chunked"})

    assert reached[REFUSAL].status_code == 400


def test_without_a_body_nothing_is_read() -> None:
    assert given(**{"wsgi.input": Failing(AssertionError())}).keys() == {"wsgi.input"}
