"""The JavaScript client for integrators, in a page whose origin the owner has listed."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from aiohttp import web
from pytest_aiohttp.plugin import AiohttpRawServer

from tests.support.foreign_page import ForeignPage, told_by
from tests.support.process import HubProcess

pytestmark = pytest.mark.system

CLIENT = Path(__file__).parents[2] / "docs/integrator/examples/clients/galley.js"
_SCRIPT = """
%(client)s
const target = %(target)s, hub = new Galley(target, %(token)s);
const soup = {type: 'takeout', items: [{name: 'Soup', quantity: 1}]};
const sockets = [], boards = [];
let heard = () => 0;
const Plain = WebSocket;
WebSocket = class extends Plain {
  constructor(url) { super(url); sockets.push(this); }
};
const until = holds => new Promise(done => {
  heard = () => holds() && done();
  heard();
});
const watch = (client, options) => client.watch(board => {
  boards.push([...board.values()]);
  heard();
}, options);
(async () => { tell(await (async () => { %(story)s })()); })()
  .catch(error => tell({broke: String(error)}));
"""


class Page(NamedTuple):
    """A hub, and what opens a page beside it that tells what its script gives."""

    hub: HubProcess
    foreign: list[ForeignPage]
    url: str
    port: int | None
    profile: Path

    async def tells(self, story: str, token: str | None = None) -> Any:  # noqa: ANN401 - JSON
        given = {"target": self.hub.url, "token": token or self.hub.token}
        values = {name: json.dumps(value) for name, value in given.items()}
        client = CLIENT.read_text("utf-8")
        page = ForeignPage(_SCRIPT % {**values, "client": client, "story": story})
        page.port = self.port
        self.foreign.append(page)
        return await told_by(self.profile, self.url, page)


@pytest.fixture
async def page(aiohttp_raw_server: AiohttpRawServer, tmp_path: Path) -> AsyncIterator[Page]:
    foreign: list[ForeignPage] = []

    async def answer(asked: web.BaseRequest) -> web.StreamResponse:
        return await foreign[-1].answer(asked)

    server = await aiohttp_raw_server(answer)
    url = str(server.make_url("/"))
    origins = {"GALLEY_HUB_ORIGINS": url.rstrip("/")}
    with HubProcess(tmp_path / "data", environment=origins) as hub:
        yield Page(hub, foreign, url, server.port, tmp_path / "profile")


async def test_its_board_follows_the_hub_and_comes_back_when_the_line_was_cut(page: Page) -> None:
    told = await page.tells("""
      const stop = watch(hub);
      await until(() => boards.length);
      const order = await hub.place(soup);
      await until(() => boards.at(-1).length === 1);
      await hub.ask('PATCH', `/api/kitchen/items/${order.items[0].id}/status`,
        {status: 'preparing'});
      await until(() => boards.at(-1)[0].status === 'preparing');
      const item = boards.at(-1)[0].items[0].status;
      sockets.at(-1).close();
      const second = await hub.place(soup);
      await until(() => boards.at(-1).length === 2);
      await hub.ask('PATCH', `/api/orders/${order.id}/status`, {status: 'cancelled'});
      await until(() => boards.at(-1).length === 1);
      stop();
      return {item, left: boards.at(-1)[0].id === second.id, sockets: sockets.length};
    """)
    assert told == {"item": "preparing", "left": True, "sockets": 2}


async def test_an_order_and_a_round_whose_answers_were_lost_are_taken_once(page: Page) -> None:
    told = await page.tells("""
      const plain = fetch;
      let losing = true;
      window.fetch = async (...asked) => {
        const answer = await plain(...asked);
        if (asked[0].startsWith(target) && (losing = !losing) === false) throw new TypeError('cut');
        return answer;
      };
      const order = await hub.place(soup);
      const more = await hub.ask('POST', `/api/orders/${order.id}/items`, {items: soup.items});
      return {orders: (await hub.ask('GET', '/api/orders')).length, lines: more.items.length};
    """)
    assert told == {"orders": 1, "lines": 2}


async def test_it_says_why_the_hub_refuses_and_gives_a_bad_token_up(page: Page) -> None:
    told = await page.tells(
        """
      const refused = await hub.place(soup).catch(error => error.code);
      const ended = await new Promise(done => watch(hub, {onError: error => done(error.status)}));
      return {refused, ended, sockets: sockets.length};
    """,
        token="gly_" + "x" * 43,
    )
    assert told == {"refused": "UNAUTHORIZED", "ended": 4401, "sockets": 1}
