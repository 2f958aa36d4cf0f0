"""Make the folder of an owner who runs a released version, by what that version's programs do.

    sudo .venv/bin/python -m tests.data.released.make_folder CHECKOUT OUT.tar.xz

``CHECKOUT`` is a clone at the version's commit, ``OUT.tar.xz`` is written anew. It needs root, for
a machine of its own to work on (namespaces with another host name, one network card and a boot
that is none of this machine's), and Debian's ``faketime``, ``iproute2``, ``xvfb``, ``xdotool``.
``README.md`` says what comes out.
"""

import argparse
import contextlib
import io
import json
import os
import pty
import subprocess
import sys
import tarfile
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.data.released.machine import (
    ADDRESS,
    Hub,
    Machine,
    become_another_machine,
    boot_anew,
    desktop,
    wait,
)

LAN = f"https://{ADDRESS}:8443"
_SINCE = "DONT_FAKE_MONOTONIC"
YEAR_AGO = {"FAKETIME": "-400d", _SINCE: "1", f"FAKETIME_{_SINCE}": "1"}
_LIBRARIES = "*/faketime/libfaketimeMT.so.1"
SCREEN = ("--config", "etc/display.toml", "--data", "screen")
HUB = {
    "hosts": '["orders.corner-bistro.example"]',
    "name": '"Corner Bistro"',
    "writes_per_second": "50.0",
    "keep_daily": "30",
    "keep_days": "0",
}
DISPLAY = {
    "name": '"Grill"',
    "station": '"grill"',
    "columns": "3",
    "theme": '"bright"',
    "size": '"1280x720"',
    "volume": "0.5",
    "takeout": "[6, 10]",
}
"""What the owner has changed in the two settings files."""

IN_MEMORY = 50
"""Closed orders that can be recalled, and so are not archived."""

FROM_DISK = ("/api/events?limit=500",)
READ = (
    "/healthz",
    "/api/kitchen/orders",
    "/api/kitchen/all-day",
    "/api/kitchen/stations",
    "/api/menu",
    "/api/devices",
    *FROM_DISK,
)
"""What of the hub's answers is kept, beside that of each order."""

NEW = {
    "type": "takeout",
    "customer_name": "Zoë",
    "items": [{"name": "Soup of the day", "quantity": 2, "notes": "to go"}],
}

_KEPT = ("etc", "hub", "screen", "shown.json")
_LEFT_BEHIND = ("hub.sock", "galley.db-shm")


def write_settings(machine: Machine) -> None:
    """Write the settings files as the installer does, and then as an owner who reads them."""
    etc = machine.work / "etc"
    etc.mkdir()
    for name, text, said in (
        ("hub.toml", machine.galley("config"), HUB),
        ("display.toml", machine.display("config"), DISPLAY),
    ):
        lines = text.split("\n")
        for key, value in said.items():
            lines = [f"{key} = {value}" if line.startswith(f"#{key} =") else line for line in lines]
        (etc / name).write_text("\n".join(lines))


def a_year_ago(hub: Hub) -> None:
    """Serve some guests, all of whom have gone home; more than a hub has in memory."""
    for number in range(IN_MEMORY + 3):
        lines = [{"name": "Steak frites", "quantity": 1 + number % 9}]
        order = hub.data("POST", "/api/orders", {"type": "takeout", "items": lines})
        status = "cancelled" if number % 2 else "completed"
        if status == "completed":
            hub.data("POST", f"/api/kitchen/orders/{order['id']}/bump", {"status": "served"})
        hub.data("PATCH", f"/api/orders/{order['id']}/status", {"status": status})


