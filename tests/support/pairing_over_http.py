"""Pairing with a live hub over HTTP: opening it, asking as a device, confirming."""

import json
from typing import Any

from tests.support.live import Live
from tests.support.pairing import Newcomer
from tests.support.wire import JSON, Reply, exchange, request

CODES, PAIRINGS, PAIR = "/api/auth/pairing-codes", "/api/auth/pairings", "/api/auth/pair"


async def strangers(live: Live, path: str, body: object, **headers: str) -> Reply:
    """Ask without a token."""
    data = json.dumps(body).encode()
    return await exchange(live.port, request("POST", path, JSON | headers, data))


def newcomer(live: Live, name: str = "Grill screen", anchor: bytes | None = None) -> Newcomer:
    async def post(path: str, body: object) -> tuple[int, Any]:
        reply = await strangers(live, path, body)
        return reply.status, reply.json["data" if reply.status < 300 else "error"]

    own = bytes.fromhex(live.hub.anchor.fingerprint)
    return Newcomer(post, own if anchor is None else anchor, name)


async def opened(live: Live, role: str = "kitchen", **fields: object) -> Any:  # noqa: ANN401 - JSON
    return (await live.ask("POST", CODES, {"role": role, **fields})).data


async def listed(live: Live) -> Any:  # noqa: ANN401 - JSON
    return (await live.ask("GET", PAIRINGS)).data


async def me(live: Live, token: str) -> Reply:
    return await exchange(live.port, request("GET", "/api/auth/me", token=token))


async def confirm(live: Live, pairing_id: str) -> Reply:
    return await live.ask("POST", f"{PAIRINGS}/{pairing_id}/confirm")
