"""What the benchmarks share: servers in processes of their own, load by wrk, ratios in turns."""

import os
import re
import shutil
import statistics
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from scripts.benchmarks.intervals import interval, ratios
from scripts.benchmarks.report import Options

CONNECTIONS = 32

_MILLISECONDS = {"us": 0.001, "ms": 1.0, "s": 1_000.0, "m": 60_000.0}

# One program makes all the load here, from one address and mostly with one token.
_UNLIMITED = {
    "GALLEY_LIMITS_CONNECTIONS": "100000",
    "GALLEY_LIMITS_CONNECTIONS_PER_ADDRESS": "100000",
    "GALLEY_LIMITS_WRITES_PER_SECOND": "100000",
    "GALLEY_LIMITS_WRITE_BURST": "100000",
}


class Missing(Exception):  # noqa: N818 - reads as a sentence where it is caught
    """A program that a benchmark needs is not installed. The text names it, and how to get it."""


class RefusedError(Exception):
    """Not every answer was a success, so the rate is one of refusals. The text says how many."""


class ServerUnderTest(NamedTuple):
    """A server process under test.

    ``secure_url`` is the same server behind TLS, for a hub that was asked for it.
    """

    url: str
    pid: int
    data: Path
    secure_url: str = ""

    @property
    def token(self) -> str:
        """The first manager's token of a hub."""
        return (self.data / "manager.token").read_text().strip()

    @property
    def is_hub(self) -> bool:
        """Whether it is a hub, and not what a hub is compared with."""
        return (self.data / "manager.token").exists()


class Load(NamedTuple):
    """What a server has withstood.

    Attributes:
        rate: answers a second, every one of them a success.
        p50: milliseconds that half of the answers took at the most.
        p99: milliseconds that 99 of 100 answers took at the most.
    """

    rate: float
    p50: float
    p99: float


@contextmanager
def hub(
    data: Path,
    *,
    lan: bool = False,
    module: str = "hub",
    tree: Path | None = None,
    variables: Mapping[str, str] | None = None,
) -> Iterator[ServerUnderTest]:
    """Run a hub on a data folder, with limits that no load reaches.

    Args:
        data: the folder.
        lan: open the door for the network as well.
        module: what is run, where it is not the hub as it is.
        tree: where the hub's code is, where it is not this tree's.
        variables: of the hub's environment.
    """
    command = [sys.executable, "-m", module, "serve", "--data", str(data), "--port", "0"]
    door = {"GALLEY_LAN_ENABLED": str(lan).lower(), "GALLEY_LAN_PORT": "0"}
    code = {} if tree is None else {"PYTHONPATH": str(tree)}
    wanted = _UNLIMITED | door | code | dict(variables or {})
    with _process(command, data, wanted, tree) as server:
        yield server


@contextmanager
def hubs(
    folder: Path, options: Options, variables: Mapping[str, str] | None = None
) -> Iterator[dict[str, ServerUnderTest]]:
    """Run this tree's hub, and beside it that of the other revision that was asked for.

    Args:
        folder: for their data.
        options: say which revision.
        variables: of the hubs' environment.
    """
    with ExitStack() as stack:
        yield {
            name: stack.enter_context(hub(folder / f"hub-{number}", tree=tree, variables=variables))
            for number, (name, tree) in enumerate(options.trees().items())
        }


def screen_token(server: ServerUnderTest, name: str, role: str = "kitchen") -> str:
    """Make the token of a screen on a hub, or of a page with another role."""
    command = [sys.executable, "-m", "hub", "token", "create", "--data", str(server.data)]
    command += ["--role", role, "--name", name]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()  # noqa: S603


@contextmanager
def alternative(
    module: str, data: Path, variables: Mapping[str, str] | None = None
) -> Iterator[ServerUnderTest]:
    """Run one of the servers that the hub is compared with."""
    command = [sys.executable, "-m", f"scripts.benchmarks.{module}", str(data)]
    with _process(command, data, variables or {}, None) as server:
        yield server


@contextmanager
def _process(
    command: Sequence[str], data: Path, variables: Mapping[str, str], tree: Path | None
) -> Iterator[ServerUnderTest]:
    environment = os.environ | dict(variables)
    with (
        (data.parent / f"{data.name}.log").open("w") as log,
        subprocess.Popen(  # noqa: S603
            command, stdout=subprocess.PIPE, stderr=log, text=True, env=environment, cwd=tree
        ) as process,
    ):
        try:
            url = _said(process, r"ready at (\S+)")
            secure = ""
            if environment.get("GALLEY_LAN_ENABLED") == "true":
                secure = "https://127.0.0.1:" + _said(process, r"on the network at \S+:(\d+)")
            yield ServerUnderTest(url, process.pid, data, secure)
        finally:
            process.terminate()


def _said(process: "subprocess.Popen[str]", what: str) -> str:
    if process.stdout is None:
        raise RuntimeError("the server has no output")
    for line in process.stdout:
        if found := re.search(what, line):
            return found[1]
    raise RuntimeError("the server ended before it was ready; its log says why")


def wrk(
    url: str,
    seconds: int,
    script: Path | None = None,
    token: str | None = None,
    connections: int = CONNECTIONS,
) -> Load:
    """Put load on a URL for some seconds, with one request under way on each connection.

    Args:
        url: what is asked for, unless a script says otherwise.
        seconds: how long.
        script: that makes the requests.
        token: that they carry, unless a script makes them.
        connections: how many.

    Raises:
        Missing: wrk is.
        RefusedError: some answers were no success, or did not come.
    """
    if shutil.which("wrk") is None:
        raise Missing("wrk, which makes the load: sudo apt-get install wrk")
    command = ["wrk", "--latency", "-c", str(connections), "-t", "1", "-d", str(seconds)]
    if script is not None:
        command += ["-s", str(script)]
    if token is not None:
        command += ["-H", f"Authorization: Bearer {token}"]
    said = subprocess.run([*command, url], check=True, capture_output=True, text=True).stdout  # noqa: S603
    if faults := re.findall(r"(?:Non-2xx or 3xx responses|Socket errors): .*", said):
        total = re.search(r"\d+ requests in", said)
        raise RefusedError(f"{'; '.join(faults)}; {'?' if total is None else total[0]} {seconds} s")
    rate = float(_figure(said, r"Requests/sec:\s+([\d.]+)"))
    return Load(rate, _latency(said, 50), _latency(said, 99))


def _figure(said: str, pattern: str) -> str:
    if (found := re.search(pattern, said)) is None:
        raise RuntimeError(f"wrk did not say {pattern}:\n{said}")
    return found[1]


def _latency(said: str, percent: int) -> float:
    text = _figure(said, rf"{percent}%\s+([\d.]+(?:us|ms|s|m))\b")
    number = text.rstrip("ums")
    return float(number) * _MILLISECONDS[text[len(number) :]]


def compared(
    ours: Sequence[float],
    theirs: Sequence[float],
    unit: str,
    names: tuple[str, str],
    *,
    digits: int = 0,
) -> str:
    """Write two series that were taken in turns, and their ratio pair by pair."""
    return (
        f"  {names[0]}: {statistics.median(ours):,.{digits}f} {unit}; "
        f"{names[1]}: {statistics.median(theirs):,.{digits}f} {unit}; "
        f"ratio {interval(ratios(ours, theirs)).text(2)}"
    )


def percentile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share of all lies."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))]
