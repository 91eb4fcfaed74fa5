"""How each model of the demo says what there is to say: its tone, its length, its pace."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random

from ai_model.providers.demo.matter import Heard, Matter
from ai_model.providers.demo.words import begin, find_keywords, quote

# A point that may stand in a line with others.
SHORT = 32
PARAGRAPH = 5

OPENINGS = (
    "There are questions that arrive like late guests, with rain on their shoulders, and yours is one of them.",
    "Ah, to be asked! A lamp goes on somewhere at the far end of a long corridor of words.",
    "Every answer is a bridge built from one side only; here are its first planks.",
)
IMAGES = (
    "It hangs there like washing in a courtyard, white and in no hurry.",
    "So a river would tell it, if rivers could be brought to the point.",
    "One hears it best at evening, when the shutters come down.",
    "It has the weight of a key whose door was painted over.",
)
CLOSINGS = (
    "And with that the lamp is turned down again; the rest you will find as one finds a stair in the dark.",
    "Keep what pleases you, and let the wind have what does not.",
    "So much, and no more, can be carried in two hands of words.",
)
ENDINGS = ("That is all of it.", "This covers what was asked.", "Ask again if a part is missing.")
DOUBTS = (
    "I know nothing of the world, so I must not pretend to.",
    "I have only tables to look this up in.",
    "Whatever I say should be short, because I cannot prove it.",
)
PLAIN = (
    "{word} comes first.",
    "Then look at {word} again.",
    "Keep {word} simple.",
    "A demonstration can say {word} as often as it likes.",
)
ORDERLY = (
    "The next point concerns {word}, and it follows from the one before.",
    "As for {word}, three things should be kept apart: what it is, what it does, and what it costs.",
    "This is a demonstration, so nothing about {word} should be relied upon.",
    "If {word} is in doubt, the simpler reading is to be preferred.",
)
ORNATE = (
    "And still {word} lingers, like the smell of rain on a road that has long been dry again.",
    "Who has ever held {word} in both hands, and not thought of the sea?",
    "They say that {word} was once a village, and that on quiet nights its one bell can be heard.",
    "O {word}, you half-open window, you unposted letter!",
)
CAREFUL = (
    "Suppose {word} is given; what follows from it?",
    "Not much about {word} is certain to a demonstration.",
    "I check {word} once more, and find no contradiction.",
    "The opposite of {word} would be worth a thought too.",
)


def say_plainly(matter: Matter, dice: Random) -> str:
    """Words and nothing else."""
    are_short = all(len(point) <= SHORT for point in matter.points)
    points = [", ".join(matter.points)] if are_short and matter.points else matter.points
    return "\n".join([matter.gist, *points, *fence(matter)])


def say_in_order(matter: Matter, dice: Random) -> str:
    """With a heading, numbers and an end."""
    points = "\n".join(f"{number}. {point}" for number, point in enumerate(matter.points, 1))
    remarks = "\n".join(f"- {remark}" for remark in matter.remarks)
    parts = [f"## {matter.title}", matter.gist, points, *fence(matter), remarks, dice.choice(ENDINGS)]
    return "\n\n".join(filter(None, parts))


def say_ornately(matter: Matter, dice: Random) -> str:
    """At length, and beautifully if it can be helped."""
    points = "\n".join(f"- *{point}*" for point in matter.points)
    images = dice.sample(IMAGES, len(IMAGES))
    remarks = [f"{remark} {image}" for remark, image in zip(matter.remarks, images, strict=False)]
    parts = [dice.choice(OPENINGS), matter.gist, points, *fence(matter), *remarks, images[-1], dice.choice(CLOSINGS)]
    return "\n\n".join(filter(None, parts))


def say_briefly(matter: Matter, dice: Random) -> str:
    """As one who has thought about it: the result, and one reason."""
    gist = matter.gist if "\n" in matter.gist else f"**{matter.gist}**"
    points = "\n".join(f"- {point}" for point in matter.points)
    return "\n\n".join(filter(None, [gist, points, *fence(matter), *matter.remarks[:1]]))


def fence(matter: Matter) -> list[str]:
    return [f"```python\n{matter.code}\n```"] if matter.code else []


@dataclass(frozen=True, slots=True)
class Style:
    say: Callable[[Matter, Random], str]
    # In seconds: before the first token, and before each other.
    first_pause: float
    pause: float
    # What it says when it has to go on and on.
    sentences: tuple[str, ...]
    thinks: bool = False


STYLES: Mapping[str, Style] = {
    "swift": Style(say_plainly, 0.03, 0.005, PLAIN),
    "steady": Style(say_in_order, 0.3, 0.04, ORDERLY),
    "lyric": Style(say_ornately, 0.7, 0.09, ORNATE),
    "thinker": Style(say_briefly, 0.2, 0.03, CAREFUL, thinks=True),
}


def think(matter: Matter, heard: Heard) -> str:
    words = ", ".join(find_keywords(heard.wish)) or "none"
    plan = "a few lines of code" if matter.code else "a list" if matter.points else "one or two sentences"
    return (
        f"I was asked: {quote(heard.wish)}\n"
        f"The words that matter: {words}.\n"
        f"I take it for this: {matter.title}.\n"
        f"{heard.dice.choice(DOUBTS)} So: {plan}, and then stop."
    )


def ramble(style: Style, heard: Heard) -> Iterator[str]:
    """Without an end, in paragraphs; in ASCII, so that a letter is a byte."""
    words = [word for word in find_keywords(heard.wish) if word.isascii()] or ["silence"]
    between = ""
    while True:
        for _ in range(PARAGRAPH):
            sentence = heard.dice.choice(style.sentences).format(word=heard.dice.choice(words))
            yield between + begin(sentence)
            between = " "
        between = "\n\n"
