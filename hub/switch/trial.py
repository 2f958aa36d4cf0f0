"""Another version takes over, on trial: it becomes well, or the one before is started again.

Each step leaves notes by which the next run, after a power cut, goes on or back.
"""

from collections.abc import Callable
from typing import Protocol

from hub.switch.marks import VersionMarks


class Switchable(Protocol):
    """What runs on this machine: a hub, screens, or both."""

    def save_orders(self) -> bool:
        """Make a backup that has been read back; returns False where that was not possible."""
        ...

    def stop(self) -> None:
        """Stop everything."""
        ...

    def start(self) -> None:
        """Start everything, and wait for nothing."""
        ...

    def wait_until_well(self) -> str:
        """Return why it did not become well; empty when it did."""
        ...

    def forget(self, keep: set[str]) -> None:
        """Take away all versions but some."""
        ...


def switch(marks: VersionMarks, kitchen: Switchable, say: Callable[[str], None]) -> bool:
    """Bring in the version that is wanted, or finish what was broken off.

    Args:
        marks: which version runs and which one is wanted.
        kitchen: what runs.
        say: tells people what is done.

    Returns:
        whether all is as it was wanted.
    """
    old, new = marks.trying or marks.current, marks.wanted or marks.current
    if old == new:
        marks.finish()
        return True
    if (refused := marks.refused) is not None and refused.version == new:
        if marks.trying:
            _go_back(marks, kitchen, old, say)
        marks.finish()
        return False
    if not marks.is_whole(new):
        say(f"Galley {new} is not whole yet; {marks.current} goes on.")
        return False
    if not marks.trying:
        if not kitchen.save_orders():
            say(f"No backup could be made, so Galley {old} goes on; see galley-hub doctor.")
            return False
        marks.begin(old)
    if marks.current != new:
        say(f"Galley {new} takes over from {old}.")
        kitchen.stop()
        marks.point_to(new)
    kitchen.start()
    if why := kitchen.wait_until_well():
        say(f"Galley {new} did not become well: {why}")
        marks.refuse(new, why)
        _go_back(marks, kitchen, old, say)
        return False
    marks.accept(old)
    say(f"Galley {new} is well.")
    kitchen.forget({new, old})
    return True


def _go_back(
    marks: VersionMarks, kitchen: Switchable, old: str, say: Callable[[str], None]
) -> None:
    if marks.current != old:
        kitchen.stop()
        marks.point_to(old)
    kitchen.start()
    marks.finish()
    why = kitchen.wait_until_well()
    say(f"Galley {old} does not become well either: {why}" if why else f"Galley {old} runs again.")
