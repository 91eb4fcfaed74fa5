"""How phrases about models are written, in many languages: signs of a phrase, and the words of a language for them.

NAME a model, MAKER who makes models, WHO either      WORD one, FEW up to two, GAP up to five, SOME a few letters
A an article, JUST an adverb or nothing               AI what a model is, MADE how it came to be
KIND the rest of a clause that soon mentions an AI    LLM the same where it is asked for, YOU who is asked
START where a sentence begins                         `hi-latin` Hindi in the letters of Latin
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from feedback.folding import fold

# What a name is replaced by before phrases are looked for.
MODEL_SIGN, MAKER_SIGN = "\ue000", "\ue001"
# Written without spaces: those in their phrases are there for the eye.
UNSPACED = frozenset({"ja", "th", "zh"})


@dataclass(frozen=True, slots=True)
class Words:
    you: str
    ai: str
    llm: str
    made: str
    # Each with its space.
    a: str = ""
    just: str = ""


WORDS: Mapping[str, Words] = {
    "ar": Words(
        "أنت|انت|إنت|حضرتك",
        "نموذج|مساعد|ذكاء اصطناعي|الذكاء الاصطناعي|روبوت|برنامج|نظام|بوت",
        "نموذج|النموذج|إصدار|ذكاء اصطناعي|مساعد|روبوت",
        "طورته|طورتها|دربته|أنشأته|صممته|صنعته|أنتجته|مطور من",
        just="هو |في الحقيقة |في الواقع |حقا |مجرد |بالفعل ",
    ),
    "bn": Words(
        "তুমি|আপনি|তুই",
        "মডেল|সহকারী|এআই|ai|চ্যাটবট|বট|কৃত্রিম বুদ্ধিমত্তা|অ্যাসিস্ট্যান্ট",
        "মডেল|এআই|ai|llm|চ্যাটবট|কোম্পানি|সংস্করণ",
        "তৈরি|বিকশিত|প্রশিক্ষিত|প্রশিক্ষণ|উন্নত|ডিজাইন|নির্মিত|বানিয়ে|বানানো",
        a="একটি |একজন |এক ",
        just="হলাম |হচ্ছি |আসলে |একটি |একজন ",
    ),
    "de": Words(
        "du|sie|ihr",
        r"\w{0,12}modell|\w{0,12}assistent(?:in)?|ki|ki-\w{1,12}|künstliche intelligenz|chatbot|bot|programm|system",
        r"\w{0,12}modell|ki|version|llm|chatbot|assistent",
        "entwickelt|trainiert|erstellt|geschaffen|programmiert|gebaut|erschaffen|entworfen",
        a="ein |eine |einer |der |die |das |dein |ihr ",
        just="eigentlich |wirklich |tatsächlich |in wirklichkeit |übrigens |nur |hier ",
    ),
    "en": Words(
        "you|u|ya",
        "(?:language )?models?|assistants?|ai|artificial intelligence|chatbots?|bots?|llms?|systems?|programs?|agents?",
        "models?|llms?|ai|assistant|chatbot|bot|gpt|version(?! of)",
        r"made|developed|trained|fine-?tuned|created|built|designed|programmed|engineered|produced|released|founded",
        a=r"an? |the |your |one of |one of the ",
        just="actually |really |indeed |just |simply |still |currently |also |now |in fact,? |of course,? |basically ",
    ),
    "es": Words(
        "eres|sos|es usted",
        "modelo|asistente|ia|inteligencia artificial|chatbot|robot|programa|sistema",
        "modelo|ia|inteligencia artificial|llm|versión|chatbot|asistente",
        "(?:desarrollad|entrenad|cread|diseñad|programad|construid|hech)[oa]|creó|desarrolló|entrenó|diseñó",
        a="una? |el |la |tu |su ",
        just="en realidad |realmente |simplemente |en verdad |de hecho |solo |actualmente ",
    ),
    "fr": Words(
        "es-tu|es tu|êtes-vous|êtes vous|tu es|vous êtes|t'es",
        "modèle|assistante?|ia|intelligence artificielle|chatbot|robot|agent|programme|système|llm",
        "modèle|ia|intelligence artificielle|llm|version|chatbot|assistant",
        "(?:développ|entraîn|cré|form|programm|fabriqu)ée?|conçue?",
        a="une? |le |la |votre |ton |l'",
        just="en fait |vraiment |en réalité |simplement |donc |bien |effectivement |actuellement ",
    ),
    "gu": Words("તું|તમે", "મોડેલ|મોડલ|સહાયક|એઆઈ|ai", "મોડેલ|મોડલ|એઆઈ|ai", "બનાવ|વિકસ|વિકસાવ|તાલીમ|તૈયાર"),
    "hi": Words(
        "तुम|आप|तू",
        "मॉडल|सहायक|असिस्टेंट|चैटबॉट|एआई|ai|बॉट|कृत्रिम बुद्धिमत्ता",
        "मॉडल|एआई|ai|llm|कंपनी|चैटबॉट|संस्करण",
        "विकसित|प्रशिक्षित|निर्मित|तैयार|डिज़ाइन|बनाया|बनाई|बनाए|ट्रेन",
        a="एक |आपका |आपकी ",
        just="असल में |वास्तव में |एक |दरअसल |तो ",
    ),
    "hi-latin": Words(
        "aap|ap|tum|tu",
        "model|assistant|ai|chatbot",
        "model|ai|llm|chatbot",
        "banaya|develop|train|taiyar|create|banai",
        just="ek |asal me |toh ",
    ),
    "id": Words(
        "kamu|anda|kau|lu|dirimu",
        "model|asisten|ai|kecerdasan buatan|chatbot|bot|program|sistem",
        "model|ai|llm|versi|chatbot",
        "(?:dikembangkan|dilatih|dibuat|diciptakan|dirancang|dibangun|diprogram)",
        a="sebuah |seorang |suatu ",
        just="adalah |ini adalah |ini |merupakan |sebenarnya |sebenarnya adalah ",
    ),
    "it": Words(
        "sei|siete",
        "modello|assistente|ia|ai|intelligenza artificiale|chatbot|robot|programma|sistema",
        "modello|ia|ai|intelligenza artificiale|llm|versione|chatbot|assistente",
        "(?:sviluppat|addestrat|creat|progettat|programmat|costruit|realizzat)[oa]",
        a="un |una |un'|il |lo |la |l'",
        just="in realtà |davvero |semplicemente |infatti |proprio ",
    ),
    "ja": Words(
        "あなた|きみ|君|お前",
        "モデル|アシスタント|人工知能|ai|チャットボット|ボット",
        "ai|llm|言語モデル|モデル",
        "開発|訓練|作成|作ら|作っ|作り|トレーニング|学習|設計|構築|提供|生み出",
    ),
    "kn": Words("ನೀನು|ನೀವು", "ಮಾದರಿ|ಮಾಡೆಲ್|ಸಹಾಯಕ|ಎಐ|ai", "ಮಾದರಿ|ಮಾಡೆಲ್|ಎಐ|ai", "ಅಭಿವೃದ್ಧಿ|ತಯಾರಿ|ರಚಿ|ತರಬೇತಿ|ಸೃಷ್ಟಿ"),
    "ko": Words(
        "너는|넌|당신은|너|네가|당신",
        "모델|어시스턴트|인공지능|ai|챗봇|봇|비서",
        "모델|ai|llm|챗봇|버전|회사",
        "(?:개발|훈련|학습|제작|설계|구축|창조)(?:한|된|했|되|됐|하고|시킨|시켰|하였)|만든|만들",
    ),
    "ml": Words("നീ|നിങ്ങ(?:ൾ|ള്)|താങ്ക(?:ൾ|ള്)", "മോഡ|സഹായി|എഐ|ai", "മോഡ|എഐ|ai", "വികസിപ്പി|സൃഷ്ടി|നിർമ്മി|പരിശീലി|ഉണ്ടാക്കി"),
    "mr": Words(
        "तू|तुम्ही|आपण", "मॉडेल|सहाय्यक|एआय|ai", "मॉडेल|एआय|ai|llm", "बनव|विकसित|तयार|प्रशिक्षित|निर्मा", just="एक |खरं तर "
    ),
    "nl": Words(
        "je|jij|jullie|u",
        r"\w{0,12}model|\w{0,12}assistent|ai|chatbot",
        r"\w{0,12}model|ai|llm|chatbot|versie",
        "ontwikkeld|getraind|gemaakt|gecreëerd|gebouwd|ontworpen",
        a="een |de |het ",
        just="eigenlijk |echt |gewoon ",
    ),
    "pa": Words("ਤੂੰ|ਤੁਸੀਂ", "ਮਾਡਲ|ਸਹਾਇਕ|ਏਆਈ|ai", "ਮਾਡਲ|ਏਆਈ|ai", "ਬਣਾਇਆ|ਬਣਾਈ|ਵਿਕਸਤ|ਵਿਕਸਿਤ|ਤਿਆਰ|ਸਿਖਲਾਈ", just="ਇੱਕ "),
    "pl": Words(
        r"jesteś",
        r"model\w{0,4}|asystent\w{0,4}|ai|chatbot\w{0,3}",
        r"model\w{0,4}|ai|llm|chatbot\w{0,3}",
        r"(?:stworz|wytrenow|opracow|wyszkol|zbudow|zaprojektow)\w{1,6}",
        just="naprawdę |po prostu |właściwie ",
    ),
    "pt": Words(
        "você|vc|tu",
        "modelo|assistente|ia|inteligência artificial|chatbot|robô|programa|sistema",
        "modelo|ia|inteligência artificial|llm|versão|chatbot|assistente",
        "(?:desenvolvid|treinad|criad|projetad|programad|construíd|feit)[oa]|criou|desenvolveu|treinou|projetou",
        a="uma? |o |a |seu |sua ",
        just="na verdade |realmente |simplesmente |na realidade |de fato |apenas ",
    ),
    "ru": Words(
        "ты|вы",
        "модель|ассистент|помощник|ии|искусственный интеллект|бот|чат-?бот|нейросеть|программа|система",
        "модель|моделью|ии|нейросеть|нейросетью|версия|бот|чат-бот|ассистент",
        r"(?:разработан|создан|обучен|натренирован|запрограммирован)\w{0,4}",
        just="это |и есть |на самом деле |действительно |всего лишь |просто ",
    ),
    "ta": Words(
        "நீ|நீங்கள்|நீங்க",
        "மாதிரி|மொழி மாதிரி|உதவியாளர்|ஏஐ|ai|செயற்கை நுண்ணறிவு|சாட்பாட்|மாடல்",
        "மாதிரி|மாடல்|ஏஐ|ai|llm|நிறுவன|மொழி மாதிரி",
        "உருவாக்க|பயிற்சி|வடிவமைக்க|மேம்படுத்த|தயாரிக்க",
        a="ஒரு ",
        just="உண்மையில் |ஒரு |தான் ",
    ),
    "ta-latin": Words(
        "nee|ni|neenga|neengal",
        "model|ai|assistant",
        "model|ai|llm",
        "uruvaa?k|create|train|develop|seyth|panni|thayaari",
        just="oru ",
    ),
    "te": Words("నువ్వు|నీవు|మీరు", "మోడల్|సహాయక|ఏఐ|ai", "మోడల్|ఏఐ|ai", "తయారు|రూపొంది|సృష్టి|అభివృద్ధి|శిక్షణ", just="ఒక |నిజానికి "),
    "th": Words(
        "คุณ|เธอ|นาย|แก", "โมเดล|ผู้ช่วย|เอไอ|ai|ปัญญาประดิษฐ์", "โมเดล|แบบจำลอง|เอไอ|ai|รุ่น|เวอร์ชัน", "พัฒนา|สร้าง|ฝึก|ออกแบบ"
    ),
    "tr": Words(
        "sen|siz",
        r"model\w{0,4}|asistan\w{0,4}|yapay zeka\w{0,4}",
        "model|yapay zeka|ai|llm|sürüm",
        r"(?:geliştir|yarat|eğit|oluştur|tasarla|yap)\w{1,6}",
        just="aslında |gerçekten |bir ",
    ),
    "ur": Words(
        "تم|آپ|تو", "ماڈل|معاون|اسسٹنٹ|اے آئی|ai", "ماڈل|اے آئی|ai", "بنایا|تیار|تربیت|تخلیق", just="ایک |دراصل "
    ),
    "vi": Words(
        "bạn|mày|cậu",
        "mô hình|trợ lý|ai|trí tuệ nhân tạo|chatbot",
        "mô hình|ai|phiên bản|llm|chatbot",
        "phát triển|tạo ra|huấn luyện|đào tạo|xây dựng|thiết kế|tạo",
    ),
    "zh": Words(
        "你|您",
        "模型|助手|机器人|人工智能|ai|機器人|人工智慧",
        "模型|ai|llm|人工智能|助手|版本|机器人",
        "开发|開發|训练|訓練|创建|創建|创造|創造|研发|研發|打造|设计|設計|构建|制作|做",
    ),
}

_SIGN = re.compile("(NAME|MAKER|WHO|AI|LLM|MADE|YOU|SOME)|(START|A|WORD|JUST|GAP|FEW|KIND) ")
_NAME = r"\s?(?:[dl]?')?[{}]\s?"
_WORD = r"[^ ,.;:!?।]{1,24} "


def compile_phrases(language: str, phrases: Iterable[str]) -> re.Pattern[str]:
    """Finds any of them in folded small letters. All repetitions have a bound: a text takes time as it is long."""
    meanings = _read_signs(WORDS[language])
    spelt = "|".join(_SIGN.sub(lambda sign: meanings[sign[1] or sign[2]], phrase) for phrase in phrases)
    if language in UNSPACED:
        return re.compile(fold(spelt.replace(" ", "")))
    return re.compile(rf"(?<!\w)(?:{fold(spelt)})")


def _read_signs(words: Words) -> Mapping[str, str]:
    ai = rf"(?:{words.ai})(?![a-z])"
    return {
        "NAME": _NAME.format(MODEL_SIGN),
        "MAKER": _NAME.format(MAKER_SIGN),
        "WHO": _NAME.format(MODEL_SIGN + MAKER_SIGN),
        "AI": ai,
        "LLM": rf"(?:{words.llm})(?![a-z])",
        "YOU": rf"(?:{words.you})(?![a-z])",
        "MADE": f"(?:{words.made})",
        "SOME": "[^.!?;,。、]{0,12}?",
        "START": "(?:^|(?<=[.!?:;] ))",
        "A": f"(?:{words.a})",
        "JUST": f"(?:{words.just})?",
        "WORD": _WORD,
        "GAP": f"(?:{_WORD}){{0,5}}",
        "FEW": f"(?:{_WORD}){{0,2}}",
        "KIND": rf"(?=(?:{_WORD}){{0,3}}{ai})[^.!?;।{MODEL_SIGN}{MAKER_SIGN}]{{0,80}}?(?<!\w)",
    }
