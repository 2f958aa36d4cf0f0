"""What galley-host does to a machine: the programs that it runs, and the files that it writes."""

from pathlib import Path

import pytest

from tests.support.host_here import HostHere


def test_a_machine_tells_what_it_is(host: HostHere) -> None:
    facts = host.ask("facts")

    assert facts["answer"] == "facts"
    assert facts["model"] == "Raspberry Pi 5 Model B Rev 1.0"
    assert facts["system"] == "Debian GNU/Linux 13 (trixie)"
    assert (facts["host_name"], facts["time_zone"]) == ("kitchen-hub", "Europe/Madrid")
    assert (facts["uptime"], facts["temperature"]) == (5000, 51.234)
    assert facts["power"] == "was_low"
    assert (facts["has_watchdog"], facts["watchdog"]) == (True, False)
    assert facts["disk_size"] > facts["disk_free"] > 0
    assert facts["units"] == [{"unit": "galley-hub.service", "state": "active"}]
    assert host.done == []


def test_a_machine_that_tells_little_of_itself_says_the_rest(host: HostHere) -> None:
    for each in ("proc/device-tree/model", "sys/class/thermal/thermal_zone0/temp"):
        (host.root / each).unlink()
    (host.root / "sys/devices/platform/soc/soc:firmware/get_throttled").unlink()
    (host.root / "etc/localtime").unlink()

    facts = host.ask("facts")

    assert (facts["model"], facts["temperature"], facts["power"]) == (None, None, None)
    assert facts["time_zone"] == "Etc/UTC"


@pytest.mark.parametrize(
    ("verb", "run"),
    [
        ("reboot", "systemctl --no-wall --no-block reboot"),
        ("power_off", "systemctl --no-wall --no-block poweroff"),
    ],
)
def test_a_machine_ends_without_waiting_for_it(host: HostHere, verb: str, run: str) -> None:
    assert host.ask(verb) == {"answer": "done"}
    assert host.done == [run]


def test_the_hub_is_started_anew_only_where_it_runs(host: HostHere) -> None:
    assert host.ask("restart", service="hub") == {"answer": "done"}
    assert host.ask("restart", service="screens")["code"] == "NOT_HERE"
    assert host.done == ["systemctl --no-block try-restart galley-hub.service"]


def test_a_machine_that_has_just_started_is_not_started_anew(host: HostHere) -> None:
    (host.root / "proc/uptime").write_text("119.9 300.0\n")

    assert host.ask("reboot")["code"] == "JUST_STARTED"
    assert host.done == []
    # Nothing brings a machine back that is off.
    assert host.ask("power_off") == {"answer": "done"}


def test_only_a_time_zone_that_the_machine_knows_is_set(host: HostHere) -> None:
    assert host.ask("set_time_zone", zone="Europe/Atlantis")["code"] == "NO_SUCH_ZONE"
    assert host.ask("set_time_zone", zone="Europe/Berlin") == {"answer": "done"}
    assert [each for each in host.done if "set-timezone" in each] == [
        "timedatectl set-timezone Europe/Berlin"
    ]


def test_a_host_name_stands_where_the_machine_looks_its_own_name_up(host: HostHere) -> None:
    before = host.read("etc/hosts")

    assert host.ask("set_host_name", name="grill-2") == {"answer": "done"}

    assert host.done[0] == "hostnamectl set-hostname grill-2"
    assert host.read("etc/hosts") == before.replace("kitchen-hub", "grill-2")
    assert host.ask("set_host_name", name="localhost")["code"] == "NO_SUCH_NAME"
    assert [each for each in host.done if "localhost" in each] == []


def test_a_machine_without_hosts_or_neighbours_gets_its_name_all_the_same(host: HostHere) -> None:
    (host.root / "etc/hosts").unlink()
    host.have_fail("systemctl", "Unit avahi-daemon.service not found.")

    assert host.ask("set_host_name", name="grill-2") == {"answer": "done"}


def test_a_shorter_name_leaves_nothing_of_the_longer_one(host: HostHere) -> None:
    host.ask("set_host_name", name="a-very-long-name-for-a-hub")
    host.ask("set_host_name", name="x")

    assert host.read("etc/hosts") == "127.0.0.1\tlocalhost\n127.0.1.1\tx\n"


