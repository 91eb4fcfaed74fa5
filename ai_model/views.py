"""How models are listed and looked at; whoever asks."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from ai_model.models import AIModel, AIModelQuerySet
from ai_model.serializers import FilterSerializer, ModelSerializer
from api.pages import CURSOR, LIMIT, Keyset
from api.views import PublicView

# Without it, all are told.
UNLIMITED = {name: value for name, value in LIMIT.items() if name != "default"}


class Models(PublicView):
    order = ("place", "name")

    @extend_schema(
        operation_id="list_models",
        parameters=[
            FilterSerializer,
            OpenApiParameter("limit", UNLIMITED),
            OpenApiParameter("cursor", str, description=CURSOR),
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
