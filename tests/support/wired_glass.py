"""A glass with a key that tells of itself, as a desktop or a device does."""

import asyncio
import os
from collections.abc import Sequence

import pygame

from display.renderer.glass import Canvas

FEW = 20
"""Rounds of the event loop in which everything happens that is not waited for by a clock."""


class Wired(Canvas):
    """A canvas with a key that a pipe tells of, as a desktop or a device does."""

    def __init__(self) -> None:
        super().__init__((640, 360))
        self.reading, self.writing = os.pipe()
        os.set_blocking(self.reading, False)
        self.told: Sequence[int] = (self.reading,)
        self.queued: list[pygame.event.Event] = []
        self.looks = 0
        self.shown = 0

    def events(self) -> Sequence[pygame.event.Event]:
        self.looks += 1
        try:
            came = len(os.read(self.reading, 100))
        except BlockingIOError:
            came = 0
        queued, self.queued = self.queued, []
        return (*queued, *(key() for _ in range(came)))

    def descriptors(self) -> Sequence[int]:
        return self.told

    def show(self, areas: Sequence[pygame.Rect]) -> None:
        self.shown += 1

    def press(self) -> None:
        os.write(self.writing, b"1")

    def close(self) -> None:
        os.close(self.reading)
        os.close(self.writing)


def key() -> pygame.event.Event:
    return pygame.event.Event(pygame.KEYDOWN, key=pygame.K_1, scancode=pygame.KSCAN_1)


async def rounds() -> None:
    for _ in range(FEW):
        await asyncio.sleep(0)
