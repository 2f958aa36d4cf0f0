"""``galley-hub serve``: run the hub until somebody stops it."""

import argparse
import asyncio
import gc
import logging
import os
import shlex
import signal
import sys
import threading
import time
from contextlib import AsyncExitStack
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

import msgspec

from hub import config
from hub.access.pairing_button import open_pairing_by_button
from hub.app import Hub, run_hub
from hub.background import CRITICAL
from hub.cli.bootstrap import FirstMenu, make_manager, token_file
from hub.cli.data_folder import become_owner_of, check_data_folder, take_turn
from hub.cli.output import CommandError
from hub.cli.restore import bring_back
from hub.cli.service_manager import (
    OUT_OF_MEMORY,
    feed_watchdog,
    handle_loop_error,
    handle_thread_error,
    report_start,
)
from hub.clock.wall_clock import WallClock
from hub.common.checks import Finding
from hub.common.managed_settings import MANAGED
from hub.common.out_of_memory import end_at_once, is_out_of_memory
from hub.common.passed_sockets import find_passed_sockets
from hub.common.sd_notify import (
    ALIVE,
    READY,
    STOPPING,
    ServiceManager,
    find_service_manager,
    reloading_message,
    status_message,
)
from hub.common.terminal_safe import plain_lines
from hub.http.loop_lag import WatchedLoop
from hub.network.lan import Lan, is_closed_to_neighbours, read_own_certificate
from hub.network.plain import NAME as PLAIN_PAGE
from hub.network.tls.context import CertificateError
from hub.network.tls.issuing import issue_elsewhere
from hub.paths import OWNER_SOCKET
from hub.store.errors import BackupFailed, InUse
from hub.upkeep.restarts import FailedRestore, Restart
from hub.wire.socket_messages import CloseCode

_log = logging.getLogger(__name__)

Told = signal.Signals | Restart
"""What ends the hub that runs: a signal, or somebody who may ask for a start anew."""


def add_arguments(parser: argparse.ArgumentParser, _: argparse.ArgumentParser) -> None:
    """Declare what ``serve`` takes."""
    parser.add_argument("--host", help="address to listen on (default 127.0.0.1)")
    parser.add_argument("--port", help="TCP port (default 8080; 0 lets the system choose)")
    parser.add_argument("--branch", help="id of the branch (default: the data folder's own)")
    parser.add_argument("--config", type=Path, metavar="FILE", help="settings, as TOML")
    parser.add_argument(
        "--menu-if-empty",
        type=Path,
        metavar="FILE",
        help="load the menu of this file when there is none yet",
    )
    parser.set_defaults(run=_run)


class _Plan(NamedTuple):
    """How to serve, once everything that was said about it has been found right.

    ``given`` are the settings as they were read; ``settings`` the same with the ports of the hub
    before, where any will do. ``backup`` is brought back before the hub is opened.
    """

    settings: config.Settings
    given: config.Settings
    menu: FirstMenu | None
    backup: Path | None = None


def _run(arguments: argparse.Namespace) -> int:
    """Serve until SIGTERM or SIGINT; start anew on SIGHUP, with the settings read again.

    Raises:
        ConfigError: the settings cannot be used.
        CannotOpen: the database or the port cannot be had.
        CommandError: the data folder or the menu's file cannot be used.
    """
    # Orders and tokens are the branch's own business, whatever the shell's umask says.
    os.umask(0o077)
    become_owner_of(arguments.data)
    plan = _make_plan(arguments)
    check_data_folder(arguments.data, create=True)
    try:
        with asyncio.Runner(loop_factory=WatchedLoop) as runner:
            runner.run(_serve_on(arguments, plan))
    except BaseException as error:
        if is_out_of_memory(error):
            end_at_once(OUT_OF_MEMORY)
        raise
    return 0


def _make_plan(arguments: argparse.Namespace, port: int = 0, lan_port: int = 0) -> _Plan:
    """Read all that ``serve`` was told; the ports are taken where any port will do."""
    settings = config.load(
        arguments.config, os.environ, _read_said(arguments), arguments.data / MANAGED
    )
    file: Path | None = arguments.menu_if_empty
    menu = None if file is None else FirstMenu(file, settings.branch.currency or None)
    try:
        read_own_certificate(settings.lan, WallClock())
    except CertificateError as error:
        raise config.ConfigError(error.problems) from error
    hub = msgspec.structs.replace(settings.hub, port=settings.hub.port or port)
    lan = msgspec.structs.replace(settings.lan, port=settings.lan.port or lan_port)
    return _Plan(msgspec.structs.replace(settings, hub=hub, lan=lan), settings, menu)


def _examine(data: Path, settings: config.Settings) -> list[Finding]:
    # It looks for hubs on the network: a library for which one that nobody is told of has no use.
    from hub.cli.doctor.examine import examine_hub  # noqa: PLC0415

    return examine_hub(data, settings)


def _read_said(arguments: argparse.Namespace) -> dict[str, Any]:
    return {
        "hub.host": arguments.host,
        "hub.port": arguments.port,
        "hub.branch": arguments.branch,
    }


async def _serve_on(arguments: argparse.Namespace, plan: _Plan) -> None:
    # One queue for all the hubs that follow one another: whoever says stop while one of them is on
    # its way down must be heard by the next.
    signals = _catch_signals()
    asyncio.get_running_loop().set_exception_handler(partial(_handle_loop_error, signals))
    threading.excepthook = handle_thread_error
    manager = find_service_manager(os.environ, os.getpid())
    following: _Plan | None = plan
    while following is not None:
        logging.getLogger().setLevel(following.settings.log.level.upper())
        following = await _serve(arguments, following, signals, manager)


