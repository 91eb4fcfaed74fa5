"""The few programs that the demo can write."""

import re
from collections.abc import Mapping

from ai_model.providers.demo.matter import Heard, Matter
from ai_model.providers.demo.words import find_topic

# By what they are known: how they work, in a sentence, and how they go.
SNIPPETS: Mapping[str, tuple[str, str]] = {
    "hello world": ("One line prints a greeting.", 'print("Hello, world!")'),
    "fizzbuzz": (
        "Each number becomes the words it is divisible for, or stays itself.",
        """\
for number in range(1, 101):
    words = "Fizz" * (number % 3 == 0) + "Buzz" * (number % 5 == 0)
    print(words or number)""",
    ),
    "fibonacci": (
        "Two neighbours are kept, and each step moves them one place on.",
        """\
def fibonacci(count):
    left, right = 0, 1
    for _ in range(count):
        yield left
        left, right = right, left + right""",
    ),
    "prime": (
        "A number is tried with every divisor up to its square root.",
        """\
def is_prime(number):
    return number > 1 and all(number % divisor for divisor in range(2, int(number**0.5) + 1))""",
    ),
    "reverse": (
        "The letters are taken from the last to the first.",
        "def reverse(text):\n    return text[::-1]",
    ),
}
SKETCH = 'def {name}():\n    raise NotImplementedError("This part is yours.")'


def write_code(told: re.Match[str], heard: Heard) -> Matter:
    wish = re.sub(r"[\s,-]+", " ", told.string.lower()).replace("fizz buzz", "fizzbuzz")
    for program, (how, code) in SNIPPETS.items():
        if program in wish:
            return Matter(
                program.title(),
                f"In Python, the one language I have: {how[0].lower()}{how[1:]}",
                code=code,
                word="Code",
            )
    name = "_".join(re.findall(r"[a-z]+", find_topic(told.string).lower())) or "answer"
    gist = "That program is not among the few I know, so here is the door to it; what is behind is yours."
    remark = f"Those I know: {', '.join(SNIPPETS)}; all in Python."
    return Matter("A beginning", gist, remarks=(remark,), code=SKETCH.format(name=name), word="Code")
