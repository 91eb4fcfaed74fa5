"""How models are listed and looked at; whoever asks."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import IsAdminUser
from rest_framework.request import Request
from rest_framework.response import Response

from ai_model.models import AIModel, AIModelQuerySet
from ai_model.serializers import FilterSerializer, ModelSerializer, QuestionSerializer, TrialSerializer
from ai_model.trying import Trial
from api.pages import Keyset
from api.streaming import StreamingViewSet
from api.views import PublicView


class Models(PublicView):
    order = ("place", "name")

    @extend_schema(
        operation_id="list_models",
        parameters=[
            FilterSerializer,
            OpenApiParameter("limit", int, description="Only so many; without it, all."),
            OpenApiParameter("cursor", str, description='Where the page before ended: Link, rel="next".'),
        ],
        responses=ModelSerializer(many=True),
    )
    def get(self, request: Request) -> Response:
        """The models on offer, in the order of the catalog."""
        models = find(request)
        if request.query_params.keys().isdisjoint({"limit", "cursor"}):
            return Response(ModelSerializer(models, many=True).data)
        pages = Keyset()
        page = pages.paginate_queryset(models, request, view=self)
        return pages.get_paginated_response(ModelSerializer(page, many=True).data)


class ModelTrial(StreamingViewSet):
    """Staff try whether a model answers, and see why not."""

    permission_classes = (IsAdminUser,)

    def prepare_ask(self, request: Request, pk: UUID) -> Trial:
        form = QuestionSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        model = get_object_or_404(AIModel.objects.select_related("provider"), pk=pk)
        return Trial.prepare(model, form.validated_data["question"])

    @extend_schema(operation_id="test_model", request=QuestionSerializer, responses=TrialSerializer)
    async def ask(self, request: Request, trial: Trial) -> Response:
        """Puts a question to one model, by the way each question goes, and waits for the whole answer."""
        return Response(await trial.run())


class Model(PublicView):
    @extend_schema(operation_id="get_model", responses=ModelSerializer)
    def get(self, request: Request, reference: str) -> Response:
        """One model by its id or name, on offer or not."""
        return Response(ModelSerializer(get_object_or_404(AIModel.objects.called(reference).told())).data)


def find(request: Request) -> AIModelQuerySet:
    form = FilterSerializer(data=request.query_params)
    form.is_valid(raise_exception=True)
    asked: dict[str, Any] = {key: value for key, value in form.validated_data.items() if value}
    models = AIModel.objects.offered(mode=asked.get("mode", "")).told()
    if "provider" in asked:
        models = models.filter(provider__name=asked["provider"])
    if "capability" in asked:
        models = models.able_to(asked["capability"])
    return models.mentioning(asked["search"]) if "search" in asked else models
