"""Whether the hub is alive, whether it can write, what it counts, and what it can be asked."""

import asyncio
from collections.abc import Callable

from hub.branch import Branch
from hub.domain.errors import Code, Refusal
from hub.http.answers import JSON
from hub.http.listener import ConnectionLimiter
from hub.http.loop_lag import WatchedLoop
from hub.http.metrics import Metrics
from hub.http.routing import PUBLIC, Route
from hub.realtime.fanout import Fanout
from hub.wire.responses import Health

_LAG = (
    "The longest time in the last one to two minutes that the hub's loop went without looking at "
    "its sockets and timers: a ping may have waited for so long."
)


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

    @Route("GET", "/healthz", needs=PUBLIC, summary="Whether the hub is alive")
    async def _alive(self) -> Health:
        return self._health

    @Route(
        "GET",
        "/readyz",
        needs=PUBLIC,
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
        needs=PUBLIC,
        summary="Counters for Prometheus",
        media="text/plain",
    )
    async def _show_metrics(self) -> bytes:
        return self._metrics.text()

    @Route(
        "GET",
        "/openapi.json",
        needs=PUBLIC,
        summary="This documentation, as OpenAPI 3.1",
        media=JSON,
    )
    async def _show_openapi(self) -> bytes:
        return await self._openapi.read()

    @Route(
        "GET",
        "/asyncapi.json",
        needs=PUBLIC,
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


def show_gauges(
    metrics: Metrics, branch: Branch, fanout: Fanout, limiter: ConnectionLimiter
) -> None:
    """Have the metrics show how a hub stands."""
    writer = branch.writer
    for name, help_text, read in (
        ("connections", "Open TCP connections.", lambda: len(limiter)),
        ("sockets", "Connected WebSockets.", lambda: len(fanout)),
        (
            "slow_closed",
            "Sockets closed because they were too slow.",
            lambda: fanout.slow_closed,
        ),
        ("commits", "Transactions committed.", lambda: writer.commits),
        ("changes", "Changes committed.", lambda: writer.changes),
        ("seq", "The last durable event.", lambda: branch.log.committed),
        (
            "unpainted",
            "Orders that are on no screen of one of their stations.",
            lambda: branch.alerts.unpainted,
        ),
        (
            "only_chips",
            "Orders that one of their stations has seen only as chips for too long.",
            lambda: branch.alerts.only_chips,
        ),
        ("open_orders", "Open orders.", lambda: len(branch.live_orders.holdings)),
        ("board_bytes", "Bytes of all open orders.", lambda: branch.live_orders.holdings.size),
        (
            "closed_for_room",
            "Orders closed because there were too many.",
            lambda: branch.overflow.closed,
        ),
        (
            "closed_old",
            "Orders that were completed because nobody had touched them for long.",
            lambda: branch.old_orders.completed,
        ),
        (
            "keys_in_memory",
            "Idempotency keys that are known in memory.",
            lambda: len(branch.idempotency_keys),
        ),
        (
            "keys_on_disk",
            "Idempotency keys of the last day that are known on disk only.",
            lambda: branch.idempotency_keys.on_disk,
        ),
        ("log_tail", "Events of the log that are held in memory.", lambda: len(branch.tail)),
        (
            "journal_bytes",
            "Bytes of changes that are durable and not in their tables yet.",
            lambda: branch.unflushed_bytes,
        ),
        ("writable", "1 while changes can be written.", lambda: not writer.trouble),
    ):
        metrics.gauge(f"galley_{name}", help_text, read)
    loop = asyncio.get_running_loop()
    if isinstance(loop, WatchedLoop):
        metrics.gauge("galley_loop_lag_seconds", _LAG, lambda: loop.lag.longest)
