"""How things are named: providers, models, variables and capabilities, in the catalog, the admin and URLs alike."""

import re

PROVIDER_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,49}", re.ASCII)
MODEL_CODE = re.compile(r"[A-Za-z0-9@][A-Za-z0-9._:@+/-]{0,198}[A-Za-z0-9._:@+-]|[A-Za-z0-9]", re.ASCII)
VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,99}", re.ASCII)
CAPABILITY = re.compile(r"[a-z0-9][a-z0-9_-]{0,49}", re.ASCII)


def is_model_name(text: str) -> bool:
    provider, slash, code = text.partition("/")
    return bool(slash and PROVIDER_NAME.fullmatch(provider) and is_model_code(code))


def is_model_code(text: str) -> bool:
    return bool(MODEL_CODE.fullmatch(text)) and "//" not in text


def is_capability(text: str) -> bool:
    return bool(CAPABILITY.fullmatch(text))
