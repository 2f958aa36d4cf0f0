"""A screen that pairs by number, as the protocol has it, for whatever carries its requests."""

import os
from collections.abc import Awaitable, Callable
from typing import Any

from hub.wire.pairing import commitment, number

Post = Callable[[str, object], Awaitable[tuple[int, Any]]]
"""Sends a body to a path; returns the status and what the envelope holds: data, or the error."""


class Newcomer:
    """A screen without a token.

    Args:
        post: carries its requests.
        anchor: the fingerprint of the hub that it believes to talk to.
        name: what it calls itself.
    """

    def __init__(self, post: Post, anchor: bytes, name: str = "Grill") -> None:
        self.nonce = os.urandom(32)
        self.name = name
        self.id = ""
        self.number = ""
        self._post = post
        self._anchor = anchor

    async def ask(self) -> tuple[int, Any]:
        """Commit to a nonce and work out the number."""
        body = {"device_name": self.name, "commitment": commitment(self.nonce).hex()}
        status, data = await self._post("/api/auth/pairings", body)
        if status == 201:
            self.id = data["id"]
            hubs = bytes.fromhex(data["nonce"])
            self.number = number(self._anchor, self.nonce, hubs, self.name)
        return status, data

    async def reveal(self, nonce: bytes | None = None) -> tuple[int, Any]:
        """Show the nonce, or another one."""
        return await self._with("reveal", nonce)

    async def claim(self, nonce: bytes | None = None) -> tuple[int, Any]:
        """Ask for the token."""
        return await self._with("claim", nonce)

    async def come(self) -> "Newcomer":
        """Ask and reveal, which must both go well."""
        status, said = await self.ask()
        assert status == 201, said
        status, said = await self.reveal()
        assert status == 200, said
        return self

    async def _with(self, step: str, nonce: bytes | None) -> tuple[int, Any]:
        body = {"nonce": (self.nonce if nonce is None else nonce).hex()}
        return await self._post(f"/api/auth/pairings/{self.id}/{step}", body)
