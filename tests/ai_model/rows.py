"""Providers and models for tests, under names of their own: rows stay in the database."""

from typing import Any
from uuid import uuid4

from ai_model.models import AIModel, Provider


def make_name(stem: str = "test") -> str:
    return f"{stem}-{uuid4().hex[:12]}"


def make_provider(**columns: Any) -> Provider:
    """As the catalog would, unless `declared` says otherwise: its address may be private."""
    columns = {"name": make_name("provider"), "dialect": "openai-chat", "base_url": "http://127.0.0.1:9"} | columns
    columns.setdefault("declared", {"base_url": columns["base_url"]})
    return Provider.objects.create(**columns)


def make_model(provider: Provider, **columns: Any) -> AIModel:
    code = columns.pop("model_code", make_name("model"))
    columns = {"name": f"{provider.name}/{code}", "display_name": "A model"} | columns
    return AIModel.objects.create(provider=provider, model_code=code, **columns)
