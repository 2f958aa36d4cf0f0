"""The machine itself, as far as its kernel tells: card, disks, room, power, heat, sound, clock."""

import datetime as dt
import os
import re
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from hub.common.checks import Finding, ok, problem, warning
from hub.common.machine_sensors import read_line, read_power, read_temperature
from hub.locale.words import mark, say
from hub.store.backup_folder import format_size

ROOT = Path("/")

Run = Callable[[Sequence[str]], str | None]
"""Runs a program and returns what it said; None where it is not installed or has failed."""

_PROGRAM_WITHIN = 10.0
_CARD = re.compile(r"mmcblk\d+")
_WORN = 8
"""Tenths of its life that a card may have used up (JEDEC 84-B50: 1 stands for up to a tenth)."""

_HOT, _TOO_HOT = 75.0, 85.0
"""Celsius. A Raspberry Pi 4 or 5 slows down from 80 on, and stops speeding up at 85."""

_SUPPLY = mark("Use the Raspberry Pi's own power supply and a short cable")
LOW, TOO_LOW = 1_000_000_000, 200_000_000
"""Bytes that should be free, and without which a busy evening may end with a full disk."""

MOUNTS = Path("/proc/self/mounts")
_OCTAL = re.compile(r"\\([0-7]{3})")
_FIRST_YEAR, _LAST_YEAR = 2025, 2100
_AHEAD = dt.timedelta(minutes=2)
_ASK = ("timedatectl", "show", "--property=NTP", "--property=NTPSynchronized")


