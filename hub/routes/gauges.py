"""Figures of a running hub that are read when somebody asks for them."""

import asyncio

from hub.branch import Branch
from hub.http.listener import ConnectionLimiter
from hub.http.loop_lag import WatchedLoop
from hub.http.metrics import Metrics
from hub.realtime.fanout import Fanout

_LAG = (
    "The longest time in the last one to two minutes that the hub's loop went without looking at "
    "its sockets and timers: a ping may have waited for so long."
)


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
        ("open_orders", "Open orders.", lambda: len(branch.live_orders.holdings)),
        ("board_bytes", "Bytes of all open orders.", lambda: branch.live_orders.holdings.size),
        (
            "closed_for_room",
            "Orders closed because there were too many.",
            lambda: branch.overflow.closed,
        ),
        (
            "keys_in_memory",
            "Idempotency keys that are known in memory.",
            lambda: len(branch.answers),
        ),
        (
            "keys_on_disk",
            "Idempotency keys of the last day that are known on disk only.",
            lambda: branch.answers.on_disk,
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
