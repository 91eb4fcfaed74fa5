"""How sessions look from outside, and what may be sent to open one."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.fields import Choice, Flag, Number, Text, Whole
from chat_session import masking
from chat_session.models import MAX_TITLE, PARTICIPANTS, Session
from chat_session.opening import Opening, Seat, fingerprint

MAX_PROMPT = 32_768
MAX_SEATS = len(PARTICIPANTS)
# Unknown names a refusal lists.
MAX_TOLD = 10
LIMITS = {Session.Mode.DIRECT: (1, 1), Session.Mode.COMPARE: (2, 8), Session.Mode.RANDOM: (2, 8)}
MODEL_FIELDS = ("models", "contenders", "model_a_id", "model_b_id")


class ShownModelSerializer(serializers.Serializer[Any]):
    """A model, or the mask of one: then there is no id."""

    id = serializers.UUIDField(allow_null=True)
    name = serializers.CharField(required=False)
    display_name = serializers.CharField()
    provider = serializers.CharField()
    is_thinking_model = serializers.BooleanField(required=False)


class SeatNameSerializer(serializers.Serializer[Any]):
    participant = serializers.ChoiceField(choices=list(PARTICIPANTS))
    display_name = serializers.CharField()


class SeatSerializer(serializers.Serializer[Any]):
    participant = serializers.ChoiceField(choices=list(PARTICIPANTS))
    model = ShownModelSerializer()
    system_prompt = serializers.CharField(allow_null=True)
    params = serializers.DictField(allow_null=True)


class OwnerSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField(allow_null=True)
    display_name = serializers.CharField()


class Seated(serializers.ModelSerializer[Session]):
    """Looks at the seats of a session once, whatever is told of them."""

    seats: list[dict[str, Any]]

    def to_representation(self, instance: Session) -> dict[str, Any]:
        self.seats = masking.show_seats(instance)
        return super().to_representation(instance)


class SessionRowSerializer(Seated):
    model_a_name = serializers.SerializerMethodField()
    model_b_name = serializers.SerializerMethodField()
    contenders = serializers.SerializerMethodField()

    class Meta:
        model = Session
        fields = (
            "id",
            "mode",
            "title",
            "model_a_name",
            "model_b_name",
            "contenders",
            "created_at",
            "updated_at",
            "message_count",
            "is_pinned",
        )

    def get_model_a_name(self, session: Session) -> str:
        return self._name(0)

    def get_model_b_name(self, session: Session) -> str:
        return self._name(1)

    def _name(self, seat: int) -> str:
        return self.seats[seat]["model"]["display_name"] if seat < len(self.seats) else ""

    @extend_schema_field(SeatNameSerializer(many=True))
    def get_contenders(self, session: Session) -> list[dict[str, str]]:
        return [
            {"participant": seat["participant"], "display_name": seat["model"]["display_name"]} for seat in self.seats
        ]


class SessionSerializer(Seated):
    model_a = serializers.SerializerMethodField()
    model_b = serializers.SerializerMethodField()
    contenders = serializers.SerializerMethodField()
    user = serializers.SerializerMethodField()
    share_url = serializers.URLField(allow_null=True, read_only=True)
    is_public = serializers.BooleanField(read_only=True)

    class Meta:
        model = Session
        fields = (
            "id",
            "mode",
            "title",
            "model_a",
            "model_b",
            "contenders",
            "user",
            "is_public",
            "share_url",
            "is_pinned",
            "created_at",
            "updated_at",
        )
        read_only_fields = ("id", "created_at", "updated_at")

    @extend_schema_field(ShownModelSerializer)
    def get_model_a(self, session: Session) -> dict[str, Any]:
        return self.seats[0]["model"]

    @extend_schema_field(ShownModelSerializer(allow_null=True))
    def get_model_b(self, session: Session) -> dict[str, Any] | None:
        return self.seats[1]["model"] if len(self.seats) > 1 else None

    @extend_schema_field(SeatSerializer(many=True))
    def get_contenders(self, session: Session) -> list[dict[str, Any]]:
        return self.seats

    @extend_schema_field(OwnerSerializer)
    def get_user(self, session: Session) -> dict[str, Any] | None:
        return masking.show_owner(session, to_everybody=self.context.get("to_everybody", False))


class ShortListField(serializers.ListField):
    """A list too long is told by its length alone: to look at each member of a megabyte takes seconds."""

    def to_internal_value(self, data: Any) -> list[Any]:
        if isinstance(data, list) and self.max_length is not None:
            data = data[: self.max_length + 1]
        return super().to_internal_value(data)


class TuningSerializer(serializers.Serializer[Any]):
    """How an answer is wished for."""

    temperature = Number(min_value=0, max_value=2, required=False)
    top_p = Number(min_value=0, max_value=1, required=False)
    max_tokens = Whole(min_value=1, max_value=1_000_000, required=False)
    stop = ShortListField(child=Text(max_length=256, trim_whitespace=False), max_length=4, required=False)
    seed = Whole(min_value=-(2**63), max_value=2**63 - 1, required=False)
    presence_penalty = Number(min_value=-2, max_value=2, required=False)
    frequency_penalty = Number(min_value=-2, max_value=2, required=False)
    reasoning_effort = Choice(["minimal", "low", "medium", "high"], required=False)


class ParamsSerializer(TuningSerializer):
    """What a contender may be tuned with."""

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """A misspelt parameter would be one that silently does nothing."""
        if isinstance(data, dict) and (unknown := data.keys() - self.fields.keys()):
            raise serializers.ValidationError({name: ["No such parameter."] for name in sorted(unknown)[:MAX_TOLD]})
        return super().to_internal_value(data)


class SeatChoiceSerializer(serializers.Serializer[Any]):
    model = Text(max_length=255, help_text="Id or name (provider/code).")
    system_prompt = Text(max_length=MAX_PROMPT, required=False, allow_blank=True, trim_whitespace=False)
    params = ParamsSerializer(required=False)


class NewSessionSerializer(serializers.Serializer[Any]):
    mode = Choice(Session.Mode.choices)
    title = Text(max_length=MAX_TITLE, required=False, allow_blank=True, allow_null=True)
    size = Whole(min_value=2, max_value=8, required=False, help_text="Of a battle; 2 by default.")
    # With many=True the members might be null as well.
    contenders: Any = serializers.ListSerializer(
        child=SeatChoiceSerializer(), required=False, allow_null=True, max_length=MAX_SEATS
    )
    models = ShortListField(
        child=Text(max_length=255),
        required=False,
        allow_null=True,
        max_length=MAX_SEATS,
        help_text="Ids or names.",
    )
    model_a_id = Text(max_length=255, required=False, allow_null=True)
    model_b_id = Text(max_length=255, required=False, allow_null=True)

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """In a battle the server draws; what was sent of models is not even looked at."""
        if isinstance(data, dict) and data.get("mode") == Session.Mode.RANDOM:
            data = {name: value for name, value in data.items() if name not in MODEL_FIELDS}
        return super().to_internal_value(data)

    def validate(self, form: dict[str, Any]) -> dict[str, Any]:
        form["seats"] = _seats(form)
        least, most = LIMITS[form["mode"]]
        count = form.setdefault("size", 2) if form["mode"] == Session.Mode.RANDOM else len(form["seats"])
        if not least <= count <= most:
            wanted = str(least) if least == most else f"{least} to {most}"
            raise serializers.ValidationError({"models": [f"{form['mode']} takes {wanted}; {count} were sent."]})
        return form

    def opening(self, key: str | None) -> Opening:
        form = self.validated_data
        return Opening(
            mode=form["mode"],
            title=form.get("title") or "",
            seats=form["seats"],
            size=form.get("size", 2),
            key=key,
            fingerprint=fingerprint(self.initial_data),
        )


def _seats(form: dict[str, Any]) -> list[Seat]:
    """`contenders` before `models` before `model_a_id` and `model_b_id`."""
    if form.get("contenders"):
        return [Seat(**choice) for choice in form["contenders"]]
    names = form.get("models") or [form.get("model_a_id"), form.get("model_b_id")]
    return [Seat(name) for name in names if name]


class SessionChangeSerializer(serializers.Serializer[Any]):
    title = Text(max_length=MAX_TITLE, allow_blank=True, required=False)
    is_pinned = Flag(required=False)

    def validate(self, form: dict[str, Any]) -> dict[str, Any]:
        fixed = [name for name in ("mode", "size", *MODEL_FIELDS) if name in self.initial_data]
        if fixed:
            raise serializers.ValidationError({name: ["This never changes."] for name in fixed})
        return form


class SessionFilterSerializer(serializers.Serializer[Any]):
    takes_empty = True
    mode = Choice(Session.Mode.choices, required=False)
    search = Text(max_length=1000, required=False, help_text="In the title or in a question.")
    created_after = serializers.DateTimeField(required=False)
    created_before = serializers.DateTimeField(required=False)


class ShareSerializer(serializers.Serializer[Any]):
    share_token = serializers.CharField()
    share_url = serializers.URLField()
