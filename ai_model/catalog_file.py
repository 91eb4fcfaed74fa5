"""How a catalog is written in TOML: the file becomes values, or a list of every mistake with its line."""

import difflib
import re
import textwrap
import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from ai_model.catalog import Amounts, Catalog, DeclaredModel, DeclaredProvider
from ai_model.declarations import AMOUNTS, MAX_DISPLAY_NAME, MODEL, PROVIDER, Rule, Wrong
from ai_model.files import BadFile, Mistake, read_text
from ai_model.names import PROVIDER_NAME, is_model_name
from ai_model.providers.profiles import PROFILES
from ai_model.providers.table import DIALECTS
from ai_model.toml_lines import Place, find_lines

# The one dialect that hosts speak with an accent.
PROFILED = "openai-chat"
# What a price cannot do without.
NEEDED = {"input_price", "output_price"}


def read(path: Path) -> Catalog:
    catalog = parse(read_text(path))
    if catalog == Catalog((), ()):
        # More likely a slip than the wish to switch everything off.
        raise BadFile([Mistake(1, "nothing is declared here")])
    return catalog


def parse(text: str) -> Catalog:
    try:
        document = tomllib.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise BadFile([_not_toml(str(error), text)]) from error
    reader = Reader(text)
    catalog = reader.read(document)
    if reader.mistakes:
        raise BadFile(reader.mistakes)
    return catalog


def _not_toml(message: str, text: str) -> Mistake:
    found = re.search(r"at line (\d+)", message)
    line = int(found[1]) if found else text.rstrip().count("\n") + 1
    return Mistake(line, f"this is not TOML: {re.sub(r' [(]at [^()]*[)]$', '', message)}")


class Reader:
    """Reads on behind a mistake, so that all are told at once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.mistakes: list[Mistake] = []

    @cached_property
    def lines(self) -> Mapping[Place, int]:
        return find_lines(self.text)

    def read(self, document: Mapping[str, Any]) -> Catalog:
        for key in document.keys() - {"providers", "models"}:
            self._note((key,), _unknown(key, ("providers", "models")))
        providers = self._expect(document, "providers", dict, "is written as [providers.name]")
        models = self._expect(document, "models", list, "are written as [[models]]")
        names = [row.get("name") if isinstance(row, dict) else None for row in models]
        self._refuse_repetition(names)
        self._check_fallbacks(models, names)
        return Catalog(
            tuple(self._provider(name, raw) for name, raw in providers.items()),
            tuple(self._model(place, raw, providers=providers) for place, raw in enumerate(models)),
        )

    def _note(self, place: Place, sentence: str) -> None:
        """At the line of the value, or of the table it is missing from."""
        while place and place not in self.lines:
            place = place[:-1]
        self.mistakes.append(Mistake(self.lines.get(place, 0), sentence))

    def _expect(self, document: Mapping[str, Any], key: str, kind: type, written: str) -> Any:
        value = document.get(key, kind())
        if isinstance(value, kind):
            return value
        self._note((key,), f"{key} {written}")
        return kind()

    def _refuse_repetition(self, names: Sequence[object]) -> None:
        first: dict[str, int] = {}
        for number, name in enumerate(names):
            known = first.setdefault(str(name), number)
            if name and known != number:
                line = self.lines.get(("models", known, "name"), 0)
                self._note(("models", number, "name"), f"{name} stands on line {line} already")

    def _check_fallbacks(self, rows: Sequence[object], names: Sequence[object]) -> None:
        for number, (row, name) in enumerate(zip(rows, names, strict=True)):
            fallback = row.get("fallback") if isinstance(row, dict) else None
            if isinstance(fallback, str) and is_model_name(fallback) and (fallback == name or fallback not in names):
                self._note(("models", number, "fallback"), f"fallback is another model of this catalog; not {fallback}")

    def _provider(self, name: str, raw: object) -> DeclaredProvider:
        values = self._values(("providers", name), raw, PROVIDER)
        known = PROFILES[values["profile"]].address if "profile" in values else None
        if isinstance(raw, dict):
            self._check_provider(name, raw, known)
        defaults = {"dialect": "", "base_url": "" if "base_url_env" in values else known or ""}
        return DeclaredProvider(**{**defaults, **values, "name": name})

    def _check_provider(self, name: str, raw: Mapping[str, Any], known: str | None) -> None:
        place = ("providers", name)
        if not PROVIDER_NAME.fullmatch(name):
            self._note(place, f"a provider is named in small letters, digits and hyphens; not {name!r}")
        if "dialect" not in raw:
            self._note(place, f"{name} has no dialect: {', '.join(DIALECTS)}")
        if known is not None and raw.get("dialect", PROFILED) != PROFILED:
            self._note((*place, "profile"), f"a profile is one of {PROFILED}; not of {raw['dialect']}")
        told = raw.keys() & {"base_url", "base_url_env"}
        if len(told) != 1 and (told or not known):
            self._note(place, f"{name} has either base_url or base_url_env")

    def _model(self, number: int, raw: object, *, providers: Collection[str]) -> DeclaredModel:
        values = self._values(("models", number), raw, MODEL)
        if isinstance(raw, dict):
            self._check_model(number, raw, providers=providers)
        code = values.get("name", "").partition("/")[2]
        amounts = {key: values.pop(key) for key in AMOUNTS if key in values}
        price = Amounts(**amounts) if amounts.keys() >= NEEDED else None
        defaults = {"name": "", "model_code": code, "display_name": code[:MAX_DISPLAY_NAME]}
        return DeclaredModel(**{**defaults, **values, "price": price})

    def _check_model(self, number: int, raw: Mapping[str, Any], *, providers: Collection[str]) -> None:
        place = ("models", number)
        name = str(raw.get("name"))
        provider = name.partition("/")[0]
        if "name" not in raw:
            self._note(place, "this model has no name")
        elif is_model_name(name) and provider not in providers:
            self._note((*place, "name"), f"{provider} is no provider of this catalog: add [providers.{provider}]")
        missing = sorted(NEEDED - raw.keys())
        if missing and raw.keys() & {*AMOUNTS, "price_from"}:
            self._note(place, f"a price is input_price and output_price: {' and '.join(missing)} is missing")

    def _values(self, place: Place, raw: object, rules: Mapping[str, Rule]) -> dict[str, Any]:
        """What a table holds of the keys it may have, as far as it is right."""
        if not isinstance(raw, dict):
            self._note(place, f"{place[0]} are tables of keys and values; not {_shown(raw)}")
            return {}
        values = {}
        for key, value in raw.items():
            try:
                values[key] = _rule(key, rules)(value)
            except Wrong as wrong:
                self._note((*place, key), str(wrong))
        return values


def _rule(key: str, rules: Mapping[str, Rule]) -> Rule:
    if key not in rules:
        raise Wrong(_unknown(key, rules))

    def check(value: Any) -> Any:
        try:
            return rules[key](value)
        except Wrong as wrong:
            raise Wrong(f"{key} is {wrong}; not {_shown(value)}") from wrong

    return check


def _unknown(key: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(key, list(known), 1)
    return f"there is no key {key!r}" + (f": {near[0]}?" if near else f" here, only {', '.join(known)}")


def _shown(value: object) -> str:
    plain = repr(value) if isinstance(value, str) else str(value)
    return textwrap.shorten(plain.lower() if isinstance(value, bool) else plain, 60)
