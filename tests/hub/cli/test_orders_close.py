"""``galley-hub orders close``: what was left open goes off the board, at the owner's word."""

import pytest

from tests.support.commands import orders_of
from tests.support.in_process import HubHere, galley
from tests.support.process import owner_request


def test_only_what_is_older_than_it_says_is_completed(hub_here: HubHere) -> None:
    order = {"type": "takeout", "items": [{"name": "Soup", "quantity": 1}]}
    owner_request(hub_here.socket, "POST", "/api/orders", order)

    done = galley("orders", "close", "--older-than", "12h", "--data", hub_here.data)

    assert (done.returncode, done.stdout) == (0, "0 orders completed.\n"), done.stderr
    assert [each["status"] for each in orders_of(hub_here.socket)] == ["pending"]


@pytest.mark.parametrize("time", ["12", "0h", "12 h", "h", "-1h", "1w", "1e3h"])
def test_a_time_that_is_none_is_refused_in_words(hub_here: HubHere, time: str) -> None:
    done = galley("orders", "close", f"--older-than={time}", "--data", hub_here.data)

    assert done.returncode == 2
    assert f"{time!r} is no time; write it such as 12h, 90m or 2d" in done.stderr
