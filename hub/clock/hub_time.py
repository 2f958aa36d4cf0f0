"""The hub's own time, which does not jump when the machine's clock does.

It runs on a clock that nobody sets, from a base. A wall clock that is set moves the base, and that
is a :class:`Correction`: everything that was written down by the old base is moved along with it,
in one transaction, before anybody sees the new one.
"""

from typing import NamedTuple

import msgspec

from hub.clock.wall_clock import Machine
from hub.store.reads import LastKnown

STEP = 2_000
"""Milliseconds that the wall clock may differ by. What differs by more has been set; what differs
by less is followed slowly."""

FOLLOW = 100
"""The hub's time is moved by a hundredth of the time gone by, at the most, to follow."""

PLAUSIBLE = 7 * 24 * 3600 * 1000
"""Milliseconds that a kitchen may have been without power; a clock that says more is not believed
when it comes to the age of a ticket."""


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """What is on disk of the hub's time.

    Written when the machine has started anew, when the time was corrected, and when the hub stops;
    never at rest.

    Attributes:
        boot: the run of the machine that it is good for.
        base: the hub's time minus the time that the machine has been running, in ms.
        disbelieved: the same for a wall clock that is not followed; None when it is.
        steady: the same for the time that no correction moves.
        trusted: whether the network had set the wall clock that is followed.
        since: the hub's time from which on the times that were written down are by this base.
        through: the last order's number before this run of the machine.
        steps: how many corrections there have been.
        at: the hub's time at which this was written.
        seq: the last event then.
    """

    boot: str
    base: int
    disbelieved: int | None
    steady: int
    trusted: bool
    since: int
    through: int
    steps: int
    at: int
    seq: int


class Correction(NamedTuple):
    """What has to be done to times that were written down.

    Attributes:
        by: milliseconds to add to the times of orders later than ``through``, and to those times
            of earlier orders that are not before ``since``.
        ages_by: milliseconds to add to the time from which an earlier order's age counts.
        at_least: whether the age of earlier orders is a lower bound from now on.
        since, through: as in :class:`Mark`.
    """

    by: int
    ages_by: int
    at_least: bool
    since: int
    through: int


class _Reading:
    """A clock that shows the machine's running time from a base."""

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self.base = 0

    def now(self) -> int:
        return self._machine.running() + self.base


