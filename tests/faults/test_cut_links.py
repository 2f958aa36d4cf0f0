"""The network between screens and hub is cut for 5 to 65 seconds while cooks go on pressing."""

import uuid
from pathlib import Path

import msgspec
import pytest

from display.link.http_client import HubHttpClient, PressVerdict
from display.link.outbox import Outbox
from display.state.messages import Request
from display.view_model import bars
from tests.support.cut_links import Outcome, cut_links, drawn

pytestmark = [pytest.mark.root, pytest.mark.system, pytest.mark.timeout(180)]

CUTS = 50
SEED = 20_261_124


def wrong(outcomes: list[Outcome]) -> str:
    return "\n".join(f"{sorted(each.wrong)}: {each}" for each in outcomes if each.wrong)


@pytest.mark.timing
async def test_a_cut_is_shown_in_time_presses_are_kept_and_done_once_and_the_board_comes_back(
    tmp_path: Path,
) -> None:
    outcomes = await cut_links(tmp_path, drawn(CUTS, SEED))

    assert len(outcomes) == CUTS
    assert wrong(outcomes) == ""


@pytest.mark.timing
async def test_a_screen_without_its_protections_is_seen_to_fail(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = HubHttpClient.press

    async def again_under_another_key(door: HubHttpClient, request: Request) -> PressVerdict | None:
        await whole(door, msgspec.structs.replace(request, press_id=uuid.uuid4().hex))
        return await whole(door, request)

    monkeypatch.setattr(HubHttpClient, "press", again_under_another_key)
    monkeypatch.setattr(Outbox, "_append", lambda outbox, line: None)
    monkeypatch.setattr(bars, "STALE_MS", 4_500)
    monkeypatch.setattr("display.link.session.SHORTEST", 8.0)
    outcomes = await cut_links(tmp_path, drawn(4, SEED, longest=6.0))

    assert set.union(*(each.wrong for each in outcomes)) == {
        "shown too late",
        "not kept",
        "not done once",
        "equal too late",
    }
