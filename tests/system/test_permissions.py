"""The table in docs/integrator/permissions.md, line by line and role by role, asked of a hub."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import NamedTuple

import msgspec
import pytest

from hub.domain.permissions import Permission, Role
from hub.http.routing import PUBLIC, Route
from scripts.permissions_table import table
from tests.support.live import GENEROUS, Live, alive
from tests.support.sockets import Closed, connected
from tests.support.wire import Reply, exchange, request

pytestmark = pytest.mark.system

PAGE = Path(__file__).parents[2] / "docs" / "integrator" / "permissions.md"
UNKNOWN = "01890000-0000-7000-8000-000000000000"
NOBODYS = "gly_" + "x" * 43
SOCKET = "GET /ws"
OWN_SESSION = "GET /api/sessions/{id}"
NOT_LET_IN = {"UNAUTHORIZED", "FORBIDDEN", "METHOD_NOT_ALLOWED", "RATE_LIMITED"}


PATIENT = msgspec.structs.replace(GENEROUS, failures_per_minute=10_000)


class Line(NamedTuple):
    """One line of the table: what is asked for, and who may."""

    asked: str
    allowed: frozenset[str]


def lines(heading: str) -> Iterator[Line]:
    part = PAGE.read_text("utf-8").partition(f"## {heading}\n")[2].partition("\n## ")[0]
    rows = [[each.strip() for each in row.strip("|").split("|")] for row in part.split("\n")
            if row.startswith("|")]  # fmt: skip
    head, _, *body = rows
    for asked, *cells in body:
        who = zip(head[1:], cells, strict=True)
        name = re.search("`(.*?)`", asked)
        assert name is not None
        yield Line(name[1], frozenset(role for role, cell in who if cell.startswith("yes")))


ROUTES = {each.asked: each.allowed for each in lines("Routes")}
ROOMS = {each.asked: each.allowed for each in lines("Rooms of the WebSocket")}


class Houses(NamedTuple):
    """Two branches, and a token of each role in the first one."""

    here: Live
    tokens: dict[str, str]
    session: str
    other_session: str
    strangers: dict[str, str]


@pytest.fixture
async def houses(tmp_path: Path) -> AsyncIterator[Houses]:
    async with alive(tmp_path / "here", limits=PATIENT) as here, alive(tmp_path / "there") as there:
        tokens: dict[str, str] = {
            role: here.token(role) for role in Role if role is not Role.CUSTOMER
        }
        strangers: dict[str, str] = {role: there.token(role) for role in tokens}
        session, tokens[Role.CUSTOMER] = await here.seat()
        other_session, _ = await here.seat("8")
        _, strangers[Role.CUSTOMER] = await there.seat()
        yield Houses(here, tokens, session, other_session, strangers)


async def ask(live: Live, asked: str, token: str | None) -> Reply:
    method, path = asked.split(" ")
    target = re.sub(r"\{(\w+)\}", UNKNOWN, path)
    return await exchange(live.port, request(method, target, token=token))


async def test_the_page_is_written_from_the_routes(houses: Houses) -> None:
    public, local, _ = houses.here.hub.resources
    assert PAGE.read_text("utf-8") == table(public, local), "run ./scripts/permissions"


@pytest.mark.parametrize("role", Role)
async def test_a_role_may_ask_what_the_table_says_and_nothing_else(
    houses: Houses, role: Role
) -> None:
    for asked, allowed in ROUTES.items():
        reply = await ask(houses.here, asked, houses.tokens[role])
        if role not in allowed:
            assert _code(reply) == "FORBIDDEN", (asked, reply.raw)
        elif asked == OWN_SESSION and role is Role.CUSTOMER:
            # Theirs is another one; that they may read their own is shown elsewhere.
            assert _code(reply) == "FORBIDDEN"
        else:
            assert _code(reply) not in NOT_LET_IN, (asked, reply.raw)


@pytest.mark.parametrize("whose", ["none", "unknown", *Role])
async def test_without_a_token_of_this_branch_only_what_is_open_answers(
    houses: Houses, whose: str
) -> None:
    token = {"none": None, "unknown": NOBODYS}.get(whose, houses.strangers.get(whose))
    # At once, because each of these answers is held back for a while.
    replies = await asyncio.gather(*(ask(houses.here, asked, token) for asked in ROUTES))
    for (asked, allowed), reply in zip(ROUTES.items(), replies, strict=True):
        if "nobody" not in allowed:
            assert _code(reply) == "UNAUTHORIZED", (asked, reply.raw)
        elif asked != SOCKET:
            assert _code(reply) not in NOT_LET_IN, (asked, reply.raw)


@pytest.mark.parametrize("role", Role)
async def test_a_role_may_join_what_the_table_says_and_nothing_else(
    houses: Houses, role: Role
) -> None:
    for room, allowed in ROOMS.items():
        async with connected(houses.here.port, houses.tokens[role]) as socket:
            assert (await socket.hear())["type"] == "auth:success"
            await socket.say("join", room=named(houses, room), snapshot=True)
            heard = await socket.hear()
        if role in allowed:
            assert heard["type"] == "joined", (room, heard)
        else:
            assert (heard["type"], heard.get("code")) == ("error", "FORBIDDEN"), (room, heard)


@pytest.mark.parametrize("room", ROOMS)
async def test_a_room_is_closed_to_another_branchs_tokens(houses: Houses, room: str) -> None:
    async with connected(houses.here.port) as socket:
        await socket.say("auth", token=houses.strangers[Role.MANAGER])
        assert (await socket.hear())["type"] == "auth:error"
        with pytest.raises(Closed) as closed:
            await socket.hear()
    assert closed.value.code == 4401


def made(**fields: object) -> Route:
    return Route("GET", "/x", summary="", **fields)  # type: ignore[arg-type] # what is tried


@pytest.mark.parametrize("needs", [(), None, "orders:read", ("orders:read",), True])
def test_a_route_that_declares_no_permission_cannot_be_made(needs: object) -> None:
    with pytest.raises((TypeError, ValueError), match="say who may call it"):
        made(needs=needs)


def test_a_route_cannot_be_made_without_a_word_of_permissions() -> None:
    with pytest.raises(TypeError, match="needs"):
        made()


@pytest.mark.parametrize("needs", [Permission.ORDERS_READ, PUBLIC, tuple(Permission)])
def test_a_route_that_declares_one_can_be_made(needs: object) -> None:
    assert made(needs=needs).needs == needs


def named(houses: Houses, room: str) -> str:
    """Fill a room's name in."""
    branch, session = houses.here.hub.branch.id, houses.session
    ours = room.replace("{branch}", branch).replace("{its own}", session)
    return ours.replace("{another}", houses.other_session).replace("{other}", "another")


def _code(reply: Reply) -> str:
    """Read why it was refused; nothing when it was not."""
    return "" if reply.status < 300 else str(reply.json["error"]["code"])
