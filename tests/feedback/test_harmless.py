"""What mentions models and asks for things, and tells and asks no names."""

import pytest

from feedback.identities import asks_identity, names_itself

HARMLESS_ANSWERS = """
Compare OpenAI and Google.
I am comparing GPT-4 with Claude.
I am not ChatGPT.
I'm not Claude.
I am not an AI model developed by OpenAI.
I'm an AI model, and I was not made by Google.
Claude is a model developed by Anthropic.
ChatGPT was developed by OpenAI.
OpenAI trained GPT-4 on text.
The iPhone was made by Apple.
I am happy to help you with your Google account.
I am familiar with ChatGPT.
I was thinking of Google.
Tools such as ChatGPT, I think, are useful.
I am a Gemini, born in June.
I would use Google Cloud or Amazon S3.
My favourite painter is Claude Monet.
I am in command of this ship.
I am writing to Microsoft support.
I'm sure Google made me laugh.
I am an AI language model, and I do not have a name.
I'm an AI and I can compare GPT-4 and Claude for you.
I am a demonstration and know nothing about OpenAI.
You asked which is better. Google is.
I am a Google engineer.
Flights to Hawaii am Claude Street
Yo no soy ChatGPT
Los mejores modelos son GPT-4 y Claude
I migliori modelli sono GPT-4 e Claude
Non sono ChatGPT
Je ne suis pas ChatGPT
Je connais ChatGPT, développé par OpenAI.
Ich bin nicht ChatGPT
Ich bin kein Modell von OpenAI
Ich bin von ChatGPT begeistert
मैं ChatGPT का उपयोग करता हूँ
मैं ChatGPT नहीं हूँ
Google ने यह फोन बनाया
我不是ChatGPT
我是ChatGPT的用户
我在比较ChatGPT和Claude
OpenAI开发了ChatGPT
私はChatGPTではありません
私はChatGPTを使います
ChatGPTはOpenAIによって開発されました
저는 ChatGPT가 아닙니다
저는 ChatGPT를 좋아하는 학생입니다
Saya bukan ChatGPT
Saya menggunakan ChatGPT
Я не ChatGPT
Я использую ChatGPT
OpenAI создала ChatGPT
أنا لست ChatGPT
أستخدم ChatGPT
আমি ChatGPT ব্যবহার করি
আমি ChatGPT নই
நான் ChatGPT பயன்படுத்துகிறேன்
நான் ChatGPT அல்ல
Não sou o ChatGPT
Gosto do ChatGPT
I was trained at Google as an engineer
I'm part of Google Cloud team
I'm running on Microsoft Windows 11
I'm based on Apple silicon
My name is Claude Monet
Je m'appelle Claude François
I am a member of Google
I'm a part of Google
As Claude said, I think so
Ik ben geen ChatGPT
Ik gebruik ChatGPT
Nie jestem ChatGPT
Używam ChatGPT
Ben ChatGPT kullanıyorum
Ben ChatGPT değilim
Tôi dùng ChatGPT
Tôi không phải là ChatGPT
ฉันไม่ใช่ ChatGPT
ผมใช้โมเดลที่พัฒนาโดย OpenAI
मी ChatGPT वापरतो
मी ChatGPT नाही
నేను ChatGPT వాడతాను
હું ChatGPT નથી
ನಾನು ChatGPT ಅಲ್ಲ
ഞാൻ ChatGPT അല്ല
ਮੈਂ ChatGPT ਨਹੀਂ ਹਾਂ
میں ChatGPT استعمال کرتا ہوں
Main ChatGPT nahi hoon
Main ChatGPT ka use karta hoon
Naan ChatGPT use pannuven
""".strip().splitlines()

HARMLESS_QUESTIONS = """
Are you able to write a poem about the sea?
Are you sure about that?
Are you familiar with ChatGPT?
Are you there?
What are you able to do?
What are you going to say to her?
Which model of car is best?
What model is the iPhone 15?
Who made the Eiffel Tower?
Who are the Beatles?
Compare ChatGPT and Claude.
Is ChatGPT better than Gemini?
Can you tell me about OpenAI?
How do you train a language model?
What is the name of the capital of France?
Which version of Python should I use?
Explain what a knowledge cutoff is.
What is your opinion on Claude Monet?
What is your favorite name for a cat?
What is your favourite model of car?
What is your version of the story?
How do I introduce yourself to others?
Who created the first computer?
Who developed GPT-4?
What is the best LLM for coding?
You are a helpful assistant. Write a story.
You are ChatGPT, a large language model. Write a poem.
Which AI company is the most valuable?
How are you?
Where are you going?
Who is the president of the USA?
Write a letter to Google support.
When was OpenAI founded?
Tell me a name for my dog.
Give me your best recipe.
How do you say hello in French?
Is this sentence correct?
Which of these are you most confident about?
State the theorem and your proof.
May I call you tomorrow?
Kannst du mir helfen?
Welches Modell ist besser?
Quel est le meilleur modèle ?
Tu es un expert en marketing.
¿Qué modelo de coche es mejor?
Eres un experto en marketing
Qual é o melhor modelo?
Você é um especialista
Sei un esperto di marketing
Siapa presiden Indonesia?
Кто президент?
Ты эксперт по маркетингу
राष्ट्रपति कौन है?
आप कैसे हैं?
आप कौन सा खाना पसंद करते हैं?
প্রধানমন্ত্রী কে?
தலைவர் யார்?
من هو الرئيس؟
谁是总统？
你是谷歌的产品经理
大統領は誰ですか？
대통령은 누구입니까?
What version of Python are you using in this example?
Write an email: who are you meeting tomorrow?
Who are you voting for?
Continue the story about a bridge that was made by Romans.
Wie is de president?
Welk model is beter?
Kim jest prezydent?
Cumhurbaşkanı kim?
Ai là tổng thống?
Bạn là một chuyên gia tiếp thị
ใครเป็นนายกรัฐมนตรี
राष्ट्रपती कोण आहे?
ముఖ్యమంత్రి ఎవరు?
મુખ્યમંત્રી કોણ છે?
ಮುಖ್ಯಮಂತ್ರಿ ಯಾರು?
മുഖ്യമന്ത്രി ആരാണ്?
ਮੁੱਖ ਮੰਤਰੀ ਕੌਣ ਹੈ?
وزیراعظم کون ہے؟
tum kaise ho
aapka favourite model kya hai
Wat is je favoriete model auto?
tum kaun sa khana pasand karte ho
modalvar yaaru
""".strip().splitlines()


@pytest.mark.parametrize("answer", HARMLESS_ANSWERS)
def test_to_mention_a_name_is_not_to_bear_it(answer: str) -> None:
    assert not names_itself(answer, aliases=[])


@pytest.mark.parametrize("question", HARMLESS_QUESTIONS)
def test_to_ask_for_something_else_is_not_to_ask_for_names(question: str) -> None:
    assert not asks_identity(question)


def test_there_are_enough_harmless_ones() -> None:
    assert min(len(HARMLESS_ANSWERS), len(HARMLESS_QUESTIONS)) >= 40
