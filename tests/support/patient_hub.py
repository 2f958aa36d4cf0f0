"""A hub that waits for whoever is slow, closes nobody and forgets an event now and then.

It shows that the tests would see it. Run in the place of ``galley-hub``.
"""

import sys
import time
from itertools import count

from hub.__main__ import main
from hub.http import websocket, websocket_sender
from hub.realtime import subscriber
from hub.realtime.subscriber import Subscriber

PATIENT_HUB = (sys.executable, "-m", "tests.support.patient_hub")

_NEVER = 10**9
_FORGOTTEN_EVERY = 5_000
_WAITED = 0.005


def _patient() -> None:
    subscriber.MAX_MESSAGES = subscriber.MAX_BYTES = _NEVER
    defaults = websocket.WebSocketHandler.__init__.__kwdefaults__
    assert defaults is not None
    defaults["patience"] = websocket.Patience(heartbeat=_NEVER)
    websocket_sender.SEND_BUFFER = 4096
    whole = Subscriber.offer
    offered = count(1)

    def offer(self: Subscriber, frame: bytes) -> bool:
        if next(offered) % _FORGOTTEN_EVERY == 0:
            return True
        if self._events:
            time.sleep(_WAITED)
        return whole(self, frame)

    Subscriber.offer = offer  # type: ignore[method-assign]


if __name__ == "__main__":
    _patient()
    sys.exit(main())
