"""Every way the arena says no: one closed list of codes, one shape, one place where foreign errors are translated."""

import logging
import math
from collections.abc import Mapping
from enum import StrEnum
from typing import Any, Self

import orjson
from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import Http404, HttpRequest, HttpResponse
from rest_framework import exceptions

from api import request_ids
from api.tallies import Tally

logger = logging.getLogger(__name__)


class Code(StrEnum):
    """What a client may switch on. Each knows its status and its sentence."""

    status: int
    sentence: str

    def __new__(cls, value: str, status: int, sentence: str) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.status = status
        member.sentence = sentence
        return member

    INVALID = "invalid", 400, "The request is not valid."
    TOO_LONG = "too_long", 400, "The text is too long."
    UNAUTHENTICATED = "unauthenticated", 401, "Credentials are missing, wrong or out of date."
    BUDGET_EXCEEDED = "budget_exceeded", 402, "The budget is used up."
    FORBIDDEN = "forbidden", 403, "This is not allowed to you."
    NOT_FOUND = "not_found", 404, "There is nothing here for you."
    METHOD_NOT_ALLOWED = "method_not_allowed", 405, "This address does not take that method."
    NOT_ACCEPTABLE = "not_acceptable", 406, "No format of this answer is among those accepted."
    TURN_IN_PROGRESS = "turn_in_progress", 409, "An answer is still being given."
    ALREADY_VOTED = "already_voted", 409, "This turn has its vote already."
    NOT_VOTABLE = "not_votable", 409, "This cannot be voted on."
    NOT_LAST = "not_last", 409, "Only the last turn can be answered again."
    BLIND = "blind", 409, "This battle is still blind."
    ID_TAKEN = "id_taken", 409, "This id is in use."
    EMAIL_TAKEN = "email_taken", 409, "This e-mail address has an account."
    NOT_ENOUGH_MODELS = "not_enough_models", 409, "There are not enough models to draw from."
    TOO_LARGE = "too_large", 413, "The body is larger than 1 MiB."
    UNSUPPORTED_MEDIA_TYPE = "unsupported_media_type", 415, "Send JSON."
    WRONG_CONTAINER = "wrong_container", 421, "Streams are served by another process."
    IDEMPOTENCY_MISMATCH = "idempotency_mismatch", 422, "This key was used with another body."
    THROTTLED = "throttled", 429, "Too many requests; wait a moment."
    INTERNAL = "internal", 500, "Something went wrong on our side; it has been logged."
    OVERLOADED = "overloaded", 503, "The server is busy; try again shortly."
    DRAINING = "draining", 503, "The server is about to restart; try again shortly."
    UNAVAILABLE = "unavailable", 503, "The database cannot be reached; try again shortly."
    STORAGE_FULL = "storage_full", 507, "The disk is full; nothing was stored."


# How often each was told.
counted = Tally(Code)
# Whoever is told so may come again, and after how many seconds.
COME_AGAIN = 503
RETRY_SECONDS = 2


class Refusal(exceptions.APIException):
    """A no with its code; raised anywhere below a view."""

    def __init__(
        self,
        code: Code,
        detail: str = "",
        *,
        fields: Mapping[str, Any] | None = None,
        run: str | None = None,
        retry_after: float | None = None,
        status: int | None = None,
    ) -> None:
        super().__init__(detail or code.sentence, code)
        self.code = code
        self.status_code = status or code.status
        self.fields = fields
        self.run = run
        self.retry_after = RETRY_SECONDS if retry_after is None and code.status == COME_AGAIN else retry_after


