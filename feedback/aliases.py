"""What models and those who make them are called: the well-known families, and all names that one model goes by."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache

from feedback.folding import fold


@dataclass(frozen=True, slots=True)
class Family:
    makers: frozenset[str]
    models: frozenset[str]
    # Models that are called like something else. They betray nobody but their own family.
    common: frozenset[str]

    @property
    def names(self) -> frozenset[str]:
        return self.makers | self.models | self.common


def family(makers: str, models: str = "", *, common: str = "") -> Family:
    """Names in small letters, with a comma between. A space stands for a hyphen and for nothing, too."""
    return Family(*(frozenset(filter(None, names.split(", "))) for names in (makers, models, common)))


# What is both maker and model is a model: those say "I am".
FAMILIES: Mapping[str, Family] = {
    "01-ai": family("01.ai, 零一万物, 零一萬物", "yi lightning, yi large", common="yi"),
    "ai2": family("ai2, allen ai, allen institute, allen institute for ai", "olmo, tulu", common="molmo"),
    "ai21": family("ai21, ai21 labs", "jamba", common="jurassic"),
    "ai4bharat": family("ai4bharat", "airavata"),
    "alibaba": family(
        "alibaba, alibaba cloud, alibaba group, aliyun, 阿里巴巴, 阿里云, 阿里雲, アリババ, 알리바바, алибаба",
        "qwen, qwq, tongyi, tongyi qianwen, 通义, 通义千问, 通義千問, 千问, 千問, 통이치엔원",
    ),
    "amazon": family(
        "amazon, amazon web services, aws, アマゾン, 아마존, अमेज़न, амазон, أمازون, 亚马逊",
        "amazon nova, amazon titan",
        common="nova, titan, alexa",
    ),
    "anthropic": family(
        "anthropic, アンソロピック, 앤스로픽, 앤트로픽, एंथ्रोपिक, антропик, أنثروبيك, অ্যানথ্রপিক, ஆந்த்ரோபிக்",
        "claude, クロード, 클로드, क्लॉड, क्लाउड, клод, كلود, ক্লড, கிளாட், 克劳德",
        common="opus, sonnet, haiku",
    ),
    "apple": family("apple", common="siri"),
    "baichuan": family("百川智能", "baichuan, 百川"),
    "baidu": family("baidu, 百度, バイドゥ, 바이두", "ernie bot, wenxin, wenxin yiyan, 文心, 文心一言", common="ernie"),
    "berkeley": family("uc berkeley", common="koala"),
    "bytedance": family("bytedance, 字节跳动, 字節跳動, バイトダンス, 바이트댄스", "doubao, 豆包", common="seed"),
    "cohere": family("cohere, cohere labs", "command r, command a, aya expanse", common="command, aya"),
    "databricks": family("databricks, mosaic ml", "dbrx", common="dolly"),
    "deepseek": family(
        "deep seek ai, high flyer, 深度求索", "deep seek, ディープシーク, 딥시크, डीपसीक, дипсик, ديب سيك"
    ),
    "demo": family(
        "arena demo", "demo swift, demo steady, demo lyric, demo thinker", common="swift, steady, lyric, thinker"
    ),
    "google": family(
        "google, google ai, google deepmind, google deep mind, deep mind, グーグル, 구글, गूगल, гугл, جوجل, غوغل, گوگل, "
        "গুগল, கூகுள், கூகிள், ગૂગલ, గూగుల్, ಗೂಗಲ್, ഗൂഗിൾ, ਗੂਗਲ, กูเกิล, 谷歌",
        "gemini, gemma, bard, lamda, palm 2, ジェミニ, 제미나이, जेमिनी, джемини, جيميني, জেমিনি, ஜெமினி",
        common="palm",
    ),
    "hugging-face": family("hugging face", "smol lm, hugging chat", common="zephyr"),
    "ibm": family("ibm, ibm research", "ibm granite, watsonx", common="granite, watson"),
    "inflection": family("inflection ai", common="pi"),
    "krutrim": family("ola krutrim, krutrim ai", "krutrim"),
    "laion": family("laion", "open assistant"),
    "lg": family("lg ai research", "exaone"),
    "lmsys": family("lmsys, lmsys org", "vicuna"),
    "meituan": family("meituan, 美团", "long cat"),
    "meta": family(
        "meta, meta platforms, facebook, メタ社, 메타, मेटा, ميتا, মেটা, மெட்டா",
        "meta ai, llama, code llama, muse spark, muse glimmer",
        common="muse",
    ),
    "microsoft": family(
        "microsoft, マイクロソフト, 마이크로소프트, माइक्रोसॉफ्ट, майкрософт, مايكروسوفت, মাইক্রোসফট, 微软",
        "copilot, bing chat, microsoft phi, wizard lm, コパイロット, 코파일럿",
        common="phi, sydney, orca",
    ),
    "minimax": family("mini max ai, 稀宇科技", "mini max, hailuo, 海螺"),
    "mistral": family("mistral ai", "mistral, mixtral, codestral, ministral, magistral, мистраль", common="le chat"),
    "moonshot": family("moonshot, moonshot ai, 月之暗面", "kimi"),
    "naver": family("naver, 네이버", "hyper clova, clova x"),
    "nous": family("nous research", "nous hermes, deep hermes", common="hermes"),
    "nvidia": family("nvidia, エヌビディア, 엔비디아, 英伟达", "nemotron"),
    "openai": family(
        "open ai, オープンai, オープンエーアイ, 오픈ai, 오픈에이아이, ओपनएआई, ओपन एआई, опенаи, опен аи, أوبن إيه آي, "
        "أوبن أيه آي, أوبن ايه اي, ওপেনএআই, ওপেন এআই, ஓப்பன்ஏஐ, ஓபன்ஏஐ",
        "chat gpt, gpt, gpt oss, o1, o3, o4, チャットgpt, 챗gpt, 챗지피티, चैटजीपीटी, चैट जीपीटी, чатгпт, чат gpt, "
        "چیٹ جی پی ٹی, ચેટજીપીટી, చాట్జిపిటి, ಚಾಟ್ಜಿಪಿಟಿ, ചാറ്റ്ജിപിടി, ਚੈਟਜੀਪੀਟੀ, แชทจีพีที, "
        "شات جي بي تي, চ্যাটজিপিটি, চ্যাট জিপিটি, சாட்ஜிபிடி, சாட்ஜிபிட்டி",
    ),
    "perplexity": family("perplexity ai", "perplexity", common="sonar"),
    "reka": family("reka ai", "reka"),
    "sarvam": family("sarvam ai, सर्वम एआई", "sarvam, सर्वम"),
    "snowflake": family("snowflake", "snowflake arctic", common="arctic"),
    "stability": family("stability ai", "stable lm, stable vicuna"),
    "stanford": family("stanford crfm", common="alpaca"),
    "stepfun": family("step fun, 阶跃星辰", "step chat, 跃问", common="step"),
    "tencent": family("tencent, 腾讯, 騰訊, テンセント, 텐센트", "hunyuan, yuanbao, 混元, 元宝"),
    "tii": family("tii, technology innovation institute", common="falcon"),
    "upstage": family("upstage", common="solar"),
    "xai": family("x.ai, xai, エックスエーアイ", "grok, グロック, 그록, ग्रोक, грок, جروك"),
    "xiaomi": family("xiaomi, 小米", common="mimo"),
    "yandex": family("yandex, яндекс", "yandex gpt, giga chat, гигачат", common="алиса, alice"),
    "zhipu": family("zhipu, zhipu ai, keg lab, z.ai, zai org, 智谱, 智譜", "glm, chat glm, 智谱清言"),
}
# Who else begins with such a name.
NAMESAKES = frozenset(
    {"claude bernard", "claude cahun", "claude chabrol", "claude debussy", "claude françois", "claude giroux"}
    | {"claude lelouch", "claude lévi-strauss", "claude lorrain", "claude makélélé", "claude mckay", "claude monet"}
    | {"claude nougaro", "claude perrault", "claude rains", "claude sautet", "claude shannon", "claude simon"}
)
MAKERS = frozenset[str]().union(*(each.makers for each in FAMILIES.values()))
MODELS = frozenset[str]().union(*(each.models for each in FAMILIES.values()))
COMMON = frozenset[str]().union(*(each.common for each in FAMILIES.values()))

# Words in what models are called that tell none from another.
KINDS = frozenset(
    {"ai", "base", "beta", "chat", "coder", "demo", "flash", "free", "high", "instant", "instruct", "large", "latest"}
    | {"lite", "llm", "local", "low", "max", "medium", "mini", "model", "nano", "open", "oss", "plus", "preview", "pro"}
    | {"random", "small", "the", "thinking", "turbo", "ultra", "vision"}
)
# What may follow a name and belongs to it: "4o", "-3.5", " K2", " Sonnet".
SUFFIX = (
    r"(?:[ -]?[a-z]?\d{1,4}(?:\.\d{1,3}){0,2}[a-z]{0,3}"
    r"|[ -](?:haiku|sonnet|opus|flash|pro|max|mini|nano|lite|turbo|large|small|medium|plus|chat|instruct))"
)
_WORDS = re.compile(r"[^\W\d_]{2,}")
_PARENTHESES = re.compile(r"\([^()]{0,80}\)")


@lru_cache(maxsize=512)
def names_in_text(names: frozenset[str]) -> re.Pattern[str]:
    """Finds them in a folded text, the longest first, with whatever version follows."""
    spelt = "|".join(map(_spell, sorted(names, key=lambda name: (-len(name), name))))
    return re.compile(rf"(?<![a-z0-9])(?:{spelt}){SUFFIX}{{0,4}}(?![a-z])", re.IGNORECASE)


def _spell(name: str) -> str:
    return "[ -]{0,3}".join(map(re.escape, split(name)))


@lru_cache(maxsize=4096)
def split(name: str) -> tuple[str, ...]:
    """Its parts, as they are in a folded text."""
    return tuple(re.split(r"[\s·:/_-]+", fold(name).strip()))


@cache
def _families() -> list[tuple[re.Pattern[str], frozenset[str]]]:
    return [(names_in_text(each.names), each.names) for each in FAMILIES.values()]


@lru_cache(maxsize=4096)
def aliases_of(*, display_name: str, name: str, organization: str, provider: str) -> frozenset[str]:
    """In small letters. Whose host alone is named is no longer hidden: few hosts have all models."""
    shown = _PARENTHESES.sub(" ", display_name).lower()
    code = name.lower().rpartition("/")[2]
    whole = {" ".join(split(each)) for each in (shown, code, organization.lower(), provider.lower())}
    described = fold(f"{display_name} {name} {organization} {provider}".lower())
    return frozenset(whole.union(_WORDS.findall(shown), _relatives(described)) - KINDS - {""})


def _relatives(described: str) -> Iterable[str]:
    """The names of the families that a model belongs to: an offspring of two knows both."""
    return (name for found, names in _families() if found.search(described) for name in names)
