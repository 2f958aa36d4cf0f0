"""galley-host under a real systemd, in its sandbox: each verb changes the machine it is for."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.containers import Container
from tests.support.installed import HUB, back_again, installed, pid_of
from tests.support.namespaces import Switch, wait_until

pytestmark = [pytest.mark.root, pytest.mark.system, pytest.mark.timeout(600)]

_SOCKET = "/run/galley-host.sock"
_ASK = """\
import contextlib, socket, sys
peer = socket.socket(socket.AF_UNIX)
peer.connect(sys.argv[1])
with contextlib.suppress(BrokenPipeError):
    peer.sendall(sys.argv[2].encode() + b"\\n")
print(peer.makefile().readline())
"""


@pytest.fixture(scope="module", params=["bookworm", "trixie"])
def machine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Container]:
    with (
        Switch() as switch,
        switch.machine("hub", "198.18.0.1/24") as network,
        installed(tmp_path_factory.mktemp("sources"), network, request.param) as machine,
    ):
        machine.path("/etc/hosts").write_text("127.0.0.1\tlocalhost\n")
        machine.run("systemctl", "enable", "--now", "galley-host.socket")
        machine.run("systemctl", "start", HUB)
        yield machine


def ask(machine: Container, verb: str, user: str = "galley", **values: object) -> Any:  # noqa: ANN401
    asked = json.dumps({"verb": verb, **values})
    said = machine.run("runuser", "-u", user, "--", "python3", "-c", _ASK, _SOCKET, asked)
    return json.loads(said)


def test_the_hub_itself_asks_out_of_its_own_sandbox(machine: Container) -> None:
    facts = ask(machine, "facts")

    assert facts["answer"] == "facts", facts
    assert {"unit": HUB, "state": "active"} in facts["units"]
    assert facts["system"].startswith("Debian GNU/Linux")


def test_nobody_else_may_ask_though_the_socket_were_open(machine: Container) -> None:
    stranger = ("runuser", "-u", "nobody", "--", "python3", "-c", _ASK, _SOCKET, '{"verb":"facts"}')
    assert "PermissionError" in machine.ask(*stranger).stdout

    machine.run("chmod", "0666", _SOCKET)
    try:
        assert json.loads(machine.run(*stranger))["code"] == "STRANGER"
    finally:
        machine.run("chmod", "0660", _SOCKET)


def test_the_time_zone_is_the_machines(machine: Container) -> None:
    assert ask(machine, "set_time_zone", zone="America/New_York") == {"answer": "done"}

    assert "America/New_York" in machine.run("readlink", "/etc/localtime")
    assert ask(machine, "facts")["time_zone"] == "America/New_York"
    assert ask(machine, "set_time_zone", zone="America/Atlantis")["code"] == "NO_SUCH_ZONE"


def test_the_machine_is_called_otherwise_and_finds_itself(machine: Container) -> None:
    assert ask(machine, "set_host_name", name="grill-7") == {"answer": "done"}

    assert machine.run("hostname").strip() == "grill-7"
    assert machine.run("getent", "hosts", "grill-7").split()[0] == "127.0.1.1"
    assert ask(machine, "facts")["host_name"] == "grill-7"


def test_the_log_goes_where_it_is_set_to_go_and_is_told(machine: Container) -> None:
    assert ask(machine, "set_journal", keep="card", megabytes=32) == {"answer": "done"}
    machine.run("logger", "--tag", "x", "a line")
    wait_until(lambda: machine.path("/var/log/journal").is_dir(), "it is on the card", 20)

    assert ask(machine, "set_journal", keep="memory", megabytes=16) == {"answer": "done"}
    assert ask(machine, "facts")["journal"] == {"keep": "memory", "megabytes": 16}
    machine.run("systemctl", "restart", HUB)

    log = ask(machine, "read_log", service="hub", lines=200)
    assert re.search(r"galley-hub\[\d+\]: .*ready", log["text"]), log
    assert "ask" not in log["text"].splitlines()[0]


def test_a_watchdog_that_is_switched_off_is_off(machine: Container) -> None:
    assert ask(machine, "set_watchdog", on=False) == {"answer": "done"}

    assert ask(machine, "facts")["watchdog"] is False
    assert machine.run("systemctl", "show", "--value", "--property=RuntimeWatchdogUSec") == "0\n"


def test_the_hub_is_started_anew(machine: Container) -> None:
    before = pid_of(machine, HUB)

    assert ask(machine, "restart", service="hub") == {"answer": "done"}

    back_again(machine, HUB, before)
    assert ask(machine, "restart", service="screens")["code"] == "NOT_HERE"


def test_each_change_stands_in_the_machines_own_log(machine: Container) -> None:
    ask(machine, "set_watchdog", on=False, by="tablet-9")

    said = machine.run("journalctl", "--no-pager", "--unit=galley-host.service")
    assert re.search(r'"by":"tablet-9".* for user \d+: done', said), said


def test_it_writes_nothing_but_what_its_verbs_are_for(machine: Container) -> None:
    text = machine.path("/etc/systemd/system/galley-host.service").read_text()
    probe = re.sub(
        r"^ExecStart=.*$",
        "ExecStart=/bin/sh -c 'for each in /etc /etc/systemd /etc/systemd/system /usr /opt/galley "
        "/var/lib /root /etc/galley; do touch $each/was-here && echo CAN $each; done; "
        "ls /var/lib/galley && echo CAN see; mount -t tmpfs x /tmp && echo CAN mount; "
        "kill -0 1 && date --set=now && echo CAN date; exit 0'",
        text,
        flags=re.MULTILINE,
    )
    machine.path("/etc/systemd/system/galley-probe.service").write_text(
        probe.replace("Type=exec", "Type=oneshot").replace("galley-host.socket", "")
    )
    machine.run("systemctl", "daemon-reload")
    machine.run("systemctl", "start", "galley-probe.service")

    said = machine.run("journalctl", "--no-pager", "--output=cat", "--unit=galley-probe.service")
    assert "Read-only file system" in said
    assert [line for line in said.splitlines() if line.startswith("CAN")] == []


def test_it_ends_when_nobody_asks_and_comes_when_somebody_does(machine: Container) -> None:
    ask(machine, "facts")
    wait_until(
        lambda: machine.state("galley-host.service") == "inactive", "it has ended by itself", 60
    )
    assert ask(machine, "facts")["answer"] == "facts"


def test_the_machine_is_switched_off(machine: Container) -> None:
    assert ask(machine, "power_off", user="root") == {"answer": "done"}

    wait_until(lambda: machine.is_off, "it is off", 60)
