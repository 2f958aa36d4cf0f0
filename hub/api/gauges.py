"""Figures of a running hub that are read when somebody asks for them."""

from hub.api.listening import Census
from hub.api.metrics import Metrics
from hub.kitchen.branch import Branch
from hub.realtime.fanout import Fanout


def show_gauges(metrics: Metrics, branch: Branch, fanout: Fanout, census: Census) -> None:
    """Have the metrics show how a hub stands."""
    writer = branch.writer
    for name, help_text, read in (
        ("connections", "Open TCP connections.", lambda: len(census)),
        ("sockets", "Connected WebSockets.", lambda: len(fanout)),
        (
            "slow_closed",
            "Sockets closed because they were too slow.",
            lambda: fanout.slow_closed,
        ),
        ("commits", "Transactions committed.", lambda: writer.commits),
        ("changes", "Changes committed.", lambda: writer.units),
        ("seq", "The last durable event.", lambda: branch.log.committed),
        (
            "unpainted",
            "Orders that are on no screen of one of their stations.",
            lambda: branch.alerts.unpainted,
        ),
        ("open_orders", "Open orders.", lambda: len(branch.book.holdings)),
        ("board_bytes", "Bytes of all open orders.", lambda: branch.book.holdings.size),
        (
            "closed_for_room",
            "Orders closed because there were too many.",
            lambda: branch.overflow.closed,
        ),
        ("writable", "1 while changes can be written.", lambda: not writer.trouble),
    ):
        metrics.gauge(f"galley_{name}", help_text, read)
