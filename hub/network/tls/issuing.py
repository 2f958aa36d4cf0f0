"""Having something signed: in a program of its own, or here.

The library that signs takes a sixth of a hub's memory, and a hub needs it once a year. So a hub
that serves has it loaded elsewhere, by a program that ends when it is done (``signing``). Who opens
a data folder for one command, and ends soon itself, loads it here.
"""

import asyncio
import contextlib
import sys
from asyncio.subprocess import PIPE
from collections.abc import Awaitable, Callable
from importlib import import_module

import msgspec

from hub.network.tls.context import CertificateError

KEY = "hub.key"
CERTIFICATE = "hub.pem"

WITHIN = 60.0
"""Seconds that signing may take. A Raspberry Pi with a slow card takes two."""


class SigningTask(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be made: the authority of a folder, unless it is there; then its certificate.

    Attributes:
        folder: where all files are; made if there is none.
        branch_id: goes into the name of a new authority; None where there has to be one.
        names: host names that are wanted, the hub's own first.
        addresses: that the certificate is to be for, as far as a certificate can be.
        certificate: whether a certificate is wanted as well; always a new one.
        now: the hub's time, in Unix milliseconds.
    """

    folder: str
    branch_id: str | None = None
    names: tuple[str, ...]
    addresses: tuple[str, ...] = ()
    certificate: bool = True
    now: int


class SigningReport(msgspec.Struct, frozen=True, omit_defaults=True):
    """What came of it: what is to be said about it, or why it could not be done."""

    remarks: list[str] = []
    unwritten: tuple[int | None, str | None, str | None] | None = None
    unusable: list[str] = []


Issuer = Callable[[SigningTask], Awaitable[list[str]]]
"""Carries a task out, and returns what somebody should know about it. Raises OSError where it
cannot be done or written, CertificateError where there is an authority that cannot be used."""


async def issue_here(task: SigningTask) -> list[str]:
    """Carry a task out in this process, on another thread: an ``Issuer``."""
    signing = import_module("hub.network.tls.signing")
    remarks: list[str] = await asyncio.to_thread(signing.carry_out, task)
    return remarks


async def issue_elsewhere(task: SigningTask) -> list[str]:
    """Carry a task out in a process of its own: an ``Issuer``."""
    module = "hub.network.tls.signing"
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", module, stdin=PIPE, stdout=PIPE
    )
    try:
        async with asyncio.timeout(WITHIN):
            said, _ = await process.communicate(msgspec.json.encode(task))
    except TimeoutError as error:
        raise ChildProcessError(f"signing took more than {WITHIN:.0f} s") from error
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        ended = await process.wait()
    if ended != 0:
        raise ChildProcessError(f"the program that signs certificates ended with {ended}")
    report = msgspec.json.decode(said, type=SigningReport)
    if report.unwritten is not None:
        raise OSError(*report.unwritten)
    if report.unusable:
        raise CertificateError(report.unusable)
    return report.remarks
