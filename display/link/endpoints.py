"""Where the hub is: the addresses it was last known by, and what is heard of new ones."""

import asyncio
from collections.abc import Iterable


class Endpoints:
    """The hub's addresses, one of which is tried at a time.

    Args:
        urls: at least one, as ``https://192.168.1.20:8443``; the likeliest first.

    Attributes:
        moved: set when the hub is heard of at other addresses than the one that is tried.
        lost: set while the last try failed.
        reached: set while the last try led to the hub.
    """

    def __init__(self, *urls: str) -> None:
        self.moved = asyncio.Event()
        self.lost = asyncio.Event()
        self.reached = asyncio.Event()
        self._urls = list(dict.fromkeys(url.rstrip("/") for url in urls))

    @property
    def url(self) -> str:
        """The address to try now, without a slash at its end."""
        return self._urls[0]

    @property
    def urls(self) -> tuple[str, ...]:
        """All that are known."""
        return tuple(self._urls)

    def note_success(self) -> None:
        """Note that the hub answered."""
        self.lost.clear()
        self.reached.set()

    def note_failure(self, url: str) -> None:
        """Go on to the next address after one that did not lead to the hub."""
        self.reached.clear()
        self.lost.set()
        if url == self._urls[0]:
            self._urls.append(self._urls.pop(0))

    def update(self, urls: Iterable[str]) -> None:
        """Take what has been heard of the hub's addresses in place of what was known.

        ``moved`` is set when the one that is tried now is not among them: whoever waits before
        the next try need wait no longer.
        """
        new = list(dict.fromkeys(url.rstrip("/") for url in urls))
        if not new or set(new) == set(self._urls):
            return
        current = self._urls[0]
        if current in new:
            # It may be in use: what works is not left for what might.
            new.remove(current)
            self._urls = [current, *new]
            return
        self._urls = new
        self.moved.set()
