"""How answers say who they are: each phrase of each language has a sentence that only it may catch."""

import re

import pytest

from feedback.folding import plain
from feedback.identities import _mark, _says, names_itself
from feedback.identity_phrases import CLAIMS
from feedback.identity_words import MAKER_SIGN, MODEL_SIGN, WORDS, compile_phrases

SAID = {
    "ar": """
        أنا ChatGPT
        اسمي كلود
        تم تطويري بواسطة OpenAI
        أنا نموذج لغوي كبير، تم تدريبي من قبل Google
        أنا نموذج لغوي كبير طورته OpenAI
        بصفتي ChatGPT لا أستطيع ذلك
        طورتني شركة OpenAI
        """,
    "bn": """
        আমি ChatGPT।
        আমি ChatGPT, OpenAI দ্বারা তৈরি
        আমি একটি এআই মডেল, আমার নাম Claude
        আমি একটি এআই মডেল যার নাম Claude
        আমার নাম Claude
        আমাকে OpenAI তৈরি করেছে
        OpenAI আমাকে তৈরি করেছে
        আমি Google দ্বারা প্রশিক্ষিত একটি ভাষা মডেল
        আমি একটি বৃহৎ ভাষা মডেল, যা Google দ্বারা প্রশিক্ষিত
        """,
    "de": """
        Ich bin ChatGPT, ein von OpenAI entwickeltes Modell
        Mein Name ist Claude
        Ich bin ein KI-Modell mit dem Namen Claude
        Ich wurde von Google entwickelt
        Ich bin ein großes Sprachmodell, das von OpenAI trainiert wurde
        Als ChatGPT habe ich keine Meinung
        OpenAI hat mich entwickelt
        Meine Entwickler sind Anthropic
        Ich basiere auf GPT-4
        Ich bin ein Sprachmodell von Google.
        """,
    "es": """
        Soy ChatGPT
        Soy un modelo muy grande que se llama Claude
        Mi nombre es Claude
        Fui creado por OpenAI
        Soy un modelo de lenguaje desarrollado por OpenAI
        Soy un modelo de lenguaje de Google
        Como ChatGPT, no tengo opiniones
        OpenAI me creó
        Mis creadores son OpenAI
        Estoy basado en GPT-4
        """,
    "fr": """
        Je suis Claude, développé par Anthropic
        Je suis un assistant IA qui s'appelle Claude
        Mon nom est ChatGPT
        J'ai été créé par OpenAI
        Je suis un modèle de langage développé par l'équipe d'OpenAI
        Je suis un modèle de Google
        En tant que ChatGPT, je ne peux pas
        OpenAI m'a créé
        Mes créateurs sont OpenAI
        Je suis basé sur GPT-4
        """,
    "hi": """
        मैं ChatGPT हूँ
        मैं ChatGPT, OpenAI का भाषा मॉडल हूं
        मेरा नाम Claude है
        मुझे ChatGPT कहते हैं
        मैं एक AI सहायक हूँ, जिसे OpenAI द्वारा विकसित किया गया है
        मुझे OpenAI ने बनाया है
        मैं OpenAI द्वारा विकसित एक भाषा मॉडल हूँ
        मैं गूगल का एक AI मॉडल हूँ
        OpenAI ने मुझे बनाया
        """,
    "id": """
        Saya adalah ChatGPT
        Nama saya Claude
        Panggil saya Claude
        Saya adalah model bahasa besar yang dilatih oleh Google
        Sebagai ChatGPT, saya tidak bisa
        OpenAI menciptakan saya
        Pengembang saya adalah OpenAI
        """,
    "it": """
        Io sono ChatGPT
        Sono un assistente che si chiama Claude
        Il mio nome è Claude
        Sono stato creato da Anthropic
        Sono un modello linguistico sviluppato da OpenAI
        Sono un modello di Google
        In quanto ChatGPT, non posso
        OpenAI mi ha creato
        I miei creatori sono OpenAI
        Sono Claude, un assistente
        """,
    "ja": """
        私はChatGPTです
        私はOpenAIによって開発されたAIです
        Googleによってトレーニングされた大規模言語モデルです
        Claudeと申します
        OpenAIが私を作りました
        ChatGPTとして、私は答えられません
        """,
    "ko": """
        저는 ChatGPT입니다
        제 이름은 클로드입니다
        저는 OpenAI에서 개발한 언어 모델입니다
        OpenAI가 저를 만들었습니다
        저를 만든 회사는 OpenAI입니다
        Claude라고 합니다
        """,
    "pt": """
        Eu sou o ChatGPT
        Sou um assistente virtual que se chama Claude
        Meu nome é Claude
        Fui desenvolvido pela Anthropic
        Sou um modelo de linguagem treinado pela OpenAI
        Sou um modelo de linguagem da Google
        Como ChatGPT, não posso
        A OpenAI me criou
        Meus criadores são OpenAI
        Sou baseado em GPT-4
        """,
    "ru": """
        Я — Claude
        Меня зовут ChatGPT
        Я языковая модель, разработанная компанией OpenAI
        Меня создала компания Anthropic
        OpenAI создала меня
        Как ChatGPT, я не могу
        Я работаю на основе GPT-4
        Мои создатели - OpenAI
        """,
    "ta": """
        நான் ChatGPT.
        நான் ஒரு மொழி மாதிரி, என் பெயர் Claude
        நான் OpenAI ஆல் உருவாக்கப்பட்ட ஒரு மொழி மாதிரி
        நான் கூகுள் நிறுவனத்தால் பயிற்சி அளிக்கப்பட்டேன்
        என்னை OpenAI உருவாக்கியது
        OpenAI என்னை உருவாக்கியது
        """,
    "zh": """
        我是通义千问
        我是阿里云开发的模型
        我是一个由 Google 训练的大型语言模型
        你可以叫我Claude
        作为ChatGPT，我不能
        作为由OpenAI训练的语言模型，我不能
        OpenAI创造了我
        我的开发者是OpenAI
        我基于GPT-4
        """,
    "gu": "હું ChatGPT છું / મારું નામ Claude છે / મને OpenAI દ્વારા બનાવવામાં આવ્યું છે",
    "hi-latin": """
        Main ChatGPT hoon / main Claude, ek AI assistant hun / Mera naam Claude hai / Mujhe OpenAI ne banaya hai
        Main Google ka ek AI model hoon
        """,
    "kn": "ನಾನು ChatGPT. / ನನ್ನ ಹೆಸರು Claude / ನನ್ನನ್ನು OpenAI ಅಭಿವೃದ್ಧಿಪಡಿಸಿದೆ",
    "ml": """
        ഞാൻ ChatGPT ആണ് / എന്റെ പേര് Claude എന്നാണ് / എന്നെ OpenAI വികസിപ്പിച്ചു / എന്നെ സൃഷ്ടിച്ചത് OpenAI ആണ്
        """,
    "mr": "मी ChatGPT आहे / माझे नाव Claude आहे / मला OpenAI ने बनवले आहे",
    "nl": """
        Ik ben ChatGPT / Mijn naam is Claude / Ik ben een taalmodel ontwikkeld door OpenAI
        Ik ben gemaakt door Anthropic / Ik werd door Google getraind / OpenAI heeft mij gemaakt
        """,
    "pa": "ਮੈਂ ChatGPT ਹਾਂ / ਮੇਰਾ ਨਾਮ Claude ਹੈ / ਮੈਨੂੰ OpenAI ਨੇ ਬਣਾਇਆ ਹੈ",
    "pl": """
        Jestem ChatGPT / Nazywam się Claude / Jestem modelem językowym stworzonym przez OpenAI
        Zostałem stworzony przez firmę Anthropic / OpenAI mnie stworzyło / Stworzyła mnie firma OpenAI
        """,
    "ta-latin": "Naan ChatGPT. / En peyar Claude / Enna OpenAI uruvaakkiyathu",
    "te": "నేను ChatGPT. / నా పేరు Claude / నన్ను OpenAI రూపొందించింది",
    "th": """
        ฉันคือ ChatGPT / ผมชื่อ Claude / ฉันเป็นโมเดลภาษาที่พัฒนาโดย OpenAI / ผมถูกสร้างโดย Google
        OpenAI สร้างฉันขึ้นมา
        """,
    "tr": """
        Ben ChatGPT'yim / Ben Claude, bir yapay zeka asistanıyım / Benim adım Claude
        OpenAI tarafından geliştirilen bir dil modeliyim / Google tarafından eğitildim / Beni OpenAI geliştirdi
        """,
    "ur": "میں ChatGPT ہوں / میرا نام Claude ہے / مجھے OpenAI نے بنایا ہے / میں OpenAI کا تیار کردہ ماڈل ہوں",
    "vi": """
        Tôi là ChatGPT / Tôi là một mô hình AI tên là Claude / Tên tôi là Claude / Tôi được OpenAI phát triển
        Tôi là mô hình ngôn ngữ được phát triển bởi OpenAI / OpenAI đã tạo ra tôi
        """,
}
SENTENCES = [(language, each.strip()) for language, said in SAID.items() for each in re.split("\n| / ", said.strip())]

ROWS = [(language, phrase) for language in sorted(WORDS.keys() - {"en"}) for phrase in CLAIMS[language]]


@pytest.mark.parametrize(("language", "sentence"), SENTENCES)
def test_who_says_so_is_heard(language: str, sentence: str) -> None:
    assert names_itself(sentence, aliases=[])


@pytest.mark.parametrize(("language", "phrase"), ROWS)
def test_each_phrase_hears_something(language: str, phrase: str) -> None:
    table = {language: (phrase,)}

    heard = (_says(_mark(plain(sentence), frozenset()), table) for spoken, sentence in SENTENCES if spoken == language)

    assert any(heard)


def test_all_tables_speak_the_same_languages() -> None:
    assert CLAIMS.keys() == WORDS.keys() == {"en", *SAID}


@pytest.mark.parametrize(("language", "phrase"), ROWS)
def test_each_claim_is_about_a_name(language: str, phrase: str) -> None:
    pattern = compile_phrases(language, [phrase]).pattern

    assert MODEL_SIGN in pattern or MAKER_SIGN in pattern
