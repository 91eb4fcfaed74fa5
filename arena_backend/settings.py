"""Every choice an operator can make, read once from the environment."""

import sys
from datetime import timedelta
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from arena_backend import environment

environment.limit_threads()

VERSION = "0.1.0"
BASE_DIR = Path(__file__).resolve().parent.parent

# Where SQLite and the generated secret live.
ARENA_DATA = Path(environment.text("ARENA_DATA", str(BASE_DIR / "data"))).absolute()

# DEBUG=on shows tracebacks on pages and allows pages on localhost to call the API.
DEBUG = environment.flag("DEBUG", default=False)

# asgi serves everything; wsgi everything but streams. It must agree with the entry point.
CONTAINER_TYPE = environment.choice("CONTAINER_TYPE", ("asgi", "wsgi"), "asgi")


def _secret_key() -> str:
    """SECRET_KEY, SECRET_KEY_FILE, or what script/setup left in the data folder."""
    generated = ARENA_DATA / "secret_key"
    key = environment.secret("SECRET_KEY")
    if not key and generated.is_file():
        key = generated.read_text(encoding="utf-8").strip()
    if not key:
        raise ImproperlyConfigured(
            "SECRET_KEY is not set. Set it or SECRET_KEY_FILE to 50 random characters, or run script/setup once."
        )
    return key


SECRET_KEY = _secret_key()
# Former values of SECRET_KEY, with commas: tokens and stored provider keys made with them stay readable.
SECRET_KEY_FALLBACKS = environment.secrets("SECRET_KEY_FALLBACKS")
# What provider keys in the database are encrypted with: Fernet keys with commas, newest first. Default: SECRET_KEY.
ARENA_VAULT_KEYS = environment.secrets("ARENA_VAULT_KEYS")

# The address people use. It decides links, allowed hosts, and with https the redirect, HSTS and secure cookies.
ARENA_PUBLIC_URL = environment.url("ARENA_PUBLIC_URL", "http://127.0.0.1:8000")
HTTPS = ARENA_PUBLIC_URL.startswith("https://")
_host = urlsplit(ARENA_PUBLIC_URL).hostname or ""
# Further names the server answers to. Its own and the loopback's are always among them.
ALLOWED_HOSTS = [
    *environment.words("ALLOWED_HOSTS"),
    f"[{_host}]" if ":" in _host else _host,
    "localhost",
    "127.0.0.1",
    "[::1]",
]

# Where the API lives; an empty value puts it at the root, and then there are no pages.
ARENA_API_PREFIX = environment.prefix("ARENA_API_PREFIX", "/api")
# Names of tenants: {prefix}/{tenant}/… is the same as {prefix}/….
ARENA_TENANTS = environment.words("ARENA_TENANTS")
# The file that declares providers and models.
ARENA_CATALOG = Path(environment.text("ARENA_CATALOG", str(BASE_DIR / "catalog.toml"))).absolute()
# Hosts at private addresses that providers may be given in the admin; those of the catalog may be private anyway.
ARENA_PRIVATE_UPSTREAMS = {host.lower() for host in environment.words("ARENA_PRIVATE_UPSTREAMS")}
# Seconds between two rounds of periodic work in this process; 0 leaves it to `manage.py tick`.
ARENA_TICK_SECONDS = environment.integer("ARENA_TICK_SECONDS", 60)
# Proxies in front, whose X-Forwarded-For and X-Forwarded-Proto count; uvicorn and gunicorn read it too.
FORWARDED_ALLOW_IPS = environment.proxies("FORWARDED_ALLOW_IPS")
# Addresses and networks that may read /metrics; for all others it is not there.
ARENA_METRICS_ALLOW = environment.networks("ARENA_METRICS_ALLOW", "127.0.0.0/8, ::1")
# How long runs may go on after SIGTERM; then they end as interrupted.
ARENA_DRAIN_SECONDS = environment.integer("ARENA_DRAIN_SECONDS", 20)
# on sends spans to an OpenTelemetry collector. Where it is and how often, the SDK reads from its own OTEL_* variables.
ARENA_OTEL = environment.flag("ARENA_OTEL", default=False)
if ARENA_OTEL and find_spec("opentelemetry") is None:
    raise ImproperlyConfigured("ARENA_OTEL is on, but OpenTelemetry is not installed. Run script/setup --otel.")
