"""Conversations as they stand: read, exported, copied, shared. Saying something is another matter."""

from uuid import UUID

from django.http import Http404, HttpResponse
from drf_spectacular.utils import OpenApiParameter, OpenApiTypes, extend_schema
from rest_framework import serializers, status
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from api.pages import Keyset
from api.schema import refused
from api.throttling import Deed
from api.views import AnyForm, PublicView, ViewSet
from chat_session.models import Session
from chat_session.serializers import SessionSerializer
from chat_session.views import SessionViewSet
from message.duplicating import duplicate
from message.exporting import FORMS, tell
from message.history import History
from message.journal import fold
from message.models import Message
from message.serializers import (
    ConversationSerializer,
    DuplicateSerializer,
    MessageSerializer,
    SharedSerializer,
    TitleSerializer,
)
from user.credentials import who

MAX_MADE_TITLE = 60
SLOW_SECONDS = 20


class ConversationViewSet(SessionViewSet):
    """Sessions with what was said in them."""

    @extend_schema(operation_id="show_session", responses=ConversationSerializer)
    def retrieve(self, request: Request, pk: str) -> Response:
        """A session and its current path, oldest first: each question, then its replies by participant."""
        session = self.get_object()
        return Response(tell(session, History.of_session(session.pk).path()))

    @extend_schema(operation_id="title_session", request=None, responses=TitleSerializer)
    def generate_title(self, request: Request, pk: str) -> Response:
        """Name a session after its first question; no model is asked."""
        session = self.get_object()
        questions = Message.objects.filter(session=session, role=Message.Role.USER)
        if first := questions.order_by("turn_number").values_list("content", flat=True).first():
            session.change(title=shorten(first))
        return Response({"title": session.title})


class WholeSessionViewSet(SessionViewSet):
    """A session carried elsewhere: into a file, or into another session. That takes as long as it is."""

    content_negotiation_class = AnyForm
    slow = {"GET": SLOW_SECONDS, "POST": SLOW_SECONDS}
    deeds = {"GET": Deed.HAULING, "HEAD": Deed.HAULING, "POST": Deed.HAULING}

    @extend_schema(
        operation_id="export_session",
        parameters=[OpenApiParameter("as", str, enum=list(FORMS), default="json")],
        responses={(200, "application/json"): ConversationSerializer, (200, "text/*"): OpenApiTypes.STR},
    )
    def export(self, request: Request, pk: str) -> HttpResponse:
        """A session as a file."""
        form = FORMS.get(request.query_params.get("as", "json"))
        if form is None:
            raise ValidationError({"as": [f"One of {', '.join(FORMS)}."]})
        session = self.get_object()
        text = form.write(session, History.of_session(session.pk).path())
        name = f"arena-{session.pk}.{form.extension}"
        headers = {"Content-Disposition": f'attachment; filename="{name}"'}
        return HttpResponse(text, form.media_type, headers=headers)

    @extend_schema(
        operation_id="duplicate_session",
        request=DuplicateSerializer,
        responses={201: SessionSerializer, **refused(409)},
    )
    def duplicate(self, request: Request, pk: str) -> Response:
        """A copy to go on from, with or without what was said."""
        form = DuplicateSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        copy = duplicate(
            self.get_object(),
            title=form.validated_data.get("new_title"),
            with_messages=form.validated_data["include_messages"],
        )
        return Response(SessionSerializer(self.get_queryset().get(pk=copy.pk)).data, status.HTTP_201_CREATED)


class Shared(PublicView):
    @extend_schema(operation_id="show_shared", responses=SharedSerializer)
    def get(self, request: Request, token: str) -> Response:
        """A shared session: for everybody who has the link, and read only."""
        shared = Session.objects.shared_as(token).select_related("user").with_contenders().first()
        if shared is None:
            raise Http404
        told = tell(shared, History.of_session(shared.pk).path(), to_everybody=True)
        return Response({**told, "report_url": shared.report_url})


class MessageViewSet(ViewSet):
    queryset = Message.objects.all()
    serializer_class = MessageSerializer
    pagination_class = Keyset
    whole = ("tree", "path")
    order = Message.ORDER

    @extend_schema(
        operation_id="list_messages",
        parameters=[OpenApiParameter("session_id", OpenApiTypes.UUID, required=True)],
        responses={200: MessageSerializer(many=True), **refused(404)},
    )
    def list(self, request: Request) -> Response:
        """Everything said in one of my sessions, every version and branch, oldest first."""
        session_id = read_uuid(request, "session_id")
        if not Session.objects.of(who(request)).filter(pk=session_id).exists():
            raise Http404
        page = fold(self.paginate_queryset(Message.objects.filter(session_id=session_id).told()) or ())
        return self.get_paginated_response(MessageSerializer(page, many=True).data)

    @extend_schema(operation_id="show_message")
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One message."""
        message = Message.objects.of(who(request)).told().filter(pk=pk).first()
        if message is None:
            raise Http404
        return Response(MessageSerializer(fold([message])[0]).data)

    @extend_schema(operation_id="show_tree", responses=MessageSerializer(many=True))
    def tree(self, request: Request, pk: UUID) -> Response:
        """A message and all that follows from it, on every branch and in every version."""
        history = History.around(pk, user=who(request))
        return Response(MessageSerializer(history.below(_known(history, pk)), many=True).data)

    @extend_schema(
        operation_id="show_path",
        parameters=[OpenApiParameter(name, OpenApiTypes.UUID, required=True) for name in ("start_id", "end_id")],
        responses={200: MessageSerializer(many=True), **refused(404)},
    )
    def path(self, request: Request) -> Response:
        """What was said from one message to another, along one path."""
        start_id, end_id = read_uuid(request, "start_id"), read_uuid(request, "end_id")
        history = History.around(end_id, user=who(request))
        path = history.between(_known(history, start_id), _known(history, end_id))
        if not path:
            raise ValidationError({"start_id": ["This message is not on the way to the other."]})
        return Response(MessageSerializer(path, many=True).data)


def _known(history: History, message_id: UUID) -> Message:
    message = history.find(message_id)
    if message is None:
        raise Http404
    return message


def read_uuid(request: Request, name: str) -> UUID:
    try:
        return serializers.UUIDField().run_validation(request.query_params.get(name))
    except ValidationError as error:
        raise ValidationError({name: error.detail}) from error


def shorten(question: str) -> str:
    """The first words of a question, cut between words where there is a gap."""
    line = " ".join(question.lstrip()[: 4 * MAX_MADE_TITLE].split())
    if len(line) <= MAX_MADE_TITLE:
        return line
    cut = line[: MAX_MADE_TITLE - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(",.;:") + "…"