def test_the_watchdog_is_set_to_what_its_hardware_can_count(host: HostHere) -> None:
    file = "etc/systemd/system.conf.d/50-galley-watchdog.conf"

    assert host.ask("set_watchdog", on=True) == {"answer": "done"}
    assert "[Manager]\nRuntimeWatchdogSec=14s\n" in host.read(file)
    assert host.ask("set_watchdog", on=False) == {"answer": "done"}
    assert "[Manager]\nRuntimeWatchdogSec=0\n" in host.read(file)
    assert host.done == ["systemctl daemon-reload"] * 2
    assert (host.root / file).stat().st_mode & 0o777 == 0o644


def test_a_watchdog_that_is_not_there_is_not_relied_on(host: HostHere) -> None:
    (host.root / "sys/class/watchdog/watchdog0").rename(host.root / "sys/class/watchdog/none")

    assert host.ask("set_watchdog", on=True)["code"] == "NO_WATCHDOG"
    assert host.ask("facts")["has_watchdog"] is False


@pytest.mark.parametrize(
    ("keep", "lines"),
    [
        ("memory", "Storage=volatile\nRuntimeMaxUse=32M\n"),
        ("card", "Storage=persistent\nSystemMaxUse=32M\n"),
    ],
)
def test_the_log_is_kept_where_it_was_set_to_be(host: HostHere, keep: str, lines: str) -> None:
    assert host.ask("set_journal", keep=keep, megabytes=32) == {"answer": "done"}

    assert lines in host.read("etc/systemd/journald.conf.d/50-galley-journal.conf")
    assert host.done == ["systemctl restart systemd-journald.service"]
    assert host.ask("facts")["journal"] == {"keep": keep, "megabytes": 32}


def test_a_log_is_told_without_what_people_said(host: HostHere) -> None:
    host.have_say(
        "journalctl",
        "2026-11-30T20:00:01+0100 galley-hub[7]: ready\n"
        "2026-11-30T20:00:02+0100 galley-hub[7]: ValueError: Anna, allergic to nuts\n",
    )

    said = host.ask("read_log", service="hub", lines=50)

    assert said["text"].splitlines() == [
        "2026-11-30T20:00:01+0100 galley-hub[7]: ready",
        "2026-11-30T20:00:02+0100 galley-hub[7]: ValueError: (hidden)",
    ]
    assert said["cut"] is False
    told = "--no-pager --quiet --no-hostname --output=short-iso --lines=50"
    assert host.done == [f"journalctl {told} --unit=galley-hub.service"]


def test_a_log_without_end_is_told_from_a_whole_line_on(host: HostHere) -> None:
    line = "2026-11-30T20:00:01+0100 galley-hub[7]: " + "word " * 200
    host.have_say("journalctl", f"{line}\n" * 2000)

    said = host.ask("read_log", service="hub", lines=2000)

    assert said["cut"] is True
    assert set(said["text"].splitlines()) == {line}


def test_a_file_for_whoever_helps_has_facts_and_every_log(host: HostHere) -> None:
    host.have_say("journalctl", '2026-11-30T20:00:01+0100 x[7]: for "Anna"\n')

    text = host.ask("support")["text"]

    assert '"host_name": "kitchen-hub"' in text
    assert text.count("== Log: ") == 4
    assert "Anna" not in text


def test_a_program_that_fails_is_told_in_its_own_last_words(host: HostHere) -> None:
    host.have_fail("hostnamectl", "first\nFailed to set hostname: no.\n")

    assert host.ask("set_host_name", name="grill-2") == {
        "answer": "refused",
        "code": "FAILED",
        "message": "hostnamectl: Failed to set hostname: no.",
    }


def test_a_program_that_is_not_there_is_told(host: HostHere, tmp_path: Path) -> None:
    (tmp_path / "programs/timedatectl").unlink()

    said = host.ask("set_time_zone", zone="UTC")

    assert (said["code"], said["message"]) == (
        "FAILED",
        "timedatectl: No such file or directory",
    )


def test_a_file_that_cannot_be_written_is_told(host: HostHere) -> None:
    # A file stands where the folder has to be.
    (host.root / "etc/systemd/system.conf.d").write_text("")

    assert host.ask("set_watchdog", on=True)["code"] == "FAILED"
    assert host.done == []