def _handle_loop_error(
    signals: "asyncio.Queue[Told]",
    loop: asyncio.AbstractEventLoop,
    context: dict[str, Any],
) -> None:
    """Take what went wrong in the loop. A hub that is deaf, or cannot write, is started anew."""
    handle_loop_error(loop, context)
    if context.get(CRITICAL):
        signals.put_nowait(signal.SIGHUP)


async def _serve(
    arguments: argparse.Namespace,
    plan: _Plan,
    signals: "asyncio.Queue[Told]",
    manager: ServiceManager,
) -> _Plan | None:
    """Serve once; returns how to go on when it was told to start anew."""
    data: Path = arguments.data
    async with AsyncExitStack() as stack:
        async with report_start(manager), take_turn(data):
            failed = None if plan.backup is None else await _bring_back(data, plan.backup)
            hub = await stack.enter_async_context(
                run_hub(
                    data,
                    plan.settings,
                    issuer=issue_elsewhere,
                    plain=find_passed_sockets(os.environ, os.getpid(), PLAIN_PAGE),
                )
            )
            hub.restarts.failed = failed
            hub.examination.examine = partial(_examine, data, plan.given)
            hub.settings_file.given = config.settings_given(
                arguments.config, os.environ, _read_said(arguments), data / MANAGED
            )
            if plan.menu is not None:
                await plan.menu.load(hub.branch)
            await make_manager(data, hub.branch.devices)
            await hub.branch.note_settings(msgspec.to_builtins(plan.given))
        stack.enter_context(open_pairing_by_button(plan.settings.pairing.button, hub.pairing))
        _settle()
        writer = hub.branch.writer
        writer.on_damage = partial(signals.put_nowait, signal.SIGHUP)
        await stack.enter_async_context(
            feed_watchdog(manager, writer.pulse, partial(_describe_state, hub))
        )
        manager.say(READY, status_message(_describe_state(hub)))
        _say(_format_welcome(data, plan.settings.hub.host, hub))
        if hub.lan is not None:
            hub.lan.on_renamed = partial(_say_where, hub.lan)
        hub.restarts.on_asked = signals.put_nowait
        while (told := await signals.get()) is signal.SIGHUP or isinstance(told, Restart):
            try:
                following = _make_plan(arguments, hub.port or 0, hub.lan.port if hub.lan else 0)
            except (config.ConfigError, CommandError) as error:
                # A typing mistake must not close the kitchen.
                _log.error("not restarted, the old settings stay: %s", error)
            else:
                hub.closing = CloseCode.RESTARTING
                manager.say(reloading_message(time.monotonic_ns()), ALIVE)
                return following._replace(backup=told.backup if isinstance(told, Restart) else None)
        manager.say(STOPPING)
    return None


async def _bring_back(data: Path, backup: Path) -> FailedRestore | None:
    """Bring a backup back while no hub runs; says why where that could not be done."""
    try:
        done = await asyncio.to_thread(bring_back, data, backup)
    except (BackupFailed, InUse) as failure:
        _log.error("the backup was not brought back, and nothing was changed: %s", failure)
        return FailedRestore(time.time_ns() // 1_000_000, str(failure))
    _log.warning("a backup was brought back: %d orders, up to event %d", done.orders, done.seq)
    return None


def _describe_state(hub: Hub) -> str:
    trouble = hub.branch.writer.trouble
    return f"Branch {hub.branch.id} is served." if trouble is None else trouble.message


def _settle() -> None:
    """Tell the collector that what is there now stays.

    Requests leave little garbage that only the collector can find; looking through a whole branch
    for it again and again is what a busy kitchen would wait for.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def _catch_signals() -> "asyncio.Queue[Told]":
    loop = asyncio.get_running_loop()
    told: asyncio.Queue[Told] = asyncio.Queue()

    def tell(which: signal.Signals) -> None:
        _log.info("got %s", which.name)
        told.put_nowait(which)

    for which in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        loop.add_signal_handler(which, tell, which)
    return told


def _format_welcome(data: Path, host: str, hub: Hub) -> str:
    host = f"[{host}]" if ":" in host else host
    url = f"http://{host}:{hub.port}"
    shown_on = [] if hub.lan is None else [_format_urls(hub.lan)]
    # Absolute and quoted: the line is pasted into another shell, in another folder.
    data = data.absolute()
    lines = [
        f"Galley hub of branch {hub.branch.id} is ready at {url}",
        *shown_on,
        f"  its own socket: {data / OWNER_SOCKET}",
    ]
    token = token_file(data, hub.branch.devices)
    if token is None:
        command = f"galley-hub --data {shlex.quote(str(data))} token create --role manager"
        lines += ["  a token for a manager is made by:", f"    {command} --name NAME"]
    else:
        bearer = f"Authorization: Bearer $(cat {shlex.quote(str(token))})"
        lines += [
            f"  token of the first manager, in a file that only you can read: {token}",
            "  try it:",
            f'    curl -H "{bearer}" {shlex.quote(f"{url}/api/kitchen/orders")}',
        ]
    return "\n".join(lines) + "\n"


def _format_urls(lan: Lan) -> str:
    named, *others = lan.urls
    if is_closed_to_neighbours(lan.only):
        return f"  on the network at {named}, from this machine only"
    also = f" (also {', '.join(others)})" if others else ", as soon as it has an address"
    warned = "\n  browsers will warn at its address, which is not a private one" * lan.uncovered
    return f"  on the network at {named}{also}{warned}"


def _say_where(lan: Lan) -> None:
    """Correct the welcome: only neighbours can tell that the hub's name is taken."""
    _say(f"The hub has another name now:\n{_format_urls(lan)}\n")


def _say(text: str) -> None:
    try:
        sys.stdout.write(plain_lines(text))
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever started the hub has gone; the kitchen has not.
        sys.stdout = sys.stderr
