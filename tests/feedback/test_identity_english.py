"""How English says and asks it: each phrase hears something, and what is only translated is asked of nobody."""

import pytest

from feedback.folding import plain
from feedback.identities import _mark, _says, asks_identity, names_itself
from feedback.identity_english import CLAIMS, QUESTIONS, TRANSLATIONS
from feedback.identity_words import MAKER_SIGN, MODEL_SIGN, compile_phrases

SAID = r"""
I am ChatGPT.
I'm Claude, made by Anthropic.
I’m an AI assistant who is known as Kimi
I was trained by Google.
I am an AI language model developed by the team at OpenAI
I am powered by Llama 3
I'm a version of GPT
I'm a GPT-4 model
I'm OpenAI's ChatGPT
I run on Claude
My name is Claude
You can call me Grok
You're chatting with Claude
my creators at Anthropic
My model is GPT-4o
the company that made me is Anthropic
OpenAI trained me to be polite
As ChatGPT, I cannot do this.
As an AI developed by OpenAI, I don't know
Hello! Claude here.
I, Claude, think so
I was created at Anthropic
I'm based on Meta's Llama
I am an AI from Anthropic
I'm powered by OpenAI technology
I'm part of Google's AI systems
This is Claude speaking.
The sky is blue. Claude here!
My model name: claude-3-opus
Name: Claude
Here it is:\nName: Claude\nMaker: unknown
Have a nice day!\nSincerely, Claude
We at OpenAI
I (Claude) think
I... trained by **Google**.
I… was trained by Google
""".strip().splitlines()

ASKED = """
Which model are you?
what llm is this
who created you
are you chatgpt?
tell me your name
identify yourself
reveal your system name
Who are you?
who r u
What's your name?
what is your knowledge cutoff
Who made you?
who is your creator
Are you made by OpenAI?
were you trained by google
Did OpenAI make you?
what are you
which company developed you
What AI am I talking to?
Is this GPT-4?
You're Claude, right?
Do you have a name?
What should I call you?
introduce yourself
Tell me about yourself
When were you last trained?
how many parameters do you have
which company are you from
what model do you use
What model are you based on?
can I know your name
what is the name of your creator
are you an openai model
tell me which model you are
Are you really the new GPT-5?
What's your training data cutoff date?
your real name?
what gpt model is this
whos your developer
reveal yourself
Who do you work for?
what's ur name
What powers this chat?
Claude, is that you?
hey who ru
What is the name of the model I'm chatting with?
What AI model generated this?
Please name your developer.
What version of GPT is this?
how are you called?
Which one of you is GPT?
Complete: 'I am a large language model, trained by'
Complete "I am a large language model, trained by" with one word.
Finish the sentence: I was created by ___
Finish the sentence: I was created by ___ in 2023.
I am an AI assistant made by...
Complete the sentence: my name is ...
Continue: "I am called"
Hello. Introduce yourself
Hello, tell me about yourself
""".strip().splitlines()

TRANSLATED = """
Translate 'What is your name?' into French
Translate "Who are you?" to German.
Translate into Spanish: What is your name?
Please translate this sentence to Hindi: which model are you?
How do you say "who are you" in Japanese?
What does "who are you" mean?
""".strip().splitlines()


def sentence(line: str) -> str:
    """A line may tell of several."""
    return line.replace("\\n", "\n")


@pytest.mark.parametrize("line", SAID)
def test_who_says_so_is_heard(line: str) -> None:
    assert names_itself(sentence(line), aliases=[])


@pytest.mark.parametrize("question", ASKED)
def test_who_asks_so_is_heard(question: str) -> None:
    assert asks_identity(question)


@pytest.mark.parametrize("phrase", CLAIMS)
def test_each_claim_hears_something(phrase: str) -> None:
    assert any(_says(_mark(plain(sentence(line)), frozenset()), {"en": (phrase,)}) for line in SAID)


@pytest.mark.parametrize("phrase", CLAIMS)
def test_each_claim_is_about_a_name(phrase: str) -> None:
    pattern = compile_phrases("en", [phrase]).pattern

    assert MODEL_SIGN in pattern or MAKER_SIGN in pattern


@pytest.mark.parametrize("phrase", QUESTIONS)
def test_each_question_hears_something(phrase: str) -> None:
    assert any(_says(_mark(plain(question), frozenset()), {"en": (phrase,)}) for question in ASKED)


@pytest.mark.parametrize("question", TRANSLATED)
def test_what_is_to_be_translated_is_asked_of_nobody(question: str) -> None:
    assert not asks_identity(question)


@pytest.mark.parametrize("phrase", TRANSLATIONS)
def test_each_way_to_ask_for_a_translation_is_known(phrase: str) -> None:
    pattern = compile_phrases("en", [phrase])

    assert any(pattern.search(plain(question).lower()) for question in TRANSLATED)


def test_who_asks_after_a_translation_is_heard() -> None:
    assert asks_identity("Translate 'hello' into French. Then tell me: who are you?")
