"""How boards are told, with no more digits than they are worth, and what may be asked of them."""

from typing import Any

from rest_framework import serializers

from api.fields import Text
from feedback.models import Reason
from leaderboard.maths.boards import OVERALL
from leaderboard.maths.standings import Status
from leaderboard.models import MAX_APPEAL, Exclusion, Period, Snapshot

# Of a rating and of a chance.
POINTS, SHARES = 2, 4
SHOWN = [Status.PROVISIONAL.value, Status.ESTABLISHED.value]


class Rounded(serializers.FloatField):
    def __init__(self, digits: int = POINTS, **options: Any) -> None:
        super().__init__(read_only=True, **options)
        self.digits = digits

    def to_representation(self, value: Any) -> Any:
        return round(float(value), self.digits)


class BoardFilterSerializer(serializers.Serializer[Any]):
    takes_empty = True
    category = serializers.CharField(default=OVERALL, help_text="One of /leaderboard/categories/; of others, nothing.")
    period = serializers.ChoiceField(
        Period.choices, default=Period.ALL_TIME, help_text="How far back votes are counted: a day, 7, 30, or all."
    )


class SnapshotFilterSerializer(serializers.Serializer[Any]):
    takes_empty = True
    category = serializers.CharField(required=False)
    period = serializers.ChoiceField(Period.choices, required=False)


class BoardRowSerializer(serializers.Serializer[Any]):
    rank = serializers.IntegerField(help_text="1 and the number of models that are better beyond their intervals.")
    rank_worst = serializers.IntegerField(help_text="The worst place that the intervals leave open.")
    id = serializers.UUIDField()
    name = serializers.CharField(help_text="provider/code")
    model = serializers.CharField(help_text="The name for people.")
    provider = serializers.CharField()
    organization = serializers.CharField(allow_blank=True)
    license = serializers.CharField(allow_blank=True)
    rating = Rounded(help_text="The mean of the established models is 1000; 400 points are ten to one.")
    lower = Rounded(help_text="Of the 95 % interval.")
    upper = Rounded()
    ci = Rounded(help_text="Half the width of the interval.")
    elo_rating = Rounded(source="rating")
    score = Rounded(source="rating")
    votes = serializers.IntegerField()
    wins = serializers.IntegerField(help_text="Against single models; a vote among three can hold two of them.")
    losses = serializers.IntegerField()
    ties = serializers.IntegerField(help_text="Both bad is one too.")
    rating_change = Rounded(help_text="Since the newest snapshot that is a day older; 0 when there is none.")
    status = serializers.ChoiceField(SHOWN)
    users = serializers.IntegerField(help_text="How many have judged it.")
    win_rate = Rounded(SHARES, allow_null=True, help_text="The mean chance against every other model here.")
    better_than_next = Rounded(SHARES, allow_null=True, help_text="The chance to be better than the row below.")
    rating_without_ties = Rounded(allow_null=True)
    is_active = serializers.BooleanField(help_text="As of the snapshot.")
    release_date = serializers.DateField(allow_null=True)


class PairSerializer(serializers.Serializer[Any]):
    a = serializers.CharField(help_text="The name of one of the two.")
    b = serializers.CharField()
    a_id = serializers.UUIDField()
    b_id = serializers.UUIDField()
    ballots = serializers.IntegerField()
    wins = serializers.IntegerField(help_text="Of a.")
    losses = serializers.IntegerField()
    ties = serializers.IntegerField()
    rate = Rounded(SHARES, help_text="What share a won; a tie is half a win.")


class CategorySerializer(serializers.Serializer[Any]):
    category = serializers.CharField()
    meaning = serializers.CharField(allow_blank=True, help_text="Which votes are on this board.")
    models = serializers.IntegerField()
    ballots = serializers.IntegerField()
    created_at = serializers.DateTimeField(help_text="Of the newest snapshot.")


class NamedSerializer(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    name = serializers.CharField(help_text="provider/code")
    model = serializers.CharField(help_text="The name for people.")


class PointSerializer(serializers.Serializer[Any]):
    at = serializers.DateTimeField(help_text="Of the snapshot.")
    rating = Rounded()
    lower = Rounded(help_text="Of the 95 % interval.")
    upper = Rounded()


class TrendSerializer(NamedSerializer):
    points = PointSerializer(many=True, help_text="Oldest first; the last one is the board as it is now.")


class HiddenSerializer(NamedSerializer):
    votes = serializers.IntegerField()


class RetiredSerializer(NamedSerializer):
    since = serializers.DateField()


class OtherwiseSerializer(serializers.Serializer[Any]):
    """How it would be had the ballots been counted, too, that do not count."""

    ballots = serializers.IntegerField()
    first_place_holds = serializers.BooleanField()
    largest_shift = Rounded(help_text="Of a rating.")


class CheckSerializer(serializers.Serializer[Any]):
    """Whether intervals are as wide as chance makes them."""

    ratio = Rounded(SHARES, allow_null=True, help_text="Of the bootstrap's half-width to that of the closed form.")
    effective_users = Rounded()
    is_alarming = serializers.BooleanField()


class FactsSerializer(serializers.Serializer[Any]):
    """What is published with every board."""

    models = serializers.IntegerField()
    ballots = serializers.IntegerField(help_text="That were counted.")
    users = serializers.IntegerField()
    effective_users = Rounded(help_text="As many users of equal weight would tell as much.")
    effective_users_unweighted = Rounded(help_text="The same before those who vote often are weighed down.")
    excluded = serializers.DictField(
        child=serializers.IntegerField(), help_text=f"Ballots that do not count, by reason: {', '.join(Reason.values)}."
    )
    ballots_to_flip = serializers.IntegerField(allow_null=True, help_text="So many less, and the second is first.")
    sampler = serializers.CharField(help_text="Which rule draws battles.")
    hidden = HiddenSerializer(many=True, help_text="Too few votes to be shown.")
    unconnected = serializers.ListField(child=serializers.CharField(), help_text="Not comparable yet.")
    retired = RetiredSerializer(many=True, help_text="Not offered any more.")
    if_all_counted = OtherwiseSerializer(allow_null=True)
    self_check = CheckSerializer(allow_null=True, help_text="Made nightly.")


class SnapshotRowSerializer(serializers.ModelSerializer[Snapshot]):
    method = serializers.DictField()
    ballots = serializers.IntegerField(source="facts.ballots")
    excluded = serializers.DictField(source="facts.excluded", child=serializers.IntegerField())

    class Meta:
        model = Snapshot
        fields: tuple[str, ...] = (
            "id",
            "category",
            "period",
            "created_at",
            "input_hash",
            "method",
            "last_ballot",
            "last_import",
            "ballots",
            "excluded",
        )
        read_only_fields = fields


class SnapshotSerializer(SnapshotRowSerializer):
    facts = FactsSerializer()
    rows = BoardRowSerializer(many=True)

    class Meta(SnapshotRowSerializer.Meta):
        fields = (*SnapshotRowSerializer.Meta.fields, "facts", "rows")
        read_only_fields = fields


class ExclusionSerializer(serializers.ModelSerializer[Exclusion]):
    class Meta:
        model = Exclusion
        fields = ("id", "status", "reason", "appeal", "note", "created_at", "appealed_at", "decided_at")
        read_only_fields = fields


class AppealSerializer(serializers.Serializer[Any]):
    needs_all = True
    appeal = Text(max_length=MAX_APPEAL, help_text="Why these votes are honest; a person reads it.")
