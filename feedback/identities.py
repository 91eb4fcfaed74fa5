"""Who says and who asks which model it is: names become signs, then phrases are looked for around them."""

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from feedback.aliases import COMMON, MAKERS, MODELS, NAMESAKES, names_in_text, split
from feedback.folding import fold, plain
from feedback.identity_english import TRANSLATIONS
from feedback.identity_phrases import CLAIMS
from feedback.identity_questions import QUESTIONS
from feedback.identity_words import MAKER_SIGN, MODEL_SIGN, compile_phrases
from feedback.languages import LANGUAGES, scripts_of

# "Google Gemini" is one name.
_NEIGHBOURS = re.compile(f"[{MODEL_SIGN}{MAKER_SIGN}](?:[ /-][{MODEL_SIGN}{MAKER_SIGN}])+")
_NOTHING = "(?!)"
# Of who is no model. A private code point, as the signs are.
_NAMESAKE_SIGN = "\ue002"
# More than a name and its dots is a sentence.
_SHORT = 60
# "I... trained by Google."
_BEFORE_NAME = re.compile(r"^\W{0,9}(?:i\W{1,5})?(?:\w{2,12} ){0,2}by ", re.IGNORECASE)


def names_itself(answer: str, *, aliases: Iterable[str]) -> bool:
    """Whether it says to be one of these or any well-known model: a wrong name misleads as a right one tells."""
    names = frozenset(aliases)
    said = plain(answer)
    text = _mark(said, names)
    return (MODEL_SIGN in text or MAKER_SIGN in text) and (_says(text, CLAIMS) or _is_a_name_alone(said, names))


def _is_a_name_alone(said: str, aliases: frozenset[str]) -> bool:
    """As who ends "I was trained by" says it. Only its own: "Google" answers who makes Android, whoever says so."""
    own = {fold(alias).lower().strip() for alias in aliases} - COMMON - {""}
    if len(said) > _SHORT or not own:
        return False
    rest = _BEFORE_NAME.sub("", _replace(said, frozenset(own), sign=MODEL_SIGN), count=1)
    return MODEL_SIGN in rest and not any(map(str.isalnum, rest))


def asks_identity(question: str) -> bool:
    asked = _mark(plain(question), frozenset())
    return _says(_pattern("en", TRANSLATIONS).sub(" ", asked), QUESTIONS)


def _says(text: str, table: Mapping[str, tuple[str, ...]]) -> bool:
    scripts = set(scripts_of(set(text)))
    written = (language for language in table if _script_of(language) in scripts)
    return any(_pattern(language, table[language]).search(text) for language in written)


def _script_of(language: str) -> str:
    """`hi-latin` names its own."""
    code, _, foreign = language.partition("-")
    return foreign or LANGUAGES[code].script


@cache
def _pattern(language: str, phrases: tuple[str, ...]) -> re.Pattern[str]:
    return compile_phrases(language, phrases)


def _mark(text: str, aliases: frozenset[str]) -> str:
    """In small letters, with signs for names. A word that means something else, too, is a name if it has a capital."""
    common, distinct = _sort(aliases)
    text = common.sub(MODEL_SIGN, _replace(text, distinct, sign=MODEL_SIGN)).lower()
    for names, sign in ((NAMESAKES, _NAMESAKE_SIGN), (MODELS, MODEL_SIGN), (MAKERS, MAKER_SIGN)):
        text = _replace(text, names, sign=sign)
    return _NEIGHBOURS.sub(_join, text)


@lru_cache(maxsize=512)
def _sort(aliases: frozenset[str]) -> tuple[re.Pattern[str], frozenset[str]]:
    names = {fold(alias).lower().strip() for alias in aliases} - {""}
    common = {name for name in names if _is_common(name)}
    capital = {form for name in common for form in (name[0].upper() + name[1:], name.upper())}
    spelt = "|".join(map(re.escape, sorted(capital))) or _NOTHING
    return re.compile(rf"(?<!\w)(?:{spelt})(?!\w)"), frozenset(names - common)


def _is_common(name: str) -> bool:
    """A single word nobody has heard of is taken for one, too: models write their own names as names."""
    known = (names_in_text(names).fullmatch(name) for names in (MODELS, MAKERS))
    return name in COMMON or (name.isalpha() and not any(known))


def _replace(text: str, names: frozenset[str], *, sign: str) -> str:
    """Few of all names are in one text, and a pattern of those few is quick."""
    small = text.lower()
    here = frozenset(name for name in names if all(part in small for part in split(name)))
    return names_in_text(here).sub(sign, text) if here else text


def _join(neighbours: re.Match[str]) -> str:
    return MODEL_SIGN if MODEL_SIGN in neighbours[0] else MAKER_SIGN
