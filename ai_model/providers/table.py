"""Which dialects there are, and how each is told who asks and tells which models it serves."""

from collections.abc import Mapping
from dataclasses import dataclass, field

# Stands for the built-in provider, whose port is known only to the process that serves it.
DEMO_ADDRESS = "http://demo.localhost"


@dataclass(frozen=True, slots=True)
class Listing:
    """Where the list of models is, and what its rows are called."""

    path: str
    rows: str = "data"
    code: str = "id"
    # What stands before every code and is no part of it.
    prefix: str = ""
    # Rows count only if their list of this name holds this word.
    only: tuple[str, str] | None = None


# Under which names a row tells the rest; the first that is there is meant.
DISPLAY_NAMES = ("display_name", "displayName", "name")
CONTEXT_WINDOWS = (
    "context_window",
    "context_length",
    "max_context_length",
    "max_input_tokens",
    "inputTokenLimit",
    "max_model_len",
)


@dataclass(frozen=True, slots=True)
class Dialect:
    key_header: str = "Authorization"
    key_prefix: str = "Bearer "
    headers: Mapping[str, str] = field(default_factory=dict)
    default_port: int | None = None
    listing: Listing | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """Where a host departs from the dialect it speaks."""

    key_header: str
    key_prefix: str = ""


DIALECTS: Mapping[str, Dialect] = {
    "openai-chat": Dialect(listing=Listing("/models")),
    "openai-responses": Dialect(listing=Listing("/models")),
    "anthropic-messages": Dialect(
        key_header="x-api-key",
        key_prefix="",
        headers={"anthropic-version": "2023-06-01"},
        listing=Listing("/v1/models?limit=1000"),
    ),
    "gemini": Dialect(
        key_header="x-goog-api-key",
        key_prefix="",
        listing=Listing(
            "/v1beta/models?pageSize=1000",
            rows="models",
            code="name",
            prefix="models/",
            only=("supportedGenerationMethods", "generateContent"),
        ),
    ),
    "ollama": Dialect(default_port=11434, listing=Listing("/api/tags", rows="models", code="model")),
    "cohere-v2": Dialect(
        listing=Listing("/v1/models?page_size=1000", rows="models", code="name", only=("endpoints", "chat"))
    ),
    "mistral": Dialect(listing=Listing("/models")),
    # Its requests are signed, not keyed, and its list is on another host.
    "bedrock-converse": Dialect(),
}

PROFILES: Mapping[str, Profile] = {
    "sarvam": Profile(key_header="api-subscription-key"),
}


def authorization(dialect: str, profile: str, *, key: str) -> dict[str, str]:
    """The headers by which a provider knows who asks."""
    speech = DIALECTS[dialect]
    form = PROFILES.get(profile, speech)
    return {**speech.headers, form.key_header: form.key_prefix + key} if key else dict(speech.headers)
