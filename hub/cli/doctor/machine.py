"""The machine itself, as far as its kernel tells: card, file systems, power, heat, sound."""

import re
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from hub.common.checks import Finding, ok, problem, warning

ROOT = Path("/")

Run = Callable[[Sequence[str]], str | None]
"""Runs a program and returns what it said; None where it is not installed or has failed."""

_CARD = re.compile(r"mmcblk\d+")
_WORN = 8
"""Tenths of its life that a card may have used up (JEDEC 84-B50: 1 stands for up to a tenth)."""

_HOT, _TOO_HOT = 75.0, 85.0
"""Celsius. A Raspberry Pi 4 or 5 slows down from 80 on, and stops speeding up at 85."""

_UNDER_VOLTAGE, _CAPPED, _THROTTLED = 1 << 0, 1 << 1, 1 << 2
_SINCE_BOOT = 16
"""Bits of get_throttled: how it is now, and 16 higher whether it has been so since the start."""

_SUPPLY = "Use the Raspberry Pi's own power supply and a short cable"


def cards(root: Path = ROOT) -> Iterator[Finding]:
    """Say how worn the memory card is, where it tells.

    Args:
        root: below which ``sys`` is.
    """
    for block in sorted((root / "sys/block").glob("mmcblk*")):
        if _CARD.fullmatch(block.name) is None:
            continue
        device = block / "device"
        name = _text(device / "name") or block.name
        used = [int(each, 16) for each in _text(device / "life_time").split()]
        reserve = int(_text(device / "pre_eol_info") or "0", 16)
        if not used and not reserve:
            yield ok("card", f"{name} does not tell how worn it is; SD cards never do")
        elif reserve > 1 or max(used, default=0) > _WORN:
            yield problem(
                "card", f"{name} is worn out: make a backup now and replace it (galley-hub backup)"
            )
        else:
            yield ok("card", f"{name} has used up to {10 * max(used, default=1)} % of its life")


def file_systems(root: Path = ROOT) -> Iterator[Finding]:
    """Say where the kernel has found errors on a disk.

    Args:
        root: below which ``sys`` is.
    """
    counted = sorted((root / "sys/fs/ext4").glob("*/errors_count"))
    for file in counted:
        count = int(_text(file) or "0")
        if count:
            yield problem(
                "file system",
                f"{file.parent.name} has had {count} errors: make a backup now, then have it "
                "checked (fsck) at the next start, and replace the card if they come again",
            )
    if counted and not any(int(_text(file) or "0") for file in counted):
        yield ok("file system", "the kernel has seen no error")


def power(run: Run, root: Path = ROOT) -> Iterator[Finding]:
    """Say whether the power supply is good enough, where the Pi tells.

    Args:
        run: for the Pi's own program, where the kernel's file is not there.
        root: below which ``sys`` is.
    """
    said = _text(root / "sys/devices/platform/soc/soc:firmware/get_throttled")
    if not said:
        said = (run(["vcgencmd", "get_throttled"]) or "").partition("=")[2].strip()
    low = any(
        _text(file) not in {"", "0"}
        for file in (root / "sys/class/hwmon").glob("hwmon*/in0_lcrit_alarm")
    )
    try:
        bits = int(said, 16) if said else None
    except ValueError:
        bits = None
    if bits is None and not low:
        return
    bits = bits or 0
    if low or bits & _UNDER_VOLTAGE:
        yield problem("power", f"too low a voltage now: orders may be lost. {_SUPPLY}")
    elif bits & (_UNDER_VOLTAGE << _SINCE_BOOT):
        yield warning("power", f"the voltage has been too low since the start. {_SUPPLY}")
    else:
        yield ok("power", "the voltage is right")
    if bits & (_CAPPED | _THROTTLED):
        yield warning("speed", "the processor is slowed down now: give it better power or cooling")
    elif bits & ((_CAPPED | _THROTTLED) << _SINCE_BOOT):
        yield warning(
            "speed", "the processor has been slowed down since the start, by heat or power"
        )


def temperature(root: Path = ROOT) -> Iterator[Finding]:
    """Say how hot the processor is, where the kernel tells.

    Args:
        root: below which ``sys`` is.
    """
    zones = (root / "sys/class/thermal").glob("thermal_zone*/temp")
    found = [int(said) / 1000 for file in zones if (said := _text(file)).lstrip("-").isdigit()]
    if not found:
        return
    hottest = max(found)
    text = f"{hottest:.0f} °C"
    if hottest >= _TOO_HOT:
        yield problem("temperature", f"{text}: too hot. Move it away from the heat, or cool it")
    elif hottest >= _HOT:
        yield warning("temperature", f"{text}: hot. It slows down from 80 °C on; give it more air")
    else:
        yield ok("temperature", text)


def sound(*, screen_here: bool, root: Path = ROOT) -> Iterator[Finding]:
    """Say whether this machine can make sounds, if it has to.

    Args:
        screen_here: whether a screen runs on this machine.
        root: below which ``proc`` is.
    """
    cards_ = re.findall(r"^ *\d+ \[.*?\]: (.*)$", _text(root / "proc/asound/cards"), re.MULTILINE)
    if cards_:
        yield ok("sound device", "; ".join(each.strip() for each in cards_))
    elif screen_here:
        yield warning(
            "sound device", "none here, so the screen of this machine is silent: connect one"
        )


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8", "replace").strip()
    except OSError:
        return ""
