"""How ``scripts/prove guest`` talks to the agent in the guest, which may take minutes to listen."""

import json
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from threading import Thread

import pytest

from scripts.guest.channels import Agent


@pytest.fixture
def listening() -> Iterator[socket.socket]:
    # Not pytest's folder: the path of a socket may be 107 bytes long.
    with tempfile.TemporaryDirectory() as folder, socket.socket(socket.AF_UNIX) as server:
        server.bind(str(Path(folder) / "agent"))
        server.listen()
        yield server


@pytest.fixture
def agent(listening: socket.socket) -> Iterator[Agent]:
    agent = Agent(Path(listening.getsockname()))
    yield agent
    agent.close()


def fill(agent: Agent) -> None:
    """Ask until the way there takes nothing more: then a question takes all of its time."""
    for _ in range(2000):
        assert not agent.awake(within=0.001)


def answer(way: socket.socket) -> None:
    """Answer what is asked, and what can't be read, as the agent does."""
    with way, way.makefile("rw", encoding="utf-8") as lines:
        for line in lines:
            try:
                said = {"return": json.loads(line)["arguments"]["id"]}
            except ValueError:
                said = {"error": {}}
            lines.write(f"{json.dumps(said)}\n")
            lines.flush()


def test_a_guest_that_takes_nothing_more_is_not_awake(agent: Agent) -> None:
    fill(agent)

    assert not agent.awake(within=0.001)


def test_a_guest_that_was_asked_too_often_is_heard_when_it_wakes_up(
    listening: socket.socket, agent: Agent
) -> None:
    fill(agent)
    way, _ = listening.accept()
    answering = Thread(target=answer, args=(way,))

    answering.start()
    # The first question may be glued to the half one before it, and is lost then.
    awake = any(agent.awake() for _ in range(30))
    agent.close()
    answering.join()

    assert awake
