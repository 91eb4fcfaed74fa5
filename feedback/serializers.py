"""What may be sent to judge answers, and how a judgement is told."""

from collections.abc import Sequence
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.fields import Choice, Identifier, Text, Whole
from chat_session.models import PARTICIPANTS
from chat_session.serializers import SessionSerializer, ShortListField
from feedback import ballots
from feedback.ballots import Ballot, Opinion
from feedback.judgements import EVEN
from feedback.models import MAX_COMMENT, Reason, Seal

SIDES = list(PARTICIPANTS)
PREFERENCES = [*(f"model_{side}" for side in SIDES), *EVEN]
MARKS = ["like", "dislike"]
MAX_REASONS = 16
MAX_REASON = 64


class SideField(Choice):
    def __init__(self, **options: Any) -> None:
        super().__init__(SIDES, **options)


def group(**options: Any) -> ShortListField:
    return ShortListField(child=SideField(), min_length=1, max_length=len(SIDES), **options)


@extend_schema_field({"type": "object", "additionalProperties": {"type": "string", "format": "uuid"}})
class RepliesField(serializers.DictField):
    """By participant."""

    child = Identifier()

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, dict) and (strange := data.keys() - set(SIDES)):
            raise serializers.ValidationError([f"Sides are a to h; {len(strange)} others were sent."])
        return super().to_internal_value(data)


class NewFeedbackSerializer(serializers.Serializer[Any]):
    """A preference among the answers of a turn, or a rating of one reply."""

    session_id = Identifier()
    feedback_type = Choice(["preference", "rating"])
    message_id = Identifier(help_text="Of a preference the question of the turn, of a rating the reply.")
    preference = Choice([*PREFERENCES, *MARKS], required=False, help_text="like and dislike are for ratings.")
    ranking = ShortListField(
        child=group(), max_length=len(SIDES), required=False, help_text="Groups of equals, best first."
    )
    best = group(required=False, help_text="Better than all others; several are equal.")
    rating = Whole(min_value=1, max_value=5, required=False)
    reasons = ShortListField(child=Text(max_length=MAX_REASON), max_length=MAX_REASONS, required=False)
    comment = Text(max_length=MAX_COMMENT, required=False, allow_blank=True)
    replies = RepliesField(required=False, help_text="What was seen, by participant: refused if one is not the newest.")

    def validate(self, form: dict[str, Any]) -> dict[str, Any]:
        if form["feedback_type"] == "rating":
            _check_mark(form)
        else:
            _check_choice(form)
        return form

    @property
    def ballot(self) -> Ballot:
        form = self.validated_data
        return Ballot(
            form["session_id"],
            form["message_id"],
            ballots.Pick(form.get("preference", ""), ranking=form.get("ranking", ()), best=form.get("best", ())),
            replies=form.get("replies", {}),
            reasons=form.get("reasons", ()),
            comment=form.get("comment", ""),
        )

    @property
    def opinion(self) -> Opinion:
        form = self.validated_data
        told = {name: form.get(name) for name in ("rating", "preference", "comment")}
        return Opinion(form["session_id"], form["message_id"], **told)


def _check_mark(form: dict[str, Any]) -> None:
    if "rating" not in form and "preference" not in form:
        raise serializers.ValidationError({"rating": ["Send a rating of 1 to 5, or like or dislike as preference."]})
    if surplus := {name for name in ("ranking", "best", "reasons", "replies") if form.get(name)}:
        raise serializers.ValidationError({name: ["Only of a preference."] for name in sorted(surplus)})
    if form.get("preference", MARKS[0]) not in MARKS:
        raise serializers.ValidationError({"preference": ["Of a single reply: like or dislike."]})


def _check_choice(form: dict[str, Any]) -> None:
    said = [name for name in ("preference", "ranking", "best") if form.get(name)]
    if len(said) != 1:
        raise serializers.ValidationError({"preference": ["Send one of preference, ranking and best."]})
    if form.get("preference") in MARKS:
        raise serializers.ValidationError({"preference": [f"Of a turn: one of {', '.join(PREFERENCES)}."]})
    if "ranking" in form:
        _check_ranking([side for group in form["ranking"] for side in group])


def _check_ranking(named: Sequence[str]) -> None:
    if len(named) < 2 or len(set(named)) < len(named):
        raise serializers.ValidationError({"ranking": ["Name at least two sides, and each of them once."]})


class VerdictSerializer(serializers.Serializer[Any]):
    counts = serializers.BooleanField()
    reason = serializers.ChoiceField(choices=Reason.choices)


class SeenReplySerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    sha256 = serializers.CharField(help_text="Of its text in UTF-8.")


class FeedbackSerializer(serializers.Serializer[Any]):
    """What `show` tells, for the schema. What a rating does not have is null."""

    id = serializers.UUIDField()
    session = serializers.UUIDField()
    message_id = serializers.UUIDField()
    feedback_type = serializers.ChoiceField(choices=["preference", "rating"])
    preference = serializers.CharField(allow_null=True)
    ranking = serializers.ListField(child=serializers.ListField(child=serializers.CharField()), allow_null=True)
    best = serializers.ListField(child=serializers.CharField(), allow_null=True)
    rating = serializers.IntegerField(allow_null=True)
    reasons = serializers.ListField(child=serializers.CharField())
    comment = serializers.CharField(allow_blank=True)
    replies = serializers.DictField(child=SeenReplySerializer(), allow_null=True)
    probability = serializers.FloatField(allow_null=True, help_text="With which these models were to meet.")
    verdict = VerdictSerializer(allow_null=True)
    created_at = serializers.DateTimeField()


class FeedbackGivenSerializer(FeedbackSerializer):
    session_update = SessionSerializer()


class SealSerializer(serializers.ModelSerializer[Seal]):
    class Meta:
        model = Seal
        fields = ("day", "votes", "verdicts", "previous", "digest", "sealed_at")


class FeedbackFilterSerializer(serializers.Serializer[Any]):
    takes_empty = True
    session_id = Identifier(required=False)
