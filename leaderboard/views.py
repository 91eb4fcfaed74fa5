"""Boards as everybody sees them, each read in one query as the ranking has stored it; and who is kept out of them."""

from functools import partial
from typing import Any

from django.db.models import F, QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from api.pages import PARAMETERS, Keyset
from api.schema import refused
from api.views import PublicView, View
from feedback.categories import CATEGORIES
from leaderboard.appealing import appeal
from leaderboard.maths.boards import OVERALL
from leaderboard.maths.pairs import unfold
from leaderboard.models import Board, Exclusion, Period, Snapshot
from leaderboard.serializers import (
    AppealSerializer,
    BoardFilterSerializer,
    BoardRowSerializer,
    CategorySerializer,
    ExclusionSerializer,
    PairSerializer,
    SnapshotFilterSerializer,
    SnapshotRowSerializer,
    SnapshotSerializer,
    TrendSerializer,
)
from leaderboard.slices import Slice
from leaderboard.trends import follow
from user.credentials import who
from user.models import User

MEANINGS = {**CATEGORIES, OVERALL: "Every vote that counts."}
PAGE: list[Any] = [BoardFilterSerializer, *PARAMETERS]


def find_snapshot(request: Request, part: Slice) -> QuerySet[Snapshot]:
    """The one that is shown now, or the one that a page before was of. There may be none."""
    return part.find(Snapshot.objects.filter(pk__in=Board.objects.filter(**read_board(request)).values("snapshot")))


def read_board(request: Request) -> dict[str, Any]:
    """Which board is meant. Raises ValidationError."""
    form = BoardFilterSerializer(data=_given(request))
    form.is_valid(raise_exception=True)
    return form.validated_data


class Leaderboard(PublicView):
    @extend_schema(operation_id="show_leaderboard", parameters=PAGE, responses=BoardRowSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The models in order, of a category and a period."""
        part = Slice(request)
        found = find_snapshot(request, part).values_list("pk", "rows").first()
        return part.answer(*found, tell=_tell_rows) if found else Response([])


class LeaderboardOfText(Leaderboard):
    """The name some frontends know it by."""

    @extend_schema(operation_id="show_leaderboard_llm", parameters=PAGE, responses=BoardRowSerializer(many=True))
    def get(self, request: Request) -> Response:
        """The same: all models here are of text."""
        return super().get(request)


class Pairs(PublicView):
    @extend_schema(operation_id="list_pairs", parameters=PAGE, responses=PairSerializer(many=True))
    def get(self, request: Request) -> Response:
        """How every two models did against each other: the win matrix of a board."""
        part = Slice(request)
        found = find_snapshot(request, part).values_list("pk", "pairs").first()
        if not found:
            return Response([])
        snapshot, stored = found
        return part.answer(snapshot, stored["rows"], tell=partial(_tell_pairs, stored["models"]))


class Trends(PublicView):
    @extend_schema(operation_id="list_trends", parameters=[BoardFilterSerializer], responses=TrendSerializer(many=True))
    def get(self, request: Request) -> Response:
        """How the ratings of a board's models went: a point a day at most, of the last 90 days."""
        return Response(TrendSerializer(follow(**read_board(request)), many=True).data)


class Categories(PublicView):
    @extend_schema(operation_id="list_categories", responses=CategorySerializer(many=True))
    def get(self, request: Request) -> Response:
        """The categories that have a board, the one of everything among them."""
        boards = Board.objects.filter(period=Period.ALL_TIME, snapshot__facts__models__gt=0).order_by("category")
        facts = {"models": F("snapshot__facts__models"), "ballots": F("snapshot__facts__ballots")}
        rows = boards.values("category", **facts, created_at=F("snapshot__created_at"))
        told = [{**row, "meaning": MEANINGS.get(row["category"], "")} for row in rows]
        return Response(CategorySerializer(told, many=True).data)


class Snapshots(PublicView):
    order = ("-created_at", "-id")

    @extend_schema(
        operation_id="list_snapshots",
        parameters=[SnapshotFilterSerializer, *PARAMETERS],
        responses=SnapshotRowSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """All boards that were ever shown, or those of a category or a period, newest first."""
        form = SnapshotFilterSerializer(data=_given(request))
        form.is_valid(raise_exception=True)
        pages, found = Keyset(), Snapshot.objects.filter(**form.validated_data)
        rows = pages.paginate_queryset(found.defer("rows", "pairs"), request, view=self)
        return pages.get_paginated_response(SnapshotRowSerializer(rows, many=True).data)


class OneSnapshot(PublicView):
    @extend_schema(operation_id="show_snapshot", responses=SnapshotSerializer)
    def get(self, request: Request, pk: str) -> Response:
        """A board as it was, with what it was made of: it never changes."""
        return Response(SnapshotSerializer(get_object_or_404(Snapshot.objects.defer("pairs"), pk=pk)).data)


class OwnExclusion(View):
    @extend_schema(operation_id="show_exclusion", responses={200: ExclusionSerializer, **refused(404)})
    def get(self, request: Request) -> Response:
        """Why my votes do not count, if that is so: what is in force before what was lifted, the newest of either."""
        return Response(ExclusionSerializer(_find_exclusion(who(request))).data)

    @extend_schema(
        operation_id="appeal", request=AppealSerializer, responses={200: ExclusionSerializer, **refused(404)}
    )
    def patch(self, request: Request) -> Response:
        """Say why they should count."""
        form = AppealSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        exclusion = _find_exclusion(who(request))
        appeal(exclusion, form.validated_data["appeal"])
        return Response(ExclusionSerializer(exclusion).data)


def _find_exclusion(user: User) -> Exclusion:
    found = Exclusion.objects.of(user).first()
    if found is None:
        raise Http404
    return found


def _given(request: Request) -> dict[str, Any]:
    return {name: text for name, text in request.query_params.items() if text}


def _tell_rows(rows: Any) -> Any:
    return BoardRowSerializer(rows, many=True).data


def _tell_pairs(models: Any, rows: Any) -> Any:
    return PairSerializer(unfold(models, rows), many=True).data
