"""Models of every dialect whose provider tells the key it was sent, in each way a provider can fail."""

import json
from collections.abc import Mapping, Sequence

from ai_model.models import AIModel, Provider
from ai_model.providers.table import DIALECTS
from tests.ai_model.rows import make_model, make_name
from tests.message.simulating import Simulator
from tests.simulator.scenarios import begin, refuse
from tests.simulator.speeches import event, line
from tests.simulator.steps import Close, Reset, Scenario, Send
from tests.simulator.wire import chunk

HTML = "text/html; charset=utf-8"


def ways_to_tell(key: str) -> Mapping[str, Scenario]:
    said = {"error": {"message": f"Incorrect API key provided: {key}.", "type": key, "code": key}, "message": key}
    body = json.dumps(said).encode()
    return {
        "not let in": refuse(401, body),
        "refused": refuse(400, body, X_Key=key, X_Request_Id=key, Set_Cookie=key),
        "broken": refuse(500, f"<h1>500</h1><pre>Authorization: Bearer {key}</pre>".encode(), content_type=HTML),
        "busy": refuse(429, body, Retry_After="600"),
        "error in the stream": (*begin([event(said), line(said), event(said, "error")]), Close()),
        "nonsense in the stream": (*begin([f"data: {key}\n\n{key}\n".encode()]), Send(chunk(key.encode())), Reset()),
        "elsewhere": refuse(307, body, Location=f"/elsewhere?key={key}"),
    }


def make_failing(simulator: Simulator, way: Scenario, *, variable: str = "", stored: str = "") -> Sequence[AIModel]:
    """One of each dialect. Their key stands in this variable, or is stored."""
    models = []
    for dialect in DIALECTS:
        address = f"{simulator.url}/{make_name()}"
        provider = Provider(name=make_name(), dialect=dialect, base_url=address, api_key_env=variable)
        provider.declared = {"base_url": address, "api_key_env": variable}
        if stored:
            provider.store_key(stored)
        provider.save()
        models.append(make_model(provider))
        simulator.play(models[-1], way)
    return models
