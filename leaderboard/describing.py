"""What a board says of models beside their ratings."""

from collections.abc import Mapping
from typing import Any

from ai_model.models import AIModel
from leaderboard.naming import IMPORTED, name_of

COLUMNS = ("id", "name", "model", "provider", "organization", "license", "is_active", "release_date")


def describe() -> Mapping[str, Mapping[str, Any]]:
    """Each model by what it is called in votes. A file's name that the catalog has too means the catalog's model."""
    models = AIModel.objects.select_related("provider").order_by("pk")
    parted = sorted(models, key=lambda model: model.provider.name != IMPORTED)
    return {name_of(model): _tell(model) for model in parted}


def _tell(model: AIModel) -> dict[str, Any]:
    return {
        "id": str(model.pk),
        "name": model.name,
        "model": model.display_name,
        "provider": model.provider.name,
        "organization": model.organization,
        "license": model.license,
        "is_active": model.is_active and model.provider.is_active,
        "release_date": model.release_date and model.release_date.isoformat(),
    }
