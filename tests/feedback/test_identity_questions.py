"""How questions ask who answers: each phrase of each language has a question that it catches."""

import pytest

from feedback.folding import plain
from feedback.identities import _mark, _says, asks_identity
from feedback.identity_questions import QUESTIONS
from feedback.identity_words import WORDS

ASKED = {
    "ar": """
        من أنت؟
        ما اسمك؟
        أي نموذج أنت؟
        هل أنت ChatGPT؟
        من صنعك؟
        عرف عن نفسك
        مع من أتحدث؟
        أخبرني من أنت
        """,
    "bn": """
        তুমি কে?
        আপনার নাম কী?
        তুমি কি ChatGPT?
        তুমি কোন মডেল?
        তোমাকে কে তৈরি করেছে?
        কে তোমাকে তৈরি করেছে?
        তোমার পরিচয় দাও
        """,
    "de": """
        Wer bist du?
        Welches Modell bist du?
        Wie heißt du?
        Wer hat dich entwickelt?
        Bist du ChatGPT?
        Stell dich bitte vor.
        Mit wem spreche ich?
        Was bist du?
        Von wem wurdest du entwickelt?
        Nenne mir deinen Namen
        Wie lautet dein Wissensstand?
        Welche KI bist du?
        """,
    "en": """
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
        """,
    "es": """
        ¿Quién eres?
        ¿Qué modelo eres?
        ¿Cómo te llamas?
        ¿Cómo se llama usted?
        ¿Cuál es tu nombre?
        ¿Quién te creó?
        ¿Eres ChatGPT?
        ¿Por quién fuiste creado?
        ¿Con quién estoy hablando?
        Preséntate
        Dime tu nombre
        ¿Cuál es tu fecha de corte?
        """,
    "fr": """
        Qui es-tu ?
        Quel modèle es-tu ?
        Comment tu t'appelles ?
        Quel est ton nom ?
        Qui t'a créé ?
        Es-tu ChatGPT ?
        Présente-toi
        À qui je parle ?
        Par qui as-tu été créé ?
        Tu es Claude ?
        dis-moi ton nom
        Quelle est ta date limite de connaissances ?
        Quelle IA êtes-vous ?
        """,
    "hi": """
        तुम कौन हो?
        आपका नाम क्या है?
        आप कौन से मॉडल हैं?
        आपको किसने बनाया?
        किसने तुम्हें बनाया?
        क्या आप ChatGPT हैं?
        अपना परिचय दो
        मैं किससे बात कर रहा हूँ?
        """,
    "id": """
        Siapa kamu?
        Kamu siapa?
        Model apa kamu?
        Siapa nama kamu?
        Namamu siapa?
        Siapa yang membuatmu?
        Apakah kamu ChatGPT?
        Perkenalkan dirimu
        Oleh siapa kamu dibuat?
        Sebutkan namamu
        Siapa namamu?
        """,
    "it": """
        Chi sei?
        Che modello sei?
        Come ti chiami?
        Chi ti ha creato?
        Da chi sei stato creato?
        Sei ChatGPT?
        Con chi sto parlando?
        Presentati
        Dimmi il tuo nome
        """,
    "ja": """
        あなたは誰ですか？
        あなたの名前は？
        あなたはどのモデルですか？
        あなたはChatGPTですか？
        誰があなたを作りましたか？
        あなたは誰に作られましたか？
        自己紹介してください
        どのモデルを使っていますか
        名前を教えて
        """,
    "ko": """
        너는 누구야?
        당신은 누구입니까?
        너의 이름은 뭐야?
        너는 어떤 모델이야?
        누가 너를 만들었어?
        너 ChatGPT야?
        자기소개 해줘
        어떤 모델인가요?
        """,
    "pt": """
        Quem é você?
        Qual modelo você é?
        Como você se chama?
        Qual é o seu nome?
        Quem te criou?
        Você é o ChatGPT?
        Por quem você foi criado?
        Com quem estou falando?
        Apresente-se
        Me diga o seu nome
        Qual é a sua data de corte?
        Quem criou você?
        que modelo é você
        """,
    "ru": """
        Кто ты?
        Какая ты модель?
        Ты какая модель?
        Как тебя зовут?
        Кто тебя создал?
        Ты ChatGPT?
        С кем я говорю?
        Представься
        Назови своё имя
        кто создал тебя
        Какая модель ты
        """,
    "ta": """
        நீ யார்?
        நீங்கள் யார்?
        உன் பெயர் என்ன?
        நீ எந்த மாதிரி?
        உன்னை யார் உருவாக்கினார்?
        யார் உங்களை உருவாக்கினார்கள்?
        நீ ChatGPTஆ?
        உன்னை பற்றி சொல்
        """,
    "zh": """
        你是谁？
        你是什么模型？
        你的名字是什么
        谁开发了你？
        你是谁开发的？
        你是ChatGPT吗？
        介绍一下你自己
        我在和谁说话？
        你叫什么？
        告诉我你是谁
        """,
}
ALL = [(language, line.strip()) for language, lines in ASKED.items() for line in lines.strip().splitlines()]

ROWS = [(language, phrase) for language, phrases in QUESTIONS.items() for phrase in phrases]


@pytest.mark.parametrize(("language", "question"), ALL)
def test_who_asks_so_is_heard(language: str, question: str) -> None:
    assert asks_identity(question)


@pytest.mark.parametrize(("language", "phrase"), ROWS)
def test_each_phrase_hears_something(language: str, phrase: str) -> None:
    table = {language: (phrase,)}

    heard = (_says(_mark(plain(question), frozenset()), table) for spoken, question in ALL if spoken == language)

    assert any(heard)


def test_all_tables_speak_the_same_languages() -> None:
    assert QUESTIONS.keys() == WORDS.keys() == ASKED.keys()


def test_english_is_asked_in_many_ways() -> None:
    assert len(ASKED["en"].strip().splitlines()) >= 33
