"""The socket of galley-host: who may ask, how much, how fast; and what comes of anything else."""

import json
import os
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from hub.common.host_client import HostAway, ask_host
from hub.host.server import HostLimits
from hub.wire.host import LONGEST_VERB, HostCode, MachineFacts, TellFacts
from tests.support.host_here import HostHere, answer_of

VERBS = (
    "facts",
    "zones",
    "restart",
    "reboot",
    "power_off",
    "set_time_zone",
    "set_host_name",
    "set_watchdog",
    "set_journal",
    "read_log",
    "support",
)
REFUSALS = {each.value for each in HostCode}
_QUICK = HostLimits(said_within=0.2, changes=100_000, looks=100_000)
_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=5,
)


def test_a_user_who_may_not_ask_is_told_so_and_nothing_is_done(tmp_path: Path) -> None:
    with HostHere(tmp_path, allowed=frozenset({os.getuid() + 1})) as host:
        assert host.ask("reboot")["code"] == "STRANGER"
        assert host.done == []


@pytest.mark.parametrize(
    "said",
    [
        b"\n",
        b"reboot\n",
        b"[]\n",
        b'{"verb":"run","command":"reboot"}\n',
        b'{"verb":"reboot","now":true}\n',
        b'{"verb":"set_host_name","name":"--help"}\n',
        b'{"verb":"set_host_name","name":"a.b"}\n',
        b'{"verb":"set_host_name","name":"Grill"}\n',
        b'{"verb":"set_host_name","name":"grill\\n"}\n',
        b'{"verb":"set_host_name","name":"' + b"a" * 64 + b'"}\n',
        b'{"verb":"set_time_zone","zone":"../../etc/shadow"}\n',
        b'{"verb":"set_time_zone","zone":"-H root@elsewhere"}\n',
        b'{"verb":"set_journal","keep":"card","megabytes":15}\n',
        b'{"verb":"set_journal","keep":"/tmp","megabytes":32}\n',
        b'{"verb":"read_log","service":"ssh","lines":10}\n',
        b'{"verb":"read_log","service":"hub","lines":2001}\n',
        b'{"verb":"restart","service":"backup"}\n',
        b'{"verb":"facts","by":"Anna B."}\n',
        b'{"verb":"facts"' + b" " * LONGEST_VERB + b"}\n",
        b"\xff\xfe{}\n",
        b"[" * 900 + b"\n",
    ],
)
def test_what_is_no_verb_is_refused_and_nothing_is_run(host: HostHere, said: bytes) -> None:
    assert host.say(said)["code"] == "NOT_A_VERB"
    assert host.done == []


def test_somebody_who_goes_in_the_middle_is_answered_and_nothing_is_run(host: HostHere) -> None:
    assert host.say(b'{"verb":"reboot"}', over=True)["code"] == "NOT_A_VERB"
    assert host.done == []


def test_who_says_nothing_or_too_slowly_is_told_so(tmp_path: Path) -> None:
    with HostHere(tmp_path, HostLimits(said_within=0.1)) as host, host.connected() as peer:
        peer.sendall(b'{"verb":')
        assert answer_of(peer)["message"] == "Nothing was asked in time."


def test_who_does_not_take_an_answer_is_let_go_of(tmp_path: Path) -> None:
    limits = HostLimits(taken_within=0.1, at_once=1)
    with HostHere(tmp_path, limits) as host:
        host.have_say("journalctl", "2026-11-30T20:00:01+0100 x: word\n" * 9000)
        with host.connected() as slow:
            slow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            slow.sendall(b'{"verb":"read_log","service":"hub","lines":2000}\n')
            slow.recv(1)
            # Its place is free again.
            while (answer := host.ask("facts")).get("code") == "BUSY":
                pass
    assert answer["answer"] == "facts"


def test_those_who_are_too_many_are_told_so_and_the_others_are_answered(tmp_path: Path) -> None:
    with (
        HostHere(tmp_path, HostLimits(at_once=2)) as host,
        host.connected() as one,
        host.connected(),
    ):
        one.sendall(b'{"verb":')
        assert host.ask("facts")["code"] == "BUSY"
        one.sendall(b'"facts"}\n')
        assert answer_of(one)["answer"] == "facts"


def test_many_at_once_are_answered_one_after_the_other(tmp_path: Path) -> None:
    with HostHere(tmp_path, HostLimits(at_once=40)) as host, ThreadPoolExecutor(20) as pool:
        asked = [pool.submit(host.ask, "reboot") for _ in range(12)]
        answers = [each.result()["answer"] for each in asked]
    assert (answers, host.done) == (
        ["done"] * 12,
        ["systemctl --no-wall --no-block reboot"] * 12,
    )


def test_what_is_asked_too_often_is_not_done(tmp_path: Path) -> None:
    with HostHere(tmp_path, HostLimits(changes=2)) as host:
        answers = [host.ask("reboot").get("code") for _ in range(3)]
        assert answers == [None, None, "TOO_OFTEN"]
        assert len(host.done) == 2
        assert host.ask("facts")["answer"] == "facts"


def test_each_change_leaves_a_line_that_says_who_wanted_it(
    host: HostHere, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO", "hub.host")

    host.ask("reboot", by="tablet-1/anna-2")
    host.ask("facts", by="tablet-1")

    assert caplog.messages == [
        f'{{"verb":"reboot","by":"tablet-1/anna-2"}} for user {os.getuid()}: done'
    ]


def test_it_ends_when_nobody_comes_any_more(tmp_path: Path) -> None:
    with HostHere(tmp_path, HostLimits(idle=0.2)) as host:
        assert host.ask("facts")["answer"] == "facts"
        assert host.ended.wait(10)


@pytest.fixture(scope="module")
def quick(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HostHere]:
    with HostHere(tmp_path_factory.mktemp("host"), _QUICK) as here:
        yield here


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(b"")
@example(b"\0" * 5000)
@example(b'{"verb":"power_off"}')
@given(st.binary(max_size=3000))
def test_whatever_bytes_come_are_refused_and_nothing_is_run(quick: HostHere, said: bytes) -> None:
    with quick.connected() as peer:
        try:
            peer.sendall(said)
            peer.shutdown(socket.SHUT_WR)
        except OSError:
            pass
        answer = answer_of(peer)
    assert answer["code"] in REFUSALS
    assert quick.done == []


@given(st.sampled_from(VERBS), st.dictionaries(st.text(max_size=9), _ANYTHING, max_size=3))
def test_whatever_values_a_verb_comes_with_it_is_answered(
    quick_any: HostHere, verb: str, values: dict[str, object]
) -> None:
    said = json.dumps({"verb": verb, **values}).encode() + b"\n"

    answer = quick_any.say(said)

    assert answer["answer"] in {"facts", "text", "done", "refused"}
    if values.keys() - {"verb"}:
        assert answer.get("code") == "NOT_A_VERB"


@pytest.fixture(scope="module")
def quick_any(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HostHere]:
    with HostHere(tmp_path_factory.mktemp("host"), _QUICK) as here:
        yield here


async def test_a_program_asks_and_reads_the_answer(host: HostHere) -> None:
    facts = await ask_host(TellFacts(), str(host.path))

    assert isinstance(facts, MachineFacts)
    assert facts.host_name == "kitchen-hub"


async def test_a_program_that_finds_nobody_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(HostAway):
        await ask_host(TellFacts(), str(tmp_path / "nobody.sock"))
