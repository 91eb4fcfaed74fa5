"""The moderator at an address, asked in the dialect of OpenAI: texts go there, and whether one is flagged comes back.

https://platform.openai.com/docs/api-reference/moderations
"""

import logging
from collections.abc import Iterator, Sequence
from functools import cache

import httpx
import orjson

from ai_model.moderation.rulings import Ruling
from ai_model.providers import calling, http, rejections
from ai_model.providers.breaking import Breaker
from ai_model.providers.errors import BadBody, ProviderError, TooMuch
from ai_model.providers.redaction import redactor
from ai_model.providers.retrying import Retries
from ai_model.providers.watching import Patience, Watch

logger = logging.getLogger(__name__)

# Code points of a part: long texts are looked at in several, and what stands at a border in both.
PART = 8 * 1024
OVERLAP = 256
# Categories and scores of all parts come with it, which nobody reads.
MAX_BYTES = 1024 * 1024


class RemoteModerator:
    def __init__(self, url: str, *, key: str, model: str, seconds: int) -> None:
        self.url = url
        self.key = redactor.keep(key) if key else ""
        self.model = model
        self.patience = Patience(seconds, seconds, seconds)
        # While it is away, nobody waits for it each time.
        self.breaker = Breaker()

    def search(self) -> None:
        """To ask it word by word would cost more than the words."""

    def judge_at_once(self, texts: Sequence[str]) -> Ruling:
        return Ruling.UNKNOWN

    async def judge(self, texts: Sequence[str]) -> Ruling:
        parts = [part for text in texts for part in parts_of(text)]
        try:
            admission = self.breaker.admit()
            with admission.judging():
                is_flagged = await self._ask(parts)
                admission.succeed()
        except ProviderError as error:
            logger.warning("the moderator gave no ruling: %s, status %s", error.cause, error.status or "none")
            return Ruling.UNKNOWN
        return Ruling.FLAGGED if is_flagged else Ruling.PASSED

    async def _ask(self, parts: Sequence[str]) -> bool:
        """All attempts together have so much time."""
        watch, retries = Watch(self.patience), Retries()
        try:
            with watch:
                while True:
                    try:
                        return read_answer(await self._exchange(parts))
                    except ProviderError as error:
                        await retries.wait(error)
        finally:
            watch.stop()

    async def _exchange(self, parts: Sequence[str]) -> bytes:
        client = calling.current().client
        response = await client.send(self._write(client, parts), stream=True)
        try:
            if response.is_success:
                return await _read_all(response)
            # What it wrote is not looked at.
            wait = rejections.read_retry_after(response.headers)
            raise rejections.read({}, status=response.status_code, retry_after=wait)
        finally:
            await response.aclose()

    def _write(self, client: httpx.AsyncClient, parts: Sequence[str]) -> httpx.Request:
        # Many servers that speak this dialect take one text only.
        told = {"model": self.model, "input": parts[0] if len(parts) == 1 else parts}
        headers = {"Authorization": f"Bearer {self.key}"} if self.key else {}
        headers["Content-Type"] = "application/json"
        request = http.write(client, self.url, headers=headers, body=orjson.dumps(told))
        # Its address is a setting: the operator's word.
        request.extensions["may_be_private"] = True
        return request


async def _read_all(response: httpx.Response) -> bytes:
    body = b""
    while piece := await http.read(response):
        body += piece
        if len(body) > MAX_BYTES:
            raise TooMuch
    return body


def parts_of(text: str) -> Iterator[str]:
    for start in range(0, max(len(text) - OVERLAP, 1), PART - OVERLAP):
        yield text[start : start + PART]


def read_answer(body: bytes) -> bool:
    """Why it was flagged is not asked for: what nobody knows, nobody tells."""
    try:
        flags = [result["flagged"] for result in orjson.loads(body)["results"]]
    except (ValueError, LookupError, TypeError) as error:
        raise BadBody from error
    if not flags or not all(isinstance(flag, bool) for flag in flags):
        raise BadBody
    return any(flags)


@cache
def reach(url: str, *, key: str, model: str, seconds: int) -> RemoteModerator:
    """One for a process: what it has learnt of an outage counts for all."""
    return RemoteModerator(url, key=key, model=model, seconds=seconds)
