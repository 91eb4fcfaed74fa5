"""When a call is made again: only while nothing was said, at most twice, and within a few seconds."""

import asyncio
import random
import time

from ai_model.providers.errors import ProviderError, StaleConnection

RETRIES = 2
# All attempts together; a provider that wants us to wait longer is not waited for.
BUDGET_SECONDS = 6.0
FIRST_PAUSE = 0.5


class Retries:
    def __init__(self) -> None:
        self.count = 0
        self.deadline = time.monotonic() + BUDGET_SECONDS

    async def wait(self, error: ProviderError) -> None:
        """Until another attempt may help; raises the error if none may."""
        if isinstance(error, StaleConnection):
            # Nobody heard us. It is closed now; when all such are, a new one is made.
            return
        self.count += 1
        wanted = error.retry_after or 0.0
        left = self.deadline - time.monotonic()
        if not error.retryable or self.count > RETRIES or wanted > left:
            raise error
        # Full jitter: those who failed together do not come back together.
        spread = random.uniform(0, FIRST_PAUSE * 2**self.count)  # noqa: S311 -- no secret
        await asyncio.sleep(min(wanted + spread, left))
