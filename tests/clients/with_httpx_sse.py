"""Follows a run to its end, through whatever cuts: python with_httpx_sse.py STREAM TOKEN"""

import json
import sys
import time

import httpx
from httpx_sse import connect_sse

stream, token = sys.argv[1:]
headers = {"Authorization": f"Bearer {token}"}


def listen(client: httpx.Client) -> bool:
    """Whether all was heard."""
    with connect_sse(client, "GET", stream, headers=headers) as source:
        source.response.raise_for_status()
        if source.response.status_code == httpx.codes.NO_CONTENT:
            return True
        for event in source.iter_sse():
            headers["Last-Event-ID"] = event.id
            print(json.dumps({"event": event.event, "id": event.id, "data": event.json()}))
    return False


with httpx.Client(timeout=30) as client:
    is_over = False
    while not is_over:
        try:
            is_over = listen(client)
        except httpx.TransportError:
            time.sleep(0.5)
