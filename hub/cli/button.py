"""What the button at the hub does."""

import asyncio
import logging
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from hub.access.pairing import PairingService
from hub.access.pairing_button import NoButton, pairing_button
from hub.domain.permissions import Role

_log = logging.getLogger(__name__)


@contextmanager
def opening_by_button(
    pin: str,
    pairing: PairingService,
    factory: Any = None,  # noqa: ANN401 - gpiozero has no types
) -> Iterator[None]:
    """Let the button open pairing for a kitchen screen, for as long as the context lasts.

    A button that cannot be used is told in the log: it must not keep a kitchen closed.

    Args:
        pin: as ``GPIO17``; empty for no button.
        pairing: what it opens.
        factory: gpiozero's pin factory; None opens the machine's own pins.
    """
    opening: set[asyncio.Task[object]] = set()

    def held() -> None:
        task: asyncio.Task[object] = asyncio.create_task(
            pairing.open(Role.KITCHEN, on_screens=True)
        )
        opening.add(task)
        task.add_done_callback(opening.discard)

    with ExitStack() as stack:
        try:
            if pin:
                stack.enter_context(pairing_button(pin, held, factory))
        except NoButton as error:
            _log.error("[pairing] button: %s", error)
        yield
