"""Judgements as people give them, read them, and take them back."""

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from api.pages import PARAMETERS, Keyset
from api.schema import refused
from api.throttling import Deed
from api.views import PublicView, ViewSet
from chat_session.models import Session
from chat_session.serializers import SessionSerializer
from chat_session.views import KEY_HEADER
from feedback.listing import Together
from feedback.marking import mark, unmark
from feedback.models import Mark, Seal, Vote, Voter
from feedback.senders import Sender
from feedback.serializers import (
    FeedbackFilterSerializer,
    FeedbackGivenSerializer,
    FeedbackSerializer,
    NewFeedbackSerializer,
    SealSerializer,
)
from feedback.showing import show
from feedback.voting import cast
from feedback.withdrawing import withdraw
from user.credentials import who
from user.models import User

Given = tuple[UUID, bool]
GIVE: Mapping[str, Callable[[Sender, NewFeedbackSerializer], Given]] = {
    "preference": lambda sender, form: cast(sender, form.ballot),
    "rating": lambda sender, form: mark(sender, form.opinion),
}


class FeedbackViewSet(ViewSet):
    queryset = Vote.objects.all()
    serializer_class = FeedbackSerializer
    pagination_class = Together
    deeds = {"POST": Deed.VOTING}

    @extend_schema(
        operation_id="list_feedback", parameters=[FeedbackFilterSerializer], responses=FeedbackSerializer(many=True)
    )
    def list(self, request: Request) -> Response:
        """My votes and ratings, newest first."""
        form = FeedbackFilterSerializer(data=request.query_params)
        form.is_valid(raise_exception=True)
        rows: Any = self.paginate_queryset(_lists(who(request), form.validated_data.get("session_id")))
        return self.get_paginated_response([show(row) for row in rows])

    @extend_schema(
        operation_id="give_feedback",
        parameters=[OpenApiParameter(KEY_HEADER, str, OpenApiParameter.HEADER)],
        request=NewFeedbackSerializer,
        responses={200: FeedbackGivenSerializer, 201: FeedbackGivenSerializer, **refused(404, 409, 422)},
    )
    def create(self, request: Request) -> Response:
        """Vote on a turn, or rate a reply. A battle's first vote reveals its models, for good."""
        form = NewFeedbackSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        sender = Sender.of(request)
        given, is_new = GIVE[form.validated_data["feedback_type"]](sender, form)
        row = _find(sender.user, given)
        session = Session.objects.of(sender.user).select_related("user").with_contenders().get(pk=session_of(row))
        body = {**show(row), "session_update": SessionSerializer(session).data}
        code = status.HTTP_201_CREATED if is_new else status.HTTP_200_OK
        return Response(body, code, headers={"Idempotent-Replayed": "true"} if sender.key and not is_new else None)

    @extend_schema(operation_id="show_feedback", responses=FeedbackSerializer)
    def retrieve(self, request: Request, pk: UUID) -> Response:
        """One of my votes or ratings."""
        return Response(show(_find(who(request), pk)))

    @extend_schema(operation_id="withdraw_feedback", responses={204: None})
    def destroy(self, request: Request, pk: UUID) -> Response:
        """Take a vote out of the count, for good; the names stay shown. A rating goes altogether."""
        row = _find(who(request), pk)
        if isinstance(row, Mark):
            unmark(row)
        else:
            withdraw(who(request), row)
        return Response(status=status.HTTP_204_NO_CONTENT)


class Seals(PublicView):
    order = ("-day",)

    @extend_schema(
        operation_id="list_seals",
        parameters=PARAMETERS,
        responses=SealSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """The days of votes that are sealed, newest first: whoever keeps one can tell later whether it still holds."""
        pages = Keyset()
        rows = pages.paginate_queryset(Seal.objects.all(), request, view=self)
        return pages.get_paginated_response(SealSerializer(rows, many=True).data)


def session_of(row: Vote | Mark) -> UUID:
    return row.session_id if isinstance(row, Vote) else row.message.session_id


def _find(user: User, pk: UUID) -> Vote | Mark:
    # A vote outlives its session, and may be taken back as long as there is its voter.
    vote = Vote.objects.filter(voter__user=user).told().filter(pk=pk).first()
    found = vote or Mark.objects.of(user).select_related("message").filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _lists(user: User, session: UUID | None) -> Any:
    """Each in order by an index of its own: the votes of each voter that this person has been, and the marks."""
    votes = Vote.objects.told().filter(session__deleted_at=None)
    marks = Mark.objects.of(user).select_related("message")
    lists = [votes.filter(voter=voter) for voter in Voter.objects.filter(user=user)] + [marks]
    if session is None:
        return lists
    return [votes.filter(voter__user=user, session=session), marks.filter(message__session=session)]
