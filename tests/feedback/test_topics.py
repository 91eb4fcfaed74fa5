"""What questions are about."""

import pytest

from feedback.topics import BEGINNING, END, TOPICS, topics_of

ABOUT = {
    "coding": """
        Write a Python function that sorts a list.
        fix: for (int i=0;i<n;i++) { foo(); }
        SELECT name, age FROM users
        def area(r):
        ¿Cómo puedo programar un juego?
        Schreibe ein Programm, um zu programmieren
        Напиши программу
        एक प्रोग्राम लिखो
        写一段代码
        コードを書いて
        코드를 작성해 줘
        """,
    "maths": """
        Solve x^2 + 3x = 4
        What is 12 * 13?
        Evaluate \\int x dx
        What is the probability of two sixes?
        Resuelve la ecuación
        Löse die Gleichung
        Реши уравнение
        समीकरण हल करो
        解这个方程
        """,
    "creative_writing": """
        Write a haiku about rain.
        Write me a long and sad story about a dog
        Tell me a story
        Escribe un poema sobre el mar
        Écris une histoire
        Schreib ein Gedicht
        Напиши рассказ о зиме
        कविता लिखो
        写一个关于猫的故事
        物語を書いて
        """,
    "reasoning": """
        A riddle: what has keys but can't open locks?
        If all bloops are razzies, are all razzies bloops?
        I had 3 apples. How many apples are left?
        Explícalo paso a paso
        Löse dieses Rätsel
        Реши загадку
        यह पहेली सुलझाओ
        这是一道推理题
        """,
}
SENTENCES = [(topic, line.strip()) for topic, lines in ABOUT.items() for line in lines.strip().splitlines()]
PLAIN = """
Why is the sky blue?
Explain the French revolution in 1789-1799.
Which import taxes are there from China?
Call me at 555-1234
What is a balanced diet (e.g. fruits and vegetables) for 2024/25?
How tall is the Eiffel tower and who is its architect?
Select the best candidates from this list.
Give me 3 - 5 ideas for dinner
He lied about the Roman empire.
Tell me about the history of rap
""".strip().splitlines()


@pytest.mark.parametrize(("topic", "question"), SENTENCES)
def test_a_question_is_about_its_topic(topic: str, question: str) -> None:
    assert topic in topics_of(question)


@pytest.mark.parametrize("question", PLAIN)
def test_most_questions_are_about_something_else(question: str) -> None:
    assert topics_of(question) == frozenset()


def test_a_line_of_code_may_be_any_line() -> None:
    assert topics_of("What does this do?\nimport os\nThanks") == {"coding"}


def test_each_topic_is_tried() -> None:
    assert ABOUT.keys() == TOPICS.keys()


@pytest.mark.parametrize("question", ["{} " + "blah " * 2_000, "blah " * 2_000 + "{}"])
def test_both_ends_of_a_long_question_say_what_is_wanted(question: str) -> None:
    assert topics_of(question.format("Write a haiku.")) == {"creative_writing"}


def test_nothing_between_the_ends_is_looked_at() -> None:
    assert topics_of("b " * BEGINNING + " Write a haiku. " + "b " * END) == frozenset()


def test_a_question_of_just_that_length_is_looked_at_whole() -> None:
    question = " " * (BEGINNING - 2) + "haiku" + " " * (END - 3)

    assert topics_of(question) == {"creative_writing"}
