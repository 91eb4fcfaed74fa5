"""Who answers to the name provider/code: where, with which key and at what price, without a database.

The catalog file tells; beside it, a profile's name leads to that host, and with an address any name will do.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from ai_model import addresses, catalog_file, keys, names
from ai_model.catalog import FREE, Amounts, Catalog, DeclaredModel, DeclaredProvider, today
from ai_model.files import BadFile
from ai_model.providers.calls import Call, Endpoint
from ai_model.providers.profiles import PROFILES
from ai_model.providers.prompts import Prompt
from ai_model.providers.redaction import redactor
from ai_model.providers.table import DIALECTS
from ai_model.providers.watching import LONG_PATIENCE, PATIENCE, Patience

CATALOG = Path(__file__).resolve().parents[2] / "catalog.toml"
# What hosts speak that the catalog does not know.
COMMON_DIALECT = "openai-chat"
# By whether a model thinks before it speaks.
Patiences = Mapping[bool, Patience]
PATIENCES: Patiences = {False: PATIENCE, True: LONG_PATIENCE}


class UnknownProvider(ValueError):
    """Its message names those there are."""


@dataclass(frozen=True, slots=True)
class Contact:
    model: DeclaredModel
    endpoint: Endpoint

    def ask(
        self,
        prompt: Prompt,
        *,
        timeout: float | None = None,
        fallback: Call | None = None,
        patiences: Patiences = PATIENCES,
    ) -> Call:
        patience = patiences[self.model.is_thinking_model]
        return Call(
            self.model.name,
            self.endpoint,
            replace(prompt, model=self.model.model_code, max_output=self.model.max_output),
            patience=replace(patience, wall=timeout or patience.wall),
            fallback=fallback,
        )


def read_catalog(path: str | Path | None = None) -> Catalog:
    """Read once, and again when the file has changed."""
    path = Path(path or CATALOG).absolute()
    try:
        return _read_catalog(path, path.stat().st_mtime_ns)
    except OSError as error:
        raise ValueError(f"there is no catalog {path}: {error.strerror}") from error


@lru_cache(maxsize=16)
def _read_catalog(path: Path, changed: int) -> Catalog:
    try:
        return catalog_file.read(path)
    except BadFile as error:
        raise ValueError(f"{path}: {error}") from error


def find(name: str, catalog: Catalog, *, base_url: str = "", api_key: str = "") -> Contact:
    """Raises UnknownProvider; Lacking where a key or an address has to be given."""
    model = _find_model(name, catalog)
    provider = _find_provider(model.provider, catalog)
    if provider is None:
        if not base_url:
            known = ", ".join(sorted(each.name for each in catalog.providers))
            raise UnknownProvider(f"unknown provider {model.provider!r}: the catalog has {known}")
        provider = DeclaredProvider(model.provider, COMMON_DIALECT)
    return Contact(model, _find_endpoint(provider, base_url=base_url.rstrip("/"), api_key=api_key))


def find_amounts(name: str, catalog: Catalog) -> Amounts | None:
    """What it costs; nothing is known of hosts that want a key and have no price in the catalog."""
    if not names.is_model_name(name):
        return None
    model = _find_model(name, catalog)
    day = model.price_from
    if model.price and (day is None or day <= today()):
        return model.price
    provider = _find_provider(model.provider, catalog)
    return None if provider is None or provider.api_key_env else FREE


def _find_model(name: str, catalog: Catalog) -> DeclaredModel:
    """A model that the catalog does not know is asked for by its name."""
    if not names.is_model_name(name):
        raise ValueError(f"a model is named provider/code, such as demo/swift; not {name!r}")
    code = name.partition("/")[2]
    declared = (model for model in catalog.models if model.name == name)
    return next(declared, DeclaredModel(name, code, display_name=code))


def _find_provider(name: str, catalog: Catalog) -> DeclaredProvider | None:
    declared = (provider for provider in catalog.providers if provider.name == name)
    return next(declared, _from_profile(name) if name in PROFILES else None)


def _from_profile(name: str) -> DeclaredProvider:
    """Servers on one's own machine want a key only where one is set."""
    address, variable = PROFILES[name].address, f"{name.upper()}_API_KEY"
    is_local = address.startswith("http:") and not keys.read(variable)
    return DeclaredProvider(
        name, COMMON_DIALECT, base_url=address, profile=name, api_key_env="" if is_local else variable
    )


def _find_endpoint(provider: DeclaredProvider, *, base_url: str, api_key: str) -> Endpoint:
    _check(base_url, api_key)
    home = _home_of(provider)
    address = base_url or home
    if not address:
        variable = provider.base_url_env
        raise keys.Lacking(f"set {variable}" if variable else f"{provider.name} has no address: give its base_url")
    return Endpoint(
        provider.name,
        provider.dialect,
        address=address,
        profile=provider.profile,
        key=redactor.keep(api_key or _key_of(provider, home, address=address)),
        max_concurrency=provider.max_concurrency,
    )


def _check(base_url: str, api_key: str) -> None:
    if base_url and not addresses.is_address(base_url):
        raise ValueError(f"base_url is an http or https address with a host, without user or query; not {base_url!r}")
    if not keys.is_sendable(api_key):
        raise ValueError("api_key holds characters that no HTTP header can carry")


def _home_of(provider: DeclaredProvider) -> str:
    """Where the catalog says it is; empty if that is left to a variable that nobody has set."""
    if not provider.base_url_env:
        return provider.base_url.rstrip("/")
    return keys.read_address(provider.base_url_env, default_port=DIALECTS[provider.dialect].default_port)


def _key_of(provider: DeclaredProvider, home: str, *, address: str) -> str:
    """A key of the environment never goes to another host than the catalog's."""
    if not provider.api_key_env or addresses.origin_of(address) != addresses.origin_of(home):
        return ""
    if key := keys.read(provider.api_key_env):
        return key
    raise keys.Lacking(f"set {provider.api_key_env}")
