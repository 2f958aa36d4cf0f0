"""Whether the hub is alive, whether it can write, what it counts, and what it can be asked."""

import asyncio
from collections.abc import Callable
from typing import Any

from hub.domain.errors import Code, Refusal
from hub.http.metrics import Metrics
from hub.http.routing import Call, Open, Route
from hub.wire.responses import Answer, Health, success


class HealthApi:
    """Answers the routes that a monitor asks, which need no token and tell nothing of orders.

    Args:
        health: what to say when all is well.
        trouble: why nothing can be written at the moment; None when all is well.
        metrics: the counters.
        openapi: writes the documentation; called once, in a thread, when it is first asked for.
    """

    def __init__(
        self,
        health: Health,
        trouble: Callable[[], Refusal | None],
        metrics: Metrics,
        openapi: Callable[[], bytes],
    ) -> None:
        self._health = health
        self._trouble = trouble
        self._metrics = metrics
        self._write_openapi = openapi
        self._openapi: bytes | None = None
        self._writing = asyncio.Lock()

    def routes(self) -> list[Route]:
        """List what can be asked here."""
        return [
            Route(
                method="GET",
                path="/healthz",
                needs=Open.TO_ALL,
                handle=self._alive,
                summary="Whether the hub is alive",
                answers=Health,
            ),
            Route(
                method="GET",
                path="/readyz",
                needs=Open.TO_ALL,
                handle=self._ready,
                summary="Whether the hub can take changes",
                answers=Health,
                refuses=(Code.STORAGE_ERROR, Code.STORAGE_FULL),
            ),
            Route(
                method="GET",
                path="/metrics",
                needs=Open.TO_ALL,
                handle=self._show_metrics,
                summary="Counters for Prometheus",
                answers=None,
                plain={"text/plain": str},
            ),
            Route(
                method="GET",
                path="/openapi.json",
                needs=Open.TO_ALL,
                handle=self._show_openapi,
                summary="This documentation, as OpenAPI 3.1",
                answers=None,
                plain={"application/json": dict[str, Any]},
            ),
        ]

    async def _alive(self, _: Call) -> Answer:
        return success(self._health)

    async def _ready(self, _: Call) -> Answer:
        trouble = self._trouble()
        if trouble is not None:
            raise Refusal(trouble.code, trouble.message, retry_after=trouble.retry_after)
        return success(self._health)

    async def _show_metrics(self, _: Call) -> Answer:
        return Answer(200, self._metrics.text(), media_type="text/plain")

    async def _show_openapi(self, _: Call) -> Answer:
        async with self._writing:
            if self._openapi is None:
                # It takes a Raspberry Pi longer than the loop may be held for.
                self._openapi = await asyncio.to_thread(self._write_openapi)
        return Answer(200, self._openapi)
