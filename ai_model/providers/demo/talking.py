"""Wishes to talk: greetings, who we are, what was said, and what we cannot know."""

import re

from ai_model.providers.demo import languages
from ai_model.providers.demo.matter import Heard, Matter
from ai_model.providers.demo.words import quote, tell_many

MY_NAME = re.compile(r"\bmy name(?:'s| is)\s+([^\s.,;:!?\"“”]{1,40})", re.IGNORECASE)
FAVOURITES = (
    "count to 20, or the letters of a word",
    "do sums such as 12 * (3 + 4)",
    "write FizzBuzz in Python or JavaScript",
    "rhyme, tell a joke, a story, or a haiku",
    "list five rivers, or ten of nearly anything",
    "say water in Tamil",
    "recall what you said before",
    "fail on demand: [stall], [fail 429] and more, as docs/demo.md tells",
)


def greet(told: re.Match[str], heard: Heard) -> Matter | None:
    name = languages.find_greeting(told.string)
    if not name:
        return None
    language = languages.LANGUAGES[name]
    hello = language.greetings[0]
    own = f" I am {heard.name}." if heard.name and name == "english" else ""
    return Matter("A greeting", f"{hello}!{own} {language.confession}", word=hello)


def introduce(told: re.Match[str], heard: Heard) -> Matter:
    what = "a demonstration built into this arena, not a language model"
    gist = f"I am {heard.name}, as I was told to say; beneath it, {what}." if heard.name else f"I am {what}."
    remarks = ("I match words and roll dice.", "I know nothing of the world.")
    return Matter("Who speaks", gist, remarks=remarks, word="Demonstration")


def offer(told: re.Match[str], heard: Heard) -> Matter:
    return Matter("What I can do", "I am a demonstration with a few tricks. Ask me to", FAVOURITES, word="Little")


def feel(told: re.Match[str], heard: Heard) -> Matter:
    return Matter(
        "How it goes", "All my timers run, thank you. I feel nothing, which is restful. And you?", word="Well"
    )


def welcome(told: re.Match[str], heard: Heard) -> Matter:
    return Matter("You are welcome", "You are welcome. It cost neither of us anything.", word="Welcome")


def part(told: re.Match[str], heard: Heard) -> Matter:
    return Matter("A farewell", "Goodbye. I shall forget all of this at once, but you need not.", word="Goodbye")


def recall(told: re.Match[str], heard: Heard) -> Matter:
    if not heard.history:
        return Matter("What was said", "You have said nothing before this.", word="Nothing")
    said = heard.history[0] if told["which"] and told["which"].lower() == "first" else heard.history[-1]
    remark = f"You have spoken {tell_many(len(heard.history) + 1, 'time')}."
    return Matter("What was said", f"You said before: {quote(said)}", remarks=(remark,), word=quote(said))


def recall_name(told: re.Match[str], heard: Heard) -> Matter:
    for said in reversed(heard.history):
        if found := MY_NAME.search(said):
            return Matter("Your name", f"Your name is {found[1]}: you said so.", word=found[1])
    return Matter("Your name", "You have not told me your name.", word="Unknown")


def admit(told: re.Match[str], heard: Heard) -> Matter:
    gist = "I cannot know that: I am a demonstration without a clock, a window or the news."
    return Matter("What I cannot know", gist, remarks=("Your own device knows the day and the hour.",), word="Unknown")


def relay(heard: Heard) -> Matter:
    """What a tool has found."""
    return Matter(
        "What was found", f"The tool says: {quote(heard.result or 'nothing')}", word=heard.result or "Nothing"
    )
