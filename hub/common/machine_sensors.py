"""What a Raspberry Pi tells of its power supply and its heat, as far as its kernel does."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

_UNDER_VOLTAGE, _CAPPED, _THROTTLED = 1 << 0, 1 << 1, 1 << 2
_SINCE_BOOT = 16
"""Bits of get_throttled: how it is now, and 16 higher whether it has been so since the start."""


class PowerSeen(NamedTuple):
    """Whether the voltage is, or was since the start, too low; and the processor slowed down."""

    low: bool
    was_low: bool
    slow: bool
    was_slow: bool


def read_power(root: Path, ask: Callable[[], str]) -> PowerSeen | None:
    """Read how the power supply is; None where nothing tells.

    Args:
        root: below which ``sys`` is.
        ask: gives the bits as the Pi's own program says them, where the kernel's file is not there.
    """
    said = read_line(root / "sys/devices/platform/soc/soc:firmware/get_throttled") or ask()
    alarms = (root / "sys/class/hwmon").glob("hwmon*/in0_lcrit_alarm")
    low = any(read_line(file) not in {"", "0"} for file in alarms)
    try:
        bits = int(said, 16) if said else None
    except ValueError:
        bits = None
    if bits is None and not low:
        return None
    bits = bits or 0
    since = bits >> _SINCE_BOOT
    slowing = _CAPPED | _THROTTLED
    return PowerSeen(
        low=low or bool(bits & _UNDER_VOLTAGE),
        was_low=bool(since & _UNDER_VOLTAGE),
        slow=bool(bits & slowing),
        was_slow=bool(since & slowing),
    )


def read_temperature(root: Path) -> float | None:
    """Read how hot the hottest part is, in degrees Celsius; None where nothing tells.

    Args:
        root: below which ``sys`` is.
    """
    zones = (root / "sys/class/thermal").glob("thermal_zone*/temp")
    found = [int(said) / 1000 for file in zones if (said := read_line(file)).lstrip("-").isdigit()]
    return max(found, default=None)


def read_line(file: Path) -> str:
    """Read a short file of the kernel's; empty where it is not there."""
    try:
        return file.read_text("utf-8", "replace").strip("\0").strip()
    except OSError:
        return ""
