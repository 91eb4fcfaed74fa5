"""How a system prompt, or the question itself, wants to be answered whatever the question is."""

import re
from collections.abc import Callable
from random import Random

from ai_model.providers.demo.matter import WISH_LENGTH, Matter
from ai_model.providers.demo.styles import say_plainly
from ai_model.providers.demo.words import begin, find_keywords, find_sentence

Manner = Callable[[str, Matter], str]

NAMES = (
    re.compile(r"\b(?i:your name is|you are (?:called|named)|call yourself)\s+[\"“]?([^\s.,;:!?\"“”]{1,40})"),
    re.compile(r"\b[Yy]ou are ([A-Z][^\s.,;:!?\"“”]{1,40})(?=[.,;!]|\s+(?:and|from|the)\b|$)"),
)
PIRATE = {"hello": "ahoy", "my": "me", "you": "ye", "your": "yer", "is": "be", "are": "be", "friend": "matey"}


def use_one_word(text: str, matter: Matter) -> str:
    return matter.word or next(iter(find_keywords(matter.gist)), matter.gist)


def use_one_sentence(text: str, matter: Matter) -> str:
    """A list of words becomes one; of a list of sentences the first is taken."""
    if matter.points and not matter.points[0].endswith("."):
        return f"{begin(', '.join(matter.points))}."
    return find_sentence(matter.points[0] if matter.points else matter.gist)


def be_brief(text: str, matter: Matter) -> str:
    return say_plainly(matter, Random(0))  # noqa: S311 -- no secret


def talk_like_a_pirate(text: str, matter: Matter) -> str:
    return re.sub(r"[A-Za-z]+", lambda word: say_like_a_pirate(word[0]), text) + " Arr!"


def say_like_a_pirate(word: str) -> str:
    said = PIRATE.get(word.lower(), word)
    return said.capitalize() if word[0].isupper() and said != word else said


MANNERS: tuple[tuple[str, Manner], ...] = (
    (r"\b(?:in|with|using) (?:only |just |exactly )?(?:one|a single|1) word\b|\bone[- ]word answers?\b", use_one_word),
    (r"\b(?:in|with|using) (?:only |just |exactly )?(?:one|a single|1) (?:short )?sentence\b", use_one_sentence),
    (r"\bbe (?:brief|concise|short)\b|\bbriefly\b|\bin short\b", be_brief),
    (r"\b(?:in|use) (?:all |only )?(?:caps|capitals|capital letters|upper ?case)\b", lambda text, matter: text.upper()),
    (r"\b(?:talk |speak |write )?like a pirate\b|\byou are a pirate\b", talk_like_a_pirate),
)
# For whom it is meant: we have nothing to tell that would be too hard.
AUDIENCE = (
    r"\b(?:to|for) (?:a|an|my) (?:child|kid|beginner|toddler|\w+[- ]year[- ]old)\b|\bin simple (?:terms|words)\b"
    r"|\b(?:like|as if) i(?:['’]m| am| was| were) (?:a child|five|5)\b|\beli5\b"
)
PATTERNS = tuple((re.compile(pattern, re.IGNORECASE), manner) for pattern, manner in MANNERS)
# What goes with it where it is told in the question.
AROUND = r"[,;]? ?(?:\b(?:please |answer |reply |respond )+)?(?:{}) ?[.,:!]?"
CUTS = tuple(re.compile(AROUND.format(pattern), re.IGNORECASE) for pattern in (*dict(MANNERS), AUDIENCE))


def find_name(system: str) -> str:
    return next((found[1] for pattern in NAMES if (found := pattern.search(system))), "")


def find_manners(prompt: str) -> list[Manner]:
    return [manner for pattern, manner in PATTERNS if pattern.search(prompt)]


def strip(question: str) -> str:
    """What is left to be answered; all, if nothing is."""
    start = question[:WISH_LENGTH]
    for pattern in CUTS:
        start = pattern.sub("", start)
    return (start + question[WISH_LENGTH:]).strip() or question
