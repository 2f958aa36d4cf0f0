"""The machine in a box: qemu with an emulated processor, and what is plugged into it."""

import re
import subprocess
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from scripts.guest.channels import GRAPHICS, Agent, Ended, Monitor
from scripts.guest.commands import Failed, run
from scripts.guest.kernel import Kernel

SIZE = (1280, 720)
"""Of its monitor, in pixels."""

LAN = 8443
"""The guest's port that can be reached from this machine."""

BOOT_WITHIN = 300.0
_LOOK_EVERY = 0.5
_CONSOLE_LINES = 25
_OFF = "the machine is off"


def wait_until(holds: Callable[[], bool], what: str, within: float) -> None:
    """Wait until something holds.

    Raises:
        Failed: it did not within so many seconds.
    """
    deadline = time.monotonic() + within
    while not holds():
        if time.monotonic() > deadline:
            raise Failed(f"{what}: not within {within:g} s")
        time.sleep(_LOOK_EVERY)


class GuestMachine:
    """One machine with a disk of its own, off until it is switched on.

    Args:
        kernel: that it boots.
        disk: what its disk holds at first; it is not written to.
        stick: a disk that is plugged in, read-only.
        folder: for all that it leaves: its disk, its console, the recording of its loudspeaker.
    """

    def __init__(self, kernel: Kernel, disk: Path, stick: Path, folder: Path) -> None:
        self.folder = folder
        self.port = 0
        """Of this machine: what comes there, reaches the guest's ``LAN``."""
        self._kernel = kernel
        self._stick = stick
        self._disk = folder / "disk.qcow2"
        run(
            *("qemu-img", "create", "-q", "-f", "qcow2", "-F", "raw"),
            *("-b", disk.resolve(), self._disk),
        )
        # A socket's path may be 107 bytes long at most, and a folder's anything.
        self._sockets = tempfile.TemporaryDirectory(prefix="galley-guest-")
        self._qemu: subprocess.Popen[bytes] | None = None
        self._monitor: Monitor | None = None
        self._agent: Agent | None = None
        self._booted = 0

    @property
    def monitor(self) -> Monitor:
        """What can be done to it from outside while it is on."""
        if self._monitor is None:
            raise Failed(_OFF)
        return self._monitor

    @property
    def recording(self) -> Path:
        """What its loudspeaker has played since it was switched on."""
        return self.folder / f"sound-{self._booted}.wav"

    def switch_on(self) -> None:
        """Switch it on, and wait until it can be asked.

        Raises:
            Failed: it does not boot.
        """
        self._booted += 1
        with (self.folder / "qemu.log").open("ab") as log:
            self._qemu = subprocess.Popen(  # noqa: S603 - the command is written below
                self._command(), stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        sockets = Path(self._sockets.name)
        try:
            self._monitor = Monitor(sockets / "monitor")
            self._agent = Agent(sockets / "agent")
        except OSError as error:
            self._must_run()
            raise Failed(f"qemu does not answer: {error}") from error
        told = self._monitor.by_hand("info usernet")
        match = re.search(rf"TCP\[HOST_FORWARD\]\s+\S+\s+\S+\s+(\d+)\s+\S+\s+{LAN}\b", told)
        if match is None:
            raise Failed(f"qemu forwards no port: {told}")
        self.port = int(match[1])
        self.wait_for_agent()

    def wait_for_agent(self) -> None:
        """Wait until it can be asked.

        Raises:
            Failed: it cannot; the text has the last lines of its console.
        """
        try:
            wait_until(self._awake, "the guest boots", BOOT_WITHIN)
        except Failed as why:
            self._must_run()
            raise Failed(f"{why}\n{self.console()}") from why

    def uptime(self) -> float:
        """Return for how many seconds it has been on, by its own clock."""
        return float(self.run("cat", "/proc/uptime").split()[0])

    def cut(self) -> None:
        """Cut its power: what it had not written to the disk is lost."""
        for channel in (self._monitor, self._agent):
            if channel is not None:
                channel.close()
        self._monitor = self._agent = None
        if self._qemu is not None:
            self._qemu.kill()
            self._qemu.wait()
            self._qemu = None
        for path in Path(self._sockets.name).iterdir():
            path.unlink()

    def close(self) -> None:
        """Switch it off for good, and throw its disk away."""
        self.cut()
        self._sockets.cleanup()
        self._disk.unlink(missing_ok=True)

    def ask(self, *command: str, told: str = "", within: float = 120) -> Ended:
        """Run a command inside, as ``Agent.ask``."""
        return self._inside().ask(*command, told=told, within=within)

    def run(self, *command: str, told: str = "", within: float = 120) -> str:
        """Run a command inside, as ``Agent.run``."""
        return self._inside().run(*command, told=told, within=within)

    def wait(self, seconds: float) -> None:
        """Wait by the guest's own clock, which goes slower when this machine is busy."""
        self.run("sleep", f"{seconds:g}")

    def write(self, file: str, text: str) -> None:
        """Write a file inside."""
        self.run("tee", file, told=text)

    def console(self) -> str:
        """Return the last that it said on its console."""
        with suppress(OSError):
            lines = (self.folder / "console.log").read_text(errors="replace").splitlines()
            return "\n".join(f"    {line}" for line in lines[-_CONSOLE_LINES:])
        return ""

    def _inside(self) -> Agent:
        if self._agent is None:
            raise Failed(_OFF)
        return self._agent

    def _awake(self) -> bool:
        self._must_run()
        return self._inside().awake()

    def _must_run(self) -> None:
        if self._qemu is None:
            raise Failed(_OFF)
        if self._qemu.poll() is not None:
            log = (self.folder / "qemu.log").read_text(errors="replace")
            raise Failed(f"qemu has ended: {log}")

    def _command(self) -> list[str]:
        sockets = self._sockets.name
        width, height = SIZE
        # Software emulation on purpose, and one processor: with two, some kernels panic under it.
        # Its time is counted in instructions, a thousand million a second: however busy this
        # machine is, the guest finds itself as fast as ever, and no deadline of its own too short.
        # The keyboard of old PCs is left out, so that keys come by USB, and there is no internet.
        # The card's second socket is empty until something is plugged in.
        return [
            *("nice", "qemu-system-x86_64", "-machine", "q35,i8042=off", "-accel", "tcg"),
            *("-icount", "shift=0", "-cpu", "max", "-smp", "1", "-m", "1536"),
            *("-nodefaults", "-no-user-config"),
            *("-display", "none", "-kernel", str(self._kernel.image)),
            *("-initrd", str(self._kernel.initrd)),
            *("-append", "console=tty0 console=ttyS0 root=/dev/vda rw panic=-1 quiet"),
            *("-serial", f"file:{self.folder / 'console.log'}"),
            *("-qmp", f"unix:{sockets}/monitor,server=on,wait=off"),
            *("-device", "virtio-serial-pci"),
            *("-chardev", f"socket,id=agent,path={sockets}/agent,server=on,wait=off"),
            *("-device", "virtserialport,chardev=agent,name=org.qemu.guest_agent.0"),
            *("-drive", f"file={self._disk},format=qcow2,if=virtio"),
            *("-drive", f"file={self._stick},format=raw,if=virtio,readonly=on"),
            *("-netdev", f"user,id=lan,restrict=on,hostfwd=tcp:127.0.0.1:0-:{LAN}"),
            *("-device", "virtio-net-pci,netdev=lan,romfile="),
            *("-device", f"virtio-vga,id={GRAPHICS},max_outputs=2,xres={width},yres={height}"),
            *("-device", "qemu-xhci", "-device", "usb-kbd"),
            *("-audiodev", f"wav,id=speaker,path={self.recording},out.frequency=44100"),
            *("-device", "intel-hda", "-device", "hda-output,audiodev=speaker"),
            *("-device", "virtio-rng-pci"),
        ]
