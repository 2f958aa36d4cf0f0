"""(q) Durable ``POST /api/orders`` of four lines at 32 connections."""

import asyncio
import json
import selectors
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path

from scripts.benchmarks.harness import CONNECTIONS, ServerUnderTest, hubs, percentile
from scripts.benchmarks.kitchen import FULL_BOARD, clear_board, order
from scripts.benchmarks.processes import processor_seconds, tree
from scripts.benchmarks.raw import RawConnection
from scripts.benchmarks.report import Options, Quantity
from scripts.benchmarks.turns import Values

_QUANTITIES = (
    Quantity("rate", "durable POST of four lines, 32 connections", "orders/s", more_is_better=True),
    Quantity("cost", "processor time of a POST", "us"),
    Quantity("p50", "answer to a POST, p50", "ms", digits=2, decides=False),
    Quantity("p99", "answer to a POST, p99", "ms", digits=2, decides=False),
)


def run(folder: Path, options: Options) -> None:
    """Say how many orders a second the hub takes."""
    with hubs(folder, options) as servers:
        sides = {name: _ordering(server) for name, server in servers.items()}
        options.report.turns(_QUANTITIES, sides)


def _ordering(server: ServerUnderTest) -> Callable[[], Values]:
    def turn() -> Values:
        # On a full board each new order would have an old one give way: the quicker hub would be
        # the one that has more to do.
        asyncio.run(clear_board(server))
        pids = tree(server.pid)
        before, began = processor_seconds(pids), time.perf_counter()
        taken = _place(server, FULL_BOARD)
        passed = time.perf_counter() - began
        return {
            "rate": len(taken) / passed,
            "cost": 1e6 * (processor_seconds(pids) - before) / len(taken),
            "p50": 1000 * percentile(taken, 0.5),
            "p99": 1000 * percentile(taken, 0.99),
        }

    return turn


def _place(server: ServerUnderTest, orders: int) -> list[float]:
    """Place orders, one under way on each connection; returns the seconds that each took."""
    taken: list[float] = []
    with ExitStack() as stack, selectors.DefaultSelector() as selector:
        lines = [RawConnection(server.url, server.token) for _ in range(CONNECTIONS)]
        request = lines[0].request("POST", "/api/orders", json.dumps(order(1)).encode())
        sent: dict[RawConnection, float] = {}
        left = orders
        for line in lines:
            stack.enter_context(line)
            selector.register(line.socket, selectors.EVENT_READ, line)
        ready = lines
        while left or sent:
            for line in ready:
                if line in sent:
                    line.take_answer()
                    taken.append(time.perf_counter() - sent.pop(line))
                if left:
                    left -= 1
                    sent[line] = time.perf_counter()
                    line.socket.sendall(request)
            ready = [key.data for key, _ in selector.select()] if sent else []
    return taken
