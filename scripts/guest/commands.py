"""Running programs of this machine, politely: others work on it as well."""

import subprocess
from pathlib import Path


class Failed(Exception):  # noqa: N818 - reads as a sentence where it is caught
    """Something did not come to be. The text says what, for whoever started the script."""


def run(*command: str | Path, cwd: Path | None = None, within: float = 600) -> str:
    """Run a program to its end, with a low priority.

    Args:
        command: its name and arguments.
        cwd: the folder that it works in.
        within: seconds.

    Returns:
        what it says on its standard output.

    Raises:
        Failed: it ended badly, and the text has what it said.
    """
    words = ["nice", *map(str, command)]
    try:
        done = subprocess.run(  # noqa: S603 - all that it is given is written in these modules
            words, cwd=cwd, capture_output=True, text=True, timeout=within, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise Failed(f"{' '.join(words[1:])}: took longer than {within:g} s") from error
    if done.returncode:
        raise Failed(f"{' '.join(words[1:])}: {done.stderr.strip() or done.stdout.strip()}")
    return done.stdout