# on shows nothing before it is in the journal: words come later, and none that was read is ever lost.
ARENA_DURABLE = environment.flag("ARENA_DURABLE", default=False)
# How far a blind battle is shown while it is live: off, each side as it speaks; paced, all no further than the slowest;
# held, nothing before all have ended.
ARENA_BLIND_PACING = environment.choice("ARENA_BLIND_PACING", ("off", "paced", "held"), "off")
# off lifts throttles and admission, for load tests.
ARENA_THROTTLES = environment.flag("ARENA_THROTTLES", default=True)
# Whether this process serves all, or several do: those count in the database, together.
ARENA_PROCESSES = environment.choice("ARENA_PROCESSES", ("one", "several"), "one")
# How often one account may read, change, ask (each side counts), vote, and export, copy or erase; a guest half of it.
ARENA_RATE_READING = environment.rate("ARENA_RATE_READING", "1200/m")
ARENA_RATE_CHANGING = environment.rate("ARENA_RATE_CHANGING", "600/m")
ARENA_RATE_ASKING = environment.rate("ARENA_RATE_ASKING", "120/m")
ARENA_RATE_VOTING = environment.rate("ARENA_RATE_VOTING", "60/m")
ARENA_RATE_HAULING = environment.rate("ARENA_RATE_HAULING", "60/h")
# So many times as often all who share an address: a school, an office.
ARENA_PEOPLE_PER_ADDRESS = environment.integer("ARENA_PEOPLE_PER_ADDRESS", 10, least=1)
# How often one address may sign in or up, or make a guest; its network four times as often.
ARENA_RATE_ENTERING = environment.rate("ARENA_RATE_ENTERING", "120/m")
ARENA_RATE_VISITING = environment.rate("ARENA_RATE_VISITING", "300/h")
# How often all guests of one network may ask whose first day it is.
ARENA_RATE_NEW_GUESTS = environment.rate("ARENA_RATE_NEW_GUESTS", "600/m")
# Runs that may speak at once: in this process, of one account, of one guest.
ARENA_MAX_STREAMS = environment.integer("ARENA_MAX_STREAMS", 1000, least=1)
ARENA_MAX_STREAMS_PER_USER = environment.integer("ARENA_MAX_STREAMS_PER_USER", 32, least=1)
ARENA_MAX_STREAMS_PER_GUEST = environment.integer("ARENA_MAX_STREAMS_PER_GUEST", 16, least=1)

# Sign-in with an OpenID Connect ID token: who issues it, for whom, and where its keys are (default: as discovered).
ARENA_OIDC_ISSUER = environment.url("ARENA_OIDC_ISSUER", "https://accounts.google.com")
ARENA_OIDC_AUDIENCE = environment.words("ARENA_OIDC_AUDIENCE")
ARENA_OIDC_JWKS_URL = environment.url("ARENA_OIDC_JWKS_URL")

# Seconds to wait for a provider: for its first byte, between two bytes, and for the whole answer.
PATIENCE = {
    "first_byte": environment.integer("ARENA_FIRST_BYTE_SECONDS", 60, least=1),
    "silence": environment.integer("ARENA_SILENCE_SECONDS", 30, least=1),
    "wall": environment.integer("ARENA_WALL_SECONDS", 600, least=1),
}
# The same for models that think before they speak.
LONG_PATIENCE = {
    "first_byte": environment.integer("ARENA_THINKING_FIRST_BYTE_SECONDS", 300, least=1),
    "silence": environment.integer("ARENA_THINKING_SILENCE_SECONDS", 120, least=1),
    "wall": environment.integer("ARENA_THINKING_WALL_SECONDS", 1800, least=1),
}

# What may be asked and answered: off, all; words, what holds no phrase of a file; endpoint, what a moderator passes.
ARENA_MODERATION = environment.choice("ARENA_MODERATION", ("off", "words", "endpoint"), "off")
# The file: a phrase on each line.
ARENA_MODERATION_WORDS = environment.text("ARENA_MODERATION_WORDS")
# The moderator: where it is asked in the dialect of OpenAI, with which key, and for which of its models.
ARENA_MODERATION_URL = environment.url("ARENA_MODERATION_URL")
ARENA_MODERATION_KEY = environment.secret("ARENA_MODERATION_KEY")
ARENA_MODERATION_MODEL = environment.text("ARENA_MODERATION_MODEL", "omni-moderation-latest")
# How long it is waited for, and what happens to a text of which it says nothing: refuse or allow.
ARENA_MODERATION_SECONDS = environment.integer("ARENA_MODERATION_SECONDS", 5, least=1)
ARENA_MODERATION_OUTAGE = environment.choice("ARENA_MODERATION_OUTAGE", ("refuse", "allow"), "refuse")
# Whom people tell of shared pages that should not be, and of holes: a mailto: or https: address.
ARENA_ABUSE_CONTACT = environment.contact("ARENA_ABUSE_CONTACT")