def pair(machine: Machine, desktop: Mapping[str, str]) -> None:
    """Pair a screen: the hub's terminal is asked whether it shows the right number."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "hub", "--data", "hub", "pair", "--role", "kitchen"]
    with (
        subprocess.Popen(
            command, cwd=machine.work, env=machine.environment, stdin=theirs, stdout=theirs
        ) as manager,
        machine.running("display", *SCREEN, "--hub", LAN, variables=desktop),
    ):
        os.close(theirs)
        said = b""
        while b"must show" not in said:
            said += os.read(ours, 4096)
        os.write(ours, b"y\n")
        with contextlib.suppress(OSError):  # the terminal's other end is gone
            while os.read(ours, 4096):
                pass
        if manager.wait():
            raise SystemExit(f"not paired: {said.decode()}")
        wait((machine.work / "screen" / "paired.json").exists, "the screen's pairing")
    os.close(ours)


def serve_guests(hub: Hub, machine: Machine) -> dict[str, Any]:
    """Have devices of every role, and orders in every state.

    Returns:
        what has to be remembered: tokens, a session, and requests with their first answers.
    """
    tokens = {
        role: machine.galley("token", "create", "--role", role, "--name", f"the {role}").strip()
        for role in ("kitchen", "waiter", "cashier", "integration")
    }
    words = ("token", "create", "--role", "waiter", "--name", "lost phone")
    worthless = [machine.galley(*words).strip()]
    machine.galley("token", "revoke", "lost phone")
    menu = {each["name"]: each for each in hub.data("GET", "/api/menu")["items"]}
    waiter, kitchen = tokens["waiter"], tokens["kitchen"]
    session = hub.data("POST", "/api/sessions", {"table_number": "12"}, token=waiter)
    left = hub.data("POST", "/api/sessions", {"table_number": "3"}, token=waiter)
    hub.data("DELETE", f"/api/sessions/{left['session']['id']}")
    worthless.append(left["token"])

    def line(name: str, quantity: int = 1, **more: object) -> dict[str, object]:
        dish = menu[name]
        chosen = [{"modifier_id": each["id"]} for each in dish["modifiers"][:2]]
        return {
            "menu_item_id": dish["id"],
            "quantity": quantity,
            "modifiers": [*chosen, {"name": "für Zoë"}],
            **more,
        }

    def place(**more: object) -> dict[str, Any]:
        lines = [
            line("Steak frites", 2, notes="medium rare,\nplease", course=1),
            line("Sweet potato fries", notes="aside"),
            line("Crème brûlée", course="dessert"),
            {"name": "حمص Hummus", "quantity": 1},
        ]
        body = {"type": "dine_in", "table_number": "7", "items": lines} | more
        placed: dict[str, Any] = hub.data("POST", "/api/orders", body, token=waiter)
        return placed

    def step(order: Mapping[str, Any], status: str, **more: object) -> None:
        path = f"/api/kitchen/orders/{order['id']}/bump"
        hub.data("POST", path, {"status": status, **more}, token=kitchen)

    def become(order: Mapping[str, Any], status: str) -> None:
        path = f"/api/orders/{order['id']}/status"
        hub.data("PATCH", path, {"status": status}, token=tokens["cashier"])

    place(customer_name="Ana", notes="Birthday! Candle on it")
    become(place(type="takeout", table_number=None, customer_name="Bo"), "confirmed")
    begun = place(priority="rush")
    step(begun, "preparing", station="grill")
    hub.data(
        "POST",
        f"/api/kitchen/orders/{begun['id']}/items/{begun['items'][1]['id']}/cancel",
        {"reason": "no more potatoes"},
        token=kitchen,
    )
    step(place(type="delivery", table_number=None), "ready")
    back = place(session_id=session["session"]["id"], table_number="12")
    step(back, "ready", station="grill")
    hub.data("POST", f"/api/kitchen/items/{back['items'][0]['id']}/recall", token=kitchen)
    step(place(customer_name="Ömer"), "served")
    gone = place()
    step(gone, "served")
    become(gone, "completed")
    become(place(), "cancelled")
    hub.data("POST", f"/api/menu/items/{menu['Espresso']['id']}/availability", {"available": False})
    hub.data("POST", "/api/menu/stations", {"id": "oven", "name": "Pizza oven", "position": 9})
    machine.galley("backup")
    answers = shown(hub)
    again = asked_with_keys(hub, begun, tokens)
    answers = shown_again(hub, answers)
    return {
        "tokens": tokens,
        "worthless": worthless,
        "session": session,
        "again": again,
        "answers": answers,
    }


def asked_with_keys(
    hub: Hub, order: Mapping[str, Any], tokens: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Make the last changes, each with a key; they are in the journal only."""
    again: list[dict[str, Any]] = []
    for role, method, path, body in (
        ("waiter", "POST", "/api/orders", NEW),
        ("waiter", "POST", f"/api/orders/{order['id']}/items", {"items": NEW["items"]}),
        (
            "kitchen",
            "PATCH",
            f"/api/kitchen/items/{order['items'][0]['id']}/status",
            {"status": "ready"},
        ),
    ):
        key = f"tried-twice-{len(again)}"
        answer = hub.ask(method, path, body, token=tokens[role], key=key)
        again.append(
            {"role": role, "method": method, "path": path, "body": body, "key": key}
            | {"answer": answer}
        )
    return again


