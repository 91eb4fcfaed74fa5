"""Which dialects there are."""

from collections.abc import Mapping

from ai_model.providers.anthropic_messages import AnthropicMessages
from ai_model.providers.bedrock import BedrockConverse
from ai_model.providers.cohere import Cohere
from ai_model.providers.dialect import Dialect
from ai_model.providers.gemini import Gemini
from ai_model.providers.mistral import Mistral
from ai_model.providers.ollama import Ollama
from ai_model.providers.openai_chat import OpenAIChat
from ai_model.providers.openai_responses import OpenAIResponses

# Stands for the built-in provider, whose port is known only to the process that serves it.
DEMO_ADDRESS = "http://demo.localhost"

DIALECTS: Mapping[str, Dialect] = {
    "openai-chat": OpenAIChat(),
    "openai-responses": OpenAIResponses(),
    "anthropic-messages": AnthropicMessages(),
    "bedrock-converse": BedrockConverse(),
    "gemini": Gemini(),
    "ollama": Ollama(),
    "cohere-v2": Cohere(),
    "mistral": Mistral(),
}
