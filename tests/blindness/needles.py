"""What would tell a hidden model: every name and number of its own, plain and in disguise."""

import hashlib
from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Iterator
from urllib.parse import quote

from ai_model.models import AIModel

DISGUISES: tuple[Callable[[str], str], ...] = (
    str,
    str.lower,
    str.upper,
    quote,
    lambda text: b64encode(text.encode()).decode().rstrip("="),
    lambda text: urlsafe_b64encode(text.encode()).decode().rstrip("="),
    lambda text: text.encode().hex(),
    lambda text: hashlib.md5(text.encode()).hexdigest(),
    lambda text: hashlib.sha1(text.encode()).hexdigest(),
    lambda text: hashlib.sha256(text.encode()).hexdigest(),
)


def needles_of(models: Iterable[AIModel]) -> set[str]:
    return {disguise(word) for model in models for word in words_of(model) for disguise in DISGUISES}


def words_of(model: AIModel) -> Iterator[str]:
    """Each is found nowhere else."""
    yield from (str(model.pk), model.pk.hex, model.name, model.model_code, model.display_name)
    yield from (model.organization, model.license, model.description, *model.aliases)
    yield from (model.provider.name, model.provider.base_url)
    # How it spells the ids of its tool calls.
    yield f"call-of-{model.model_code}"


def found(needles: Iterable[str], text: str) -> set[str]:
    return {needle for needle in needles if needle in text}
