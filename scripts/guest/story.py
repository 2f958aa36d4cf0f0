"""What has to hold on the machine, in the order in which an owner sees it. Nothing is mocked."""

from collections.abc import Callable

from scripts.guest import careless, owner
from scripts.guest.commands import Failed
from scripts.guest.glass import GuestGlass
from scripts.guest.kitchen import KitchenClient
from scripts.guest.loudspeaker import chimes
from scripts.guest.machine import LAN, GuestMachine, wait_until
from scripts.guest.report import Report

WITHIN = 240.0
"""Seconds that anything gets to come to hold: the emulated processor is a slow one."""

_SETTLED = 1.0
"""Seconds, by the guest's clock, that a ticket has to have stood still: a press on one that has
just moved is refused."""

_HELD_MS = 150
_SILENT = "No sound can be heard: no audio device opens"
_STATUSES = ("preparing", "ready")


class Evening:
    """A machine with Galley on it, and those who work with it.

    Args:
        machine: on; Galley is installed.
        report: is told of each claim.
    """

    def __init__(self, machine: GuestMachine, report: Report) -> None:
        self._machine = machine
        self._claim = report.claim
        self._kitchen = KitchenClient("", "")
        self._glasses = [GuestGlass()]

    def opens(self) -> None:
        """Everything comes up by itself."""
        with self._claim("the screen comes up with its button"):
            owner.up(self._machine)
        self._kitchen = owner.introduce(self._machine)
        with self._claim(f"the hub answers on the network, port {LAN}, TLS"):
            self._hub_answers()
        with self._claim("the monitor shows an empty board, and the screen misses nothing"):
            self._show("empty")
            self._make_trouble()

    def an_order_comes(self) -> str:
        """An order is seen and heard; return its id."""
        with self._claim("an order that is posted over the network is on the monitor"):
            before = chimes(self._machine.recording)
            order = self._kitchen.place((2, "Fish and chips"), table="12")
            self._show("order")
        with self._claim("the loudspeaker has played the chime"):
            self._until(lambda: chimes(self._machine.recording) > before, "the chime is heard")
        return order

    def a_button_is_pressed(self, order: str) -> None:
        """A button on a pin, whose contact bounces, bumps it: one step for each press."""
        for status in _STATUSES:
            with self._claim(f"a bouncing GPIO button brings it to {status}, in one step"):
                self._one_step(order, status, self._press_button)
                self._show(f"button-{status}")

    def a_key_is_pressed(self) -> None:
        """A key of a USB keyboard does the same to the second ticket."""
        with self._claim("a second order is on the monitor"):
            order = self._kitchen.place((1, "Soup of the day"), table="7")
            self._show("second-order")
        for status in _STATUSES:
            with self._claim(f"a key of the USB keyboard brings it to {status}, in one step"):
                self._one_step(order, status, lambda: self._machine.monitor.press_key("2"))
                self._show(f"key-{status}")

    def a_second_monitor_is_plugged_in(self) -> None:
        """It is a screen of its own, beside the first one and with a keyboard of its own."""
        with self._claim("a second monitor is plugged in, and a second screen is on it"):
            self._glasses.append(GuestGlass(owner.add_screen(self._machine)))
            self._show_on_both("second-monitor")
        with self._claim("an order is on both monitors"):
            order = self._kitchen.place((3, "Dumplings"), table="9")
            self._show_on_both("both-order")
        press = self._machine.monitor.press_second_key
        for status in _STATUSES:
            with self._claim(f"a key of the second keyboard brings it to {status}, in one step"):
                self._one_step(order, status, lambda: press("3"))
                self._show_on_both(f"both-{status}")
        with self._claim("the second screen is taken away, and the first one goes on"):
            owner.take_screen_away(self._machine)
            self._kitchen.place((1, "Coffee"), table="9")
            self._show("after-second-monitor")
            self._make_trouble()

    def the_hub_hangs(self) -> None:
        """The watchdog of systemd ends a hub that is stopped, and starts another one."""
        with self._claim("the watchdog restarts a hub that hangs (SIGSTOP)"):
            before = owner.state(self._machine, owner.HUB, "MainPID")
            self._machine.run("kill", "-STOP", before)

            def another() -> bool:
                pid = owner.state(self._machine, owner.HUB, "MainPID")
                return pid not in {"0", before}

            self._until(another, "another hub runs")
            self._hub_answers()
        with self._claim("the board is current again"):
            self._show("after-watchdog")

    def the_power_is_cut(self) -> None:
        """What was acknowledged before a power cut is there after it."""
        with self._claim("three more orders are taken, and the power is cut at once"):
            before = {order.id: order for order in self._kitchen.board().orders}
            owner.pull_out_sound(self._machine)
            taken = [
                self._kitchen.place((number, "Dumplings"), table=f"{number}")
                for number in (1, 2, 3)
            ]
            self._machine.cut()
        with self._claim("after the next boot the hub and the screen come up"):
            self._switch_on()
            owner.up(self._machine)
            self._hub_answers()
        with self._claim("everything that was acknowledged is there"):
            after = {order.id: order for order in self._kitchen.board().orders}
            lost = [each for each in (*before, *taken) if each not in after]
            if lost or len(after) != len(before) + len(taken):
                raise Failed(f"lost: {lost}; there are {len(after)} orders")
            changed = [each for each in before if before[each].items != after[each].items]
            if changed:
                raise Failed(f"not as they were: {changed}")
        with self._claim("the monitor shows it"):
            self._show("after-power-cut")
        with self._claim("a sound card that comes late is found, and the screen misses nothing"):
            self._make_trouble(_SILENT)
            owner.plug_in_sound(self._machine)
            self._make_trouble()

    def a_careless_hub_loses(self) -> None:
        """The same power cut costs a hub an order that does not wait for the disk.

        Otherwise the claims about the power cut would hold whatever the hub did.
        """
        with self._claim("a hub that answers before the disk has it loses an order so"):
            before = {order.id for order in self._kitchen.board().orders}
            careless.replace_hub(self._machine)
            self._hub_answers()
            promised = self._kitchen.place((1, "Dumplings"), table="4")
            self._machine.cut()
            self._switch_on()
            self._hub_answers()
            after = {order.id for order in self._kitchen.board().orders}
            if promised in after:
                raise Failed("it did not: this power cut can't show that a hub loses nothing")
            if after != before:
                raise Failed(f"and not that one alone: {before ^ after}")

    def _switch_on(self) -> None:
        self._machine.switch_on()
        self._kitchen.port = self._machine.port

    def _hub_answers(self) -> None:
        self._until(self._kitchen.answers, "the hub answers on the network")

    def _press_button(self) -> None:
        self._machine.run(*("python3", "/usr/local/share/press.py", str(owner.PIN), str(_HELD_MS)))

    def _one_step(self, order: str, status: str, press: Callable[[], None]) -> None:
        """Press, and see that it was one step, and that it was this one."""
        self._machine.wait(_SETTLED)
        seq = self._kitchen.board().seq
        press()
        self._until(lambda: self._kitchen.status(order) == status, f"the line is {status}")
        # What bounces on the way up comes later.
        self._machine.wait(_SETTLED)
        steps = [
            each["payload"]["item"]["status"]
            for each in self._kitchen.events(seq)
            if each["type"] == "order:item_status"
        ]
        if steps != [status]:
            raise Failed(f"one press, and these steps: {steps}")

    def _make_trouble(self, *wanted: str) -> None:
        """Wait until the one screen says that this is wrong with it, and no more."""
        try:
            self._until(lambda: self._kitchen.troubles() == [[*wanted]], f"one screen: {wanted}")
        except Failed as why:
            raise Failed(f"{why}; it has {self._kitchen.troubles()}") from why

    def _show_on_both(self, name: str) -> None:
        self._show(f"{name}-1")
        self._show(f"{name}-2", socket=1)

    def _show(self, name: str, socket: int = 0) -> None:
        """Wait until a monitor shows the hub's board, pixel by pixel; keep the picture."""
        picture = self._machine.folder / f"{name}.png"
        glass = self._glasses[socket]

        def shows() -> bool:
            board = self._kitchen.board()
            self._machine.monitor.picture(picture, socket)
            return glass.shows(picture, board)

        try:
            self._until(shows, "the monitor shows the hub's board")
        except Failed as why:
            wanted = picture.with_stem(f"{name}-wanted")
            glass.draw(self._kitchen.board(), wanted)
            raise Failed(f"{why}\n    it shows {picture}, and not {wanted}") from why

    def _until(self, holds: Callable[[], bool], what: str) -> None:
        wait_until(holds, what, WITHIN)
