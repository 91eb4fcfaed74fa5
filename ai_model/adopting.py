"""How models that a provider turned out to serve become rows of ours."""

from collections.abc import Iterable

from ai_model.declarations import MAX_DISPLAY_NAME
from ai_model.models import AIModel, Provider
from ai_model.names import is_model_code
from ai_model.providers.calls import Endpoint
from ai_model.providers.discovery import Answer, Found
from ai_model.providers.table import DEMO_ADDRESS


def endpoints() -> list[Endpoint]:
    """All that can be asked now; the demo has nothing to tell that the catalog does not say."""
    return [provider.endpoint for provider in Provider.objects.ready() if provider.address != DEMO_ADDRESS]


def adopt(answer: Answer, *, is_active: bool) -> list[str]:
    """Adds what is not known yet, and says so line by line."""
    provider = Provider.objects.get(name=answer.name)
    fresh = _unknown(provider, answer.models)
    AIModel.objects.bulk_create(
        [
            AIModel(
                provider=provider,
                name=f"{provider.name}/{found.code}",
                model_code=found.code,
                display_name=found.display_name[:MAX_DISPLAY_NAME],
                context_window=found.context_window,
                is_active=is_active,
            )
            for found in fresh
        ],
        batch_size=500,
    )
    return [f"+ model {provider.name}/{found.code}{'' if is_active else ' (off)'}" for found in fresh]


def _unknown(provider: Provider, found: Iterable[Found]) -> list[Found]:
    rows = provider.models.values_list("name", "model_code")
    known = {code for _, code in rows} | {name.partition("/")[2] for name, _ in rows}
    once = {model.code: model for model in found}
    return [model for code, model in once.items() if is_model_code(code) and code not in known]
