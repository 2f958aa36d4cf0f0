"""Takes what happens on a glass, and lets a loop rest until something does.

SDL can be asked for events, but never says that one came.
"""

import asyncio
import select
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Self

import pygame

from display.renderer.glass import Glass

LOOK_EVERY = 0.05
"""Seconds between two looks at the keys, where nothing tells that one was pressed."""

_LOOK_AGAIN = 0.01
_BUSY_MS = 5_000
"""Seconds between two looks for some time after an event: a cook seldom presses one key only."""

TICK_MS = 1000
"""The longest rest: keyboards come and go, and so do monitors."""


class GlassEvents:
    """The events of a glass, for a loop that takes them and then rests.

    Args:
        glass: where they come from.
        now: monotonic ms.
        others: lists descriptors that tell of something to look at beside them.
    """

    def __init__(
        self, glass: Glass, now: Callable[[], int], others: Callable[[], Sequence[int]] = tuple
    ) -> None:
        self._glass = glass
        self._now = now
        self._others = others
        self._woken = asyncio.Event()
        self._busy_until = 0
        self._watch: EventWatch | None = None

    def wake(self) -> None:
        """End the rest, or the next one: there is something to do."""
        self._woken.set()

    def take(self) -> Sequence[pygame.event.Event]:
        """Take what has happened. A desktop's answer to a picture may bring some that wake nobody.

        Raises:
            NoScreenError: the glass has gone.
        """
        events = self._glass.events()
        if events:
            self._busy_until = self._now() + _BUSY_MS
        return events

    @contextmanager
    def waking(self) -> Iterator[None]:
        """Have them wake the loop, as long as the context lasts."""
        with EventWatch(self.wake) as self._watch:
            yield

    async def rest(self, due: int) -> None:
        """Rest until somebody wakes the loop, or it is time to look at the keys, or ``due``.

        Args:
            due: monotonic ms at which there is something to do.
        """
        with suppress(TimeoutError):
            async with asyncio.timeout(self.seconds_until(due)):
                await self._woken.wait()
        # Before what comes next is looked at: what comes after that wakes again.
        self._woken.clear()

    def seconds_until(self, due: int) -> float:
        """Say for how long there is nothing to do, unless somebody wakes the loop."""
        now = self._now()
        left = max(0, due - now) / 1000
        if self._watch is not None:
            self._watch.watch(self._others())
            if self._watch.watch(self._glass.descriptors()):
                return left
        return min(left, _LOOK_AGAIN if now < self._busy_until else LOOK_EVERY)


class EventWatch:
    """Says when there is something to take from descriptors. To be made in the loop's thread.

    What events come through are descriptors: a connection to the desktop, or input devices. Those
    belong to SDL, which closes them without a word, and the next socket may get the same number. So
    they are watched by an epoll of their own, out of which a closed one falls by itself; in
    asyncio's selector it would stay, and whoever got its number could not be watched.

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