class HubTime:
    """The hub's time.

    Whatever writes times down reads :meth:`now`, and whoever shows them reads :attr:`shown`: while
    a correction is on its way to disk the two differ by it, like staged and committed orders.

    Attributes:
        shown: the time that the committed orders are by.
        steady: the time that no correction moves: for what must last a while, whatever the wall
            clock says meanwhile. It stands still while the machine is off.
    """

    def __init__(self, machine: Machine) -> None:
        self._machine = machine
        self.shown = _Reading(machine)
        self.steady = _Reading(machine)
        self._ahead = 0
        self._looked = machine.running()
        self._disbelieved: int | None = None
        self._due: Correction | None = None
        self._trusted = False
        self._since = 0
        self._through = 0
        self._steps = -1

    def now(self) -> int:
        """Return the hub's time in Unix milliseconds."""
        return self.shown.now() + self._ahead

    def load(self, mark: Mark | None, last: LastKnown) -> None:
        """Go on from what the file says; what is known already is not forgotten."""
        self._ahead = 0
        if mark is None or mark.boot != self._machine.boot or not mark.boot:
            if self._steps < 0:
                self._start(mark, last)
        elif mark.steps != self._steps:
            self.shown.base, self.steady.base = mark.base, mark.steady
            self._disbelieved, self._trusted = mark.disbelieved, mark.trusted
            self._since, self._through, self._steps = mark.since, mark.through, mark.steps
            self._due = None

    def look(self) -> Correction | None:
        """Look at the wall clock. Call it every second or so.

        Returns:
            what is to be corrected; :meth:`take` makes it so.
        """
        if self._due is not None or self._ahead:
            return None if self._ahead else self._due
        running = self._machine.running()
        gone, self._looked = running - self._looked, running
        offset = self._machine.wall() - running
        if not self._believes(offset):
            return None
        by = offset - self.shown.base
        if abs(by) > STEP:
            return self._make_correction(by)
        most = gone // FOLLOW
        self.shown.base += max(-most, min(most, by))
        # Worth a line on disk, once: should the power fail, this clock will say for how long.
        newly_set = not self._trusted and self._machine.synchronized()
        return self._make_correction(0) if newly_set else None

    def take(self, correction: Correction, seq: int) -> Mark:
        """Write times down by the new base from now on.

        Args:
            correction: what :meth:`look` returned.
            seq: the last event that is on its way to disk with this.

        Returns:
            what goes to disk with the corrected orders; then comes :meth:`commit`.
        """
        self._ahead = correction.by
        since, base = correction.since + correction.by, self.shown.base + correction.by
        disbelieved = self._disbelieved if self._due is not None else None
        return self._make_mark(base, disbelieved, since, seq)

    def commit(self, mark: Mark) -> None:
        """Note that a mark is durable, and show the time by it."""
        self.shown.base += self._ahead
        self._ahead = 0
        self._disbelieved, self._trusted = mark.disbelieved, mark.trusted
        self._since, self._steps = mark.since, mark.steps
        self._due = None

    def forget_staged(self) -> None:
        """Stay with the old base: the correction did not reach the disk."""
        self._ahead = 0

    def make_closing_mark(self, seq: int) -> Mark:
        """Say what to write down when the hub stops, so that it is known how late it was."""
        return self._make_mark(self.shown.base, self._disbelieved, self._since, seq)

    @property
    def settled(self) -> bool:
        """Whether nothing of the machine's start is left to be written down."""
        return self._due is None

    def _start(self, mark: Mark | None, last: LastKnown) -> None:
        """Begin in a run of the machine that the file knows nothing of."""
        wall, running = self._machine.wall(), self._machine.running()
        known = _find_last_time(mark, last)
        before = wall if known is None else known
        # A clock that the network has set is right. Any other may stand where it stood at the last
        # orderly end, or at 1970, and the times of this run must not mix with those before it.
        set_right = self._machine.synchronized()
        at = wall if set_right else max(wall, before)
        comparable = mark is not None and mark.trusted and 0 <= wall - before <= PLAUSIBLE
        away = wall - before if comparable else 0
        exact = known is None or (set_right and comparable)
        self.shown.base = at - running
        self.steady.base = _find_last_steady(mark, last, at) - running
        self._disbelieved = None if at == wall else wall - running
        self._trusted = set_right
        self._since, self._through = at, last.number
        self._steps = 0 if mark is None else mark.steps
        self._due = Correction(0, at - before - away, not exact, at, last.number)

    def _make_correction(self, by: int) -> Correction:
        return Correction(by, by, at_least=False, since=self._since, through=self._through)

    def _believes(self, offset: int) -> bool:
        if self._disbelieved is None:
            return True
        was_set = abs(offset - self._disbelieved) > STEP
        if was_set or offset >= self.shown.base or self._machine.synchronized():
            self._disbelieved = None
            return True
        self._disbelieved = offset
        return False

    def _make_mark(self, base: int, disbelieved: int | None, since: int, seq: int) -> Mark:
        return Mark(
            boot=self._machine.boot,
            base=base,
            disbelieved=disbelieved,
            steady=self.steady.base,
            trusted=disbelieved is None and self._machine.synchronized(),
            since=since,
            through=self._through,
            steps=self._steps + 1,
            at=self._machine.running() + base,
            seq=seq,
        )


def _find_last_time(mark: Mark | None, last: LastKnown) -> int | None:
    if mark is None:
        return last.event
    # An event that is in the mark may be by an older base.
    return mark.at if last.event is None or last.seq <= mark.seq else max(mark.at, last.event)


def _find_last_steady(mark: Mark | None, last: LastKnown, otherwise: int) -> int:
    known = [] if last.answer is None else [last.answer]
    if mark is not None:
        known.append(mark.at - mark.base + mark.steady)
    return max(known, default=otherwise)
