"""Whether the hub is alive, whether it can write, what it counts, and what it can be asked."""

import asyncio
from collections.abc import Callable

from hub.domain.errors import Code, Refusal
from hub.http.answers import JSON
from hub.http.metrics import Metrics
from hub.http.routing import Open, Route
from hub.wire.responses import Health


class HealthApi:
    """Answers the routes that a monitor asks, which need no token and tell nothing of orders.

    Args:
        health: what to say when all is well.
        trouble: why nothing can be written at the moment; None when all is well.
        metrics: the counters.
        openapi, asyncapi: write the documentation of HTTP and of the WebSocket.
    """

    def __init__(
        self,
        health: Health,
        trouble: Callable[[], Refusal | None],
        metrics: Metrics,
        openapi: Callable[[], bytes],
        asyncapi: Callable[[], bytes],
    ) -> None:
        self._health = health
        self._trouble = trouble
        self._metrics = metrics
        self._openapi, self._asyncapi = _Documentation(openapi), _Documentation(asyncapi)

    @Route("GET", "/healthz", needs=Open.TO_ALL, summary="Whether the hub is alive")
    async def _alive(self) -> Health:
        return self._health

    @Route(
        "GET",
        "/readyz",
        needs=Open.TO_ALL,
        summary="Whether the hub can take changes",
        refuses=(Code.STORAGE_ERROR, Code.STORAGE_FULL),
    )
    async def _ready(self) -> Health:
        trouble = self._trouble()
        if trouble is not None:
            raise Refusal(trouble.code, trouble.message, retry_after=trouble.retry_after)
        return self._health

    @Route(
        "GET",
        "/metrics",
        needs=Open.TO_ALL,
        summary="Counters for Prometheus",
        media="text/plain",
    )
    async def _show_metrics(self) -> bytes:
        return self._metrics.text()

    @Route(
        "GET",
        "/openapi.json",
        needs=Open.TO_ALL,
        summary="This documentation, as OpenAPI 3.1",
        media=JSON,
    )
    async def _show_openapi(self) -> bytes:
        return await self._openapi.read()

    @Route(
        "GET",
        "/asyncapi.json",
        needs=Open.TO_ALL,
        summary="What is said on the WebSocket, as AsyncAPI 3.0",
        media=JSON,
    )
    async def _show_asyncapi(self) -> bytes:
        return await self._asyncapi.read()


class _Documentation:
    """Documentation that is written once, when it is first asked for."""

    def __init__(self, write: Callable[[], bytes]) -> None:
        self._write = write
        self._text: bytes | None = None
        self._writing = asyncio.Lock()

    async def read(self) -> bytes:
        async with self._writing:
            if self._text is None:
                # It takes a Raspberry Pi longer than the loop may be held for.
                self._text = await asyncio.to_thread(self._write)
        return self._text
