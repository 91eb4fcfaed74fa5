"""Answers to all other questions: graceful, made of the question's own words, and without knowledge."""

import re

from ai_model.providers.demo import languages
from ai_model.providers.demo.matter import Heard, Matter
from ai_model.providers.demo.words import begin, find_keywords, find_topic, quote

OPENINGS = (
    "I am a demonstration and know nothing about {topic}; this is how an answer could begin.",
    "About {topic} I can only rearrange your own words, as I am a demonstration.",
    "{topic}: a good question for somebody who knows. I am a demonstration and show how an answer looks.",
    "One could say much about {topic}, and I, being a demonstration, can say none of it with right.",
)
THOUGHTS = (
    "First ask what {word} is, and what it is not.",
    "Whoever needs {word} knows more about it than whoever sells it.",
    "Look at the smallest case of {word} you can think of.",
    "What is said of {word} is often true of its neighbours too.",
    "Something came before {word}, and something will come after.",
    "Try to do without {word} for a day, and note what is missing.",
    "Draw {word} on one page; what does not fit is a detail.",
)
STEPS = (
    "Write down in one sentence what should be true when {topic} is done.",
    "Find the part of it that could fail, and try that first.",
    "Do it once in the simplest way that works.",
    "Show it to somebody, and watch instead of explaining.",
    "Put away what was not needed.",
)
RESPECTS = (
    "Where {one} gives you freedom, {two} gives you order.",
    "{one} is quicker to begin, {two} quicker to end.",
    "{two} forgives less than {one}.",
    "Those who know only {one} overrate {two}.",
)


def compare(told: re.Match[str], heard: Heard) -> Matter:
    one, two = find_topic(told["one"]), find_topic(told["two"])
    points = tuple(begin(respect.format(one=one, two=two)) for respect in heard.dice.sample(RESPECTS, 3))
    gist = f"{begin(one)} or {two}? I am a demonstration and know neither, but a comparison could read like this:"
    return Matter(begin(f"{one} and {two}"), gist, points, word=heard.dice.choice((one, two)))


def guide(told: re.Match[str], heard: Heard) -> Matter:
    topic = find_topic(told["topic"])
    points = tuple(step.format(topic=topic) for step in STEPS)
    gist = "These steps fit nearly everything, which is all that a demonstration can offer:"
    return Matter(f"How to: {topic}", gist, points, word=topic)


def explain(told: re.Match[str], heard: Heard) -> Matter:
    return reflect(told["topic"], heard)


def answer(told: re.Match[str], heard: Heard) -> Matter:
    if not told.string:
        return Matter(
            "Nothing was asked", "You have asked nothing, and nothing is exactly what I know.", word="Nothing"
        )
    if name := languages.find_language(told.string):
        language = languages.LANGUAGES[name]
        return Matter("An answer", f"{quote(told.string)} {language.confession}", word=language.greetings[0])
    return reflect(told.string, heard)


def reflect(text: str, heard: Heard) -> Matter:
    topic = find_topic(text)
    words = find_keywords(text) or [topic]
    chosen = heard.dice.sample(THOUGHTS, 4)
    remarks = tuple(thought.format(word=words[place % len(words)]) for place, thought in enumerate(chosen))
    opening = begin(heard.dice.choice(OPENINGS).format(topic=topic))
    return Matter(f"About {topic}", opening, remarks=remarks, word=words[0])
