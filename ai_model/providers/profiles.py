"""Where hosts depart from the dialect they speak, as their documentation tells."""

from collections.abc import Mapping

from ai_model.providers.dialect import Profile

PENALTIES = frozenset({"presence_penalty", "frequency_penalty"})
EFFORT = frozenset({"reasoning_effort"})

PROFILES: Mapping[str, Profile] = {
    # The address is https://<resource>.openai.azure.com/openai/v1.
    "azure": Profile(key_header="api-key", key_prefix="", limit_key="max_completion_tokens"),
    "deepinfra": Profile("https://api.deepinfra.com/v1/openai"),
    "deepseek": Profile("https://api.deepseek.com", lacks=frozenset({"seed"})),
    "fireworks": Profile("https://api.fireworks.ai/inference/v1"),
    "groq": Profile("https://api.groq.com/openai/v1", limit_key="max_completion_tokens", lacks=PENALTIES),
    "huggingface": Profile("https://router.huggingface.co/v1"),
    "llamacpp": Profile("http://127.0.0.1:8080/v1", lacks=EFFORT),
    "lmstudio": Profile("http://127.0.0.1:1234/v1"),
    "nvidia": Profile("https://integrate.api.nvidia.com/v1", lacks=PENALTIES),
    "openai": Profile("https://api.openai.com/v1", limit_key="max_completion_tokens", system_role="developer"),
    "openrouter": Profile("https://openrouter.ai/api/v1", effort_key="reasoning"),
    "perplexity": Profile(
        "https://api.perplexity.ai", takes_usage_option=False, lacks=frozenset({"seed", "stop", "tools"})
    ),
    "qwen": Profile("https://dashscope-intl.aliyuncs.com/compatible-mode/v1"),
    "sarvam": Profile(
        "https://api.sarvam.ai/v1", key_header="api-subscription-key", key_prefix="", takes_usage_option=False
    ),
    "together": Profile("https://api.together.xyz/v1"),
    "vllm": Profile("http://127.0.0.1:8000/v1"),
    "xai": Profile("https://api.x.ai/v1", lacks=PENALTIES),
}
