"""Whole screens in processes and on desktops of their own, of this tree or of another one."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from scripts.benchmarks.desktop import Desktop, desktop
from scripts.benchmarks.harness import ServerUnderTest, screen_token

ROOT = Path(__file__).parents[2]


class ScreenUnderTest(NamedTuple):
    """A screen.

    Attributes:
        name: that the hub knows it by.
        process: with pipes at its standard input and output.
        glass: what it is drawn on.
    """

    name: str
    process: "subprocess.Popen[str]"
    glass: Desktop


@contextmanager
def screen(
    server: ServerUnderTest,
    folder: Path,
    size: tuple[int, int],
    tree: Path | None = None,
    program: Sequence[str] = ("-m", "display"),
) -> Iterator[ScreenUnderTest]:
    """Run one, until the context ends.

    Args:
        server: its hub.
        folder: what it keeps; its name is the screen's.
        size: width and height in pixels.
        tree: where the screen's code is, where it is not this tree's.
        program: what Python runs; galley-display's own arguments are put behind it.
    """
    folder.mkdir()
    token = folder / "screen.token"
    token.write_text(screen_token(server, folder.name), "utf-8")
    command = [sys.executable, *program, "--hub", server.url, "--token-file", str(token)]
    command += ["--data", str(folder / "data"), "--size", "{}x{}".format(*size)]
    code = str(tree or ROOT)
    with (
        desktop(size) as glass,
        (folder / "log").open("w") as log,
        subprocess.Popen(  # noqa: S603
            command,
            cwd=code,
            env=os.environ | dict(glass.environment) | {"PYTHONPATH": code},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        ) as process,
    ):
        try:
            yield ScreenUnderTest(folder.name, process, glass)
        finally:
            process.terminate()
