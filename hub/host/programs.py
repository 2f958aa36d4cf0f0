"""The system's own programs: which there are, and running one.

Each is run by its absolute path with arguments that are written here or in :mod:`hub.host.verbs`,
never by a shell; what comes from outside is one argument of a checked shape, at a place where no
program takes it for an option.
"""

import asyncio
from pathlib import Path
from typing import NamedTuple

_ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8", "SYSTEMD_COLORS": "0"}
_WITHIN = 20.0
_CHUNK = 64 * 1024


class Programs(NamedTuple):
    """Where the programs are that this one runs, and there are no others."""

    systemctl: Path = Path("/usr/bin/systemctl")
    journalctl: Path = Path("/usr/bin/journalctl")
    hostnamectl: Path = Path("/usr/bin/hostnamectl")
    timedatectl: Path = Path("/usr/bin/timedatectl")


class ProgramFailed(Exception):  # noqa: N818 - it says what happened
    """A program is not there, has failed, or has not ended in time; the text says which and why."""


async def run_program(
    program: Path, *arguments: str, longest: int = _CHUNK, within: float = _WITHIN
) -> str:
    """Run a program to its end.

    Args:
        program: one of :class:`Programs`.
        arguments: its own.
        longest: bytes of what it says that are kept, the newest.
        within: seconds.

    Raises:
        ProgramFailed: it could not be run, ended with a failure, or did not end in time.
    """
    command = [str(program), *arguments]
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=_ENVIRONMENT,
            cwd="/",
        )
    except OSError as error:
        raise ProgramFailed(f"{program.name}: {error.strerror}") from error
    try:
        async with asyncio.timeout(within):
            said, wrong, code = await asyncio.gather(
                _read_newest(process.stdout, longest),
                _read_newest(process.stderr, _CHUNK),
                process.wait(),
            )
    except TimeoutError:
        raise ProgramFailed(f"{program.name}: it has not ended in {within:g} s") from None
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
    if code:
        raise ProgramFailed(f"{program.name}: {_last_line(wrong) or f'it ended with {code}'}")
    return said.decode("utf-8", "replace")


async def _read_newest(stream: asyncio.StreamReader | None, longest: int) -> bytes:
    """Read to the end, however much it is, and keep what came last."""
    kept = b""
    while stream is not None and (more := await stream.read(_CHUNK)):
        kept = (kept + more)[-longest:]
    return kept


def _last_line(said: bytes) -> str:
    lines = said.decode("utf-8", "replace").strip().splitlines()
    return lines[-1][:200] if lines else ""
