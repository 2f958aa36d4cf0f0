"""Secrets in every place of a request where there can be one: where do they end up?"""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout, suppress
from urllib.parse import quote

from hub.__main__ import main
from tests.support.sockets import HANDSHAKE
from tests.support.wire import JSON, request

SECRET = "Planted7Secret"
MADE_UP = f"gly_{SECRET}{'x' * 29}"


def everything(token: str) -> list[bytes]:
    """Write requests that carry a secret in every place where there can be one."""
    taken = (
        b'{"type": "takeout", "notes": "%s", "customer_name": "%s",'
        b' "items": [{"name": "%s", "quantity": 1}]}'
    ) % ((SECRET.encode(),) * 3)
    dish = b'{"name": "%s"}' % SECRET.encode()
    order = b'{"type": "takeout", "notes": "%s", "items": []}' % SECRET.encode()
    return [
        request("GET", f"/api/orders/{SECRET}", token=token),
        request("GET", f"/{SECRET}/x?y={SECRET}", token=token),
        request("GET", f"/api/orders?token={MADE_UP}"),
        request("GET", f"/api/orders?status={MADE_UP}", token=token),
        request("GET", f"/api/orders?cursor={SECRET}", token=token),
        request("GET", f"/api/menu/items/%67ly_{quote(SECRET)}", token=token),
        request("GET", f"http://{SECRET}.example/api/orders", token=token),
        request("GET", "/api/orders", {"Host": f"{SECRET}.example"}, token=token),
        request("GET", "/api/orders", token=MADE_UP),
        request("GET", "/api/orders", {"Authorization": f"Basic {SECRET}"}),
        request("GET", "/api/orders", {"Cookie": f"s={SECRET}"}, token=token),
        request("GET", "/ws", {"Sec-WebSocket-Protocol": SECRET}, token=token),
        request("GET", "/ws", HANDSHAKE | {"Sec-WebSocket-Protocol": f"galley, {MADE_UP}"}),
        request("GET", "/ws", HANDSHAKE | {"Sec-WebSocket-Protocol": f"galley, {token}"},
                token=token),
        request("POST", "/api/orders", JSON, taken, token=token),
        request("POST", "/api/orders", JSON | {"Idempotency-Key": SECRET}, taken, token=token),
        request("POST", "/api/menu/items", JSON, dish, token=token),
        request("POST", "/api/sessions", JSON, b'{"table_number": "%s"}' % SECRET.encode(),
                token=token),
        request("POST", "/api/orders", JSON, order, token=token),
        request("POST", "/api/orders", JSON | {"Idempotency-Key": f"{SECRET} x"}, order,
                token=token),
        request("POST", "/api/orders", JSON | {"Origin": f"http://{SECRET}"}, order, token=token),
        request("POST", "/api/orders", JSON, b'{"%s' % SECRET.encode(), token=token),
        request("POST", "/api/auth/pair", JSON, b'{"code": "%s", "device_name": "x"}'
                % SECRET.encode()),
        request(SECRET.upper(), "/api/orders", token=token),
        f"GET /{SECRET} {SECRET}/1.1\r\n\r\n".encode(),
        f"{SECRET}\r\n\r\n".encode(),
        request("GET", "/api/orders", {f"X {SECRET}": SECRET}, token=token),
    ]  # fmt: skip


@contextmanager
def logged(level: int) -> Iterator[io.StringIO]:
    """Log for as long as the context lasts as the hub's own program does, into memory.

    Args:
        level: as the owner has set it.
    """
    root = logging.getLogger()
    before, root.handlers = root.handlers, []
    level_before = root.level
    told = io.StringIO()
    try:
        with redirect_stderr(told), suppress(SystemExit), redirect_stdout(io.StringIO()):
            main(["--version"])
        root.setLevel(level)
        yield told
    finally:
        root.handlers = before
        root.setLevel(level_before)
