"""The server, but its guests have left as soon as they are gone."""

from arena_backend.asgi import application  # isort: skip -- it sets Django up

from message.runs import running

running.LONELY_SECONDS = 0.5

__all__ = ["application"]
