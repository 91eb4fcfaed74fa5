"""Answers to all other questions: graceful, made of the question's own words, and without knowledge."""

import re

from ai_model.providers.demo.matter import Heard, Matter
from ai_model.providers.demo.words import begin, find_keywords, find_phrase, find_sentence, find_topic, quote

OPENINGS = (
    "I am a demonstration and know nothing about {topic}; this is how an answer could begin.",
    "About {topic} I can only rearrange your own words, as I am a demonstration.",
    "One could say much about {topic}, and I, being a demonstration, can say none of it with right.",
    "Of {topic} I know the words and nothing else, as befits a demonstration.",
)
# For what is no plain question about something.
REPLIES = (
    "{said}: there I must pass, for I am a demonstration and know nothing of the world.",
    "I have read {said} with care and, being a demonstration, without understanding.",
    "To {said} I have no answer that you should believe: I am a demonstration.",
    "Somebody who knows something should hear {said}; I am a demonstration and only show how an answer looks.",
)
THOUGHTS = (
    "I would begin with the word “{word}”.",
    "Whoever knew what “{word}” means here would be half way.",
    "Look at the smallest case of “{word}” you can think of.",
    "Leave “{word}” out, and see what is missing.",
    "Draw “{word}” on one page; what does not fit is a detail.",
)
STEPS = (
    "Write down in one sentence how you will know that it is done.",
    "Find the part that could fail, and try that first.",
    "Do it once in the simplest way that works.",
    "Show it to somebody, and watch instead of explaining.",
    "Put away what was not needed.",
)
RESPECTS = (
    "Where {one} gives you freedom, {two} gives you order.",
    "Whoever begins with {one} will be asked about {two}.",
    "Those who know only {one} overrate {two}.",
)


def summarise(told: re.Match[str], heard: Heard) -> Matter:
    sentence = find_sentence(told["text"])
    remark = "That is its first sentence: to weigh the others one must understand them, and I am a demonstration."
    return Matter("In short", sentence, remarks=(remark,), word=find_topic(sentence))


def compare(told: re.Match[str], heard: Heard) -> Matter:
    one, two = find_topic(told["one"]), find_topic(told["two"])
    points = tuple(begin(respect.format(one=one, two=two)) for respect in RESPECTS)
    gist = f"{begin(one)} or {two}? I am a demonstration and know neither, but a comparison could read like this:"
    return Matter(begin(f"{one} and {two}"), gist, points, word="Either")


def guide(told: re.Match[str], heard: Heard) -> Matter:
    gist = "These steps fit nearly everything, which is all that a demonstration can offer:"
    return Matter(f"How to: {find_phrase(told['topic'])}", gist, STEPS, word="Begin")


def explain(told: re.Match[str], heard: Heard) -> Matter:
    topic = find_phrase(told["topic"])
    gist = begin(heard.dice.choice(OPENINGS).format(topic=topic))
    return Matter(f"About {topic}", gist, remarks=think(told["topic"], heard), word="Unknown")


def reflect(told: re.Match[str], heard: Heard) -> Matter:
    if not heard.question:
        gist = "You have asked nothing, and nothing is exactly what I know."
        return Matter("Nothing was asked", gist, word="Nothing")
    gist = heard.dice.choice(REPLIES).format(said=quote(heard.question))
    return Matter("Beyond my tables", gist, remarks=think(heard.wish, heard), word="Unknown")


def think(text: str, heard: Heard) -> tuple[str, ...]:
    words = find_keywords(text) or ["nothing"]
    chosen = heard.dice.sample(THOUGHTS, 3)
    return tuple(thought.format(word=words[place % len(words)]) for place, thought in enumerate(chosen))