ACCESS_LIFETIME = timedelta(hours=24)
REFRESH_LIFETIME = timedelta(days=30)
GUEST_LIFETIME = timedelta(days=30)
IDEMPOTENCY_LIFETIME = timedelta(hours=24)

INSTALLED_APPS = [
    "arena_backend",
    "playground",
    "leaderboard",
    "feedback",
    "message",
    "chat_session",
    "usage",
    "ai_model",
    "user",
    "audit",
    "api",
    "corsheaders",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

# Async-native throughout: a synchronous one would pin a thread for the length of a stream.
MIDDLEWARE = [
    "api.middleware.RequestIds",
    "corsheaders.middleware.CorsMiddleware",
    "api.middleware.Security",
    "api.middleware.Clickjacking",
    "api.middleware.Policies",
    "api.middleware.Addresses",
    "api.middleware.PageSessions",
    "api.middleware.PageUsers",
    "api.middleware.PageMessages",
    "arena_backend.edge.Refusals",
]
if ARENA_OTEL:
    MIDDLEWARE.insert(1, "arena_backend.telemetry.RequestSpans")
# The only paths with cookies; the API never looks at one.
PAGES_WITH_COOKIES = ("/admin/",)

LOGIN_REDIRECT_URL = "/admin/"
ROOT_URLCONF = "arena_backend.urls"
ASGI_APPLICATION = "arena_backend.asgi.application"
WSGI_APPLICATION = "arena_backend.wsgi.application"
AUTH_USER_MODEL = "user.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    }
]

# Of one process.
DATABASE_CONNECTIONS = 9
DATABASES = {"default": environment.database("DATABASE_URL", f"sqlite:///{ARENA_DATA}/arena.sqlite3")}
_database = DATABASES["default"]
if _database["ENGINE"].endswith("sqlite3"):
    _database["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        # A row that replaces another deletes it, and triggers that refuse this are to be asked.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON;",
    }
else:
    _database["CONN_HEALTH_CHECKS"] = True
    # What DATABASE_URL says wins.
    _database["OPTIONS"] = {
        "connect_timeout": 2,
        # To compile a plan takes longer than any of ours: no query of a request is to wait for that.
        "options": "-c statement_timeout=10s -c lock_timeout=3s -c idle_in_transaction_session_timeout=5s -c jit=off",
        # A host that is gone is found out in seconds; the kernel alone would wait for hours.
        "keepalives_idle": 5,
        "keepalives_interval": 2,
        "keepalives_count": 3,
        "tcp_user_timeout": 10_000,
        # Its timeout is below the timer of a hop, so that an empty pool is told as such.
        "pool": {
            "min_size": 2,
            "max_size": DATABASE_CONNECTIONS,
            "timeout": 1,
            # Its tries lie ever further apart: with more time for them it would stay away as long again as it was.
            "reconnect_timeout": 1,
            "max_lifetime": 1800,
            "max_idle": 300,
        },
        **_database["OPTIONS"],
    }

AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in ("UserAttributeSimilarityValidator", "MinimumLengthValidator", "CommonPasswordValidator")
]
# Memory-hard, and a third of the time of the default's million rounds.
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["user.credentials.Credentials"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_PARSER_CLASSES": ["api.bodies.JSONBody"],
    "DEFAULT_RENDERER_CLASSES": ["api.bodies.JSONAnswer"],
    "DEFAULT_METADATA_CLASS": None,
    "DEFAULT_THROTTLE_CLASSES": ["api.throttling.Throttle"],
    "DEFAULT_SCHEMA_CLASS": "api.schema.Schema",
    "EXCEPTION_HANDLER": "api.refusals.answer",
    "URL_FORMAT_OVERRIDE": None,
    "UNAUTHENTICATED_USER": None,
    "NON_FIELD_ERRORS_KEY": "non_field_errors",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Arena",
    "DESCRIPTION": "Compare language models side by side, in battles one can trust.",
    "VERSION": VERSION,
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": [],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    # What several fields choose from.
    "ENUM_NAME_OVERRIDES": {
        "ParticipantEnum": "chat_session.models.SEATS",
        "StatusEnum": "message.models.Message.Status",
    },
    "PREPROCESSING_HOOKS": ["api.schema.without_tenants"],
    "SCHEMA_PATH_PREFIX": f"/{ARENA_API_PREFIX}" if ARENA_API_PREFIX else "",
}

