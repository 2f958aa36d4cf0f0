"""What a handler's signature says is what its route takes and gives; what does not fit is loud."""

from typing import Any

import pytest

from hub.commit.command import Command, Json, Listing, Outcome
from hub.domain.orders import Order
from hub.domain.permissions import Principal, Role
from hub.http.handler_signature import Address, AsSent, BadSignatureError, Call
from hub.http.routing import PUBLIC, Endpoint, Route, endpoints_of
from hub.wire.edit_requests import EditOrder
from hub.wire.order_requests import OrdersQuery
from hub.wire.requests import Recall, Slug, Uuid, WholeMenu
from hub.wire.responses import Gone, Health

ALL = Recall()
GONE = Gone(id="1")
WHO = Principal(id="d", name="the pass", role=Role.MANAGER)


def route(method: str, path: str, **more: Any) -> Route:  # noqa: ANN401 - Route's own fields
    return Route(method, path, needs=PUBLIC, summary="", **more)


class Resource:
    """Handlers of every kind, none of which does anything."""

    @route("PATCH", "/orders/{order}/lines/{line}")
    async def edit(
        self, line: Slug, command: Command, body: EditOrder, order: Uuid, where: Address
    ) -> tuple[object, ...]:
        return line, command, body, order, where

    @route("GET", "/orders")
    async def orders(self, query: OrdersQuery, who: Principal) -> Listing[Order]:
        return Listing((f"{query.limit} for {who.name}".encode(),), seq=4)

    @route("GET", "/order")
    async def order(self) -> Outcome[Json[Order]]:
        return Outcome(Json(b'{"id":"1"}'), version=7)

    @route("POST", "/recall")
    async def recall(self, body: Recall = ALL) -> Gone:
        return Gone(id=str(body.station))

    @route("POST", "/menu", takes=("application/json", "text/csv"))
    async def bring(self, body: AsSent[WholeMenu]) -> Gone:
        return Gone(id=body.media_type)

    @route("GET", "/style.css", media="text/css")
    async def style(self) -> bytes:
        return b"css"

    @route("GET", "/export", media="text/csv")
    async def export(self) -> Health | bytes:
        return b"csv"

    async def helper(self, anything: int) -> None:
        """Not a route, and so of no interest."""


class Misfits:
    """Handlers that must not be let serve, by what is wrong with them."""

    async def place_left_out(self, command: Command) -> Gone:
        return GONE

    async def unknown_parameter(self, order: Uuid, other: str) -> Gone:
        return GONE

    async def place_of_no_kind(self, order: str) -> Gone:
        return GONE

    async def no_annotations(self, order) -> Gone:  # type: ignore[no-untyped-def] # noqa: ANN001 - that is it
        return GONE

    async def body_of_no_kind(self, order: Uuid, body: dict[str, str]) -> Gone:
        return GONE

    async def query_of_no_kind(self, order: Uuid, query: str) -> Gone:
        return GONE

    async def many(self, *order: Uuid) -> Gone:
        return GONE

    async def no_answer(self, order: Uuid):  # type: ignore[no-untyped-def] # noqa: ANN201 - that is it
        return GONE

    async def nothing(self, order: Uuid) -> None:
        return None

    async def bytes_of_no_media(self, order: Uuid) -> bytes:
        return b""

    def not_waited_for(self, order: Uuid) -> Gone:
        return GONE

    async def command_to_read(self, order: Uuid, command: Command) -> Gone:
        return GONE

    async def body_to_read(self, order: Uuid, body: EditOrder) -> Gone:
        return GONE


MISFITS = {
    "place_left_out": "takes no order",
    "unknown_parameter": "takes other",
    "place_of_no_kind": "no Uuid and no Slug",
    "no_annotations": "no Uuid and no Slug",
    "body_of_no_kind": "says of body",
    "query_of_no_kind": "says of query",
    "many": "no plain parameter",
    "no_answer": "what it answers",
    "nothing": "what it answers",
    "bytes_of_no_media": "of a media type",
    "not_waited_for": "no coroutine function",
    "command_to_read": "takes a command",
    "body_to_read": "takes a body",
}


