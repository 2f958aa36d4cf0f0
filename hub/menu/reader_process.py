"""Reading a whole menu in a process of its own, so that nothing in it can hold the kitchen up.

Megabytes of JSON or CSV take a Raspberry Pi seconds, and what is in them may be made to take memory
besides. So the process that reads them steps behind the kitchen, has bounds for its time and its
memory, and hands over a menu that is checked and finished, a few dishes at a time. The file itself
is handed over open, and never passes through the hub.

Both directions speak in frames: four bytes of length, then MessagePack.
"""

import asyncio
import contextlib
import os
import resource
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import BinaryIO

import msgspec

from hub import ids
from hub.domain.errors import Code, Refusal, bad_field
from hub.domain.menu import Menu
from hub.menu.files.sniffing import ZIP
from hub.menu.whole_menu import MenuFile, ReadMenu, read_menu_file, view_menu
from hub.wire.menu_responses import FileReport, MenuView

HERE = 4096
"""Bytes that are read at once, where they come; starting a process takes longer."""

_STOPPED = (signal.SIGXCPU, signal.SIGKILL, signal.SIGABRT)
"""How a process ends that takes more time, or memory, than there is: by the system, or by itself
where a library that is not Python's finds none."""

_DISHES = 20
_LENGTH = 4
_END = b"\0" * _LENGTH
_encode = msgspec.msgpack.Encoder().encode
_portion = msgspec.msgpack.Decoder(MenuView).decode


class Bounds(msgspec.Struct, frozen=True):
    """What reading one menu may take.

    Attributes:
        memory: bytes of address space.
        seconds: of a processor.
    """

    memory: int = 1024 * 1024 * 1024
    seconds: int = 180


class _Task(msgspec.Struct, frozen=True):
    """What the process is told.

    Attributes:
        descriptor: of the open file.
        size: of the file, in bytes.
        is_json: whether it is said to be JSON.
        currency: that prices are in; None if nobody has said.
        keep: whether what the file lacks stays on the menu.
        now: the hub's time in Unix milliseconds.
        bounds: what reading it may take.
    """

    descriptor: int
    size: int
    is_json: bool
    currency: str | None
    keep: bool
    now: int
    bounds: Bounds


class _Said(msgspec.Struct, frozen=True):
    """What the process answers first: why the file is refused, or what is to be said of it."""

    refused: str | None = None
    details: dict[str, str] = {}
    report: FileReport = FileReport()


_BOUNDS = Bounds()


async def read_menu(file: MenuFile, before: Menu, now: int, bounds: Bounds = _BOUNDS) -> ReadMenu:
    """Read a whole menu from a file, elsewhere unless it is a short text.

    A workbook of a few hundred bytes may unpack to more than there is memory.

    Args:
        file: as it came.
        before: the menu that it takes the place of.
        now: the hub's time in Unix milliseconds.
        bounds: what reading it may take, elsewhere.

    Raises:
        Refusal: BAD_REQUEST naming what does not fit, or saying that it takes too much to read.
        RuntimeError: the process ended without an answer.
    """
    if file.size <= HERE and not file.read(len(ZIP)).startswith(ZIP):
        return read_menu_file(file, before, lambda: ids.new_id(now))
    descriptor = file.file.fileno()
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "hub.menu.reader_process",
        stdin=PIPE,
        stdout=PIPE,
        pass_fds=(descriptor,),
    )
    try:
        # It may give up before it has heard everything; what it says then is what counts.
        with contextlib.suppress(ConnectionError):
            task = _Task(descriptor, file.size, file.is_json, file.currency, file.keep, now, bounds)
            await _tell(process, task, before)
        return await _hear(process)
    except asyncio.IncompleteReadError:
        ended = await process.wait()
        if -ended in _STOPPED:
            raise _make_refusal() from None
        raise RuntimeError(f"the program that reads menus ended with {ended}") from None
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _tell(process: Process, task: _Task, before: Menu) -> None:
    to = process.stdin
    assert to is not None  # noqa: S101 - it was asked for
    to.write(_frame(task))
    for portion in _split(before):
        to.write(_frame(portion))
        await to.drain()
        await asyncio.sleep(0)
    to.write(_END)
    await to.drain()
    to.close()


async def _hear(process: Process) -> ReadMenu:
    from_ = process.stdout
    assert from_ is not None  # noqa: S101 - it was asked for
    frames = _frames(from_)
    said = msgspec.msgpack.decode(await anext(frames), type=_Said)
    if said.refused is not None:
        raise Refusal(Code.BAD_REQUEST, said.refused, said.details)
    portions: list[MenuView] = []
    async for frame in frames:
        portions.append(_portion(frame))
        await asyncio.sleep(0)
    return ReadMenu(_join(portions), said.report)


async def _frames(from_: asyncio.StreamReader) -> AsyncIterator[bytes]:
    while (head := await from_.readexactly(_LENGTH)) != _END:
        yield await from_.readexactly(int.from_bytes(head, "big"))


def main() -> int:
    """Read one menu from stdin and write what it holds, or why it is refused, to stdout."""
    for frame in _answer(sys.stdin.buffer):
        sys.stdout.buffer.write(frame)
    return 0


def _answer(said: BinaryIO) -> Iterator[bytes]:
    try:
        read = _read_task(said)
    except Refusal as refusal:
        yield _encode_refusal(refusal)
    except MemoryError:
        yield _encode_refusal(_make_refusal())
    else:
        yield _frame(_Said(report=read.report))
        for portion in _split(read.menu):
            yield _frame(portion)
        yield _END


def _encode_refusal(refusal: Refusal) -> bytes:
    return _frame(_Said(refusal.message, dict(refusal.details)))


def _read_task(said: BinaryIO) -> ReadMenu:
    task = msgspec.msgpack.decode(_next_frame(said), type=_Task)
    os.nice(10)
    # Where memory runs out all the same, this process ends before the hub does.
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")
    for limit, bound in (
        (resource.RLIMIT_AS, task.bounds.memory),
        (resource.RLIMIT_CPU, task.bounds.seconds),
    ):
        resource.setrlimit(limit, (bound, bound))
    before = _join([_portion(frame) for frame in iter(lambda: _next_frame(said), b"")])
    menu = Menu(before.categories, before.stations, before.items)
    with os.fdopen(task.descriptor, "rb") as file:
        brought = MenuFile(file, task.size, task.is_json, task.currency, task.keep)
        return read_menu_file(brought, menu, lambda: ids.new_id(task.now))


def _next_frame(said: BinaryIO) -> bytes:
    return said.read(int.from_bytes(said.read(_LENGTH), "big"))


def _frame(content: msgspec.Struct) -> bytes:
    body = _encode(content)
    return len(body).to_bytes(_LENGTH, "big") + body


def _split(menu: Menu | MenuView) -> Iterator[MenuView]:
    if isinstance(menu, Menu):
        menu = view_menu(menu)
    yield MenuView(categories=menu.categories, stations=menu.stations, items=())
    for at in range(0, len(menu.items), _DISHES):
        yield MenuView(categories=(), stations=(), items=menu.items[at : at + _DISHES])


def _make_refusal() -> Refusal:
    return bad_field("body", "takes too much time or memory to be read")


def _join(portions: Sequence[MenuView]) -> MenuView:
    every = chain.from_iterable
    return MenuView(
        categories=tuple(every(each.categories for each in portions)),
        stations=tuple(every(each.stations for each in portions)),
        items=tuple(every(each.items for each in portions)),
    )


if __name__ == "__main__":
    sys.exit(main())
