"""Several orders in one request, each taken or refused by itself."""

import asyncio
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID, uuid5

import msgspec
from msgspec.structs import replace

from hub.commit.command import Command, Handling, Json, Outcome
from hub.domain.errors import Refusal, bad_fields
from hub.orders.intake import OrderIntake
from hub.wire import lenient_json
from hub.wire.order_requests import NewOrder, NewOrders
from hub.wire.responses import OrderResult, RequestWarning

_IDS = UUID("3f0a1a1e-6b0e-4d0b-9c58-9a3a0f2d7c11")
"""The namespace of ids that orders get from the key that their batch came under."""

_encode = msgspec.json.Encoder().encode


class OrderBatches:
    """Takes several orders at once.

    Args:
        intake: takes each of them.
        localize: takes a time without an offset for one of the branch's own clock.
        refused: told the code of each order that is refused.
    """

    def __init__(
        self,
        intake: OrderIntake,
        localize: Callable[[datetime], datetime],
        refused: Callable[[str], None],
    ) -> None:
        self._intake = intake
        self._localize = localize
        self._refused = refused

    async def place(
        self, command: Command, new: NewOrders, aliases: Mapping[str, str]
    ) -> Outcome[Json[list[OrderResult]]]:
        """Take some orders, one after the other -> what came of each.

        Args:
            command: that they came with. An order without an id gets one from the command's key,
                so that the same request sent again doubles none.
            new: the orders, as JSON.
            aliases: other names of their fields.
        """
        results: list[bytes] = []
        for index, each in enumerate(new.orders):
            try:
                results.append(await self._place(command, index, each, aliases))
            except Refusal as refusal:
                self._refused(refusal.code)
                error = {
                    "code": refusal.code,
                    "message": refusal.message,
                    "details": dict(refusal.details),
                }
                results.append(_encode({"error": error}))
        return Outcome(Json(b"[%b]" % b",".join(results)))

    async def _place(
        self, command: Command, index: int, order: Mapping[str, Any], aliases: Mapping[str, str]
    ) -> bytes:
        read = partial(lenient_json.read, order, NewOrder, self._localize, aliases)
        # Any of them may be long, and the kitchen goes on meanwhile.
        new, odd, whole_texts = await asyncio.to_thread(read)
        if odd and command.handling is Handling.STRICT:
            raise bad_fields((each.field, each.message) for each in odd)
        if new.id is None and command.key is not None:
            new = replace(new, id=str(uuid5(_IDS, f"{command.key.name.hex()}:{index}")))
        one = replace(command, key=None, version=None, whole_texts=whole_texts)
        outcome = await self._intake.place(one, new)
        return _write(outcome.value.text, outcome.created, (*odd, *outcome.warnings))


def _write(order: bytes, created: bool, warnings: Iterable[RequestWarning]) -> bytes:  # noqa: FBT001 - a field of the result
    return b'{"order":%b,"created":%b,"warnings":%b}' % (
        order,
        _encode(created),
        _encode(list(warnings)),
    )
