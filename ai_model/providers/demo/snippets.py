"""The few programs that the demo can write."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Snippet:
    # How it works, in a sentence.
    how: str
    # By language.
    code: Mapping[str, str]


SNIPPETS: Mapping[str, Snippet] = {
    "hello world": Snippet(
        "One line that prints a greeting.",
        {"python": 'print("Hello, world!")', "javascript": 'console.log("Hello, world!");'},
    ),
    "fizzbuzz": Snippet(
        "Each number becomes the words it is divisible for, or stays itself.",
        {
            "python": """\
for number in range(1, 101):
    words = "Fizz" * (number % 3 == 0) + "Buzz" * (number % 5 == 0)
    print(words or number)""",
            "javascript": """\
for (let number = 1; number <= 100; number++) {
  const words = (number % 3 ? "" : "Fizz") + (number % 5 ? "" : "Buzz");
  console.log(words || number);
}""",
        },
    ),
    "fibonacci": Snippet(
        "Two neighbours are kept, and each step moves them one place on.",
        {
            "python": """\
def fibonacci(count):
    left, right = 0, 1
    for _ in range(count):
        yield left
        left, right = right, left + right


print(list(fibonacci(10)))""",
            "javascript": """\
function fibonacci(count) {
  const numbers = [];
  let [left, right] = [0, 1];
  while (numbers.length < count) {
    numbers.push(left);
    [left, right] = [right, left + right];
  }
  return numbers;
}

console.log(fibonacci(10));""",
        },
    ),
    "factorial": Snippet(
        "All whole numbers up to the given one are multiplied.",
        {
            "python": """\
def factorial(number):
    product = 1
    for factor in range(2, number + 1):
        product *= factor
    return product""",
            "javascript": """\
function factorial(number) {
  let product = 1n;
  for (let factor = 2n; factor <= number; factor++) product *= factor;
  return product;
}""",
        },
    ),
    "prime": Snippet(
        "A number is tried with every divisor up to its square root.",
        {
            "python": """\
def is_prime(number):
    return number > 1 and all(number % divisor for divisor in range(2, int(number**0.5) + 1))""",
            "javascript": """\
function isPrime(number) {
  for (let divisor = 2; divisor * divisor <= number; divisor++) {
    if (number % divisor === 0) return false;
  }
  return number > 1;
}""",
        },
    ),
    "palindrome": Snippet(
        "Only letters and digits count, and they must read the same from both ends.",
        {
            "python": """\
def is_palindrome(text):
    letters = [letter for letter in text.lower() if letter.isalnum()]
    return letters == letters[::-1]""",
            "javascript": """\
function isPalindrome(text) {
  const letters = [...text.toLowerCase()].filter((letter) => /[\\p{L}\\p{N}]/u.test(letter));
  return letters.join("") === letters.reverse().join("");
}""",
        },
    ),
    "reverse": Snippet(
        "The letters are taken from the last to the first.",
        {
            "python": "def reverse(text):\n    return text[::-1]",
            "javascript": 'function reverse(text) {\n  return [...text].reverse().join("");\n}',
        },
    ),
    "sort": Snippet(
        "The first one divides the others into smaller and larger, and each part is sorted the same way.",
        {
            "python": """\
def sort(values):
    if not values:
        return []
    first, *others = values
    small = [value for value in others if value < first]
    large = [value for value in others if value >= first]
    return [*sort(small), first, *sort(large)]""",
            "javascript": """\
function sort([first, ...others]) {
  if (first === undefined) return [];
  const small = others.filter((value) => value < first);
  const large = others.filter((value) => value >= first);
  return [...sort(small), first, ...sort(large)];
}""",
        },
    ),
}
# Other names of the same, as they stand in questions.
ALIASES = {"fizz buzz": "fizzbuzz", "hello, world": "hello world", "hello-world": "hello world"}
LANGUAGES = {"javascript": "javascript", "node": "javascript", "js": "javascript", "python": "python"}


def find_program(text: str) -> str:
    text = text.lower()
    return next((ALIASES.get(name, name) for name in (*ALIASES, *SNIPPETS) if name in text), "")


def find_language(words: list[str]) -> str:
    return next((LANGUAGES[word.lower()] for word in words if word.lower() in LANGUAGES), "python")


def sketch(name: str, language: str) -> str:
    """A function of which only the name is known."""
    if language == "javascript":
        return f'function {name}() {{\n  throw new Error("This part is yours.");\n}}'
    return f'def {name}():\n    raise NotImplementedError("This part is yours.")'
