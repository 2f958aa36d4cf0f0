"""The machines of screens: each screen asks its own galley-host what the hub wants to know.

Nothing of it goes over the network but the screen's own socket. What a screen's machine does not do
for its screen, it does not do for the hub either.
"""

import asyncio
from typing import Any, NamedTuple

import msgspec

from hub import ids
from hub.common.host_client import HostAway
from hub.domain.permissions import Role
from hub.realtime.fanout import Fanout
from hub.realtime.subscriber import Subscriber
from hub.wire.host import HostAnswer, Verb
from hub.wire.socket_messages import HostAsk, HostTold

_WITHIN = 45.0
_encode = msgspec.json.Encoder().encode


class _Question(NamedTuple):
    asked: Subscriber
    answer: "asyncio.Future[dict[str, Any] | None]"


class ScreenHosts:
    """Asks the galley-hosts of screens.

    Args:
        room: the kitchen's.
        fanout: knows the screens.
        within: seconds that one has for its answer.
    """

    def __init__(self, room: str, fanout: Fanout, within: float = _WITHIN) -> None:
        self._room = room
        self._fanout = fanout
        self._within = within
        self._waiting: dict[str, _Question] = {}
        fanout.on_host_told = self._take

    async def ask(self, device_id: str, verb: Verb) -> HostAnswer:
        """Have a screen ask its own machine.

        Args:
            device_id: the screen's.
            verb: what.

        Raises:
            HostAway: the screen is not on line, is of a version that knows nothing of this, or its
                machine has no galley-host.
        """
        there = [
            each
            for each in self._fanout.screens(self._room)
            if each.principal.id == device_id and each.principal.role is Role.KITCHEN
        ]
        if not there:
            raise HostAway("the screen is not on line")
        name = ids.new_secret_id()
        waiting = _Question(there[-1], asyncio.get_running_loop().create_future())
        self._waiting[name] = waiting
        try:
            waiting.asked.offer(_encode(HostAsk(id=name, verb=msgspec.Raw(_encode(verb)))))
            said = await asyncio.wait_for(waiting.answer, self._within)
            answer: HostAnswer | None = msgspec.convert(said, HostAnswer | None)
        except TimeoutError:
            raise HostAway("the screen does not answer") from None
        except msgspec.MsgspecError:
            raise HostAway("the screen answers what is no answer") from None
        finally:
            del self._waiting[name]
        if answer is None:
            raise HostAway("the screen's machine has no galley-host")
        return answer

    def _take(self, screen: Subscriber, told: HostTold) -> None:
        waiting = self._waiting.get(told.id)
        # Nobody answers for another one.
        if waiting is not None and waiting.asked is screen and not waiting.answer.done():
            waiting.answer.set_result(told.answer)
