"""A follower loses nothing and sees nothing twice, however often the hub dies under it."""

import sys
from pathlib import Path

import pytest

from tests.support.dying_hub import killed
from tests.support.followed_hub import FILE
from tests.support.process import HubProcess

pytestmark = pytest.mark.system

_FOLLOWED = (sys.executable, "-m", "tests.support.followed_hub")


async def test_a_follower_of_twenty_lines_sees_every_event_once_and_in_order(
    tmp_path: Path,
) -> None:
    outcome = await killed(tmp_path, seed=7, rounds=6, program=_FOLLOWED)
    assert outcome.acknowledged > 50
    with HubProcess(tmp_path / "data", program=_FOLLOWED) as hub:
        log = await _log(hub)

    lines = (tmp_path / "data" / FILE).read_text().splitlines()
    seen = [(int(seq), kind) for _, seq, kind in map(str.split, lines)]

    # A new follower begins with what happens from then on: the first manager was there before.
    assert seen == [each for each in log if each[0] >= seen[0][0]]
    assert seen[0][0] <= 2


async def _log(hub: HubProcess) -> list[tuple[int, str]]:
    log: list[tuple[int, str]] = []
    async with hub.client() as client:
        while True:
            after = log[-1][0] if log else 0
            status, body = await client.ask("GET", f"/api/events?after={after}&limit=500")
            assert status == 200
            if not body["data"]:
                return log
            log += [(each["seq"], each["type"]) for each in body["data"]]