# Origins whose pages may call the API; in development any page on localhost may.
CORS_ALLOWED_ORIGINS = environment.words("ARENA_CORS_ORIGINS")
CORS_ALLOWED_ORIGIN_REGEXES = [r"^http://(localhost|127\.0\.0\.1)(:\d+)?$"] if DEBUG or not HTTPS else []
CORS_ALLOW_CREDENTIALS = True
# Nobody else's page reads the admin, whatever it may call.
CORS_URLS_REGEX = r"^/(?!admin(?:/|$))"
CORS_PREFLIGHT_MAX_AGE = 86400
CORS_ALLOW_HEADERS = (
    "authorization",
    "content-type",
    "accept",
    "x-anonymous-token",
    "idempotency-key",
    "last-event-id",
    "x-request-id",
)
CORS_EXPOSE_HEADERS = (
    "Link",
    "X-Request-Id",
    "X-Run-Id",
    "Retry-After",
    "RateLimit-Limit",
    "RateLimit-Remaining",
    "RateLimit-Reset",
    "Idempotent-Replayed",
)

MAX_BODY_BYTES = 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = MAX_BODY_BYTES
SECURE_SSL_REDIRECT = HTTPS
# Load balancers and Prometheus ask these from inside: without TLS, and by whatever name they have for us.
SECURE_REDIRECT_EXEMPT = [r"^(health|live|metrics|ready)/?$"]
PATHS_FOR_ANY_HOST = ("/health", "/live", "/metrics", "/ready")
# How long browsers insist on TLS for this host. It cannot be taken back, so it begins with a day.
SECURE_HSTS_SECONDS = environment.integer("ARENA_HSTS_SECONDS", 86400) if HTTPS else 0
SESSION_COOKIE_SECURE = HTTPS
CSRF_COOKIE_SECURE = HTTPS
CSRF_TRUSTED_ORIGINS = [ARENA_PUBLIC_URL]
X_FRAME_OPTIONS = "DENY"
SILENCED_SYSTEM_CHECKS = [
    "security.W001",  # looks for the name; api.middleware.Security is a subclass
    "security.W002",  # the same for api.middleware.Clickjacking
    "security.W005",  # whether other hosts of the domain have TLS is the operator's to know
    "security.W021",  # the same, for good
    "security.W003",  # no CSRF middleware: the API takes no cookie, and the admin protects its own views
]

STATIC_URL = "/static/"
# Where `manage.py collectstatic` lays the files that nginx serves.
STATIC_ROOT = Path(environment.text("ARENA_STATIC_ROOT", str(BASE_DIR / "staticfiles"))).absolute()

# Machines read JSON; whoever has started the server in a terminal reads lines.
LOG_FORMAT = environment.choice("ARENA_LOG_FORMAT", ("json", "text"), "text" if sys.stderr.isatty() else "json")
LOG_LEVEL = environment.choice("ARENA_LOG_LEVEL", ("debug", "info", "warning", "error"), "info")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {
        "uncaught": {"()": "django.utils.log.CallbackFilter", "callback": lambda record: record.exc_info is not None}
    },
    "formatters": {
        "json": {"()": "api.logs.JSONLines"},
        "text": {"()": "api.logs.TextLines", "format": "%(asctime)s %(levelname)s %(message)s", "datefmt": "%H:%M:%S"},
    },
    "handlers": {"console": {"class": "ai_model.providers.redaction.Handler", "formatter": LOG_FORMAT}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL.upper()},
    "loggers": {
        # Django's and uvicorn's own handlers would print a refusal a second time, or a query with a token in it.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # A 5xx of ours has been logged where it was made; only what nobody caught is news.
        "django.request": {"level": "ERROR", "filters": ["uncaught"]},
        "django.server": {"handlers": [], "propagate": True},
        "gunicorn.error": {"handlers": [], "propagate": True},
        "uvicorn": {"handlers": [], "propagate": True},
        "uvicorn.access": {"handlers": [], "propagate": False},
        "httpx": {"level": "WARNING"},
    },
}

# Where allowances are counted.
BUCKETS = {"one": "api.buckets.Buckets", "several": "user.buckets.SharedBuckets"}[ARENA_PROCESSES]

# Who tells which part of "all my data".
ARCHIVE = {
    "account": "user.erasure.tell_account",
    "sessions": "message.exporting.everything_of",
    "feedback": "feedback.showing.everything_of",
    "usage": "usage.reporting.everything_of",
    "exclusions": "leaderboard.appealing.everything_of",
}
