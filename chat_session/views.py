"""Sessions as rows: opened, listed, renamed, shared, deleted. What is said in them is a floor above."""

import secrets
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from api.pages import Keyset
from api.schema import refused
from api.views import ViewSet
from api.wiping import wipe
from chat_session.models import Session
from chat_session.opening import open_session
from chat_session.serializers import (
    NewSessionSerializer,
    SessionChangeSerializer,
    SessionFilterSerializer,
    SessionRowSerializer,
    SessionSerializer,
    ShareSerializer,
)
from user.credentials import who

KEY_HEADER = "Idempotency-Key"
MAX_KEY = 255

# How a query parameter narrows the list.
NARROWED: dict[str, Callable[[Any, Any], Any]] = {
    "mode": lambda rows, mode: rows.filter(mode=mode),
    "search": lambda rows, text: rows.holding(text),
    "created_after": lambda rows, moment: rows.filter(created_at__gte=moment),
    "created_before": lambda rows, moment: rows.filter(created_at__lt=moment),
}


def read_key(request: Request) -> str | None:
    key = request.headers.get(KEY_HEADER)
    if key is not None and not (0 < len(key) <= MAX_KEY and key.isprintable()):
        raise ValidationError({KEY_HEADER: [f"1 to {MAX_KEY} printable characters."]})
    return key


class SessionViewSet(ViewSet):
    queryset = Session.objects.all()
    serializer_class = SessionSerializer
    pagination_class = Keyset
    order = ("-updated_at", "-id")

    def get_queryset(self) -> QuerySet[Session]:
        return Session.objects.of(who(self.request)).select_related("user").with_contenders()

    @extend_schema(
        operation_id="list_sessions",
        parameters=[SessionFilterSerializer],
        responses=SessionRowSerializer(many=True),
    )
    def list(self, request: Request) -> Response:
        """My sessions, the one last spoken in first."""
        rows = self.get_queryset()
        form = SessionFilterSerializer(data={name: text for name, text in request.query_params.items() if text})
        form.is_valid(raise_exception=True)
        for name, value in form.validated_data.items():
            rows = NARROWED[name](rows, value)
        return self.get_paginated_response(SessionRowSerializer(self.paginate_queryset(rows), many=True).data)

    @extend_schema(
        operation_id="open_session",
        parameters=[OpenApiParameter(KEY_HEADER, str, OpenApiParameter.HEADER)],
        request=NewSessionSerializer,
        responses={201: SessionSerializer, **refused(409, 422)},
    )
    def create(self, request: Request) -> Response:
        """Open a session: direct with one model, compare with two to eight, or a blind battle."""
        form = NewSessionSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        session, is_new = open_session(who(request), form.opening(read_key(request)))
        shown = SessionSerializer(self.get_queryset().get(pk=session.pk)).data
        return Response(shown, status.HTTP_201_CREATED, headers=None if is_new else {"Idempotent-Replayed": "true"})

    @extend_schema(operation_id="change_session", request=SessionChangeSerializer, responses=SessionSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Rename or pin. Mode and models never change."""
        form = SessionChangeSerializer(data=request.data, partial=True)
        form.is_valid(raise_exception=True)
        session = self.get_object()
        session.change(**form.validated_data)
        return Response(SessionSerializer(session).data)

    @extend_schema(operation_id="delete_session", responses={204: None})
    def destroy(self, request: Request, pk: str) -> Response:
        """Delete what was said, for good."""
        session = self.get_object()
        with transaction.atomic():
            who(request).hold()
            wipe(Session.objects.filter(pk=session.pk))
        return Response(status=status.HTTP_204_NO_CONTENT)

    @extend_schema(operation_id="share_session", request=None, responses=ShareSerializer)
    def share(self, request: Request, pk: str) -> Response:
        """Let everybody who has the link read it."""
        session = self.get_object()
        session.share(secrets.token_urlsafe(24))
        return Response({"share_token": session.share_token, "share_url": session.share_url})

    @extend_schema(operation_id="unshare_session", request=None, responses=SessionSerializer)
    def unshare(self, request: Request, pk: str) -> Response:
        """Take the link back, for good: another share makes another link."""
        session = self.get_object()
        session.change(share_token=None)
        return Response(SessionSerializer(session).data)
