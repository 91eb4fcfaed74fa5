"""The server, but its guests have left as soon as they are gone."""

from arena_backend.asgi import application  # isort: skip -- it sets Django up

from message.runs import elsewhere, loneliness

loneliness.LONELY_SECONDS = 0.5
loneliness.WORD_SECONDS = elsewhere.WORD_SECONDS = 0.1

__all__ = ["application"]
