"""How a system prompt, or the question itself, wants to be answered whatever the question is."""

import re
from collections.abc import Callable, Mapping

from ai_model.providers.demo.matter import Matter
from ai_model.providers.demo.words import find_keywords

Manner = Callable[[str, Matter], str]

NAMES = (
    re.compile(r"\b(?i:your name is|you are (?:called|named)|call yourself)\s+[\"“]?([^\s.,;:!?\"“”]{1,40})"),
    re.compile(r"\b[Yy]ou are ([A-Z][^\s.,;:!?\"“”]{1,40})(?=[.,;!]|\s+(?:and|from|the)\b|$)"),
)
PIRATE: Mapping[str, str] = {
    "hello": "ahoy",
    "my": "me",
    "you": "ye",
    "your": "yer",
    "is": "be",
    "am": "be",
    "are": "be",
    "friend": "matey",
    "yes": "aye",
    "the": "th'",
    "of": "o'",
    "and": "an'",
    "nothing": "nary a thing",
}


def use_one_word(text: str, matter: Matter) -> str:
    return matter.word or find_keywords(matter.gist)[0]


def be_brief(text: str, matter: Matter) -> str:
    return matter.gist


def shout(text: str, matter: Matter) -> str:
    return text.upper()


def talk_like_a_pirate(text: str, matter: Matter) -> str:
    return re.sub(r"[A-Za-z]+", lambda word: say_like_a_pirate(word[0]), text) + " Arr!"


def say_like_a_pirate(word: str) -> str:
    said = PIRATE.get(word.lower(), word)
    return said.capitalize() if word[0].isupper() and said != word else said


MANNERS: tuple[tuple[str, Manner], ...] = (
    (r"\b(?:in|with|using) (?:only |just |exactly )?(?:one|a single|1) word\b|\bone[- ]word answers?\b", use_one_word),
    (
        r"\b(?:in|with) (?:only |just )?(?:one|a single|1) sentence\b|\bbe (?:brief|concise|short)\b|\bbriefly\b",
        be_brief,
    ),
    (r"\b(?:in|use) (?:all |only )?(?:caps|capitals|capital letters|upper ?case)\b|\bshout\b", shout),
    (r"\blike a pirate\b|\byou are a pirate\b", talk_like_a_pirate),
)
PATTERNS = tuple((re.compile(pattern, re.IGNORECASE), manner) for pattern, manner in MANNERS)


def find_name(system: str) -> str:
    return next((found[1] for pattern in NAMES if (found := pattern.search(system))), "")


def find_manners(prompt: str) -> list[Manner]:
    return [manner for pattern, manner in PATTERNS if pattern.search(prompt)]
