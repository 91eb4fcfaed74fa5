"""gunicorn's threaded worker, whose own refusals have the one shape and repeat nothing of what was asked."""

import logging
from contextlib import suppress
from http import HTTPStatus
from socket import socket
from typing import Any
from uuid import uuid4

import orjson
from gunicorn.http.errors import ParseException
from gunicorn.workers.gthread import ThreadWorker

logger = logging.getLogger(__name__)

# gunicorn asks for the worker before there is a Django that could word them; a test compares.
UNREADABLE = HTTPStatus.BAD_REQUEST, "invalid", "This is no HTTP request that can be read."
INTERNAL = HTTPStatus.INTERNAL_SERVER_ERROR, "internal", "Something went wrong on our side; it has been logged."


class Worker(ThreadWorker):
    def handle_error(self, req: Any, client: socket, addr: Any, exc: BaseException) -> None:
        is_theirs = isinstance(exc, ParseException)
        if is_theirs:
            logger.warning("Invalid HTTP request received.")
        else:
            logger.error("unexpected error before the application", exc_info=exc)
        with suppress(OSError):
            client.sendall(encode(*(UNREADABLE if is_theirs else INTERNAL)))


def encode(status: HTTPStatus, code: str, detail: str) -> bytes:
    request_id = uuid4().hex
    body = orjson.dumps({"code": code, "detail": detail, "request_id": request_id})
    head = [
        f"HTTP/1.1 {status} {status.phrase}",
        "Connection: close",
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        "Cache-Control: no-store",
        "X-Content-Type-Options: nosniff",
        f"X-Request-Id: {request_id}",
    ]
    return "\r\n".join([*head, "", ""]).encode() + body