def press_while_the_hub_is_away(machine: Machine, desktop: Mapping[str, str], hub: Hub) -> None:
    """Have a cook press a key when the hub has lost its power, and the screen right after it."""
    presses = machine.work / "screen" / "presses.jsonl"
    with machine.running("display", *SCREEN, variables=desktop) as screen:

        def painted() -> bool:
            listed = hub.ask("GET", "/api/kitchen/screens")
            return any(each["painted_seq"] == listed["seq"] for each in listed["data"])

        wait(painted, "the board on the screen")
        hub.program.kill()
        hub.program.wait()

        def pressed() -> bool:
            subprocess.run(["xdotool", "key", "1"], env=dict(desktop) | os.environ, check=True)  # noqa: S607
            time.sleep(0.5)
            return presses.stat().st_size > 0

        wait(pressed, "a press")
        screen.kill()


def shown(hub: Hub) -> dict[str, Any]:
    """Say all that there is to be seen, as the hub answers it."""
    listed = hub.ask("GET", "/api/orders?limit=500")["data"]
    orders = [f"/api/orders/{order['id']}" for order in listed]
    return {path: hub.ask("GET", path) for path in (*READ, *orders)}


def shown_again(hub: Hub, before: Mapping[str, Any]) -> dict[str, Any]:
    """Say it once more, as far as memory knows it: for more than that the journal is posted."""
    orders = hub.ask("GET", "/api/kitchen/orders")["data"]
    paths = [path for path in READ if path not in FROM_DISK]
    paths += [f"/api/orders/{order['id']}" for order in orders]
    return {**before, **{path: hub.ask("GET", path) for path in paths}}


def pack(work: Path, out: Path) -> None:
    """Write the archive; its files have no owner, and the order of their names."""
    with tarfile.open(out, "w:xz", preset=9) as archive:
        for root in _KEPT:
            for path in sorted([work / root, *(work / root).rglob("*")]):
                if path.name in _LEFT_BEHIND:
                    continue
                info = archive.gettarinfo(path, str(path.relative_to(work)))
                info.uid = info.gid = 0
                info.uname = info.gname = ""
                data = path.read_bytes() if info.isreg() else b""
                archive.addfile(info, io.BytesIO(data))


def main() -> None:
    """Make the folder."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("checkout", type=Path)
    parser.add_argument("out", type=Path)
    given = parser.parse_args()
    checkout, out = given.checkout.resolve(), given.out.resolve()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        machine = Machine(checkout, work)
        become_another_machine(work)
        write_settings(machine)
        menu = str(checkout / "scripts" / "sample-menu.json")
        library = next(Path("/usr/lib").glob(_LIBRARIES))
        with machine.hub(YEAR_AGO | {"LD_PRELOAD": str(library)}) as hub:
            machine.galley("menu", "import", menu)
            a_year_ago(hub)
        boot_anew(work, 1)
        machine.galley("archive", "--keep-days", "35", "--config", "etc/hub.toml")
        with desktop() as glass:
            with machine.hub() as hub:
                pair(machine, glass)
            with machine.hub() as hub:
                known = serve_guests(hub, machine)
                press_while_the_hub_is_away(machine, glass, hub)
        (work / "shown.json").write_text(json.dumps(known, ensure_ascii=False, indent=1))
        pack(work, out)


if __name__ == "__main__":
    main()
