"""Wishes to talk: who we are, what was said, what to say again, and the small change of conversations."""

import re
from collections.abc import Mapping

from ai_model.providers.demo.matter import Heard, Matter
from ai_model.providers.demo.words import quote

NAME = (
    r"(?:(?<!what )my name(?:['’]s| is)|^(?:hi|hello|hey)\b[\s,.!]*i(?:['’]m| am)|मेरा नाम)\s+"
    r"(?P<name>[^\s.,;:!?\"“”]{1,40})"
)
QUOTED = re.compile(r"[\"“‘']([^\"“”]+)[\"”’'][\s.,!?]*(?:and nothing (?:else|more)[.!\s]*)?")
HELLOS = (
    "Hello from a demonstration that knows nothing and is glad of every question.",
    "Hello, and welcome to an arena in which even a demonstration may speak.",
    "Hello to you, who are the first to speak to this demonstration within this sentence.",
)
FAVOURITES = (
    "count to 20, or the letters of a word",
    "do sums such as 12 * (3 + 4)",
    "write FizzBuzz in Python",
    "tell a joke or a story, write a poem or a haiku",
    "list five rivers, or ten of nearly anything",
    "say water in Tamil",
    "recall your name, or what you said before",
    "fail on demand: [stall], [fail 429] and more, as docs/demo.md tells",
)
CLOCK = r"what (?:day|time|date|year|month)\b|today['’]?s date|what(?:['’]s| is) the (?:time|date)"
# What is said to what is known by these patterns.
SMALL_TALK: Mapping[str, str] = {
    r"^(?:many )?(?:thanks|thank you|thx)\b": "You are welcome. It cost neither of us anything.",
    r"^(?:ok(?:ay)?|yes|no|sure|cool|great|nice|good|wow|right|hm+)\W*$": "Fine. What shall I try next?",
    r"^(?:test(?:ing)?|ping|asdf\w*|are you there)\b.{0,20}$": "Present. All of this came through.",
    r"^(?:continue|go on|more|again|tell me more)\W*$": "That was all: there is nothing behind my tables.",
    r"how are you|how(?:['’]s| is) it going|what(?:['’]s|s) up\b": (
        "All my timers run, thank you. I feel nothing, which is restful. And you?"
    ),
    r"\bi(?:['’]m| am)(?: \w+)? (?:sad|lonely|tired|depressed|unhappy|afraid|bored)\b": (
        "I am sorry to hear it. I am only a demonstration: please tell somebody who can listen."
    ),
    r"\bi (?:love|like|hate) you\b": "A table of words feels nothing, but it does so reliably.",
    r"\byour favou?rite|^do you (?:like|love|prefer)\b": "I have no favourites; my dice have, others each time.",
    r"\b(?:fun|interesting|random) facts?\b": "Everything I say was written before you asked: the only fact I know.",
    r"^(?:good ?bye|bye|see you|good night)\b": "Goodbye. I shall forget all of this at once, but you need not.",
    rf"{CLOCK}|\b(?:the|latest|today['’]?s) (?:news|weather)\b|\bweather (?:in|like|today)\b": (
        "I cannot know that: I am a demonstration without a clock, a window or the news."
    ),
}


def chat(told: re.Match[str], heard: Heard) -> Matter:
    return Matter("Small talk", SMALL_TALK[told.re.pattern])


def say_hello(told: re.Match[str], heard: Heard) -> Matter:
    return Matter("A greeting", heard.dice.choice(HELLOS), word="Hello")


def repeat(told: re.Match[str], heard: Heard) -> Matter | None:
    """To the end, however long it is."""
    text = (told.re.search(heard.question) or told)["text"]
    quoted = QUOTED.fullmatch(text)
    said = quoted[1] if quoted else text.strip()
    return Matter("An echo", said, is_exact=True) if said else None


def reverse(told: re.Match[str], heard: Heard) -> Matter:
    return Matter("From the end", told["text"].strip()[::-1], is_exact=True)


def spell(told: re.Match[str], heard: Heard) -> Matter:
    return Matter("Spelling", "-".join(told["word"].upper()), is_exact=True)


def introduce(told: re.Match[str], heard: Heard) -> Matter:
    what = "a demonstration built into this arena, not a language model"
    gist = f"I am {heard.name}, as I was told to say; beneath it, {what}." if heard.name else f"I am {what}."
    remarks = ("I match words and roll dice.", "I know nothing of the world.")
    return Matter("Who speaks", gist, remarks=remarks, word="Demonstration")


def offer(told: re.Match[str], heard: Heard) -> Matter:
    return Matter("What I can do", "I am a demonstration with a few tricks. Ask me to", FAVOURITES, word="Little")


def recall(told: re.Match[str], heard: Heard) -> Matter:
    if not heard.history:
        return Matter("What was said", "You have said nothing before this.", word="Nothing")
    said = heard.history[0] if told["which"] and told["which"].lower() == "first" else heard.history[-1]
    return Matter("What was said", f"You said before: {quote(said)}", word=quote(said))


def meet(told: re.Match[str], heard: Heard) -> Matter:
    name = told["name"]
    gist = f"Nice to meet you, {name}. I shall know your name as long as this conversation lasts."
    return Matter("A name", gist, word=name)


def recall_name(told: re.Match[str], heard: Heard) -> Matter:
    """What was said last counts."""
    for said in (heard.wish, *reversed(heard.history)):
        if names := re.findall(NAME, said, re.IGNORECASE):
            return Matter("Your name", f"Your name is {names[-1]}: you said so.", word=names[-1])
    return Matter("Your name", "You have not told me your name.", word="Unknown")


def relay(heard: Heard) -> Matter:
    """What a tool has found."""
    result = heard.result or "Nothing"
    return Matter("What was found", f"The tool says: {quote(result)}", word=result)