def run_program(command: Sequence[str]) -> str | None:
    """Run a program of the system; None where it is not installed, fails or hangs."""
    try:
        done = subprocess.run(  # noqa: S603 - the doctor's own, fixed commands
            list(command),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_PROGRAM_WITHIN,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout


def check_cards(root: Path = ROOT) -> Iterator[Finding]:
    """Say how worn the memory card is, where it tells.

    Args:
        root: below which ``sys`` is.
    """
    for block in sorted((root / "sys/block").glob("mmcblk*")):
        if _CARD.fullmatch(block.name) is None:
            continue
        device = block / "device"
        name = read_line(device / "name") or block.name
        used = [int(each, 16) for each in read_line(device / "life_time").split()]
        reserve = int(read_line(device / "pre_eol_info") or "0", 16)
        if not used and not reserve:
            yield ok(
                "card",
                say("{name} does not tell how worn it is; SD cards never do", name=name),
            )
        elif reserve > 1 or max(used, default=0) > _WORN:
            worn = say(
                "{name} is worn out: make a backup now and replace it (galley-hub backup)",
                name=name,
            )
            yield problem("card", worn)
        else:
            share = 10 * max(used, default=1)
            well = say("{name} has used up to {share} % of its life", name=name, share=share)
            yield ok("card", well)


def check_file_systems(root: Path = ROOT) -> Iterator[Finding]:
    """Say where the kernel has found errors on a disk.

    Args:
        root: below which ``sys`` is.
    """
    counted = sorted((root / "sys/fs/ext4").glob("*/errors_count"))
    for file in counted:
        count = int(read_line(file) or "0")
        if count:
            faulty = say(
                "{name} has had {count} errors: make a backup now, then have it checked (fsck) at "
                "the next start, and replace the card if they come again",
                name=file.parent.name,
                count=count,
            )
            yield problem("file system", faulty)
    if counted and not any(int(read_line(file) or "0") for file in counted):
        yield ok("file system", say("the kernel has seen no error"))


def check_power(run: Run, root: Path = ROOT) -> Iterator[Finding]:
    """Say whether the power supply is good enough, where the Pi tells.

    Args:
        run: for the Pi's own program, where the kernel's file is not there.
        root: below which ``sys`` is.
    """

    def ask() -> str:
        return (run(["vcgencmd", "get_throttled"]) or "").partition("=")[2].strip()

    seen = read_power(root, ask)
    if seen is None:
        return
    if seen.low:
        yield problem(
            "power", f"{say('too low a voltage now: orders may be lost.')} {say(_SUPPLY)}"
        )
    elif seen.was_low:
        yield warning(
            "power", f"{say('the voltage has been too low since the start.')} {say(_SUPPLY)}"
        )
    else:
        yield ok("power", say("the voltage is right"))
    if seen.slow:
        slow = say("the processor is slowed down now: give it better power or cooling")
        yield warning("speed", slow)
    elif seen.was_slow:
        slow = say("the processor has been slowed down since the start, by heat or power")
        yield warning("speed", slow)


def check_temperature(root: Path = ROOT) -> Iterator[Finding]:
    """Say how hot the processor is, where the kernel tells.

    Args:
        root: below which ``sys`` is.
    """
    hottest = read_temperature(root)
    if hottest is None:
        return
    text = f"{hottest:.0f} °C"
    if hottest >= _TOO_HOT:
        cure = say("too hot. Move it away from the heat, or cool it")
        yield problem("temperature", f"{text}: {cure}")
    elif hottest >= _HOT:
        cure = say("hot. It slows down from 80 °C on; give it more air")
        yield warning("temperature", f"{text}: {cure}")
    else:
        yield ok("temperature", text)


def check_sound(*, screen_here: bool, root: Path = ROOT) -> Iterator[Finding]:
    """Say whether this machine can make sounds, if it has to.

    Args:
        screen_here: whether a screen runs on this machine.
        root: below which ``proc`` is.
    """
    cards_ = re.findall(
        r"^ *\d+ \[.*?\]: (.*)$", read_line(root / "proc/asound/cards"), re.MULTILINE
    )
    if cards_:
        yield ok("sound device", "; ".join(each.strip() for each in cards_))
    elif screen_here:
        none = say("none here, so the screen of this machine is silent: connect one")
        yield warning("sound device", none)


def format_age(span: dt.timedelta) -> str:
    """Say how long something is, to a unit or two: ``3 d 4 h``, ``12 min``, ``5 s``."""
    seconds = max(0, round(span.total_seconds()))
    if seconds < 60:  # noqa: PLR2004 - a minute
        return f"{seconds} s"
    minutes = seconds // 60
    days, hours, left = minutes // 1440, minutes // 60 % 24, minutes % 60
    parts = [(days, "d"), (hours, "h"), (left, "min")]
    said = [f"{count} {unit}" for count, unit in parts if count]
    return " ".join(said[:2])


def check_room(about: str, folder: Path) -> Iterator[Finding]:
    """Say how much is free where a folder is.

    Args:
        about: what the folder is for.
        folder: need not exist.
    """
    try:
        found = os.statvfs(folder)
    except OSError as error:
        gone = say("Is the stick plugged in?")
        yield problem(about, f"{folder}: {error.strerror}. {gone}")
        return
    yield judge_room(about, folder, found.f_bavail * found.f_frsize)


def judge_room(about: str, folder: Path, free: int) -> Finding:
    """Judge how much is free; see :func:`check_room`. ``free`` is in bytes."""
    size = format_size(free)
    if free < TOO_LOW:
        text = say(
            "only {size} are free in {folder}: delete what is not needed there, or move it to a "
            "larger card, before it is full and no order can be taken",
            size=size,
            folder=folder,
        )
        return problem(about, text)
    if free < LOW:
        text = say(
            "only {size} are free in {folder}: delete what is not needed there, or move it to a "
            "larger card",
            size=size,
            folder=folder,
        )
        return warning(about, text)
    return ok(about, say("{size} are free in {folder}", size=size, folder=folder))


def check_writable(folder: Path, mounts: Path = MOUNTS) -> Iterator[Finding]:
    """Say when a folder is on a disk that is only read: the kernel does that when a card fails.

    Args:
        folder: that the hub writes to.
        mounts: the kernel's table.
    """
    try:
        lines = mounts.read_text("utf-8", "surrogateescape").splitlines()
    except OSError:
        return
    place = folder.resolve()
    on: tuple[Path, set[str]] | None = None
    for device_and_more in lines:
        _, where, _, options, *_ = device_and_more.split(" ")
        mounted = Path(_OCTAL.sub(lambda each: chr(int(each[1], 8)), where))
        # Later ones lie over earlier ones.
        if mounted in (place, *place.parents) and (
            on is None or on[0] in (mounted, *mounted.parents)
        ):
            on = mounted, set(options.split(","))
    if on is not None and "ro" in on[1]:
        failing = say(
            "{disk} can only be read, so no order can be taken. The kernel does that when a card "
            "fails: make a copy of what is there, and replace the card",
            disk=on[0],
        )
        yield problem("disk", failing)


def check_clock(
    now: dt.datetime, last: dt.datetime | None, run: Run, hub: dt.datetime | None = None
) -> Iterator[Finding]:
    """Look at the machine's clock.

    Args:
        now: what it shows.
        last: when the last thing was done that the hub knows of; None for nothing.
        run: asks the system.
        hub: what time it is for the hub, which does not follow every jump; None where none runs.
    """
    shown = now.strftime("%Y-%m-%d %H:%M UTC")
    if not _FIRST_YEAR <= now.year < _LAST_YEAR:
        wrong = say(
            "it says {time}. A Raspberry Pi has no battery clock: connect it to the internet, or "
            "set the time with: sudo timedatectl set-time 'YYYY-MM-DD HH:MM'",
            time=shown,
        )
        yield problem("clock", wrong)
    elif last is not None and last - now > _AHEAD:
        back = say(
            "it says {time}, {age} before what was done last: it has been set back. Connect it to "
            "the internet, or set the time",
            time=shown,
            age=format_age(last - now),
        )
        yield problem("clock", back)
    elif hub is not None and abs(now - hub) > _AHEAD:
        away = say(
            "it says {time}, {age} away from the hub's time, which runs on as before while it "
            "cannot tell which is right. Is the clock right?",
            time=shown,
            age=format_age(abs(now - hub)),
        )
        yield warning("clock", away)
    else:
        yield ok("clock", shown)
    yield _check_source(run(_ASK))


def _check_source(said: str | None) -> Finding:
    if said is None:
        unknown = say("this system does not tell who sets it (no timedatectl)")
        return ok("clock's source", unknown)
    facts = dict(line.partition("=")[::2] for line in said.splitlines())
    if facts.get("NTPSynchronized") == "yes":
        return ok("clock's source", say("set by the network"))
    if facts.get("NTP") != "yes":
        nothing = say("nothing sets it: sudo timedatectl set-ntp true, on a machine with internet")
        return warning("clock's source", nothing)
    unset = say(
        "it has not been set since the start: is there internet? Ages on the screens are right "
        "all the same; the times of orders may not be"
    )
    return warning("clock's source", unset)