@pytest.fixture
def endpoints() -> dict[str, Endpoint]:
    return {each.handler.__name__: each for each in endpoints_of(Resource())}


async def carry_out(endpoint: Endpoint, call: Call) -> Any:  # noqa: ANN401 - whatever it gives
    return await endpoint.handler(*[source(call) for source in endpoint.signature.sources])


class _From:
    """A request of which nothing counts but where it comes from."""

    remote = "::ffff:192.0.2.7"


def asked(body: object = None, query: object = None, **params: str) -> Call:
    command = Command(who=WHO)
    return Call(WHO, command, params, body, query, _From())  # type: ignore[arg-type] # enough of it


def test_methods_with_a_route_over_them_are_what_can_be_asked(
    endpoints: dict[str, Endpoint],
) -> None:
    assert list(endpoints) == ["edit", "orders", "order", "recall", "bring", "style", "export"]


async def test_each_parameter_is_given_what_its_name_and_type_say(
    endpoints: dict[str, Endpoint],
) -> None:
    call = asked(EditOrder(notes="no salt"), order="one", line="two")
    given = await carry_out(endpoints["edit"], call)
    assert given == ("two", call.command, call.body, "one", "192.0.2.7")
    assert list(endpoints["edit"].signature.params) == ["line", "order"]


async def test_whoever_reads_is_told_apart_without_a_command(
    endpoints: dict[str, Endpoint],
) -> None:
    call = asked(query=OrdersQuery(limit=3))
    assert (await carry_out(endpoints["orders"], call)).rows == (b"3 for the pass",)


def test_a_list_with_a_seq_is_told_from_an_answer(endpoints: dict[str, Endpoint]) -> None:
    orders, recall = endpoints["orders"].signature, endpoints["recall"].signature
    order = endpoints["order"].signature
    assert (orders.answers, orders.listing) == (list[Order], True)
    assert (recall.answers, recall.listing) == (Gone, False)
    assert (order.answers, order.listing) == (Order, False)


def test_a_body_with_a_default_may_be_left_out(endpoints: dict[str, Endpoint]) -> None:
    assert endpoints["recall"].signature.no_body is ALL
    assert endpoints["edit"].signature.no_body is None


def test_a_body_that_is_read_elsewhere_is_documented_all_the_same(
    endpoints: dict[str, Endpoint],
) -> None:
    bring = endpoints["bring"].signature
    assert (bring.body, bring.as_sent) == (WholeMenu, True)


def test_bytes_are_an_answer_without_an_envelope(endpoints: dict[str, Endpoint]) -> None:
    style, export = endpoints["style"].signature, endpoints["export"].signature
    assert (style.plain, style.answers) == (True, None)
    assert (export.plain, export.answers) == (True, Health)
    answer = endpoints["style"].answer(b"css")
    assert (answer.content, answer.media_type) == (b"css", "text/css")


@pytest.mark.parametrize("method", MISFITS)
def test_a_signature_that_does_not_fit_its_route_is_refused(method: str) -> None:
    verb = "GET" if method.endswith("_to_read") else "POST"
    with pytest.raises(BadSignatureError, match=MISFITS[method]):
        Endpoint.of(route(verb, "/orders/{order}"), getattr(Misfits(), method))


def test_a_media_type_needs_bytes_to_be_of_it() -> None:
    with pytest.raises(BadSignatureError, match="bytes"):
        Endpoint.of(route("POST", "/recall", media="text/csv"), Resource().recall)


def test_what_is_read_leniently_is_not_remembered() -> None:
    with pytest.raises(ValueError, match="repeat"):
        route("POST", "/recall", repeats=True, lenient_for=frozenset({Role.WAITER}))
