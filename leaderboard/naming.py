"""How models are called in votes: by the catalog's name, or by the one that a file of votes gave to what the catalog
does not know."""

import re
from collections.abc import Iterator
from hashlib import sha256
from itertools import count
from typing import Any
from uuid import UUID

from ai_model import names
from ai_model.models import AIModel, Provider
from leaderboard.reading import as_stored

# The provider of those that came with a file: never asked, never offered.
IMPORTED = "imported"
MAX_CODE = 150
MAX_DISPLAY = 120


def name_of(model: AIModel) -> str:
    return model.model_code if model.provider.name == IMPORTED else model.name


def read_names() -> dict[UUID, str]:
    """Of every model. What the catalog gets to know later has the votes that files brought for its name, too."""
    rows = AIModel.objects.values_list("pk", "name", "model_code", "provider__name")
    return {pk: code if provider == IMPORTED else name for pk, name, code, provider in rows}


class Registry:
    """Finds models by what files call them, and makes those that nobody knows."""

    def __init__(self) -> None:
        known = read_names()
        imported = set(AIModel.objects.filter(provider__name=IMPORTED).values_list("pk", flat=True))
        # Where a file's name has become the catalog's, the catalog's model is meant.
        ordered = sorted(known.items(), key=lambda item: item[0] not in imported)
        self._models = {name: as_stored(pk) for pk, name in ordered}
        self.made: list[str] = []

    def find(self, name: str) -> Any:
        """Its id, as the database has it."""
        if name not in self._models:
            self._models[name] = as_stored(self._make(name))
            self.made.append(name)
        return self._models[name]

    def _make(self, name: str) -> UUID:
        provider, _ = Provider.objects.get_or_create(
            name=IMPORTED, defaults={"dialect": "openai-chat", "is_active": False}
        )
        told = {"provider": provider, "model_code": name, "display_name": name[:MAX_DISPLAY], "is_active": False}
        for code in _list_codes(name):
            model, _ = AIModel.objects.get_or_create(name=f"{IMPORTED}/{code}", defaults=told)
            if model.model_code == name:
                break
        return model.pk


def _list_codes(name: str) -> Iterator[str]:
    """Without end: somebody may be called like the code of another."""
    yield code_of(name)
    yield from (hash_of(name, number) for number in count())


def code_of(name: str) -> str:
    """The same name has the same code, and another name another one."""
    if names.is_model_code(name) and len(name) <= MAX_CODE:
        return name
    return hash_of(name)


def hash_of(name: str, number: int = 0) -> str:
    plain = re.sub(r"[^A-Za-z0-9._:+-]+", "-", name).strip("-.:_+")[:MAX_CODE]
    return "-".join(filter(None, (plain, sha256(f"{name}{number or ''}".encode()).hexdigest()[:8])))
