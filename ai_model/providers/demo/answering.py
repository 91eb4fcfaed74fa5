"""What the demo replies to a request: its routes, from bytes in to bytes out, without any I/O."""

import time
from collections.abc import Callable, Mapping

import orjson

from ai_model.providers.demo import asking, directives, telling
from ai_model.providers.demo.matter import WISH_LENGTH
from ai_model.providers.demo.planning import Plan
from ai_model.providers.demo.refusals import Refusal
from ai_model.providers.demo.styles import STYLES
from ai_model.providers.demo.wire import Reply, Request, Silence, Whole


def respond(request: Request) -> Reply:
    try:
        return find_route(request.head.method, request.head.path)(request)
    except Refusal as refusal:
        return Whole(refusal.body, refusal.status, refusal.headers)


def find_route(method: str, path: str) -> Callable[[Request], Reply]:
    if path not in ROUTES:
        raise Refusal(404, f"There is no {path} here.", code="unknown_url")
    if method not in ROUTES[path]:
        raise Refusal(405)
    return ROUTES[path][method]


def complete(request: Request) -> Reply:
    asked = asking.read(request.body)
    if asked.model not in STYLES:
        raise Refusal(404, param="model")
    told = directives.read(f"{asked.system[:WISH_LENGTH]}\n{asked.question}", asked.model)
    if told.status:
        raise Refusal(told.status)
    if told.is_silent:
        return Silence()
    tell = telling.stream if asked.streams else telling.complete
    return tell(Plan(asked, told), int(time.time()))


def list_models(request: Request) -> Reply:
    models = [{"id": name, "object": "model", "created": 0, "owned_by": "demo"} for name in STYLES]
    return Whole(orjson.dumps({"object": "list", "data": models}))


ROUTES: Mapping[str, Mapping[str, Callable[[Request], Reply]]] = {
    "/chat/completions": {"POST": complete},
    "/models": {"GET": list_models},
}
