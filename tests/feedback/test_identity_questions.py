"""How questions ask who answers: each phrase of each language has a question that it catches."""

import re

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
    "gu": """
        તું કોણ છે? / તમે કોણ છો? / તમારું નામ શું છે? / તમે કયું મોડેલ છો? / તમને કોણે બનાવ્યા?
        શું તમે ChatGPT છો?
        """,
    "hi-latin": """
        aap kaun ho / tum kaun ho? / aapka naam kya hai / kya tum chatgpt ho / tum kaun sa model ho
        tumhe kisne banaya / tu kon hai
        """,
    "kn": """
        ನೀನು ಯಾರು? / ನೀವು ಯಾರು? / ನಿಮ್ಮ ಹೆಸರೇನು? / ನೀವು ಯಾವ ಮಾದರಿ? / ನಿಮ್ಮನ್ನು ಯಾರು ರಚಿಸಿದರು? / ನೀವು ChatGPT ಆ?
        """,
    "ml": """
        നീ ആരാണ്? / നിങ്ങൾ ആരാണ്? / നിന്റെ പേര് എന്താണ്? / നിങ്ങൾ ഏത് മോഡലാണ്? / നിങ്ങളെ ആരാണ് സൃഷ്ടിച്ചത്?
        നീ ChatGPT ആണോ?
        """,
    "mr": """
        तू कोण आहेस? / तुम्ही कोण आहात? / तुझे नाव काय आहे? / तू कोणते मॉडेल आहेस? / तुला कोणी बनवले?
        तू ChatGPT आहेस का?
        """,
    "nl": """
        Wie ben je? / Hoe heet je? / Wat is je naam? / Welk model ben je? / Wie heeft je gemaakt?
        Ben je ChatGPT?
        """,
    "pa": """
        ਤੂੰ ਕੌਣ ਹੈਂ? / ਤੁਸੀਂ ਕੌਣ ਹੋ? / ਤੁਹਾਡਾ ਨਾਮ ਕੀ ਹੈ? / ਤੁਸੀਂ ਕਿਹੜਾ ਮਾਡਲ ਹੋ? / ਤੁਹਾਨੂੰ ਕਿਸਨੇ ਬਣਾਇਆ?
        ਕੀ ਤੁਸੀਂ ChatGPT ਹੋ?
        """,
    "pl": """
        Kim jesteś? / Jak się nazywasz? / Jak masz na imię? / Jakim modelem jesteś? / Kto cię stworzył?
        Czy jesteś ChatGPT?
        """,
    "ta-latin": """
        nee yaaru / neenga yaaru? / un peyar enna / nee endha model / unna yaaru create pannanga
        nee chatgpt ah?
        """,
    "te": """
        నువ్వు ఎవరు? / మీరు ఎవరు? / నీ పేరు ఏమిటి? / మీరు ఏ మోడల్? / మిమ్మల్ని ఎవరు తయారు చేశారు?
        నువ్వు ChatGPTనా?
        """,
    "th": "คุณคือใคร / คุณเป็นใคร / คุณชื่ออะไร / คุณเป็นโมเดลอะไร / ใครสร้างคุณ / คุณคือ ChatGPT ใช่ไหม",
    "tr": "Sen kimsin? / Kimsiniz? / Adın ne? / Hangi modelsin? / Seni kim yarattı? / Sen ChatGPT misin?",
    "ur": """
        تم کون ہو؟ / آپ کون ہیں؟ / آپ کا نام کیا ہے؟ / آپ کون سا ماڈل ہیں؟ / آپ کو کس نے بنایا؟
        کیا آپ ChatGPT ہیں؟
        """,
    "vi": """
        Bạn là ai? / Bạn tên là gì? / Tên bạn là gì? / Bạn là mô hình nào? / Ai đã tạo ra bạn?
        Bạn có phải là ChatGPT không?
        """,
}
ALL = [(language, each.strip()) for language, asked in ASKED.items() for each in re.split("\n| / ", asked.strip())]

ROWS = [(language, phrase) for language in sorted(WORDS.keys() - {"en"}) for phrase in QUESTIONS[language]]


@pytest.mark.parametrize(("language", "question"), ALL)
def test_who_asks_so_is_heard(language: str, question: str) -> None:
    assert asks_identity(question)


@pytest.mark.parametrize(("language", "phrase"), ROWS)
def test_each_phrase_hears_something(language: str, phrase: str) -> None:
    table = {language: (phrase,)}

    heard = (_says(_mark(plain(question), frozenset()), table) for spoken, question in ALL if spoken == language)

    assert any(heard)


def test_all_tables_speak_the_same_languages() -> None:
    assert QUESTIONS.keys() == WORDS.keys() == {"en", *ASKED}
