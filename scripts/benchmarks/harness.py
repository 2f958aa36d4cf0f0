"""What the benchmarks share: servers in processes of their own, load by wrk, ratios in turns."""

import re
import statistics
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

CONNECTIONS = 32


class Server(NamedTuple):
    """A server process under test."""

    url: str
    pid: int
    data: Path

    @property
    def token(self) -> str:
        """The first manager's token of a hub."""
        return (self.data / "manager.token").read_text().strip()


class Load(NamedTuple):
    """What wrk saw."""

    per_second: float
    refused: int


@contextmanager
def hub(data: Path) -> Iterator[Server]:
    """Run a hub on a data folder."""
    command = [sys.executable, "-m", "hub", "serve", "--data", str(data), "--port", "0"]
    with _process(command, data) as server:
        yield server


@contextmanager
def alternative(module: str, data: Path, *arguments: str) -> Iterator[Server]:
    """Run one of the servers that the hub is compared with."""
    command = [sys.executable, "-m", f"scripts.benchmarks.{module}", str(data), *arguments]
    with _process(command, data) as server:
        yield server


@contextmanager
def _process(command: Sequence[str], data: Path) -> Iterator[Server]:
    with (
        (data.parent / f"{data.name}.log").open("w") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True) as process,  # noqa: S603
    ):
        try:
            yield Server(_address(process), process.pid, data)
        finally:
            process.terminate()


def _address(process: "subprocess.Popen[str]") -> str:
    if process.stdout is None:
        raise RuntimeError("the server has no output")
    for line in process.stdout:
        if found := re.search(r"ready at (\S+)", line):
            return found[1]
    raise RuntimeError("the server ended before it was ready; its log says why")


def wrk(url: str, seconds: int, script: Path | None = None, token: str | None = None) -> Load:
    """Put load on a URL from 32 connections for some seconds."""
    command = ["wrk", "-c", str(CONNECTIONS), "-t", "1", "-d", str(seconds)]
    if script is not None:
        command += ["-s", str(script)]
    if token is not None:
        command += ["-H", f"Authorization: Bearer {token}"]
    said = subprocess.run([*command, url], check=True, capture_output=True, text=True).stdout  # noqa: S603
    rate = re.search(r"Requests/sec:\s+([\d.]+)", said)
    if rate is None:
        raise RuntimeError(f"wrk said no rate:\n{said}")
    refused = re.search(r"Non-2xx or 3xx responses: (\d+)", said)
    return Load(float(rate[1]), 0 if refused is None else int(refused[1]))


def compared(
    ours: Sequence[float], theirs: Sequence[float], unit: str, names: tuple[str, str]
) -> str:
    """Write two series that were taken in turns, and their ratio pair by pair."""
    ratios = sorted(a / b for a, b in zip(ours, theirs, strict=True))
    return (
        f"  {names[0]}: {statistics.median(ours):,.0f} {unit}; "
        f"{names[1]}: {statistics.median(theirs):,.0f} {unit}; "
        f"ratio {statistics.median(ratios):.2f} ({ratios[0]:.2f} to {ratios[-1]:.2f})"
    )


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share of all lies."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))]
