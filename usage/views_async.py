"""Staff try models, on the event loop."""

from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import IsAdminUser
from rest_framework.request import Request
from rest_framework.response import Response

from ai_model.models import AIModel
from ai_model.serializers import QuestionSerializer, TrialSerializer
from api.streaming import StreamingViewSet
from audit.noting import Act, note
from usage.budgets import Payer
from usage.trying import Trial
from user.credentials import address_of, program_of, who


class ModelTrial(StreamingViewSet):
    """Staff try whether a model answers, and see why not."""

    permission_classes = (IsAdminUser,)

    def prepare_ask(self, request: Request, pk: UUID) -> Trial:
        form = QuestionSerializer(data=request.data)
        form.is_valid(raise_exception=True)
        model = get_object_or_404(AIModel.objects.select_related("provider"), pk=pk)
        payer = Payer(who(request), program_of(request), address_of(request))
        note(payer.user.pk, Act.TRIED, model)
        return Trial.prepare(model, form.validated_data["question"], payer)

    @extend_schema(operation_id="test_model", request=QuestionSerializer, responses=TrialSerializer)
    async def ask(self, request: Request, trial: Trial) -> Response:
        """Puts a question to one model, by the way each question goes, and waits for the whole answer."""
        return Response(await trial.run())
