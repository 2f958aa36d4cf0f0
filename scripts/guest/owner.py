"""What an owner does with a machine and a stick: installs, and wires buttons."""

import re
import shutil
from pathlib import Path

from scripts.guest.commands import Failed
from scripts.guest.kitchen import KitchenClient
from scripts.guest.machine import GuestMachine, wait_until
from scripts.guest.system import stick
from tests.support.installer import Sources

HUB, SCREEN = "galley-hub.service", "galley-display@0.service"
SECOND_SCREEN = "galley-display@1.service"
CHIP, PIN = 0, 17
"""Of the one button: which /dev/gpiochip, and which of its lines."""

INSTALLED_WITHIN = 900.0
UP_WITHIN = 300.0
_STICK = "/mnt/stick"
_DATA = "/var/lib/galley"
_BUTTONS = "/etc/galley/buttons.toml"
_SETTINGS = "/etc/galley/display.toml"
_SOCKETS = "/sys/class/drm"
_SECOND_SOCKET = "Virtual-2"
_SECOND_TOKEN = "/etc/galley/display-1.token"  # noqa: S105 - a file's name
_SECOND_SETTINGS = f"GALLEYDISPLAY_HUB_TOKEN_FILE={_SECOND_TOKEN}\nGALLEYDISPLAY_KEYS_BUTTONS=\n"
_SECOND_KEYBOARD = "pci-0000:00:04.0-usb-0:2:1.0"
_KEYS = "galley-keys-1"
_SOUND = "snd_hda_intel"
_NO_SOUND = "/etc/modprobe.d/no-sound.conf"


def pack(folder: Path, wheels: Path) -> Path:
    """Put sources and wheels on a stick; return its file.

    Args:
        folder: for the stick and what is on it; exists.
        wheels: the folder with them.
    """
    files = folder / "stick"
    files.mkdir()
    Sources(files / "galley")
    shutil.copytree(wheels, files / "wheels")
    made = stick(files, folder / "stick.img")
    shutil.rmtree(files)
    return made


def install(machine: GuestMachine) -> float:
    """Run the installer from the stick, without internet.

    Returns:
        how many seconds it took by the guest's own clock.

    Raises:
        Failed: it says why.
    """
    machine.run("mkdir", "-p", _STICK)
    machine.run("mount", "-o", "ro", "/dev/vdb", _STICK)
    installer = f"{_STICK}/galley/scripts/install"
    began = machine.uptime()
    machine.run(installer, "both", f"--wheelhouse={_STICK}/wheels", within=INSTALLED_WITHIN)
    return machine.uptime() - began


def wire(machine: GuestMachine) -> None:
    """Write down what is wired to the pins, as docs/owner/hardware.md says; restart the screen.

    Its board is a grid, so that a picture can be read without knowing how large the monitor is.
    """
    button = f'[[button]]\npin = {PIN}\naction = "slot 1"\n'
    machine.write(_BUTTONS, f"chip = {CHIP}\n\n{button}")
    settings = machine.run("cat", _SETTINGS)
    for key, value in (("buttons", _BUTTONS), ("places", "grid")):
        line = re.compile(f'^#{key} = ".*"$', re.MULTILINE)
        settings, count = line.subn(f'{key} = "{value}"', settings)
        if count != 1:
            raise Failed(f"{_SETTINGS} has {count} lines for {key}")
    machine.write(_SETTINGS, settings)
    # What an owner has written a minute before a power cut may be gone; that is not Galley's doing.
    machine.run("sync")
    machine.run("systemctl", "restart", SCREEN, within=UP_WITHIN)


def add_screen(machine: GuestMachine) -> tuple[int, int]:
    """Plug a second monitor in and make a screen of it, with a keyboard of its own.

    As docs/owner/hardware.md says it.

    Returns:
        the monitor's size, which it leaves to Linux.
    """
    machine.write(f"{_second_socket(machine)}/status", "on")
    width, height = machine.run("head", "-n1", f"{_second_socket(machine)}/modes").split("x")
    token = ("token", "create", "--role", "kitchen", "--name", "Second screen")
    machine.write(_SECOND_TOKEN, machine.run("galley-hub", *token))
    machine.run("chown", "galley:", _SECOND_TOKEN)
    machine.run("chmod", "0600", _SECOND_TOKEN)
    machine.write("/etc/galley/display-1.env", _SECOND_SETTINGS)
    machine.run("groupadd", "--system", _KEYS)
    machine.write(
        "/etc/udev/rules.d/70-galley.rules",
        f'SUBSYSTEM=="input", ENV{{ID_PATH}}=="{_SECOND_KEYBOARD}", GROUP="{_KEYS}"\n',
    )
    machine.run("udevadm", "control", "--reload")
    machine.monitor.plug_in_second_keyboard()
    machine.run("mkdir", f"/etc/systemd/system/{SECOND_SCREEN}.d")
    machine.write(
        f"/etc/systemd/system/{SECOND_SCREEN}.d/keys.conf",
        f"[Service]\nSupplementaryGroups={_KEYS}\n",
    )
    machine.run("systemctl", "daemon-reload")
    machine.run("systemctl", "enable", "--now", SECOND_SCREEN, within=UP_WITHIN)
    return int(width), int(height)


def take_screen_away(machine: GuestMachine) -> None:
    """Pull the second monitor out, and do without its screen."""
    machine.run("systemctl", "disable", "--now", SECOND_SCREEN, within=UP_WITHIN)
    machine.write(f"{_second_socket(machine)}/status", "detect")


def _second_socket(machine: GuestMachine) -> str:
    return machine.run("find", _SOCKETS, "-name", f"card*-{_SECOND_SOCKET}").strip()


def pull_out_sound(machine: GuestMachine) -> None:
    """See to it that there is no sound card at the next start."""
    machine.write(_NO_SOUND, f"blacklist {_SOUND}\n")
    machine.run("sync")


def plug_in_sound(machine: GuestMachine) -> None:
    """Bring the sound card back, and its driver with it."""
    machine.run("rm", _NO_SOUND)
    machine.run("modprobe", _SOUND)


def introduce(machine: GuestMachine) -> KitchenClient:
    """Take from the hub's folder what a till needs to know."""
    authority = machine.run("cat", f"{_DATA}/tls/authority.pem")
    kitchen = KitchenClient(authority, machine.run("cat", f"{_DATA}/manager.token").strip())
    kitchen.port = machine.port
    return kitchen


def state(machine: GuestMachine, unit: str, what: str = "ActiveState") -> str:
    """Return what systemd says of a unit."""
    return machine.run("systemctl", "show", "--value", f"--property={what}", unit).strip()


def up(machine: GuestMachine) -> None:
    """Wait until systemd says that hub and screen have come up.

    Raises:
        Failed: they have not.
    """
    for unit in (HUB, SCREEN):
        wait_until(lambda: state(machine, unit) == "active", f"{unit} comes up", UP_WITHIN)  # noqa: B023 - called here only


def journal(machine: GuestMachine) -> str:
    """Return the last that hub and screen said."""
    said = machine.ask("journalctl", "--no-pager", "--lines=60", "--unit=galley-*").said
    return "\n".join(f"    {line}" for line in said.splitlines())
