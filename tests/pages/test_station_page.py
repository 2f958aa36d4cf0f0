"""The board of a station in a browser."""

import pytest

from tests.support.tablets import HouseOfTablets

pytestmark = pytest.mark.system


async def test_an_order_is_on_the_page_as_soon_as_it_is_taken(house: HouseOfTablets) -> None:
    tablet = await house.open("station")
    await house.live.place("Soup")
    await tablet.page.get_by_text("Soup").wait_for(timeout=5000)
