"""How news look in JSON, wherever they are told in JSON of our own."""

from typing import Any

from message.runs.news import Began, Called, Ended, Rewound


def show_run(news: Began) -> dict[str, Any]:
    return {"run": news.run, "user": news.question, **news.replies}


def show_call(news: Called) -> dict[str, Any]:
    return {"id": news.id, "name": news.name, "arguments": news.arguments}


def show_rewind(news: Rewound) -> dict[str, Any]:
    return {"rewind": dict(news.positions)}


def show_end(news: Ended) -> dict[str, Any]:
    """There are clients that wait for ever if they hear another word than `stop` or `error`."""
    return {**_show_outcome(news), "message_id": news.message, **_show_figures(news)}


def show_failure(*, code: str, error: str, is_retryable: bool) -> dict[str, Any]:
    return {"finishReason": "error", "code": code, "error": error, "retryable": is_retryable}


def _show_outcome(news: Ended) -> dict[str, Any]:
    if news.code:
        return show_failure(code=news.code, error=news.error, is_retryable=news.is_retryable)
    return {"finishReason": "stop", "reason": news.reason}


def _show_figures(news: Ended) -> dict[str, Any]:
    figures = {"usage": news.usage, "timings": news.timings}
    return {name: dict(figure) for name, figure in figures.items() if figure is not None}