TRANSLATIONS: Mapping[type[Exception], Code] = {
    exceptions.ParseError: Code.INVALID,
    exceptions.AuthenticationFailed: Code.UNAUTHENTICATED,
    exceptions.NotAuthenticated: Code.UNAUTHENTICATED,
    PermissionDenied: Code.FORBIDDEN,
    exceptions.NotFound: Code.NOT_FOUND,
    Http404: Code.NOT_FOUND,
    exceptions.MethodNotAllowed: Code.METHOD_NOT_ALLOWED,
    exceptions.NotAcceptable: Code.NOT_ACCEPTABLE,
    RequestDataTooBig: Code.TOO_LARGE,
    SuspiciousOperation: Code.INVALID,
    exceptions.UnsupportedMediaType: Code.UNSUPPORTED_MEDIA_TYPE,
    OperationalError: Code.UNAVAILABLE,
    InterfaceError: Code.UNAVAILABLE,
}
# What databases call errors that mean something to a client: a row that has just gone, a full disk, a broken file.
STATES: Mapping[str | None, Code] = {
    "23503": Code.NOT_FOUND,
    "SQLITE_CONSTRAINT_FOREIGNKEY": Code.NOT_FOUND,
    "53100": Code.STORAGE_FULL,
    "SQLITE_FULL": Code.STORAGE_FULL,
    "SQLITE_NOTADB": Code.UNAVAILABLE,
    "SQLITE_CORRUPT": Code.UNAVAILABLE,
}


def translate(error: Exception) -> Refusal:
    """The refusal that stands for any error; foreign words stay here."""
    if isinstance(error, Refusal):
        return error
    if isinstance(error, exceptions.ValidationError):
        return Refusal(Code.INVALID, fields=_as_fields(error.detail))
    if isinstance(error, exceptions.PermissionDenied):
        return Refusal(Code.FORBIDDEN, str(error.detail))
    code = STATES.get(_state_of(error)) or _code_of(error)
    if code is Code.INTERNAL:
        logger.error("unexpected error", exc_info=error)
    return Refusal(code)


def _code_of(error: Exception) -> Code:
    return next((code for kind, code in TRANSLATIONS.items() if isinstance(error, kind)), Code.INTERNAL)


def _state_of(error: Exception) -> str | None:
    """How the database itself calls the error."""
    cause = error.__cause__
    return getattr(cause, "sqlstate", None) or getattr(cause, "sqlite_errorname", None)


def _as_fields(detail: Any) -> Mapping[str, Any]:
    return detail if isinstance(detail, Mapping) else {"non_field_errors": detail}


def respond(refusal: Refusal) -> HttpResponse:
    counted.add(refusal.code)
    body: dict[str, Any] = {"code": refusal.code, "detail": str(refusal.detail)}
    if refusal.fields is not None:
        body["fields"] = refusal.fields
    if refusal.run is not None:
        body["run"] = refusal.run
    body["request_id"] = request_ids.current()
    response = HttpResponse(
        orjson.dumps(body, default=str, option=orjson.OPT_NON_STR_KEYS), "application/json", refusal.status_code
    )
    if refusal.retry_after is not None:
        response["Retry-After"] = str(math.ceil(refusal.retry_after))
    if refusal.code is Code.DRAINING:
        # The next one of this client goes to another process.
        response["Connection"] = "close"
    if refusal.code is Code.UNAUTHENTICATED:
        response["WWW-Authenticate"] = "Bearer"
    return response


def answer(error: Exception, context: Mapping[str, Any]) -> HttpResponse:
    """DRF's exception handler."""
    refusal = translate(error)
    view = context["view"]
    if refusal.code is Code.UNAVAILABLE and refusal is not error:
        logger.warning("the database is away: %s", type(error).__name__)
        return view.answer_without_database(context["request"])
    response = respond(refusal)
    if refusal.code is Code.METHOD_NOT_ALLOWED:
        response["Allow"] = ", ".join(view.allowed_methods)
    return response


def _handler(code: Code) -> Any:
    def handle(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
        return respond(Refusal(code))

    return handle


# Django's own handlers, for what never reaches a view of ours.
bad_request = _handler(Code.INVALID)
forbidden = _handler(Code.FORBIDDEN)
not_found = _handler(Code.NOT_FOUND)
internal = _handler(Code.INTERNAL)
