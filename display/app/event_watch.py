"""Wakes the loop when a key was pressed: SDL can be asked for events, but never says that one came.

What they come through are descriptors: a connection to the desktop, or input devices. Those belong
to SDL, which closes them without a word, and the next socket may get the same number. So they are
watched by an epoll of their own, out of which a closed one falls by itself; in asyncio's selector
it would stay, and whoever got its number could not be watched.
"""

import asyncio
import select
from collections.abc import Callable, Iterable
from contextlib import suppress
from types import TracebackType
from typing import Self


class EventWatch:
    """Says when there is something to take from descriptors. To be made in the loop's thread.

    Args:
        on_ready: is called in the loop, once for all that has come.
    """

    def __init__(self, on_ready: Callable[[], None]) -> None:
        self._on_ready = on_ready
        self._loop = asyncio.get_running_loop()
        self._epoll: select.epoll | None = None
        # Only Linux has it.
        with suppress(AttributeError):
            self._epoll = select.epoll()
            self._loop.add_reader(self._epoll, self._take)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._epoll is not None:
            self._loop.remove_reader(self._epoll)
            self._epoll.close()

    def watch(self, descriptors: Iterable[int]) -> bool:
        """Watch these from now on, too; one that is watched already, or has just gone, is fine.

        Returns:
            whether any of them is watched, so that nobody has to look by the clock.
        """
        if self._epoll is None:
            return False
        watched = False
        for each in descriptors:
            try:
                # Only what is new wakes, so that one that nobody reads can't keep the loop busy.
                self._epoll.register(each, select.EPOLLIN | select.EPOLLET)
            except FileExistsError:
                watched = True
            except OSError:
                continue
            else:
                watched = True
        return watched

    def _take(self) -> None:
        if self._epoll is not None:
            self._epoll.poll(0)
        self._on_ready()
