"""What runs on this machine, as systemd knows it."""

import http.client
import re
import shutil
import socket
import subprocess
import time
from pathlib import Path

from hub.switch.health import OFTEN, LiveState, wait_until_well

HUB = "galley-hub.service"
BACKUP = "galley-backup.service"
_ENABLED = Path("/etc/systemd/system/multi-user.target.wants")
_SOCKET = Path("/var/lib/galley/hub.sock")
_RELEASES = Path("/usr/lib/galley/releases")
_BEFORE_PACKAGES = Path("/opt/galley")
"""Where ``scripts/install`` has put versions."""

_STAYS = 3.0
"""Seconds after which a screen that has been up has found all that it needs."""

_ANSWERS_WITHIN = 2.0
_LAST_WORDS = 5
_OK = 200
_SHOWN = ("ActiveState", "StatusText", "NRestarts", "ActiveEnterTimestampMonotonic")


class KitchenUnits:
    """The services of Galley that start with the power: a ``Kitchen``."""

    def save_orders(self) -> bool:
        """Make a backup that has been read back, unless there is no hub to ask."""
        if HUB not in _units() or _show(HUB)["ActiveState"] != "active":
            return True
        return _run("systemctl", "start", BACKUP)

    def stop(self) -> None:
        """Stop hub and screens; how often they have ended is counted anew from here."""
        _run("systemctl", "stop", *_units())
        _run("systemctl", "reset-failed", *_units())

    def start(self) -> None:
        """Start hub and screens."""
        _run("systemctl", "start", "--no-block", *_units())

    def wait_until_well(self) -> str:
        """Return why hub or screens did not become well; empty when they did."""
        return wait_until_well(self._look, time.monotonic, time.sleep)

    def forget(self, keep: set[str]) -> None:
        """Have apt take away the packages of all versions but some."""
        if not any(each.startswith(f"{_BEFORE_PACKAGES}/") for each in keep):
            shutil.rmtree(_BEFORE_PACKAGES, ignore_errors=True)
        old = {each.name for each in _RELEASES.iterdir()} - keep
        if old:
            # The transaction that brought the new version may still be going on.
            _run(
                *("apt-get", "--yes", "-o", "DPkg::Lock::Timeout=600", "remove"),
                *(f"galley-{each}" for each in sorted(old)),
            )

    def _look(self) -> LiveState:
        stands = {unit: _show(unit) for unit in _units()}
        for unit, shown in stands.items():
            if int(shown["NRestarts"] or 0) >= OFTEN:
                return LiveState(
                    well=False, ill=f"{unit} ended {shown['NRestarts']} times. {_last_words(unit)}"
                )
        well = all(_is_well(unit, shown) for unit, shown in stands.items())
        progress = "; ".join(
            f"{unit} {shown['ActiveState']} {shown['StatusText']}".strip()
            for unit, shown in stands.items()
        )
        return LiveState(well=well, progress=progress)


def _units() -> list[str]:
    return sorted(
        each.name
        for each in _ENABLED.glob("galley-*.service")
        if re.fullmatch(r"galley-(hub|display@.*)\.service", each.name)
    )


def _is_well(unit: str, shown: dict[str, str]) -> bool:
    if shown["ActiveState"] != "active":
        return False
    if unit == HUB:
        return _answers()
    return time.monotonic() - int(shown["ActiveEnterTimestampMonotonic"]) / 1e6 > _STAYS


def _answers() -> bool:
    """Return whether the hub says that it can take orders."""
    connection = http.client.HTTPConnection("localhost", timeout=_ANSWERS_WITHIN)
    connection.sock = socket.socket(socket.AF_UNIX)
    connection.sock.settimeout(_ANSWERS_WITHIN)
    try:
        connection.sock.connect(str(_SOCKET))
        connection.request("GET", "/readyz")
        return connection.getresponse().status == _OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def _show(unit: str) -> dict[str, str]:
    command = ["systemctl", "show", f"--property={','.join(_SHOWN)}", unit]
    said = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False).stdout  # noqa: S603
    found = dict(line.partition("=")[::2] for line in said.splitlines())
    return {name: found.get(name, "") for name in _SHOWN}


def _last_words(unit: str) -> str:
    command = ["journalctl", f"--unit={unit}", f"--lines={_LAST_WORDS}", "--output=cat"]
    said = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False).stdout  # noqa: S603
    return " / ".join(said.split("\n")).strip(" /")


def _run(*command: str) -> bool:
    return subprocess.run(command, check=False).returncode == 0  # noqa: S603
