"""How systemd sees the hub, its backups and the screens of this machine."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from hub.cli.doctor.machine import ROOT, Run
from hub.common.checks import Finding, ok, problem, warning
from hub.locale.words import say

HUB, BACKUP, TIMER = "galley-hub.service", "galley-backup.service", "galley-backup.timer"
_SCREENS = "galley-display@"
_ASKED = ("Id", "LoadState", "ActiveState", "Result", "NRestarts", "UnitFileState")
_ASK = ("systemctl", "show", f"--property={','.join(_ASKED)}", HUB, TIMER, BACKUP, f"{_SCREENS}*")
_OFTEN = 3

Units = Mapping[str, Mapping[str, str]]


class Services(NamedTuple):
    """What was found, and whether a screen runs on this machine."""

    findings: tuple[Finding, ...]
    screen_here: bool


def check_services(run: Run, root: Path = ROOT) -> Services:
    """Ask systemd, where it runs.

    Args:
        run: asks it.
        root: below which ``run`` is.
    """
    said = run(_ASK) if (root / "run/systemd/system").is_dir() else None
    if said is None:
        return Services((), screen_here=False)
    units = _parse(said)
    screens = {name: unit for name, unit in units.items() if name.startswith(_SCREENS)}
    if HUB not in units:
        here = ok("service", say("the hub is not installed as a service of this machine"))
        return Services((here, *_check_screens(screens)), bool(screens))
    found = (*_check_hub(units[HUB]), *_check_backups(units), *_check_screens(screens))
    return Services(found, bool(screens))


def _parse(said: str) -> Units:
    blocks = (
        dict(line.partition("=")[::2] for line in block.splitlines())
        for block in said.split("\n\n")
    )
    return {
        unit["Id"]: unit
        for unit in blocks
        if unit.get("Id") and unit.get("LoadState") not in {"not-found", None}
    }


def _check_hub(unit: Mapping[str, str]) -> Iterator[Finding]:
    yield from _check_unit(HUB, unit, say("the hub"))
    if unit.get("UnitFileState") == "disabled":
        yield warning(
            HUB,
            say("it does not start with the power: {cure}", cure=f"sudo systemctl enable {HUB}"),
        )


def _check_backups(units: Units) -> Iterator[Finding]:
    timer = units.get(TIMER, {})
    if timer.get("ActiveState") != "active":
        cure = f"sudo systemctl enable --now {TIMER}"
        yield warning(TIMER, say("no backups are made by themselves: {cure}", cure=cure))
    if units.get(BACKUP, {}).get("Result", "success") != "success":
        yield problem(BACKUP, say("the last backup failed; why: {see}", see=_log_of(BACKUP)))


def _check_screens(units: Units) -> Iterator[Finding]:
    for name, unit in sorted(units.items()):
        yield from _check_unit(name, unit, say("the screen"))


def _check_unit(name: str, unit: Mapping[str, str], what: str) -> Iterator[Finding]:
    state = unit.get("ActiveState", "")
    restarts = int(unit.get("NRestarts") or 0)
    see = _log_of(name)
    if state == "active" and restarts <= _OFTEN:
        yield ok(name, say("{what} runs", what=what))
    elif state == "active":
        often = say(
            "{what} runs, and has been started anew {restarts} times; why: {see}",
            what=what,
            restarts=restarts,
            see=see,
        )
        yield warning(name, often)
    elif state in {"activating", "reloading"}:
        yield warning(name, say("{what} is starting; why: {see}", what=what, see=see))
    else:
        down = say(
            "{what} is {state}: {cure}; why: {see}",
            what=what,
            state=state,
            cure=f"sudo systemctl start {name}",
            see=see,
        )
        yield problem(name, down)


def _log_of(name: str) -> str:
    return f"journalctl -u {name} -e"
